"""Which recipients of a channel already took a message, so that a retry for the others does not repeat it to them."""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any, Self

REMEMBERED = 256


class Accepted:
    """Remembers, for the last messages of one channel, who took them; in this process only."""

    def __init__(self) -> None:
        self._by_key: OrderedDict[str, set[str]] = OrderedDict()

    @classmethod
    def of(cls, plugin: Any) -> Self:
        """Return the memory of this channel's plugin."""
        memory: Self = plugin.__dict__.setdefault("accepted", cls())
        return memory

    def still_without(self, key: str, recipients: Iterable[str]) -> list[str]:
        """Return the recipients that have not taken the message."""
        return [recipient for recipient in recipients if recipient not in self._by_key.get(key, ())]

    def note(self, key: str, recipient: str) -> None:
        """Remember that this recipient took the message."""
        self._by_key.setdefault(key, set()).add(recipient)
        self._by_key.move_to_end(key)
        while len(self._by_key) > REMEMBERED:
            self._by_key.popitem(last=False)
