"""Who hears of a change, and when. Pure."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from monitor.alert.pace import next_window, quiet_until, window_of
from monitor.alert.readers import Readers
from monitor.alert.words import BEIJING
from monitor.changes import AboutDocument, Change, Concern, DocumentChange, DocumentPublished, SourceChange, StoryJoined
from monitor.memory import Owed
from monitor.model import DIGEST_ROLES, Keywords, Pace, Role, Stage, Subscription, masked

__all__ = ["DIGEST_ROLES", "URGENCY", "concerned", "held_until", "is_news_to", "next_window", "owed"]
_ALL_PROVINCES = re.compile(r"各(?:有关)?省\s*[、,(]\s*(?:自治区|直辖市)|各省级")
URGENCY: Mapping[Role, int] = {role: rank for rank, role in enumerate(Role)}

_ByWatchedCode = Mapping[str, tuple[Concern, ...]]


@dataclass(frozen=True, slots=True)
class _News:
    """A change that may be told: its place in the step, whom it concerns by watched code, a digest of what it says.

    `addressed` are those it concerns only as part of the country it is addressed to.
    """

    index: int
    change: DocumentChange
    concerns: _ByWatchedCode
    addressed: _ByWatchedCode
    digest: str


def owed(
    changes: Sequence[Change],
    subscriptions: Sequence[Subscription],
    operators: Sequence[Subscription],
    now: datetime,
    text: str = "",
) -> tuple[Owed, ...]:
    """Return the messages that the changes of one step owe, at most one to each subscription.

    `now` is aware; `text` is the document's, where keywords are looked for besides the changes. A subscription hears at
    its own pace of the roles it asked for, with the rest of what the step says of its places in the same message; of
    places that are only implied or mentioned it hears in the daily digest. Operators hear of sources, and nobody else
    does. `Readers` are searched by place, any other sequence is indexed first.
    """
    health = {i: _digest(change) for i, change in enumerate(changes) if isinstance(change, SourceChange)}
    news = tuple(_news(changes))
    told_operators = (_owed(operator, health, (now, None)) for operator in operators if health)
    if not news:
        return tuple(told_operators)
    codes = {code for item in news for code in (*item.concerns, *item.addressed)}
    said = _Said([item.change for item in news], text)
    readers = Readers.of(subscriptions).watching(codes)
    told_readers = (found for subscription in readers if (found := _owed_to(subscription, news, said, now)))
    return (*told_operators, *told_readers)


def concerned(subscription: Subscription, change: DocumentChange) -> tuple[Concern, ...]:
    """Return what a change says of the subscription's places that may be told, the most urgent first."""
    found = _concerned(subscription, _by_watched_code(change))
    addressed = _by_watched_code(change, addressed=True) if subscription.salutation and not found else {}
    return found or _concerned(subscription, addressed)


def is_news_to(subscription: Subscription, change: DocumentChange, text: str = "") -> bool:
    """Say whether a change that stands in the log is one that the subscription hears of; `text` is the document's."""
    news = tuple(_news([change]))
    said = _Said([change], text)
    return any(_heard(subscription, item, said) for item in news)


def held_until(subscription: Subscription, changes: Sequence[DocumentChange], now: datetime) -> datetime | None:
    """Return until when quiet hours keep back a message that tells these changes (UTC); None if it may go."""
    if subscription.quiet is None or not changes:
        return None
    roles = {concern.role for change in changes for concern in concerned(subscription, change)}
    return quiet_until(subscription, roles & set(subscription.roles), now)


class _Said:
    """What a step's documents say, folded for looking up keywords; folded only if somebody asks."""

    def __init__(self, changes: Sequence[DocumentChange], text: str) -> None:
        self._changes, self._text = changes, text
        self._folded: str | None = None

    def matches(self, keywords: Keywords) -> bool:
        """Say whether the keywords are met."""
        if keywords == Keywords():
            return True
        if self._folded is None:
            self._folded = _folded("\n".join((self._text, *(part for c in self._changes for part in _words_of(c)))))
        said = self._folded
        return (
            (not keywords.any or any(_folded(word) in said for word in keywords.any))
            and all(_folded(word) in said for word in keywords.all)
            and not any(_folded(word) in said for word in keywords.none)
        )


def _words_of(change: AboutDocument) -> Iterator[str]:
    yield change.title
    yield change.programme.name if change.programme else ""
    for proof in change.evidence:
        yield proof.quote
    for concern in change.concerns:
        yield f"{concern.quote}\n{concern.focus or ''}"


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _news(changes: Sequence[Change]) -> Iterator[_News]:
    joined = {change.url for change in changes if isinstance(change, StoryJoined)}
    for index, change in enumerate(changes):
        if not isinstance(change, SourceChange) and _is_news(change, joined):
            addressed = _by_watched_code(change, addressed=True)
            yield _News(index, change, _by_watched_code(change), addressed, _digest(change))


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


def _by_watched_code(change: DocumentChange, *, addressed: bool = False) -> _ByWatchedCode:
    """Return the concerns that may be told under each code that, watched, matches them.

    Those of the salutation are apart: with `addressed` they are given, and without it all others.
    """
    found: dict[str, list[Concern]] = {}
    for concern in sorted(change.concerns, key=lambda c: URGENCY[c.role]):
        if concern.role is Role.ORGANISATION or is_salutation(concern) is not addressed:
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


def _owed_to(subscription: Subscription, news: Sequence[_News], said: _Said, now: datetime) -> Owed | None:
    """Return what a reader is owed: all that is told of its places, as soon as the most urgent of it asks for."""
    told: dict[int, str] = {}
    roles: set[Role] = set()
    for item in news:
        heard = _heard(subscription, item, said)
        if heard is not None:
            told[item.index] = item.digest
            roles |= heard
    if not told:
        return None
    wakes = roles & set(subscription.roles)
    pace = subscription.pace if wakes else _digest_pace(subscription.pace)
    return _owed(subscription, told, window_of(subscription, pace, wakes, now))


def _heard(subscription: Subscription, item: _News, said: _Said) -> AbstractSet[Role] | None:
    """Return the roles that a reader hears of, none of them for what it is only addressed with; None if nothing."""
    if not _wanted(subscription, item.change) or not said.matches(subscription.keywords):
        return None
    found = {concern.role for concern in _concerned(subscription, item.concerns)}
    heard = found & {*subscription.roles, *subscription.digest}
    if heard:
        return heard
    addressed = subscription.salutation and not item.addressed.keys().isdisjoint(subscription.places)
    return frozenset() if addressed else None


def _wanted(subscription: Subscription, change: DocumentChange) -> bool:
    if subscription.sources and change.source not in subscription.sources:
        return False
    return not subscription.programmes or (
        change.programme is not None and change.programme.key in subscription.programmes
    )


def _digest_pace(pace: Pace) -> Pace:
    """Return how what is only implied or mentioned comes: daily, or with a digest that comes more seldom."""
    return Pace.WEEKLY if pace is Pace.WEEKLY else Pace.DAILY


def _owed(subscription: Subscription, told: Mapping[int, str], window: tuple[datetime, str | None]) -> Owed:
    said = "\n".join((subscription.id, *told.values()))
    return Owed(
        subscription=subscription.id,
        channel=masked(subscription.channel),
        key=hashlib.sha256(said.encode()).hexdigest()[:32],
        changes=tuple(told),
        due=window[0],
        window=window[1],
    )


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
