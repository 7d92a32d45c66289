"""The canary: a synthetic announcement that goes the whole way and has to arrive.

It is published on a site of our own, found, read, judged and owed in a scratch store, so that no made-up city ever
stands in the change log; then it is owed in the real outbox and sent by the real senders to a private channel. What
arrives there proves fetching, reading, matching, words, outbox and sending; the real sources prove themselves.
"""

import asyncio
import contextlib
import logging
import secrets
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from monitor.alert import compose
from monitor.config import Config
from monitor.fetch import Fetcher
from monitor.memory import CanaryMemory, Notice, Owed
from monitor.model import HtmlListing, Level, Network, Source, Subscription
from monitor.watch.audience import Audience
from monitor.watch.check import check
from monitor.watch.desk import Desk
from monitor.watch.sending import notify
from storage import Store, StoreError

log = logging.getLogger(__name__)

ID = "canary"
DALIAN = "210200"
FIRST_AFTER = timedelta(minutes=1)
ARRIVES_WITHIN = timedelta(minutes=2)
LONGEST_NAP = 1.0
_HEADER = "x-pilotwatch-key:"
_LONGEST_REQUEST = 100_000

_LIST = "<!DOCTYPE html><meta charset=utf-8><title>自检</title><ul>{entries}</ul>"
_ENTRY = '<li><a href="/{name}.html">{title}</a><span>{day}</span></li>'
_PAGE = """<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}</title></head><body><h1>{title}</h1>
<div id=text>{body}</div></body></html>"""
_BODY = """<p>各省、自治区、直辖市及计划单列市有关部门：</p>
<p>经研究，确定大连市、青岛市、宁波市等3个城市为第一批自检试点城市，现予公布。</p>"""
_TITLE = "关于公布第一批自检试点城市名单的通知"
_BEFORE = ("今日天气预报", "<p>多云转晴，微风。</p>")


class CanaryError(Exception):
    """Where the synthetic announcement got stuck, in one sentence."""


@dataclass(slots=True)
class Nest:
    """A site of our own that publishes documents (title and body by name) and takes messages, whose keys `arrived`."""

    port: int = 0
    day: str = ""
    published: dict[str, tuple[str, str]] = field(default_factory=dict)
    arrived: set[str] = field(default_factory=set)
    arrival: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request: the listing, a document, or thanks for a message."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            status, body = self._answered(head)
            answer = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n"
            writer.write(f"{answer}Connection: close\r\n\r\n".encode() + body)
            await writer.drain()
        except (OSError, EOFError, asyncio.LimitOverrunError):
            log.debug("a request to the canary's site broke off")
        finally:
            writer.close()

    def _answered(self, head: str) -> tuple[str, bytes]:
        method, path = head.split(" ", 2)[:2]
        if method == "POST":
            lines = (line for line in head.split("\r\n") if line.lower().startswith(_HEADER))
            self.arrived.update(line.partition(":")[2].strip() for line in lines)
            self.arrival.set()
            return "200 OK", b"{}"
        if path == "/":
            entries = (_ENTRY.format(name=n, title=title, day=self.day) for n, (title, _) in self.published.items())
            return "200 OK", _LIST.format(entries="".join(entries)).encode()
        name = path.strip("/").removesuffix(".html")
        if name in self.published:
            title, text = self.published[name]
            return "200 OK", _PAGE.format(title=title, body=text).encode()
        return "404 Not Found", b""


@asynccontextmanager
async def nest() -> AsyncIterator[Nest]:
    """Run the canary's site on a free port of 127.0.0.1."""
    site = Nest()
    server = await asyncio.start_server(site.answer, "127.0.0.1", 0, limit=_LONGEST_REQUEST)
    site.port = server.sockets[0].getsockname()[1]
    async with server:
        yield site


async def fly_forever(desk: Desk, stopping: asyncio.Event, first: timedelta = FIRST_AFTER) -> None:
    """Send a canary as often as the configuration says until `stopping`, and have operators told what becomes of it."""
    every = desk.config.canary
    if every is None:
        return
    async with nest() as site:
        subscription = _subscription(desk.config, site)
        desk.everyone.add_private(subscription)
        pause = first
        while not stopping.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), pause.total_seconds())
            pause = every
            if not stopping.is_set():
                await fly(desk, site, subscription)


async def fly(desk: Desk, site: Nest, subscription: Subscription) -> CanaryMemory:
    """Send one canary, wait for it, and keep and return how it went."""
    started = desk.now()
    site.arrived.clear()
    try:
        await asyncio.to_thread(desk.store.forget_notices, ID)
        await _announced(desk, site)
        (owed,) = notify([subscription], Notice("canary", started, secrets.token_hex(4)))
        await asyncio.to_thread(desk.store.owe, [owed])
        desk.note_owing()
        await _arrived(desk, site, owed.key)
    except (CanaryError, OSError, StoreError) as error:
        return await _note(desk, started, str(error))
    except Exception as error:
        # Whatever breaks on the way is just what the canary is there to find.
        log.exception("the canary fell")
        return await _note(desk, started, f"{type(error).__name__} on the way; see the log")
    await asyncio.to_thread(desk.store.forget_notices, ID)
    return await _note(desk, started, None)


async def _announced(desk: Desk, site: Nest) -> None:
    """Publish an announcement and take it, by the real steps, as far as the words of a message."""
    source = _source(site)
    config = replace(
        desk.config,
        network=Network(("127.0.0.0/8",), timedelta(0), desk.config.network.timeout),
        sources=(source,),
        subscriptions=(Subscription(ID, ID, "console://", (DALIAN,)),),
        operators=(),
    )
    site.day = f"{desk.now().astimezone(desk.config.timezone):%Y-%m-%d}"
    site.published = {"before": _BEFORE}
    with tempfile.TemporaryDirectory(prefix="pilotwatch-canary-") as folder:
        store = await asyncio.to_thread(Store.open, f"sqlite:///{Path(folder) / 'canary.db'}")
        try:
            async with Fetcher(config.network) as fetcher:
                scratch = replace(desk, config=config, store=store, fetcher=fetcher, everyone=Audience())
                await check(scratch, source)
                site.published["announcement"] = (_TITLE, _BODY)
                memory = await check(scratch, source)
            if memory.error:
                raise CanaryError(f"its listing could not be read: {memory.error}")
            await asyncio.to_thread(_worded, store, config)
        finally:
            await asyncio.to_thread(store.close)


def _worded(store: Store, config: Config) -> None:
    """Have what is owed for the announcement put into words; raises CanaryError if nobody is told of the city."""
    owed = store.deliveries(subscription=ID)
    if not owed:
        raise CanaryError("its announcement was published, and nobody was to be told of it")
    message = compose(
        store.changes(owed[0].changes),
        config.subscriptions[0],
        public_url=config.public_url,
        key=owed[0].key,
        stories={},
    )
    if "大连·入选" not in message.subject:
        raise CanaryError(f"its announcement was misread: {message.subject}")


def _source(site: Nest) -> Source:
    return Source(
        id=ID,
        name="自检",
        publisher="自检",
        level=Level.MINISTRY,
        url=f"http://127.0.0.1:{site.port}/",
        every=timedelta(minutes=1),
        listing=HtmlListing("ul > li", date="span"),
    )


def _subscription(config: Config, site: Nest) -> Subscription:
    """Return whom the canary flies to: the private channel configured, else our own site."""
    channel = config.canary_channel or f"json://127.0.0.1:{site.port}/{secrets.token_hex(8)}"
    return Subscription(ID, ID, channel, ())


async def _arrived(desk: Desk, site: Nest, key: str) -> None:
    """Wait until the message is there: on our own site, or taken by the channel configured. Raises CanaryError."""
    until = asyncio.get_running_loop().time() + ARRIVES_WITHIN.total_seconds()
    own = desk.config.canary_channel is None
    while (left := until - asyncio.get_running_loop().time()) > 0:
        site.arrival.clear()
        if key in site.arrived:
            return
        rows = await asyncio.to_thread(desk.store.deliveries, None, ID, 1)
        row = rows[0] if rows else None
        if not own and row is not None and row.state == "sent":
            return
        if row is not None and row.state == "failed":
            raise CanaryError(f"its channel refused it: {row.error}")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(site.arrival.wait(), min(left, LONGEST_NAP))
    raise CanaryError(f"its message did not arrive within {ARRIVES_WITHIN.total_seconds():.0f} s")


async def _note(desk: Desk, started: datetime, error: str | None) -> CanaryMemory:
    """Keep how it went; operators hear once that canaries do not arrive, and once that they do again."""
    at = desk.now()
    before = await asyncio.to_thread(desk.store.canary)
    after = CanaryMemory(started, before.arrived if error else at, error, told=error is not None)
    if error:
        log.error("the canary did not arrive: %s", error)
    owed: tuple[Owed, ...] = ()
    if before.told is not after.told:
        _, operators = desk.audience()
        owed = notify(operators, Notice("canary_missing" if error else "canary_back", at, error=error or ""))
    await asyncio.to_thread(desk.store.keep_canary, after, owed)
    desk.note_owing()
    return after


def is_alive(memory: CanaryMemory, every: timedelta, started: datetime, now: datetime) -> bool:
    """Say whether canaries arrive: the last one did, and not long ago; `started` is when the daemon began."""
    last = max(memory.arrived or started, started)
    return memory.error is None and last + 2 * every + FIRST_AFTER + ARRIVES_WITHIN > now
