"""What every step works with."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from monitor.config import Config
from monitor.fetch import Fetcher
from monitor.model import Subscription
from storage import Store


@dataclass(frozen=True, slots=True)
class Desk:
    """The collaborators of a running monitor; `now` gives aware UTC times.

    `senders` is the pool messages are sent from; `owing` is set when something new is owed.
    """

    config: Config
    store: Store
    fetcher: Fetcher
    now: Callable[[], datetime]
    senders: ThreadPoolExecutor
    owing: asyncio.Event = field(default_factory=asyncio.Event)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)

    def audience(self) -> tuple[tuple[Subscription, ...], tuple[Subscription, ...]]:
        """Return the subscriptions, and the operators'."""
        return self.config.subscriptions, self.config.operators

    def note_owing(self) -> None:
        """Wake the delivery loop; safe from any thread."""
        self.loop.call_soon_threadsafe(self.owing.set)

    def subscription(self, id_: str) -> Subscription | None:
        """Return the subscription or operator a delivery is for, None if it was removed from the configuration."""
        everyone = (*self.config.subscriptions, *self.config.operators)
        return next((s for s in everyone if s.id == id_), None)
