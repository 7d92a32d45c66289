"""A browser without eyes: asks the page on its own address, as one language, and gives what comes back."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import httpx
from starlette.applications import Starlette

from monitor.config import Config
from monitor.web import create_app
from storage import Store
from tests.web_archive import NOW, config

HOME = "http://127.0.0.1:8080"


def page(
    store: Store,
    settings: Config | None = None,
    token: str | None = None,
    now: Callable[[], datetime] = lambda: NOW,
) -> Starlette:
    return create_app(store, settings or config(), now, token)


@asynccontextmanager
async def visitor(app: Starlette, language: str = "zh", home: str = HOME) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    headers = {"accept-language": language, "accept": "text/html"}
    async with httpx.AsyncClient(transport=transport, base_url=home, headers=headers) as client:
        yield client
