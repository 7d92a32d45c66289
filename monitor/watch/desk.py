"""What every step works with."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from monitor.child import Children
from monitor.config import Config
from monitor.fetch import Fetcher
from monitor.model import Subscription
from monitor.watch.audience import Audience
from storage import Store


@dataclass(frozen=True, slots=True)
class Desk:
    """The collaborators of a running monitor; `now` gives aware UTC times.

    `senders` is the pool messages are sent from, `children` the processes that read; `owing` is set when something new
    is owed.
    """

    config: Config
    store: Store
    fetcher: Fetcher
    now: Callable[[], datetime]
    senders: ThreadPoolExecutor
    owing: asyncio.Event = field(default_factory=asyncio.Event)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
    everyone: Audience = field(default_factory=Audience)
    children: Children = field(default_factory=Children)

    def audience(self) -> tuple[Sequence[Subscription], tuple[Subscription, ...]]:
        """Return the subscriptions, indexed by what they watch, and the operators'."""
        return self.everyone.readers(self.config, self.store)

    def note_owing(self) -> None:
        """Wake the delivery loop; safe from any thread."""
        self.loop.call_soon_threadsafe(self.owing.set)

    def subscription(self, id_: str) -> Subscription | None:
        """Return the subscription or operator a delivery is for, None if it has ended or left the configuration."""
        readers, operators = self.everyone.readers(self.config, self.store)
        operator = next((operator for operator in operators if operator.id == id_), None)
        return readers.find(id_) or operator or self.everyone.private(id_)
