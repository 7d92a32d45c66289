"""One request and its answer, within a time and a size, or the FetchError that says what went wrong."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from monitor.fetch.addresses import RefusedAddressError
from monitor.fetch.body import BrokenBodyError, TooLargeError, read_body
from monitor.fetch.errors import FetchError
from monitor.model import Health

REDIRECTS = (301, 302, 303, 307, 308)
GONE = (404, 410)
TOO_MANY = 429
# Asked of every visitor that some sites take for a robot: 521 comes from 加速乐, 412 from 瑞数.
BEHIND_A_WALL = 521
LONGEST_WAIT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said; header names are lower-case, the body is decompressed. Cookies stay with the client."""

    url: httpx.URL
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def location(self) -> str | None:
        """Where the server sends us instead, as written."""
        return self.headers.get("location") if self.status in REDIRECTS else None


@dataclass(slots=True)
class Budget:
    """The seconds left of one fetch, over all its hops; waiting for a host's turn does not count."""

    left: float

    @asynccontextmanager
    async def spending(self) -> AsyncIterator[None]:
        """Spend time; raises TimeoutError when none is left."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            async with asyncio.timeout(self.left):
                yield
        finally:
            self.left = max(0.0, self.left - (loop.time() - started))


async def ask(
    client: httpx.AsyncClient, url: httpx.URL, headers: Mapping[str, str], budget: Budget, limit: int
) -> Answer:
    """GET a URL, once more if the server hangs up on us; raises FetchError for every answer but 2xx, 3xx."""
    total = budget.left
    try:
        async with budget.spending():
            try:
                return await _get(client, url, headers, limit)
            except (httpx.RemoteProtocolError, httpx.ReadError):
                return await _get(client, url, headers, limit)
    except TimeoutError as error:
        message = f"{url} did not finish within {total:.0f} s: it will be tried again"
        raise FetchError(Health.UNREACHABLE, message) from error
    except RefusedAddressError as error:
        message = f"{url} leads to a private address: list its network under network.allow_private if it is yours"
        raise FetchError(Health.BLOCKED, message) from error
    except TooLargeError as error:
        raise FetchError(Health.BLOCKED, f"{url} is too large: more than {limit:,} bytes") from error
    except BrokenBodyError as error:
        raise FetchError(Health.UNREACHABLE, f"{url} cannot be read: {error}") from error
    except (httpx.TransportError, OSError) as error:
        reason = str(error) or type(error).__name__
        raise FetchError(Health.UNREACHABLE, f"{url} cannot be reached: {reason}") from error


async def _get(client: httpx.AsyncClient, url: httpx.URL, headers: Mapping[str, str], limit: int) -> Answer:
    async with client.stream("GET", url, headers=dict(headers)) as response:
        received = {name: value for name, value in response.headers.items() if name != "set-cookie"}
        if (error := refusal(url, response.status_code, received)) is not None:
            raise error
        if response.status_code in REDIRECTS or response.status_code == httpx.codes.NOT_MODIFIED:
            return Answer(url, response.status_code, received, b"")
        if int(_digits(received.get("content-length", ""))) > limit:
            raise TooLargeError
        encoding, kind = received.get("content-encoding", ""), received.get("content-type", "")
        body = await read_body(response.aiter_raw(), encoding, kind, limit)
        return Answer(url, response.status_code, received, body)


def refusal(url: httpx.URL, status: int, headers: Mapping[str, str]) -> FetchError | None:
    """Return what a status means for us; None for 2xx and 3xx."""
    if status < httpx.codes.BAD_REQUEST:
        return None
    wait = asked_to_wait(headers, datetime.now(UTC))
    if status in GONE:
        health, why = Health.REDESIGNED, "the page is gone or has moved: look for its new address"
    elif status == TOO_MANY:
        health, why = Health.UNREACHABLE, "it is asked too often: lengthen `every` of its sources"
    elif status >= httpx.codes.INTERNAL_SERVER_ERROR and status != BEHIND_A_WALL:
        health, why = Health.UNREACHABLE, "the server has trouble: it will be tried again"
    else:
        health, why = Health.BLOCKED, "the site turns us away: wait, or read it elsewhere"
    return FetchError(health, f"{url} answered {status}: {why}", status=status, retry_after=wait)


def asked_to_wait(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long Retry-After asks us to wait, a day at most; None if it does not."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return min(timedelta(seconds=int(value[:9])), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(value)
        return min(max(until - now, timedelta()), LONGEST_WAIT)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _digits(text: str) -> str:
    return text[:18] if text.isdecimal() and text.isascii() else "0"
