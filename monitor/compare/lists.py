"""Two readings of a pilot list, or a proposal and its decision, compared as sets of codes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from monitor.changes import ListChanged, ListFinalised, ListPublished, Renamed, RolledUp
from monitor.compare.places import listed_concern, most_urgent, proofs_of_places
from monitor.compare.text import folded
from monitor.gazetteer import zones
from monitor.memory import Seen, Story
from monitor.model import ListedPlace, Reading, Role, Stage

SAID_OF_A_LIST = (Role.SELECTED, Role.PROPOSED, Role.TASKED)


@dataclass(frozen=True, slots=True)
class ListDiff:
    """How one list became another."""

    added: tuple[ListedPlace, ...] = ()
    removed: tuple[ListedPlace, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    rolled_up: tuple[RolledUp, ...] = ()

    @property
    def names(self) -> dict[str, Any]:
        """The fields of a change that tell it."""
        return {
            "added": tuple(place.name for place in self.added),
            "removed": tuple(place.name for place in self.removed),
            "renamed": self.renamed,
            "rolled_up": self.rolled_up,
        }

    def without_removals(self) -> "ListDiff":
        """Return the same where what is not named is unknown."""
        return replace(self, removed=())


def list_diff(before: Iterable[ListedPlace], after: Iterable[ListedPlace]) -> ListDiff:
    """Return how a list of pilots changed, whatever the order and spelling of its names."""
    old, new = _by_identity(before), _by_identity(after)
    added = [place for identity, place in new.items() if identity not in old]
    removed = [place for identity, place in old.items() if identity not in new]
    rolled_up = []
    for city in [*added, *removed]:
        whole, parts = ([city], _parts_of(city, removed if city in added else added))
        if parts:
            names = tuple(tuple(place.name for place in side) for side in (parts, whole))
            rolled_up.append(RolledUp(before=names[city in removed], after=names[city in added]))
            added = [place for place in added if place not in (*whole, *parts)]
            removed = [place for place in removed if place not in (*whole, *parts)]
    return ListDiff(tuple(added), tuple(removed), _renamed(old, new), tuple(rolled_up))


def _parts_of(city: ListedPlace, places: Iterable[ListedPlace]) -> list[ListedPlace]:
    """Return those of the places that lie in the city: none if it is a part of one itself."""
    if city.code != city.city or _is_zone(city):
        return []
    return [place for place in places if place.city == city.code and place is not city]


def _is_zone(place: ListedPlace) -> bool:
    return folded(place.name) in _zone_names()


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(folded(name) for zone in zones() for name in (zone.place.name, *zone.aliases))


def _members(reading: Reading) -> tuple[ListedPlace, ...]:
    """Return the places listed as pilots."""
    places = reading.pilot_list.places if reading.pilot_list else ()
    return tuple(place for place in places if place.role in SAID_OF_A_LIST)


def _by_identity(places: Iterable[ListedPlace]) -> dict[str, ListedPlace]:
    """Return the places by what identifies them: their code, and for zones, which share their host's, the name too."""
    return {f"{place.code} {folded(place.name)}" if _is_zone(place) else place.code: place for place in places}


def list_first_read(
    seen: Seen, said: Mapping[str, Any], proposal: Story | None
) -> tuple[ListPublished | ListFinalised, ...]:
    """Return the fact of a list read for the first time; against `proposal` if it decides one.

    A count without a name is a list only where one was proposed or announced: a plan that speaks of 15 cities has none.
    """
    pilots = seen.reading.pilot_list
    counted = pilots is not None and pilots.stated_count and seen.reading.stage in (Stage.PROPOSED, Stage.ANNOUNCED)
    if pilots is None or not (pilots.places or counted):
        return ()
    about = dict(said) | _list_said(seen)
    if proposal is None or seen.reading.stage is not Stage.ANNOUNCED:
        return (ListPublished(**about, concerns=most_urgent(map(listed_concern, pilots.places))),)
    diff = list_diff(proposal.places, _members(seen.reading))
    if pilots.complete is False:
        diff = diff.without_removals()
    gone = [listed_concern(place, Role.REMOVED) for place in diff.removed]
    return (
        ListFinalised(
            **about,
            **diff.names,
            concerns=most_urgent([*map(listed_concern, pilots.places), *gone]),
            proposed_url=proposal.primary,
            proposed_story=proposal.id,
        ),
    )


def list_completed(seen: Seen, said: Mapping[str, Any], proposal: Story | None) -> tuple[ListFinalised, ...]:
    """Return what became of `proposal` where this outlet is the first with the whole list of a decision already told.

    Only those whom it leaves out are concerned: the others were told, or are by the outlet's joining.
    """
    pilots = seen.reading.pilot_list
    if proposal is None or pilots is None or not pilots.complete or not pilots.places:
        return ()
    finals = (change for change in list_first_read(seen, said, proposal) if isinstance(change, ListFinalised))
    return tuple(
        replace(final, concerns=tuple(c for c in final.concerns if c.role is Role.REMOVED)) for final in finals
    )


def list_reread(
    seen: Seen, said: Mapping[str, Any], before_reading: Reading, story_before: Story, story: Story, *, certain: bool
) -> tuple[ListChanged | ListPublished, ...]:
    """Return how a document's list changed since its last revision.

    A shorter list is a removal only if it was surely read whole (`certain`) and is not known to be partial. Only places
    whose standing in the story changed are concerned.
    """
    before, after = _members(before_reading), _members(seen.reading)
    if not before:
        return tuple(c for c in list_first_read(seen, said, None) if isinstance(c, ListPublished))
    pilots, old = seen.reading.pilot_list, before_reading.pilot_list
    diff = list_diff(before, after)
    if not certain or pilots is None or pilots.complete is False:
        diff = diff.without_removals()
    counts = (old.stated_count if old else None, pilots.stated_count if pilots else None)
    if diff == ListDiff() and (counts[0] == counts[1] or None in counts):
        return ()
    stood, stand = ({place.code for place in s.places} for s in (story_before, story))
    told = [listed_concern(place) for place in diff.added if place.code not in stood]
    told += [listed_concern(place, Role.REMOVED) for place in diff.removed if place.code not in stand]
    about = dict(said) | _list_said(seen) | diff.names
    return (ListChanged(**about, previous_count=counts[0], concerns=most_urgent(told)),)


def shrank_unread(before: Reading, seen: Seen) -> bool:
    """Say whether names that the list lost were rather not read: they still stand in the text, or none was read at all.

    A revocation, and a text that says who was taken out, name them in another role.
    """
    gone = list_diff(_members(before), _members(seen.reading)).removed
    if not gone or seen.reading.stage is Stage.REVOKED:
        return False
    if not _members(seen.reading):
        return True
    explained = {m.code for m in seen.reading.mentions if m.role in (Role.REMOVED, Role.EXCLUDED)}
    text = folded(seen.text)
    return any(folded(place.name) in text for place in gone if place.code not in explained)


def _renamed(before: Mapping[str, ListedPlace], after: Mapping[str, ListedPlace]) -> tuple[Renamed, ...]:
    """Return the divisions that stand in both lists under other names; a suffix left out is no other name."""
    pairs = ((before[code].name, after[code].name) for code in before.keys() & after.keys())
    return tuple(Renamed(before=old, after=new) for old, new in sorted(pairs) if folded(old) != folded(new))


def _list_said(seen: Seen) -> dict[str, Any]:
    pilots = seen.reading.pilot_list
    if pilots is None:
        return {"evidence": ()}
    return {
        "stated_count": pilots.stated_count,
        "named_count": len(pilots.places),
        "unit": pilots.unit,
        "complete": pilots.complete,
        "evidence": proofs_of_places(seen, pilots.places),
    }
