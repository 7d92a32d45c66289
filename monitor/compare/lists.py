"""Two readings of a pilot list, or a proposal and its decision, compared as sets of codes."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from monitor.changes import ListChanged, ListFinalised, ListPublished, Renamed
from monitor.compare.places import listed_concern, most_urgent, proofs_of_places
from monitor.compare.text import folded
from monitor.memory import Seen, Story
from monitor.model import ListedPlace, Reading, Role, Stage

SAID_OF_A_LIST = (Role.SELECTED, Role.PROPOSED, Role.TASKED)


def _members(reading: Reading) -> dict[str, ListedPlace]:
    """Return the places listed as pilots, by what identifies them; zones share their host's code."""
    places = reading.pilot_list.places if reading.pilot_list else ()
    return _by_identity(place for place in places if place.role in SAID_OF_A_LIST)


def _by_identity(places: Iterable[ListedPlace]) -> dict[str, ListedPlace]:
    members: dict[str, ListedPlace] = {}
    for place in places:
        identity = place.code if place.code not in members else f"{place.code} {place.name}"
        members[identity] = place
    return members


def list_first_read(
    seen: Seen, said: Mapping[str, Any], proposal: Story | None
) -> tuple[ListPublished | ListFinalised, ...]:
    """Return the fact of a list read for the first time; against `proposal` if it decides one."""
    pilots = seen.reading.pilot_list
    if pilots is None or not (pilots.places or pilots.stated_count):
        return ()
    about = dict(said) | _list_said(seen)
    if proposal is None or seen.reading.stage is not Stage.ANNOUNCED:
        return (ListPublished(**about, concerns=most_urgent(map(listed_concern, pilots.places))),)
    before, after = _by_identity(proposal.places), _members(seen.reading)
    decided = pilots.complete is not False
    gone = [place for code, place in before.items() if code not in after] if decided else []
    return (
        ListFinalised(
            **about,
            added=tuple(place.name for code, place in after.items() if code not in before),
            removed=tuple(place.name for place in gone),
            renamed=_renamed(before, after),
            concerns=most_urgent(
                [*map(listed_concern, pilots.places), *(listed_concern(place, Role.REMOVED) for place in gone)]
            ),
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

    A shorter list is a removal only if the page was whole (`certain`) and the list is not known to be partial. Only
    places whose standing in the story changed are concerned.
    """
    before, after = _members(before_reading), _members(seen.reading)
    if not before:
        return tuple(c for c in list_first_read(seen, said, None) if isinstance(c, ListPublished))
    pilots, old = seen.reading.pilot_list, before_reading.pilot_list
    added = [place for code, place in after.items() if code not in before]
    missing = [place for code, place in before.items() if code not in after]
    removed = missing if certain and pilots is not None and pilots.complete is not False else []
    renamed = _renamed(before, after)
    counts = (old.stated_count if old else None, pilots.stated_count if pilots else None)
    if not (added or removed or renamed or (counts[0] != counts[1] and None not in counts)):
        return ()
    stood, stand = ({place.code for place in s.places} for s in (story_before, story))
    told = [listed_concern(place) for place in added if place.code not in stood]
    told += [listed_concern(place, Role.REMOVED) for place in removed if place.code not in stand]
    return (
        ListChanged(
            **dict(said) | _list_said(seen),
            added=tuple(place.name for place in added),
            removed=tuple(place.name for place in removed),
            renamed=renamed,
            previous_count=counts[0],
            concerns=most_urgent(told),
        ),
    )


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
