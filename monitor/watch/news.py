"""Which entries of a listing are news. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.markup.words import fold
from monitor.memory import Found, KnownDocument
from monitor.model import Entry

BEIJING = ZoneInfo("Asia/Shanghai")
LATE_AFTER = timedelta(days=30)
FEWEST_MOVED = 3


@dataclass(frozen=True, slots=True)
class Noted:
    """What a listing shows that is to be remembered: entries not known, changed ones and moved ones."""

    new: tuple[Found, ...] = ()
    changed: tuple[Found, ...] = ()
    moved: tuple[Found, ...] = ()

    @property
    def found(self) -> tuple[Found, ...]:
        """All of them."""
        return (*self.new, *self.changed, *self.moved)


def sift(
    keyed: Mapping[str, Entry],
    known: Mapping[str, KnownDocument],
    titled: Collection[KnownDocument],
    at: datetime,
    *,
    baseline: bool,
) -> Noted:
    """Sort a listing's entries by what is `known` under their keys, and `titled` as they are under others."""
    unknown = {key: entry for key, entry in keyed.items() if key not in known}
    changed = [Found(key, entry) for key, entry in keyed.items() if key in known and _differs(known[key].entry, entry)]
    moved = {} if baseline else _moves(unknown, [each for each in titled if each.key not in keyed])
    new = [
        Found(key, entry, baseline=baseline, late=is_late(entry, at) and not baseline)
        for key, entry in unknown.items()
        if key not in moved
    ]
    gone = [Found(key, unknown[key], moved=number) for key, number in moved.items()]
    return Noted(tuple(new), tuple(changed), tuple(gone))


def is_late(entry: Entry, at: datetime) -> bool:
    """Say whether an entry that is new at `at` bears a date long past (补发)."""
    return entry.published is not None and at.astimezone(BEIJING).date() - entry.published > LATE_AFTER


def could_have_moved(unknown: Sequence[Entry]) -> bool:
    """Say whether there are enough new addresses at once for a redesign."""
    return len(unknown) >= FEWEST_MOVED


def _moves(unknown: Mapping[str, Entry], titled: Collection[KnownDocument]) -> dict[str, int]:
    """Return the documents that stand under new addresses: if they are most of what is new, it is a redesign.

    A single known title under a new address is news: a document may be published anew.
    """
    left = {each.id: each for each in titled}
    moved: dict[str, int] = {}
    for key, entry in unknown.items():
        same = (each.id for each in left.values() if _is_same(each.entry, entry))
        if (number := next(same, None)) is not None:
            moved[key] = number
            del left[number]
    return moved if len(moved) >= FEWEST_MOVED and 2 * len(moved) >= len(unknown) else {}


def _is_same(known: Entry, listed: Entry) -> bool:
    dates = {known.published, listed.published} - {None}
    return len(dates) < 2 and fold(known.title) == fold(listed.title)


def _differs(known: Entry, listed: Entry) -> bool:
    return (known.title, known.published) != (listed.title, listed.published)
