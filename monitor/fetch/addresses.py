"""Where we connect to: URLs without tricks, and addresses checked after DNS: the one checked is the one used."""

import asyncio
import ipaddress
import re
import socket
import threading
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

import httpcore
import httpx

from monitor.fetch.errors import FetchError
from monitor.model import Health

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Net = ipaddress.IPv4Network | ipaddress.IPv6Network
SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]

_LONGEST_URL = 4096
_LOOKUPS_AT_ONCE = 64
_SECONDS_PER_ADDRESS = 6.0
_TRICK = re.compile(r"[\x00-\x20\x7f\\]")
_NUMERIC_HOST = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+))*\.?", re.IGNORECASE)
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
# Global by the registry, yet no host to fetch from: protocol assignments, relays, and networks that embed IPv4.
_NOT_HOSTS: tuple[Net, ...] = (
    ipaddress.IPv4Network("192.0.0.0/24"),
    ipaddress.IPv4Network("192.88.99.0/24"),
    ipaddress.IPv6Network("2001::/23"),
    ipaddress.IPv6Network("2002::/16"),
)


class RefusedAddressError(Exception):
    """A host none of whose addresses may be fetched from."""


@lru_cache(maxsize=4096)
def checked_url(url: str) -> httpx.URL:
    """Return the URL if two parsers agree on a plain http(s) address; raises FetchError (blocked) otherwise."""
    if len(url) > _LONGEST_URL or _TRICK.search(url):
        raise _refused(url, "it is too long or holds a backslash, a space or a control character")
    try:
        ours, theirs = urlsplit(url), httpx.URL(url)
        host = ours.hostname or ""
        port = ours.port
        agreed = httpx.URL(scheme="http", host=host).raw_host == theirs.raw_host
    except (ValueError, TypeError, httpx.InvalidURL) as error:
        raise _refused(url, "it is malformed") from error
    if ours.scheme not in ("http", "https") or theirs.scheme != ours.scheme:
        raise _refused(url, "only http and https are fetched")
    if "@" in ours.netloc:
        raise _refused(url, "it carries a user name")
    if not host or not agreed or (theirs.port or _DEFAULT_PORTS[ours.scheme]) != (port or _DEFAULT_PORTS[ours.scheme]):
        raise _refused(url, "its host is ambiguous")
    if _NUMERIC_HOST.fullmatch(host) and not _is_plain_ipv4(host):
        raise _refused(url, "its host is a disguised number")
    return theirs


_DEFAULT_PORTS = {"http": 80, "https": 443}


def _refused(url: str, why: str) -> FetchError:
    return FetchError(Health.BLOCKED, f"{url[:200]!r} is refused: {why}")


def _is_plain_ipv4(host: str) -> bool:
    try:
        return str(ipaddress.IPv4Address(host)) == host
    except ValueError:
        return False


class Allowance:
    """Which addresses may be connected to: public ones, and the networks an operator allowed."""

    def __init__(self, allow_private: Iterable[str] = ()) -> None:
        self._networks: tuple[Net, ...] = tuple(ipaddress.ip_network(each, strict=False) for each in allow_private)

    def covers(self, address: Address) -> bool:
        """Say whether an address is public or in an allowed network."""
        if any(address in network for network in self._networks if network.version == address.version):
            return True
        if isinstance(address, ipaddress.IPv6Address):
            if address.ipv4_mapped is not None:
                # ::ffff:a.b.c.d is the IPv4 host itself, and no honest name server answers so: never as public.
                return any(address.ipv4_mapped in network for network in self._networks if network.version == 4)
            if address not in _GLOBAL_UNICAST:
                return False
        in_no_host = any(address in network for network in _NOT_HOSTS if network.version == address.version)
        return address.is_global and not address.is_multicast and not address.is_reserved and not in_no_host


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Opens connections only to addresses that an allowance covers, resolving the name itself."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._network = httpcore.AnyIOBackend()
        self._lookups = asyncio.Semaphore(_LOOKUPS_AT_ONCE)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109  # httpcore's signature; the fetch has a deadline
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first checked address that answers; raises RefusedAddressError or httpcore.ConnectError."""
        allowed = [each for each in await self._addresses(host, port) if self._allowance.covers(each)]
        if not allowed:
            raise RefusedAddressError(host)
        failure: Exception | None = None
        for address in allowed:
            try:
                return await self._network.connect_tcp(
                    str(address), port, _SECONDS_PER_ADDRESS, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = failure or error
        raise failure or httpcore.ConnectError(f"{host} has no address")

    async def _addresses(self, host: str, port: int) -> list[Address]:
        try:
            return [ipaddress.ip_address(host)]
        except ValueError:
            pass
        async with self._lookups:
            found = await _lookup(host, port)
        return list(dict.fromkeys(ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found))


_AddressInfo = tuple[int, int, int, str, tuple[str | int, ...] | tuple[int, bytes]]


async def _lookup(host: str, port: int) -> list[_AddressInfo]:
    """Resolve a name on a thread of its own: a name server that hangs holds up neither other names nor the exit."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[_AddressInfo]] = loop.create_future()

    def settle(found: list[_AddressInfo] | None, error: OSError | UnicodeError | None) -> None:
        if answer.done():
            return
        if found is not None:
            answer.set_result(found)
        else:
            answer.set_exception(httpcore.ConnectError(f"the name {host} cannot be resolved ({error})"))

    def work() -> None:
        found: list[_AddressInfo] | None = None
        failure: OSError | UnicodeError | None = None
        try:
            found = list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            failure = error
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, found, failure)

    threading.Thread(target=work, name=f"lookup {host}", daemon=True).start()
    return await answer
