"""How a source is doing: one poll and its memory -> its state, when to poll next, what operators hear. Pure.

One bad poll is weather, two in a row are news: operators are told once when a source breaks and once when it heals.
Zero entries is a failure, never "nothing new", and an unchanged page never clears an error by itself: only a listing
that was parsed, or the server's word that it still is the last good one, does.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from monitor.changes import SourceChange, SourceFailing, SourceRecovered
from monitor.memory import SourceMemory
from monitor.model import Health, Source, Validators

FAILURES_THAT_ARE_NEWS = 2
FAR_FEWER = 0.3
ENOUGH_TO_KNOW_THE_HABIT = 6.0
HABIT_WEIGHT = 0.1
FIRST_RETRY = timedelta(minutes=1)
LONGEST_BACK_OFF = timedelta(hours=6)
BLOCKED_FACTOR = 8
LEAST_QUIET = timedelta(days=12)  # the longest holidays, and a few days to come back
FAR_LONGER = 3
ENOUGH_DATES = 5


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a poll failed: the state it means, one sentence, and how long the server asked us to wait.

    `entries` counts those that were found all the same, on a listing that shows too few.
    """

    health: Health
    message: str
    retry_after: timedelta | None = None
    entries: int = 0


@dataclass(frozen=True, slots=True)
class Parsed:
    """A listing that was read: `new` of its `entries` were not known, `pause` is how its dates are spaced."""

    entries: int
    new: int
    validators: Validators
    sha256: str
    pause: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The very listing that was last read well."""


Polled = Parsed | Unchanged | Trouble


def assess(
    memory: SourceMemory, source: Source, polled: Polled, at: datetime
) -> tuple[SourceMemory, tuple[SourceChange, ...]]:
    """Return the source's new state and what operators hear of it; `at` is the time of the poll, UTC."""
    match polled:
        case Trouble():
            return _failed(memory, source, polled, at)
        case Unchanged():
            return _succeeded(memory, source, at)
        case Parsed():
            shrunken = _shrinkage(memory, source, polled)
            known = replace(
                memory,
                parsed_once=True,
                entries=polled.entries,
                last_new=at if polled.new else memory.last_new,
            )
            if shrunken is not None:
                return _failed(known, source, shrunken, at)
            usual = memory.usual_entries or float(polled.entries)
            learned = replace(
                known,
                usual_entries=usual + HABIT_WEIGHT * (polled.entries - usual),
                usual_pause=polled.pause or memory.usual_pause,
                validators=polled.validators,
                listing_sha256=polled.sha256,
            )
            return _succeeded(learned, source, at)


def usual_pause(published: Iterable[date | None]) -> timedelta | None:
    """Return how long a column is now and then without news: the longest but one of the pauses between its dates.

    The longest may be an old entry kept on top. None where fewer than five different days are dated.
    """
    days = sorted({day for day in published if day is not None})
    if len(days) < ENOUGH_DATES:
        return None
    return sorted(later - day for day, later in pairwise(days))[-2]


def _succeeded(memory: SourceMemory, source: Source, at: datetime) -> tuple[SourceMemory, tuple[SourceChange, ...]]:
    quiet = _is_quiet(memory, source, at)
    healed = replace(
        memory,
        health=Health.QUIET if quiet else Health.OK,
        error=f"nothing new since {memory.last_new:%Y-%m-%d}, longer than its usual pause" if quiet else None,
        failures=0,
        last_checked=at,
        last_ok=at,
        next_due=at + source.every,
        told=quiet and memory.told,
    )
    if memory.told and not quiet:
        recovered = SourceRecovered(at=at, source=source.id, name=source.name, url=source.url, was=memory.health)
        return healed, (recovered,)
    if quiet and not memory.told:
        return replace(healed, told=True), (_failing(healed, source, at),)
    return healed, ()


def _failed(
    memory: SourceMemory, source: Source, trouble: Trouble, at: datetime
) -> tuple[SourceMemory, tuple[SourceChange, ...]]:
    failures = memory.failures + 1
    told = memory.told and memory.health is not Health.QUIET
    failed = replace(
        memory,
        told=told,
        parsed_once=memory.parsed_once or trouble.entries > 0,
        health=trouble.health,
        error=trouble.message,
        failures=failures,
        last_checked=at,
        next_due=at + _pause(source, trouble, failures),
    )
    if told or failures < FAILURES_THAT_ARE_NEWS:
        return failed, ()
    return replace(failed, told=True), (_failing(failed, source, at),)


def _failing(memory: SourceMemory, source: Source, at: datetime) -> SourceFailing:
    return SourceFailing(
        at=at, source=source.id, name=source.name, url=source.url, health=memory.health, error=memory.error or ""
    )


def _pause(source: Source, trouble: Trouble, failures: int) -> timedelta:
    """Come back sooner than usual while it may be weather; stay away longer from a site that turns us away."""
    if trouble.health is Health.BLOCKED:
        pause = max(source.every, min(source.every * min(1 << failures, BLOCKED_FACTOR), LONGEST_BACK_OFF))
    else:
        pause = min(source.every, FIRST_RETRY * (1 << min(failures - 1, 10)))
    return max(pause, trouble.retry_after or timedelta())


def _shrinkage(memory: SourceMemory, source: Source, parsed: Parsed) -> Trouble | None:
    """Say whether far fewer entries came than usual; those that came are read all the same."""
    usual = memory.usual_entries
    if usual < ENOUGH_TO_KNOW_THE_HABIT or parsed.entries >= FAR_FEWER * usual:
        return None
    message = (
        f"{source.url} gave {parsed.entries} entries where about {usual:.0f} are usual: "
        f"compare its entry selector with the page"
    )
    return Trouble(Health.REDESIGNED, message)


def _is_quiet(memory: SourceMemory, source: Source, at: datetime) -> bool:
    longest = source.expect.quiet_after
    if longest is None and memory.usual_pause is not None:
        longest = max(LEAST_QUIET, FAR_LONGER * memory.usual_pause)
    return longest is not None and memory.last_new is not None and at - memory.last_new > longest
