"""Which recipients of a channel took a message that others refused, so that a retry does not repeat it to them."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

REMEMBERED = 256


@dataclass(frozen=True, slots=True)
class Round:
    """One attempt: who is still without the message, and where to note who took it."""

    waiting: list[str]
    note: Callable[[str], None]


class Accepted:
    """Remembers, for the last messages of one channel, who took them; in this process only."""

    def __init__(self) -> None:
        self._by_key: OrderedDict[str, set[str]] = OrderedDict()

    @classmethod
    def of(cls, plugin: Any) -> Self:
        """Return the memory of this channel's plugin."""
        memory: Self = plugin.__dict__.setdefault("accepted", cls())
        return memory

    @contextmanager
    def round(self, key: str, recipients: Iterable[str]) -> Iterator[Round]:
        """Begin an attempt for those who have not taken the message; if it ends well, all of it is forgotten.

        A message sent again after it reached everybody is meant to be sent again.
        """
        done = self._by_key.setdefault(key, set())
        self._by_key.move_to_end(key)
        while len(self._by_key) > REMEMBERED:
            self._by_key.popitem(last=False)
        yield Round([recipient for recipient in recipients if recipient not in done], done.add)
        self._by_key.pop(key, None)
