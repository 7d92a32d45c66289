"""Who hears of a change, and when. Pure."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import assert_never

from monitor.alert.words import BEIJING
from monitor.changes import Change, Concern, DocumentChange, DocumentPublished, SourceChange, StoryJoined
from monitor.memory import Owed
from monitor.model import Pace, Role, Stage, Subscription, masked

DIGEST_HOUR = time(8)
MONDAY = 0
DIGEST_ROLES = (Role.IMPLIED, Role.MENTIONED)
_ALL_PROVINCES = re.compile(r"各(?:有关)?省\s*[、,(]\s*(?:自治区|直辖市)|各省级")
URGENCY: Mapping[Role, int] = {role: rank for rank, role in enumerate(Role)}

_ByWatchedCode = Mapping[str, tuple[Concern, ...]]


@dataclass(frozen=True, slots=True)
class _News:
    """A change that may be told: its place in the step, whom it concerns by watched code, a digest of what it says."""

    index: int
    change: DocumentChange
    concerns: _ByWatchedCode
    digest: str


def owed(
    changes: Sequence[Change], subscriptions: Sequence[Subscription], operators: Sequence[Subscription], now: datetime
) -> tuple[Owed, ...]:
    """Return the messages that the changes of one step owe, at most one to each subscription.

    `now` is aware. A subscription hears at its own pace of the roles it asked for, with the rest of what the step says
    of its places in the same message; of places that are only implied or mentioned it hears in the daily digest.
    Operators hear of sources, and nobody else does.
    """
    health = {i: _digest(change) for i, change in enumerate(changes) if isinstance(change, SourceChange)}
    news = tuple(_news(changes))
    told_operators = (_owed(operator, health, now, Pace.AT_ONCE) for operator in operators if health)
    told_readers = (found for subscription in subscriptions if (found := _owed_to(subscription, news, now)))
    return (*told_operators, *told_readers)


def concerned(subscription: Subscription, change: DocumentChange) -> tuple[Concern, ...]:
    """Return what a change says of the subscription's places that may be told, the most urgent first."""
    return _concerned(subscription, _by_watched_code(change))


def _news(changes: Sequence[Change]) -> Iterator[_News]:
    joined = {change.url for change in changes if isinstance(change, StoryJoined)}
    for index, change in enumerate(changes):
        if not isinstance(change, SourceChange) and _is_news(change, joined):
            yield _News(index, change, _by_watched_code(change), _digest(change))


def _is_news(change: DocumentChange, joined: AbstractSet[str]) -> bool:
    """Say whether readers may hear of the change at all.

    What was there at the first visit can be looked up, a recap repeats old facts, and of one more outlet only what it
    adds or contradicts is new.
    """
    if change.baseline or change.stage is Stage.PROGRESS:
        return False
    match change:
        case DocumentPublished():
            return change.url not in joined
        case StoryJoined():
            return bool(change.added or change.conflicts) or any(c.role is Role.REMOVED for c in change.concerns)
        case _:
            return True


def _by_watched_code(change: DocumentChange) -> _ByWatchedCode:
    """Return the concerns that may be told under each code that, watched, matches them."""
    found: dict[str, list[Concern]] = {}
    for concern in sorted(change.concerns, key=lambda c: URGENCY[c.role]):
        if concern.role is Role.ORGANISATION or is_salutation(concern):
            continue
        for code in dict.fromkeys((concern.code, concern.city, f"{concern.code[:2]}0000")):
            found.setdefault(code, []).append(concern)
    return {code: tuple(concerns) for code, concerns in found.items()}


def is_salutation(concern: Concern) -> bool:
    """Say whether a city is meant only because all of the country is addressed (各省、自治区、直辖市…)."""
    addressed = unicodedata.normalize("NFKC", f"{concern.via or ''}\n{concern.quote}")
    return concern.role is Role.IMPLIED and _ALL_PROVINCES.search(addressed) is not None


def _concerned(subscription: Subscription, by_code: _ByWatchedCode) -> tuple[Concern, ...]:
    found = {concern: None for code in subscription.places for concern in by_code.get(code, ())}
    return tuple(sorted(found, key=lambda c: URGENCY[c.role]))


def _owed_to(subscription: Subscription, news: Iterable[_News], now: datetime) -> Owed | None:
    """Return what a reader is owed: all that is told of its places, as soon as the most urgent of it asks for."""
    told: dict[int, str] = {}
    roles: set[Role] = set()
    for item in news:
        if item.concerns.keys().isdisjoint(subscription.places) or not _wanted(subscription, item.change):
            continue
        heard = {c.role for c in _concerned(subscription, item.concerns)} & {*subscription.roles, *DIGEST_ROLES}
        if heard:
            told[item.index] = item.digest
            roles |= heard
    if not told:
        return None
    pace = subscription.pace if roles & set(subscription.roles) else _digest_pace(subscription.pace)
    return _owed(subscription, told, now, pace)


def _wanted(subscription: Subscription, change: DocumentChange) -> bool:
    if subscription.sources and change.source not in subscription.sources:
        return False
    return not subscription.programmes or (
        change.programme is not None and change.programme.key in subscription.programmes
    )


def _digest_pace(pace: Pace) -> Pace:
    """Return how what is only implied or mentioned comes: daily, or with a digest that comes more seldom."""
    return Pace.WEEKLY if pace is Pace.WEEKLY else Pace.DAILY


def _owed(subscription: Subscription, told: Mapping[int, str], now: datetime, pace: Pace) -> Owed:
    due, window = next_window(pace, now)
    said = "\n".join((subscription.id, *told.values()))
    return Owed(
        subscription=subscription.id,
        channel=masked(subscription.channel),
        key=hashlib.sha256(said.encode()).hexdigest()[:32],
        changes=tuple(told),
        due=due,
        window=window,
    )


def next_window(pace: Pace, now: datetime) -> tuple[datetime, str | None]:
    """Return when a message of this pace is due (UTC) and the name of the digest it goes into, if any.

    Hourly digests go at the full hour, daily ones at 08:00 and weekly ones on Monday at 08:00, Asia/Shanghai; a change
    at the very moment goes into the next.
    """
    here = now.astimezone(BEIJING)
    match pace:
        case Pace.AT_ONCE:
            return now.astimezone(UTC), None
        case Pace.HOURLY:
            due = here.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
            return due.astimezone(UTC), f"hourly {due:%Y-%m-%d %H:00}"
        case Pace.DAILY:
            due = datetime.combine(here.date(), DIGEST_HOUR, BEIJING)
            due += timedelta(days=0 if due > here else 1)
            return due.astimezone(UTC), f"daily {due:%Y-%m-%d}"
        case Pace.WEEKLY:
            due = datetime.combine(here.date(), DIGEST_HOUR, BEIJING) + timedelta(days=(MONDAY - here.weekday()) % 7)
            due += timedelta(days=0 if due > here else 7)
            return due.astimezone(UTC), f"weekly {due:%Y-%m-%d}"
        case _:
            assert_never(pace)


def _digest(change: Change) -> str:
    """Return what makes a repetition of the change recognisable: what it says, on which day.

    The day is that of Asia/Shanghai: a page that flips to and fro within a day repeats itself, one that takes a city
    out again a month later does not. A source that fails again fails anew, so there the moment counts.
    """
    if isinstance(change, SourceChange):
        return _hashed(asdict(change))
    return _hashed(asdict(replace(change, evidence=())) | {"at": change.at.astimezone(BEIJING).date()})


def _hashed(said: Mapping[str, object]) -> str:
    text = json.dumps(said, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
