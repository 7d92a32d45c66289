"""Changes and stories as one line each: what a list shows of them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import groupby

from monitor.alert import concerned
from monitor.alert.audience import DIGEST_ROLES, URGENCY, is_salutation
from monitor.alert.naming import about, short_name
from monitor.alert.telling import tell
from monitor.changes import AboutDocument, Change, Concern, DocumentChange, SourceFailing, SourceRecovered
from monitor.memory import Logged
from monitor.message import Telling
from monitor.model import Role, Stage
from monitor.web.languages import Speech
from monitor.web.watching import is_about, reader_of

BADGES_SHOWN = 4
KINDS = {
    "document_published": "Published",
    "document_revised": "Revised",
    "document_withdrawn": "Withdrawn",
    "list_published": "List published",
    "list_changed": "List changed",
    "list_finalised": "List decided",
    "tasks_published": "Tasks set",
    "tasks_changed": "Tasks changed",
    "story_joined": "One more outlet",
    "source_failing": "Source failing",
    "source_recovered": "Source recovered",
}


@dataclass(frozen=True, slots=True)
class Badge:
    """A place in its role, as a chip that leads to the city."""

    name: str
    role: Role
    city: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One line of the change log."""

    id: int
    at: datetime
    kind: str
    title: str
    source: str
    source_name: str
    programme: str | None = None
    stage: Stage | None = None
    badges: tuple[Badge, ...] = ()
    more: int = 0
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    baseline: bool = False
    late: bool = False
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One story as told to a reader, with the change that says most about it."""

    story: str
    change: int
    at: datetime
    stage: Stage
    telling: Telling
    byline: str
    badges: tuple[Badge, ...]
    more: int
    unsure: bool


def change_line(logged: Logged, codes: Sequence[str], speech: Speech) -> ChangeLine:
    """Return a change as a line; `codes` are the places whose badges come first."""
    change = logged.change
    if isinstance(change, SourceFailing | SourceRecovered):
        return ChangeLine(
            id=logged.id,
            at=change.at,
            kind=change.kind,
            title=headline(change, codes, speech),
            source=change.source,
            source_name=change.name,
        )
    shown, more = badges(change.concerns, codes, speech)
    return ChangeLine(
        id=logged.id,
        at=change.at,
        kind=change.kind,
        title=" ".join(change.title.split()) or change.url,
        source=change.source,
        source_name=change.publisher,
        programme=about(change, speech.words) if change.programme else None,
        stage=change.stage,
        badges=shown,
        more=more,
        added=getattr(change, "added", ()) if "list" in change.kind or change.kind == "story_joined" else (),
        removed=getattr(change, "removed", ()) if "list" in change.kind else (),
        baseline=change.baseline,
        late=change.late,
        unsure=bool(change.notes),
    )


def badges(concerns: Iterable[Concern], codes: Sequence[str], speech: Speech) -> tuple[tuple[Badge, ...], int]:
    """Return the places to show, one's own first and then by urgency, and how many are left out.

    A salutation and an organisation's name are not shown: they concern nobody.
    """
    told = [c for c in concerns if c.role is not Role.ORGANISATION and not is_salutation(c)]
    told.sort(key=lambda c: (not is_about(c, codes), URGENCY[c.role]))
    each = tuple(dict.fromkeys(Badge(short_name(c, speech.words), c.role, c.city) for c in told))
    return each[:BADGES_SHOWN], len(each[BADGES_SHOWN:])


def story_lines(lines: Iterable[Logged], codes: Sequence[str], speech: Speech) -> list[StoryLine]:
    """Return the stories that these changes tell of these places, the latest first; others are left out."""
    reader = reader_of(codes, speech.language)
    by_story: dict[str, dict[int, DocumentChange]] = {}
    for logged in sorted(lines, key=lambda logged: logged.id, reverse=True):
        if isinstance(logged.change, AboutDocument) and concerned(reader, logged.change):
            by_story.setdefault(logged.change.story, {})[logged.id] = logged.change
    return [_story_line(story, told, codes, speech) for story, told in by_story.items()]


def _story_line(story: str, told: Mapping[int, DocumentChange], codes: Sequence[str], speech: Speech) -> StoryLine:
    telling = tell(told, reader_of(codes, speech.language), None, speech.words, "")
    change = int(telling.links[-1].url.rpartition("/")[2])
    shown, more = badges((c for each in told.values() for c in each.concerns if is_about(c, codes)), codes, speech)
    strong = tuple(badge for badge in shown if badge.role not in DIGEST_ROLES) or shown
    return StoryLine(
        story=story,
        change=change,
        at=max(each.at for each in told.values()),
        stage=told[change].stage,
        telling=telling,
        byline=byline(told[change], speech),
        badges=strong,
        more=more,
        unsure=telling.warnings is not None,
    )


def byline(change: DocumentChange, speech: Speech) -> str:
    """Return who said so, when and under which number."""
    issuers = speech.words.joint.join(change.issuers) or change.publisher
    when = speech.words.on(change.published) if change.published else ""
    return " · ".join(filter(None, (issuers, when, change.document_number)))


def by_day(lines: Iterable[StoryLine], zone: tzinfo) -> list[tuple[date, list[StoryLine]]]:
    """Return lines grouped by the day they came, in a time zone."""
    return [(day, list(of_day)) for day, of_day in groupby(lines, key=lambda line: line.at.astimezone(zone).date())]


def headline(change: Change, codes: Sequence[str], speech: Speech) -> str:
    """Return what a change is about in one sentence, as an alert would say it to a reader of these places."""
    if isinstance(change, SourceFailing | SourceRecovered):
        form = speech.words.source_failing if isinstance(change, SourceFailing) else speech.words.source_recovered
        health = change.health if isinstance(change, SourceFailing) else change.was
        return form.format(name=change.name, id=change.source, health=speech.words.health[health])
    return tell({0: change}, reader_of(codes, speech.language), None, speech.words, "").headline
