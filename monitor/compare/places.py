"""The places a document concerns, each in its most urgent role, and the words that prove it."""

from collections.abc import Iterable

from monitor.changes import Concern, Proof
from monitor.memory import Seen, Story
from monitor.model import Evidence, ListedPlace, Mention, Reading, Role

_URGENCY = {role: rank for rank, role in enumerate(Role)}


def concerns(reading: Reading) -> tuple[Concern, ...]:
    """Return each place the document names, once, in its most urgent role."""
    listed = [listed_concern(place) for place in (reading.pilot_list.places if reading.pilot_list else ())]
    named = [_mentioned_concern(mention) for mention in reading.mentions]
    return most_urgent([*listed, *named])


def most_urgent(found: Iterable[Concern]) -> tuple[Concern, ...]:
    """Return each place once, in the most urgent of its roles."""
    best: dict[tuple[str, str], Concern] = {}
    for concern in found:
        known = best.get((concern.code, concern.name))
        if known is None or _URGENCY[concern.role] < _URGENCY[known.role]:
            best[concern.code, concern.name] = concern
    return tuple(best.values())


def listed_concern(place: ListedPlace, role: Role | None = None) -> Concern:
    """Return what a list means for a place; `role` where it is not the one the list gives."""
    return Concern(
        code=place.code,
        name=place.name,
        city=place.city,
        role=role or place.role,
        quote=place.evidence.quote,
        focus=place.focus,
        via=place.via,
    )


def _mentioned_concern(mention: Mention) -> Concern:
    return Concern(
        code=mention.code,
        name=mention.name,
        city=mention.city,
        role=mention.role,
        quote=mention.quote,
        via=mention.via,
    )


def new_concerns(before: Reading, after: Reading, story: Story) -> tuple[Concern, ...]:
    """Return the places an edit named for the first time, or in a more urgent role, and that the story did not have."""
    known = {(c.code, c.name): _URGENCY[c.role] for c in concerns(before)}
    told = {(place.code, place.role) for place in story.places}
    return tuple(
        c
        for c in concerns(after)
        if _URGENCY[c.role] < known.get((c.code, c.name), len(_URGENCY)) and (c.code, c.role) not in told
    )


def proofs_of_mentions(seen: Seen) -> tuple[Proof, ...]:
    """Return one proof for each place in its most urgent role; the opening words where no place is named."""
    best: dict[str, Mention] = {}
    for mention in seen.reading.mentions:
        if mention.code not in best or _URGENCY[mention.role] < _URGENCY[best[mention.code].role]:
            best[mention.code] = mention
    if not best:
        return (proof(seen, Evidence(0, min(len(seen.text), 80), seen.text[:80])),)
    quoted = {m.quote: m for m in best.values()}
    return tuple(proof(seen, Evidence(m.start, m.end, m.quote)) for m in quoted.values())


def proofs_of_places(seen: Seen, places: Iterable[ListedPlace]) -> tuple[Proof, ...]:
    """Return the words that list these places, each quote once."""
    quoted = {place.evidence.quote: place.evidence for place in places}
    return tuple(proof(seen, evidence) for evidence in quoted.values())


def proof(seen: Seen, evidence: Evidence) -> Proof:
    """Return evidence tied to the snapshot it was read from."""
    return Proof(
        quote=evidence.quote, url=seen.url, snapshot=seen.sha256 or None, start=evidence.start, end=evidence.end
    )
