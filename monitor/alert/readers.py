"""Subscriptions found by what they watch, so that a change costs what it concerns and not what there is. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import overload

from monitor.model import Subscription


class Readers(Sequence[Subscription]):
    """Subscriptions in their order, indexed by watched code and by id."""

    def __init__(self, subscriptions: Iterable[Subscription]) -> None:
        self._all = tuple(subscriptions)
        self._by_id = {subscription.id: subscription for subscription in self._all}
        self._by_code: dict[str, list[int]] = {}
        for number, subscription in enumerate(self._all):
            for code in dict.fromkeys(subscription.places):
                self._by_code.setdefault(code, []).append(number)

    @classmethod
    def of(cls, subscriptions: Sequence[Subscription]) -> "Readers":
        """Return them indexed; what is indexed already is returned as it is."""
        return subscriptions if isinstance(subscriptions, Readers) else cls(subscriptions)

    def watching(self, codes: Iterable[str]) -> Iterator[Subscription]:
        """Give those that watch any of these codes, each once, in their order."""
        found = {number for code in codes for number in self._by_code.get(code, ())}
        return (self._all[number] for number in sorted(found))

    def find(self, id_: str) -> Subscription | None:
        """Return the one with this id, None if there is none."""
        return self._by_id.get(id_)

    @overload
    def __getitem__(self, index: int) -> Subscription: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Subscription, ...]: ...
    def __getitem__(self, index: int | slice) -> Subscription | tuple[Subscription, ...]:
        return self._all[index]

    def __len__(self) -> int:
        return len(self._all)
