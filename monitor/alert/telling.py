"""One story as told to one subscription: what happened, who said so, the proof, what changed. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from monitor.alert.audience import DIGEST_ROLES, URGENCY, concerned
from monitor.alert.differences import details, differences
from monitor.alert.naming import about, by_role, city_name, place_name, places_of, short_name, tag_of
from monitor.alert.notes import noted
from monitor.alert.quoting import in_context, is_bare
from monitor.alert.words import BEIJING, Words
from monitor.changes import (
    AboutList,
    Concern,
    DocumentChange,
    DocumentPublished,
    DocumentRevised,
    DocumentWithdrawn,
    ListChanged,
    ListFinalised,
    ListPublished,
    StoryJoined,
    TasksChanged,
    TasksPublished,
)
from monitor.memory import Story
from monitor.message import Facts, Link, Links, Section, Telling, ToldPlace
from monitor.model import Deadline, Subscription

QUOTES_SHOWN = 3
OUTLETS_SHOWN = 8

TextOf = Callable[[DocumentChange], str]


def no_text(_change: DocumentChange) -> str:
    """Return nothing, for changes whose text is not at hand."""
    return ""


# What says most about a story leads; the others add their lines to it.
_SAYS_MOST: tuple[type[DocumentChange], ...] = (
    ListFinalised,
    ListChanged,
    ListPublished,
    TasksChanged,
    TasksPublished,
    StoryJoined,
    DocumentWithdrawn,
    DocumentRevised,
    DocumentPublished,
)


def tell(
    changes: Mapping[int, DocumentChange],
    subscription: Subscription,
    story: Story | None,
    words: Words,
    public_url: str,
    text_of: TextOf = no_text,
) -> Telling:
    """Return one story's changes, by their numbers in the log, as told to one subscription.

    `story` is what is known of it now, for its other outlets; `public_url` is where snapshots and the log are served;
    `text_of` gives the text a change was read from, for quotes that are bare names.
    """
    ordered = sorted(changes.items(), key=lambda item: _SAYS_MOST.index(type(item[1])))
    number, lead = ordered[0]
    told = [change for _, change in ordered]
    concerns = _most_urgent(c for change in told for c in concerned(subscription, change))
    foremost = tuple(c for c in concerns if c.role not in DIGEST_ROLES) or concerns
    what = about(lead, words)
    return Telling(
        tag=tag_of(foremost, words),
        about=what + (words.late if lead.late else ""),
        headline=_headline(foremost, words.programme.format(name=what) if lead.programme else what, words),
        byline=_byline(lead, words),
        cities=_each_once(city_name(c, words) for c in foremost),
        details=_details(told, foremost, words),
        quotes=_quotes(told, foremost, text_of),
        differences=_differences(told, words),
        deadlines=_deadlines(told, words),
        links=tuple(_links(number, told, words, public_url)),
        outlets=_outlets(lead, story, words),
        why=_why(foremost, subscription, words),
        warnings=_warnings(told, subscription, words),
        facts=_facts(changes, lead, concerns, words),
    )


def _most_urgent(concerns: Iterable[Concern]) -> tuple[Concern, ...]:
    """Return each place once in its most urgent role, the most urgent first."""
    best: dict[tuple[str, str], Concern] = {}
    for concern in sorted(concerns, key=lambda c: URGENCY[c.role]):
        best.setdefault((concern.code, concern.name), concern)
    return tuple(best.values())


def _headline(concerns: Sequence[Concern], what: str, words: Words) -> str:
    said = [
        words.headlines[role].format(places=places_of(group, words), what=what)
        for role, group in by_role(concerns).items()
    ]
    return words.sentence_joint.join(said or [what])


def _byline(lead: DocumentChange, words: Words) -> str:
    issuers = words.joint.join(lead.issuers) or lead.publisher
    when = words.on(lead.published) if lead.published else words.found.format(day=_found_on(lead, words))
    return " · ".join(part for part in (issuers, when, words.stages[lead.stage], lead.document_number) if part)


def _found_on(lead: DocumentChange, words: Words) -> str:
    return words.on(lead.at.astimezone(BEIJING).date())


def _details(told: Sequence[DocumentChange], concerns: Sequence[Concern], words: Words) -> tuple[str, ...]:
    focus = (words.focus.format(place=short_name(c, words), focus=c.focus) for c in concerns if c.focus)
    late = [words.late_note] if any(change.late for change in told) else []
    return _each_once((*late, *focus, *(line for change in told for line in details(change, words))))


def _quotes(told: Sequence[DocumentChange], concerns: Sequence[Concern], text_of: TextOf) -> tuple[str, ...]:
    """Return the words about the reader's places; where there are none, the proof of the change itself."""
    own = [concern.quote for concern in concerns if concern.quote.strip()]
    proof = [proof.quote for change in told for proof in change.evidence if proof.quote.strip()]
    quotes = _each_once(own or proof)[:QUOTES_SHOWN]
    if not any(is_bare(quote) for quote in quotes):
        return quotes
    texts = {change.url: text_of(change) for change in told}
    return _each_once(next(_contexts(quote, texts.values()), quote) for quote in quotes)


def _contexts(quote: str, texts: Iterable[str]) -> Iterator[str]:
    return (shown for text in texts if (shown := in_context(quote, text)) != quote)


def _differences(told: Sequence[DocumentChange], words: Words) -> Section | None:
    finalised = any(isinstance(change, ListFinalised) for change in told)
    label = words.against_proposal if finalised else words.differences
    return _section(label, (line for change in told for line in differences(change, words)))


def _deadlines(told: Sequence[DocumentChange], words: Words) -> Section | None:
    found = dict.fromkeys(deadline for change in told for deadline in change.deadlines)
    return _section(words.deadlines, (_deadline(deadline, words) for deadline in found))


def _deadline(deadline: Deadline, words: Words) -> str:
    dates = [d for d in (deadline.start, deadline.end) if d]
    if len(dates) == 2 and dates[0] != dates[1]:
        when = words.until.format(start=dates[0], end=dates[1])
    else:
        when = dates[0] if dates else deadline.text
    what = words.deadline_names.get(deadline.what, deadline.what)
    return f"{what[:1].upper()}{what[1:]}{words.colon}{when}" if what else when


def _links(number: int, told: Sequence[DocumentChange], words: Words, public_url: str) -> Iterator[Link]:
    lead = told[0]
    yield Link(words.original, lead.url)
    for change in told:
        if isinstance(change, ListFinalised):
            yield Link(words.proposal, change.proposed_url)
    snapshots = [proof.snapshot for change in told for proof in change.evidence if proof.snapshot]
    if snapshots:
        yield Link(words.snapshot, f"{public_url}/snapshots/{snapshots[0]}")
    yield Link(words.record, f"{public_url}/changes/{number}")


def _outlets(lead: DocumentChange, story: Story | None, words: Words) -> Links | None:
    others = [outlet for outlet in story.outlets if outlet.url != lead.url] if story else []
    links = tuple(Link(outlet.publisher, outlet.url) for outlet in others[:OUTLETS_SHOWN])
    more = words.outlets_more.format(count=len(others) - len(links)) if len(others) > len(links) else ""
    return Links(words.outlets, links, more) if links else None


def _why(concerns: Sequence[Concern], subscription: Subscription, words: Words) -> str:
    via = (words.why_via.format(place=place_name(c, words), via=c.via) for c in concerns if c.via)
    watched = words.why.format(name=subscription.name, places=words.joint.join(_with_roles(concerns, words)))
    return words.sentence_end.join((watched, *via))


def _with_roles(concerns: Sequence[Concern], words: Words) -> Iterator[str]:
    for role, group in by_role(concerns).items():
        yield words.within.format(name=places_of(group, words), city=words.roles[role])


def _warnings(told: Sequence[DocumentChange], subscription: Subscription, words: Words) -> Section | None:
    return _section(words.warnings, noted((note for change in told for note in change.notes), subscription.language))


def _section(label: str, lines: Iterable[str]) -> Section | None:
    shown = _each_once(lines)
    return Section(label, shown) if shown else None


def _each_once(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for line in lines if line.strip()))


def _facts(
    changes: Mapping[int, DocumentChange], lead: DocumentChange, concerns: Sequence[Concern], words: Words
) -> Facts:
    lists = [change for change in changes.values() if isinstance(change, AboutList)]
    joined = [change for change in changes.values() if isinstance(change, StoryJoined)]
    return Facts(
        changes=tuple(changes),
        kinds=tuple(change.kind for change in changes.values()),
        at=max(change.at for change in changes.values()),
        source=lead.source,
        url=lead.url,
        title=lead.title,
        story=lead.story,
        programme=lead.programme,
        stage=lead.stage,
        batch=lead.batch,
        published=lead.published,
        document_number=lead.document_number,
        places=tuple(ToldPlace(c.code, place_name(c, words), short_name(c, words), c.role) for c in concerns),
        added=_each_once(name for change in (*lists, *joined) for name in change.added),
        removed=_each_once(name for change in lists for name in change.removed),
        stated_count=next((change.stated_count for change in lists if change.stated_count), None),
        complete=next((change.complete for change in lists if change.complete is not None), None),
    )
