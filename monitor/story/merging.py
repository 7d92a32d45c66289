"""A story with one more document in it: who leads, what the list is, who contradicts whom. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from monitor.memory import Outlet, Seen, Story
from monitor.model import ListedPlace, Stage
from monitor.story.act import act_of
from monitor.story.likeness import sketch


def open_story(seen: Seen) -> Story:
    """Return the story this document is the first to tell."""
    identity = hashlib.blake2b(seen.key.encode(), digest_size=5).hexdigest()
    empty = Story(
        id=f"s{identity}",
        programme=seen.reading.programme,
        stage=seen.reading.stage,
        batch=seen.reading.batch,
        document_number=seen.reading.document_number,
        title=seen.title,
        published=seen.published,
        first_at=seen.at,
        primary=seen.url,
        outlets=(),
    )
    return join(empty, seen)


def join(story: Story, seen: Seen) -> Story:
    """Return the story with this document among its outlets (in place of its own earlier revision).

    The most authoritative outlet leads: its level, then being the issuer itself, then having been first. The list is
    completed from the others, each name kept as its best outlet gives it.
    """
    mine = _outlet(seen)
    others = tuple(outlet for outlet in story.outlets if outlet.url != seen.url)
    outlets = (*others, mine) if len(others) == len(story.outlets) else _replaced(story.outlets, mine)
    reading = seen.reading
    issuers = reading.issuers
    lead = min(outlets, key=lambda outlet: _weight(outlet, issuers))
    leads = lead.url == seen.url
    telling = [outlet for outlet in outlets if outlet.stage is not Stage.PROGRESS] or list(outlets)
    places = _merged_places(telling, issuers)
    is_recap = reading.stage is Stage.PROGRESS
    tasks = reading.task_list
    better_tasks = tasks is not None and (leads or (len(tasks.items) > len(story.tasks) and not is_recap))
    return replace(
        story,
        primary=lead.url,
        outlets=outlets,
        title=seen.title if leads else story.title,
        stage=reading.stage if leads and not is_recap else story.stage,
        published=seen.published if leads and seen.published else story.published or seen.published,
        programme=(reading.programme if leads and reading.programme else story.programme) or reading.programme,
        batch=(reading.batch if leads and reading.batch else story.batch) or (None if is_recap else reading.batch),
        document_number=(reading.document_number if leads else story.document_number) or story.document_number,
        places=places,
        stated_count=_best_count(telling, issuers),
        complete=_completeness(telling, places, issuers),
        tasks=tasks.items if tasks is not None and better_tasks else story.tasks,
        stated_tasks=(tasks.stated_count if tasks is not None and (better_tasks or not is_recap) else None)
        or story.stated_tasks,
        conflicts=conflicts(telling, issuers),
    )


def _outlet(seen: Seen) -> Outlet:
    pilots = seen.reading.pilot_list
    return Outlet(
        source=seen.source,
        publisher=seen.publisher,
        level=seen.level,
        url=seen.url,
        title=seen.title,
        published=seen.published,
        places=pilots.places if pilots else (),
        complete=pilots.complete if pilots else None,
        stated_count=pilots.stated_count if pilots else None,
        sketch=sketch(seen.text),
        stage=seen.reading.stage,
        act=act_of(seen.text, seen.published),
    )


def _replaced(outlets: Sequence[Outlet], mine: Outlet) -> tuple[Outlet, ...]:
    return tuple(mine if outlet.url == mine.url else outlet for outlet in outlets)


def _weight(outlet: Outlet, issuers: Sequence[str]) -> tuple[bool, int, bool]:
    return outlet.stage is Stage.PROGRESS, outlet.level.rank, outlet.publisher not in issuers


def _by_authority(outlets: Sequence[Outlet], issuers: Sequence[str]) -> list[Outlet]:
    """Return the outlets, the one to believe first: the authority's complete list, then other lists of its level."""
    return sorted(outlets, key=lambda o: (*_weight(o, issuers), not o.complete, -len(o.places)))


def _merged_places(outlets: Sequence[Outlet], issuers: Sequence[str]) -> tuple[ListedPlace, ...]:
    """Return the list as best known; a name beyond a complete list or beyond the stated count is not believed."""
    ranked = [outlet for outlet in _by_authority(outlets, issuers) if outlet.places]
    if not ranked:
        return ()
    best = ranked[0]
    if best.complete:
        return best.places
    merged = {place.code: place for place in best.places}
    stated = _best_count(outlets, issuers)
    for outlet in ranked[1:]:
        fresh = {place.code: place for place in outlet.places if place.code not in merged}
        if stated is None or len(merged) + len(fresh) <= stated:
            merged |= fresh
    return tuple(merged.values())


def _best_count(outlets: Sequence[Outlet], issuers: Sequence[str]) -> int | None:
    return next((o.stated_count for o in _by_authority(outlets, issuers) if o.stated_count is not None), None)


def _completeness(outlets: Sequence[Outlet], places: Sequence[ListedPlace], issuers: Sequence[str]) -> bool | None:
    if any(outlet.complete for outlet in outlets):
        return True
    stated = _best_count(outlets, issuers)
    if stated is not None:
        return len(places) >= stated
    return next((o.complete for o in _by_authority(outlets, issuers) if o.complete is not None), None)


def conflicts(outlets: Sequence[Outlet], issuers: Sequence[str]) -> tuple[str, ...]:
    """Return what outlets say against a complete list or a count of one that weighs more, a sentence each."""
    ranked = [outlet for outlet in _by_authority(outlets, issuers) if outlet.places or outlet.stated_count]
    if not ranked:
        return ()
    best, said = ranked[0], []
    names = {place.code for place in best.places}
    for outlet in ranked[1:]:
        strangers = [p.name for p in outlet.places if best.complete and p.code not in names]
        if strangers:
            said.append(f"{outlet.publisher}: {'、'.join(strangers)} ≠ {best.publisher}")
        if outlet.stated_count and best.stated_count and outlet.stated_count != best.stated_count:
            said.append(f"{outlet.publisher}: {outlet.stated_count} ≠ {best.publisher}: {best.stated_count}")
    return tuple(said)
