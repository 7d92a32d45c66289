"""Run a recorded stream of pages through the real pipeline with a simulated clock. Nothing is fetched and nothing sent.

A recording is JSON lines, each what stood at an address from a moment on:

    {"time": "2026-01-09T02:00:00Z", "source": "mofcom-zcfb", "url": "https://…", "body": "<html>…"}
    {"time": "2026-01-09T02:00:00Z", "source": "mofcom-zcfb", "listing": "<html>…"}      (at the source's own address)
    {"time": "2026-02-01T00:00:00Z", "source": "mofcom-zcfb", "url": "https://…", "status": 404}
"""

import hashlib
import math
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError, model_validator

from monitor.child import Children
from monitor.config import Config
from monitor.fetch import Fetcher, FetchError
from monitor.memory import Delivery
from monitor.model import Health, Page, Source, Validators
from monitor.watch import Desk, check
from storage import Store

LEASE = timedelta(minutes=1)
CLAIMED_AT_ONCE = 1000


class RecordingError(Exception):
    """A line of a recording that cannot be replayed; the message names the line and what was expected."""


class Recorded(BaseModel):
    """One line of a recording."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    time: AwareDatetime
    source: str
    url: str | None = None
    body: str = ""
    listing: str | None = None
    status: int = 200

    @model_validator(mode="after")
    def _one_page(self) -> "Recorded":
        if (self.url is None) == (self.listing is None):
            raise ValueError("give `url` with `body` or `status`, or `listing`")
        return self


@dataclass(frozen=True, slots=True)
class Told:
    """A message that a subscription would have been sent, and when; `delivery` says of which changes."""

    at: datetime
    delivery: Delivery


@dataclass(slots=True)
class Replayed:
    """What came of a recording: the messages in order, and how many checks were made."""

    told: list[Told] = field(default_factory=list)
    checks: int = 0


def recording(lines: Iterable[str], config: Config) -> list[Recorded]:
    """Return a recording in order of time; raises RecordingError."""
    known = {source.id for source in config.sources}
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            each = Recorded.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the line"
            raise RecordingError(f"line {number}: {where}: {first['msg']}") from None
        if each.source not in known:
            raise RecordingError(f"line {number}: {each.source!r} is no source of the configuration")
        found.append(each)
    return sorted(found, key=lambda each: each.time)


class Archive(Fetcher):
    """A client that is answered from what stood there at the time; `fails` says which requests get no answer."""

    def __init__(self, fails: Callable[[str, datetime], bool]) -> None:
        super().__init__()
        self.time = datetime.min.replace(tzinfo=UTC)
        self._fails = fails
        self._pages: dict[str, tuple[int, bytes]] = {}

    def put(self, url: str, status: int, body: str) -> None:
        """Have a page stand at an address from now on."""
        self._pages[url] = (status, body.encode())

    async def fetch(
        self, url: str, *, validators: Validators | None = None, accept: str = "", limit: int = 0
    ) -> Page | None:
        """Return what stands at an address now; None if it is what the validators tell. Raises FetchError."""
        del accept, limit
        if self._fails(url, self.time):
            raise FetchError(Health.UNREACHABLE, f"{url} gives no answer at this moment of the recording", status=503)
        status, body = self._pages.get(url, (404, b""))
        if status != 200:
            raise FetchError(Health.REDESIGNED, f"{url} is answered with {status} in the recording", status=status)
        etag = hashlib.blake2b(body, digest_size=12).hexdigest()
        if validators is not None and validators.etag == etag:
            return None
        headers = {"content-type": "text/html; charset=utf-8", "etag": etag}
        return Page(url, status, headers, body, self.time)


async def replay(
    config: Config,
    store: Store,
    events: Iterable[Recorded],
    *,
    fails: Callable[[str, datetime], bool] = lambda _url, _at: False,
    lasting: timedelta = timedelta(days=1),
) -> Replayed:
    """Run a recording (in order of time) and what follows within `lasting` of its end; return what was told.

    Sources are polled at their own pace. A poll that could find nothing, because nothing happened at the source since
    its last good one and no document is to be read again, is left out.
    """
    result, archive = Replayed(), Archive(fails)
    with ThreadPoolExecutor(1) as senders, Children() as children:
        desk = Desk(config, store, archive, lambda: archive.time, senders, children=children)
        play = _Play(desk, archive, {source.id: source for source in config.sources}, result)
        await play.run(list(events), lasting)
    return result


@dataclass(slots=True)
class _Play:
    desk: Desk
    archive: Archive
    sources: dict[str, Source]
    result: Replayed
    _due: dict[str, datetime] = field(default_factory=dict)

    async def run(self, events: list[Recorded], lasting: timedelta) -> None:
        if not events:
            return
        start, end = events[0].time, events[-1].time + lasting
        waiting = iter(events)
        upcoming = next(waiting, None)
        while True:
            polls = min(self._due.items(), key=lambda item: (item[1], item[0]), default=None)
            if upcoming is not None and (polls is None or upcoming.time <= polls[1]):
                self._happen(upcoming, start)
                upcoming = next(waiting, None)
            elif polls is not None and polls[1] <= end:
                await self._poll(self.sources[polls[0]], polls[1], start)
            else:
                return

    def _happen(self, event: Recorded, start: datetime) -> None:
        source = self.sources[event.source]
        self.archive.put(event.url or source.url, event.status, event.body if event.listing is None else event.listing)
        self._due[source.id] = min(
            self._due.get(source.id, datetime.max.replace(tzinfo=UTC)), _tick(source, event.time, start)
        )

    async def _poll(self, source: Source, at: datetime, start: datetime) -> None:
        self.archive.time = at
        del self._due[source.id]
        memory = await check(self.desk, source)
        self.result.checks += 1
        self._deliver(at)
        again = self.desk.store.next_document_due(source.id)
        wanted = [] if again is None else [max(again, at)]
        if memory.health not in (Health.OK, Health.QUIET):
            wanted.append(max(memory.next_due or at, at))
        if wanted:
            self._due[source.id] = _tick(source, min(wanted), start, after=at)

    def _deliver(self, at: datetime) -> None:
        for delivery in self.desk.store.claim(at, LEASE, CLAIMED_AT_ONCE):
            self.desk.store.sent(delivery.id, at)
            self.result.told.append(Told(at, delivery))


def _tick(source: Source, at: datetime, start: datetime, after: datetime | None = None) -> datetime:
    """Return the source's first poll at or after a moment, and later than `after`."""
    polls = math.ceil((at - start) / source.every)
    tick = start + polls * source.every
    return tick if after is None or tick > after else after + source.every


def told_json(told: Iterable[Told], store: Store) -> Iterator[dict[str, Any]]:
    """Give the messages as JSON objects: when, to whom, in which digest, and of which changes."""
    for each in told:
        changes = [line.change for line in store.changes(each.delivery.changes)]
        yield {
            "at": each.at.isoformat(),
            "subscription": each.delivery.subscription,
            "window": each.delivery.window,
            "changes": [{"kind": change.kind, "url": change.url, "source": change.source} for change in changes],
        }
