"""Who is to be told now: the configuration's subscriptions and those that people made, without those that ended."""

import hashlib
from threading import Lock

from monitor.alert.readers import Readers
from monitor.config import Config
from monitor.model import Subscription
from storage import Store


def channel_digest(channel: str) -> str:
    """Return what tells one channel from another without giving it away."""
    return hashlib.sha256(channel.encode()).hexdigest()[:32]


class Audience:
    """The subscriptions, indexed anew whenever they change; callable from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._version: int | None = None
        self._readers = Readers(())
        self._operators: tuple[Subscription, ...] = ()
        self._own: frozenset[str] = frozenset()
        self._private: dict[str, Subscription] = {}

    def readers(self, config: Config, store: Store) -> tuple[Readers, tuple[Subscription, ...]]:
        """Return the subscriptions, and the operators'."""
        version = store.subscriptions_version()
        with self._lock:
            if version != self._version:
                self._gather(config, store)
                self._version = version
            return self._readers, self._operators

    def entered(self, id_: str) -> bool:
        """Say whether somebody made this subscription by command or on the page, and not the operator in the file."""
        with self._lock:
            return id_ in self._own

    def add_private(self, subscription: Subscription) -> None:
        """Have messages delivered to a subscription of our own, that nothing is ever owed for its places."""
        with self._lock:
            self._private[subscription.id] = subscription

    def private(self, id_: str) -> Subscription | None:
        """Return the subscription of our own with this id."""
        with self._lock:
            return self._private.get(id_)

    def _gather(self, config: Config, store: Store) -> None:
        ended, people = store.silenced(), store.subscribed()
        self._readers = Readers((*_still_wanted(config.subscriptions, ended), *people))
        self._operators = tuple(_still_wanted(config.operators, ended))
        self._own = frozenset(subscription.id for subscription in people)


def _still_wanted(subscriptions: tuple[Subscription, ...], ended: dict[str, str]) -> list[Subscription]:
    """Leave out what was ended by its link, unless its channel is another one since."""
    return [each for each in subscriptions if ended.get(each.id) != channel_digest(each.channel)]
