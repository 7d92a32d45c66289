"""Fetch from many hosts: one request at a time to each, along a checked path, none held up by another."""

import asyncio
import ssl
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpx
from protego import Protego

from monitor.fetch.addresses import Allowance, GuardedNetwork, checked_url
from monitor.fetch.errors import FetchError
from monitor.fetch.exchange import Answer, Budget, ask
from monitor.fetch.host import AGENT, ROBOTS_FRESH, ROBOTS_RETRY, Host, Robots
from monitor.markup.shells import challenge, redirect
from monitor.model import Health, Network, Page, Validators

MAX_REDIRECTS = 5
PAGE_LIMIT = 5_000_000
ROBOTS_LIMIT = 500_000
ROBOTS_SECONDS = 10.0
MAX_CLIENTS = 512
MAX_HOSTS = 20_000
ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,application/json;q=0.9,*/*;q=0.8"
_HEADERS = {
    "user-agent": f"Mozilla/5.0 (compatible; {AGENT}/0.1)",
    "accept-encoding": "gzip, deflate",
    "accept-language": "zh-CN,zh;q=0.9,en;q=0.5",
}


class Fetcher:
    """The client. Use as an async context manager.

    `network` says how polite and how trusting it is, `tls` replaces the default verification of certificates, `now` is
    the clock that stamps pages.
    """

    def __init__(
        self,
        network: Network | None = None,
        *,
        tls: ssl.SSLContext | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        network = network or Network()
        self._seconds = network.timeout.total_seconds()
        self._interval = network.per_host_interval.total_seconds()
        self._guard = GuardedNetwork(Allowance(network.allow_private))
        self._tls = tls or httpx.create_ssl_context(trust_env=False)
        self._now = now
        self._hosts: OrderedDict[str, Host] = OrderedDict()
        self._clients: OrderedDict[str, httpx.AsyncClient] = OrderedDict()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._clients:
            await self._clients.popitem()[1].aclose()

    async def fetch(
        self, url: str, *, validators: Validators | None = None, accept: str = ACCEPT, limit: int = PAGE_LIMIT
    ) -> Page | None:
        """Fetch a page, following at most five redirects; None if the server says that it has not changed.

        `limit` caps the body in bytes, compressed and not. Raises FetchError.
        """
        headers = {"accept": accept, **_conditions(validators or Validators())}
        budget = Budget(self._seconds)
        target = checked_url(url)
        for _ in range(MAX_REDIRECTS + 1):
            async with self._turn(target) as client:
                answer = await ask(client, target, headers, budget, limit)
            if answer.status == httpx.codes.NOT_MODIFIED:
                return None
            if (onward := _onward(answer)) is None:
                return Page(str(answer.url), answer.status, answer.headers, answer.body, self._now())
            target = checked_url(onward)
        raise FetchError(Health.BLOCKED, f"{url} redirects more than {MAX_REDIRECTS} times")

    @asynccontextmanager
    async def _turn(self, url: httpx.URL) -> AsyncIterator[httpx.AsyncClient]:
        """Hold the host's turn, once its robots.txt allows the URL and the pause since the last request is over."""
        host = self._host(url)
        async with host.visit():
            robots = await self._robots(host, url)
            if not robots.allows(str(url)):
                message = f"{url} is disallowed by the host's robots.txt: disable the source or ask the site's owner"
                raise FetchError(Health.BLOCKED, message)
            host.refuse_long_wait(str(url))
            await host.wait(max(self._interval, robots.crawl_delay))
            try:
                yield await self._client(url)
            except FetchError as error:
                host.heed(error.retry_after)
                raise

    def _host(self, url: httpx.URL) -> Host:
        name = url.netloc.decode("ascii")
        host = self._hosts.setdefault(name, Host())
        self._hosts.move_to_end(name)
        while len(self._hosts) > MAX_HOSTS and not next(iter(self._hosts.values())).visitors:
            self._hosts.popitem(last=False)
        return host

    async def _client(self, url: httpx.URL) -> httpx.AsyncClient:
        """Return the host's client; the one unused for longest is closed when there are too many."""
        name = url.netloc.decode("ascii")
        client = self._clients.get(name)
        if client is None:
            client = self._clients[name] = self._new_client()
            idle = (each for each in self._clients if each != name and not self._is_visited(each))
            if len(self._clients) > MAX_CLIENTS and (oldest := next(idle, None)) is not None:
                await self._clients.pop(oldest).aclose()
        self._clients.move_to_end(name)
        return client

    def _is_visited(self, name: str) -> bool:
        return name in self._hosts and self._hosts[name].visitors > 0

    def _new_client(self) -> httpx.AsyncClient:
        limits = httpx.Limits(max_connections=2, max_keepalive_connections=1, keepalive_expiry=30.0)
        transport = httpx.AsyncHTTPTransport(verify=self._tls, trust_env=False, limits=limits)
        # httpx has no way to hand a network in; its version is pinned for this line.
        transport._pool._network_backend = self._guard  # noqa: SLF001
        # The time-out is that of the whole fetch (Budget), which a drip of single bytes cannot stretch.
        return httpx.AsyncClient(transport=transport, headers=_HEADERS, timeout=None, trust_env=False)  # noqa: S113

    async def _robots(self, host: Host, url: httpx.URL) -> Robots:
        """Return the host's rules, read once a day; no file allows all, a failing host is asked again soon."""
        now = asyncio.get_running_loop().time()
        known = host.robots.get(url.scheme)
        if known is not None and now < known.until:
            return known
        rules: Protego | None = None
        fresh = ROBOTS_FRESH
        try:
            rules = Protego.parse(await self._robots_text(host, url.join("/robots.txt")))
        except FetchError as error:
            host.heed(error.retry_after)
            if error.health is Health.UNREACHABLE:
                fresh = ROBOTS_RETRY
        host.robots[url.scheme] = Robots(rules, now + fresh)
        return host.robots[url.scheme]

    async def _robots_text(self, host: Host, url: httpx.URL) -> str:
        budget = Budget(min(self._seconds, ROBOTS_SECONDS))
        for _ in range(MAX_REDIRECTS + 1):
            await host.wait(self._interval)
            answer = await ask(await self._client(url), url, {"accept": "text/plain"}, budget, ROBOTS_LIMIT)
            if answer.location is None:
                return answer.body.decode("utf-8", "replace")
            url = checked_url(urljoin(str(answer.url), answer.location))
        return ""


def _onward(answer: Answer) -> str | None:
    """Return where a redirect, or a wordless page of the same host, sends us; raises FetchError for a challenge."""
    here = str(answer.url)
    if answer.location is not None:
        return urljoin(here, answer.location.strip().replace(" ", "%20"))
    if name := challenge(answer.body):
        message = f"{here} answered with a challenge page ({name}): wait, or read the source elsewhere"
        raise FetchError(Health.BLOCKED, message, status=answer.status)
    if (written := redirect(answer.body)) is None:
        return None
    onward = urljoin(here, written)
    return onward if urlsplit(onward).netloc == urlsplit(here).netloc and onward != here else None


def _conditions(validators: Validators) -> dict[str, str]:
    """Return the headers of a conditional GET; a validator that could not stand in a header is left out."""
    pairs = (("if-none-match", validators.etag), ("if-modified-since", validators.last_modified))
    return {name: value for name, value in pairs if value and value.isascii() and value.isprintable()}
