"""The routes of the page."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from monitor.config import Config
from monitor.web import operating
from monitor.web.headers import Gate, SafeAnswers
from monitor.web.site import Site
from storage import Store


def create_app(store: Store, config: Config, now: Callable[[], datetime], access_token: str | None = None) -> Starlette:
    """Return the page over a store; `now` gives aware UTC times.

    With `access_token` everything but `/healthz`, `/login` and the style sheet asks for it; raises WebError if it is
    too short. Without, only requests to this machine's own names and to the host of `public_url` are answered.
    """
    site = Site.open(store, config, now, access_token)
    app = Starlette(routes=_routes(), middleware=[Middleware(SafeAnswers), Middleware(Gate, site=site)])
    app.state.site = site
    app.state.guarded = site.access is not None
    return app


def _routes() -> list[BaseRoute]:
    return [
        Route("/healthz", operating.healthz),
        Mount("/static", StaticFiles(directory=Path(__file__).with_name("static"))),
    ]
