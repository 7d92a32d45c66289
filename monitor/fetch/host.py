"""One host as a polite visitor knows it: whose turn it is, how long to pause, what its robots.txt allows."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from protego import Protego

from monitor.fetch.errors import FetchError
from monitor.model import Health

AGENT = "pilotwatch"
ROBOTS_FRESH = 24 * 3600.0
ROBOTS_RETRY = 300.0
LONGEST_CRAWL_DELAY = 30.0
# A request that would have to wait longer is given up, so that the next poll can be planned instead.
LONGEST_PAUSE = 60.0


@dataclass(frozen=True, slots=True)
class Robots:
    """A host's robots.txt as last read; `until` is when to read it again, on the loop's clock."""

    rules: Protego | None
    until: float

    def allows(self, url: str) -> bool:
        """Say whether the rules let us fetch this URL; without rules everything is allowed."""
        return self.rules is None or bool(self.rules.can_fetch(url, AGENT))

    @property
    def crawl_delay(self) -> float:
        """Seconds between two requests that the host asks for, within reason."""
        delay = self.rules.crawl_delay(AGENT) if self.rules is not None else None
        return min(max(delay or 0.0, 0.0), LONGEST_CRAWL_DELAY)


@dataclass(slots=True)
class Host:
    """A host's turn and pauses; times are the loop's clock."""

    robots: dict[str, Robots] = field(default_factory=dict)
    visitors: int = 0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _next_start: float = 0.0
    _not_before: float = 0.0

    @asynccontextmanager
    async def visit(self) -> AsyncIterator[None]:
        """Hold the host's only turn."""
        self.visitors += 1
        try:
            async with self._turn:
                yield
        finally:
            self.visitors -= 1

    async def wait(self, interval: float) -> None:
        """Sleep until a request may start, and keep the next one `interval` seconds away; needs the turn."""
        loop = asyncio.get_running_loop()
        pause = max(self._next_start, self._not_before) - loop.time()
        if pause > 0:
            await asyncio.sleep(pause)
        self._next_start = loop.time() + interval

    def heed(self, retry_after: timedelta | None) -> None:
        """Remember that the host asked us to stay away for a while."""
        if retry_after is not None:
            self._not_before = asyncio.get_running_loop().time() + retry_after.total_seconds()

    def refuse_long_wait(self, url: str) -> None:
        """Raise FetchError (unreachable) while the host wants to be left alone for longer than is worth waiting."""
        left = self._not_before - asyncio.get_running_loop().time()
        if left > LONGEST_PAUSE:
            message = f"{url} was not asked: its host wants to be left alone for another {left:.0f} s"
            raise FetchError(Health.UNREACHABLE, message, retry_after=timedelta(seconds=left))
