"""One change, with everything that proves it and everything it caused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from monitor.alert.naming import short_name
from monitor.alert.telling import tell
from monitor.changes import (
    AboutDocument,
    Concern,
    DocumentChange,
    DocumentRevised,
    ListChanged,
    ListFinalised,
    Proof,
    SourceChange,
    StoryJoined,
    TasksChanged,
)
from monitor.listing.identity import document_key
from monitor.memory import Logged, Revision
from monitor.model import Role
from monitor.web.languages import Speech, language_of
from monitor.web.lines import KINDS, Badge, byline, headline
from monitor.web.marking import Gap, Passage, Row, characterwise, highlighted, located, side_by_side
from monitor.web.rendering import html, not_found
from monitor.web.site import Site, site_of
from monitor.web.watching import everyone_in, is_about, reader_of, watched

LINES_AROUND = 2
DELIVERIES_SHOWN = 50
PROOFS_MARKED = 60
REWORDED_SHOWN = 100
BADGES_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Evidence:
    """The proofs of a change in the text they were read from; a proof not found there keeps its quote only."""

    proofs: tuple[tuple[int, Proof, bool], ...]
    text: tuple[Passage | Gap, ...]
    revision: Revision | None
    whole: bool


def change(request: Request) -> Response:
    """Show a change by its number."""
    site, speech = site_of(request), Speech(language_of(request))
    logged = site.store.change(request.path_params["id"])
    if logged is None:
        return not_found(request, "There is no such change")
    if isinstance(logged.change, AboutDocument):
        return _of_document(request, site, speech, logged.id, logged.change)
    return html(
        request, "change_of_source.html", logged=logged, kind=KINDS[logged.change.kind], told=_title(logged, speech)
    )


def _title(logged: Logged, speech: Speech) -> str:
    assert isinstance(logged.change, SourceChange)
    return headline(logged.change, (), speech)


def _of_document(request: Request, site: Site, speech: Speech, id_: int, change: DocumentChange) -> Response:
    own = [code for code in watched(site.config) if any(is_about(c, [code]) for c in change.concerns)]
    reader = reader_of(own or everyone_in([change]), speech.language)
    story = site.store.story(change.story)
    before, after = _revisions(site, change)
    return html(
        request,
        "change.html",
        id=id_,
        change=change,
        kind=KINDS[change.kind],
        byline=byline(change, speech),
        telling=tell({id_: change}, reader, story, speech.words, ""),
        badges=_badges(change.concerns, speech),
        more=max(0, len(change.concerns) - BADGES_SHOWN),
        list_diff=_list_diff(change, speech),
        task_diff=_task_diff(change),
        text_diff=_text_diff(change, before, after),
        evidence=_evidence(change, after, whole="whole" in request.query_params),
        story=story,
        siblings=[line for line in site.store.story_changes(change.story) if line.id != id_],
        kinds=KINDS,
        deliveries=site.store.deliveries_about([id_], DELIVERIES_SHOWN),
    )


def _badges(concerns: Sequence[Concern], speech: Speech) -> dict[Role, list[Badge]]:
    """Return every place by its role, in the order in which the roles matter."""
    grouped: dict[Role, list[Badge]] = {role: [] for role in Role}
    for concern in concerns[:BADGES_SHOWN]:
        badge = Badge(short_name(concern, speech.words), concern.role, concern.city)
        if badge not in grouped[concern.role]:
            grouped[concern.role].append(badge)
    return {role: badges for role, badges in grouped.items() if badges}


def _revisions(site: Site, change: DocumentChange) -> tuple[Revision | None, Revision | None]:
    """Return the revision a change was read from, and the one before it."""
    snapshot = next((proof.snapshot for proof in change.evidence if proof.snapshot), None)
    known = site.store.revisions(document_key(change.url))
    pairs = [pair for pair in pairwise((None, *known)) if pair[1] is not None and pair[1].sha256 == snapshot]
    # A page that went back to earlier words has the same bytes twice: the change came from the latest by then.
    by_then = [pair for pair in pairs if pair[1] is not None and pair[1].read_at <= change.at]
    return (by_then or pairs or [(None, None)])[-1]


def _list_diff(change: DocumentChange, speech: Speech) -> Mapping[str, Any] | None:
    """Return how a list changed; None if it did not, or is new as a whole."""
    if isinstance(change, StoryJoined):
        return {"added": change.added, "removed": (), "renamed": (), "counted": ""} if change.added else None
    if not isinstance(change, ListChanged | ListFinalised):
        return None
    before = change.previous_count if isinstance(change, ListChanged) else None
    recounted = before is not None and change.stated_count not in (None, before)
    counted = speech.words.counted.format(before=before, after=change.stated_count) if recounted else ""
    shown = {"added": change.added, "removed": change.removed, "renamed": change.renamed, "counted": counted}
    return shown if any(shown.values()) else None


def _task_diff(change: DocumentChange) -> Mapping[str, Any] | None:
    if not isinstance(change, TasksChanged):
        return None
    reworded = [(each.number, *characterwise(each.before, each.after)) for each in change.reworded[:REWORDED_SHOWN]]
    return {"added": change.added, "removed": change.removed, "reworded": reworded}


def _text_diff(change: DocumentChange, before: Revision | None, after: Revision | None) -> list[Row | Gap]:
    if before is None or after is None:
        if isinstance(change, DocumentRevised):
            return side_by_side("\n".join(change.removed_text), "\n".join(change.added_text))
        return []
    return side_by_side(before.text, after.text)


def _evidence(change: DocumentChange, revision: Revision | None, *, whole: bool) -> Evidence:
    proofs = change.evidence[:PROOFS_MARKED]
    text = revision.text if revision else ""
    spans = [located(text, proof) for proof in proofs]
    marked = highlighted(text, spans, None if whole else LINES_AROUND) if revision else []
    numbered = tuple(
        (number, proof, span is not None) for number, (proof, span) in enumerate(zip(proofs, spans, strict=True), 1)
    )
    return Evidence(numbered, tuple(marked), revision, whole)
