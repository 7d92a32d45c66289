"""Serving the page inside a loop that is not ours to stop."""

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import Iterator

import uvicorn
from starlette.applications import Starlette

CONNECTIONS = 256
GRACE_SECONDS = 1


class WebError(Exception):
    """The page cannot be served; one sentence with the way out."""


async def serve(app: Starlette, host: str, port: int, stopping: asyncio.Event) -> None:
    """Serve the page until `stopping` is set, then end within 2 s; signals stay the caller's.

    Raises WebError for an address that cannot be had, or that others can reach while the app has no access token.
    """
    listening = _listen(app, host, port)
    server = _Server(
        uvicorn.Config(
            app,
            lifespan="off",
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=CONNECTIONS,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    stopped = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait((serving, stopped), return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
        server.should_exit = True
        await serving


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the daemon, which sets `stopping`."""
        yield


def _listen(app: Starlette, host: str, port: int) -> socket.socket:
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError, OverflowError) as error:
        raise WebError(f"{host}:{port} is no address to listen on ({error}); try 127.0.0.1:8080") from error
    # A name such as localhost has two addresses: people type the older one.
    family, _, _, _, address = min(found, key=lambda each: each[0] != socket.AF_INET)
    if not app.state.guarded and not ipaddress.ip_address(str(address[0]).partition("%")[0]).is_loopback:
        raise WebError(
            f"{host}:{port} can be reached by others: set PILOTWATCH_WEB_TOKEN to a secret of at least 16 characters, "
            "or listen on 127.0.0.1"
        )
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(CONNECTIONS)
        listening.setblocking(False)
    except (OSError, OverflowError) as error:
        listening.close()
        raise WebError(
            f"cannot listen on {host}:{port} ({error}); name another address with --listen, or --no-web for none"
        ) from error
    return listening
