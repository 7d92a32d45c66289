"""Connections that end in time and lead only where they may."""

import socket
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import timedelta
from functools import lru_cache
from types import TracebackType
from typing import Any, Self

import httpcore
import httpx

# Returns the addresses of a host and port that may be connected to; raises OSError, or DeliveryError if none may.
Reach = Callable[[str, int], Sequence[str]]


def client(*, verify: bool, end: float, reach: Reach | None) -> httpx.Client:
    """Return a client for one exchange, over by `end` (of time.monotonic()), that connects only as `reach` says."""
    transport = httpx.HTTPTransport(verify=_context(verify=verify), trust_env=False)
    transport._pool._network_backend = _Network(end, reach)  # noqa: SLF001 - httpx has no other way in
    return httpx.Client(transport=transport)


@lru_cache(maxsize=2)
def _context(*, verify: bool) -> Any:
    return httpx.create_ssl_context(verify=verify, trust_env=False)


class _Network(httpcore.NetworkBackend):
    def __init__(self, end: float, reach: Reach | None) -> None:
        self._end, self._reach = end, reach
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that answers."""
        try:
            addresses = [host] if self._reach is None else self._reach(host, port)
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        failure: Exception | None = None
        for address in addresses:
            try:
                stream = self._network.connect_tcp(
                    address, port, _left(self._end, timeout), local_address, socket_options
                )
                return _Stream(stream, self._end)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = failure or error
        raise failure or httpcore.ConnectError(f"{host} has no address")


class _Stream(httpcore.NetworkStream):
    """A connection whose every wait counts against the same end: bytes that drip do not begin it anew."""

    def __init__(self, stream: httpcore.NetworkStream, end: float) -> None:
        self._stream, self._end = stream, end

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what has come."""
        return self._stream.read(max_bytes, _left(self._end, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send."""
        self._stream.write(buffer, _left(self._end, timeout))

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on encrypted."""
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _left(self._end, timeout)), self._end)

    def get_extra_info(self, info: str) -> Any:
        """Return what is known of the connection."""
        return self._stream.get_extra_info(info)


def _left(end: float, timeout: float | None) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the exchange took too long")
    return left if timeout is None else min(left, timeout)


class Deadline(AbstractContextManager["Deadline"]):
    """Hangs up on whatever was connected inside the block once it lasts too long; `passed` says that it did."""

    def __init__(self, lasts: timedelta) -> None:
        self.passed = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(lasts.total_seconds(), self._hang_up)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    def watch(self, connection: socket.socket) -> None:
        """Hang up on this connection too."""
        self._sockets.append(connection)

    def _hang_up(self) -> None:
        self.passed = True
        for connection in self._sockets:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
