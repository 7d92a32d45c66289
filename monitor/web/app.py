"""The routes of the page."""

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from monitor.config import Config
from monitor.web import (
    api,
    change,
    changelog,
    city,
    deliveries,
    feeds,
    operating,
    programme,
    signing_in,
    snapshots,
    sources,
    story,
    today,
    unsubscribe,
)
from monitor.web.headers import Gate, SafeAnswers
from monitor.web.rendering import html, not_found
from monitor.web.site import Site
from storage import Store, StoreError

log = logging.getLogger(__name__)


def create_app(store: Store, config: Config, now: Callable[[], datetime], access_token: str | None = None) -> Starlette:
    """Return the page over a store; `now` gives aware UTC times.

    With `access_token` everything but `/healthz`, `/login` and the style sheet asks for it; raises WebError if it is
    too short. Without, only requests to this machine's own names and to the host of `public_url` are answered.
    """
    site = Site.open(store, config, now, access_token)
    app = Starlette(
        routes=_routes(),
        middleware=[Middleware(SafeAnswers), Middleware(Gate, site=site)],
        exception_handlers={HTTPException: _refused, StoreError: _no_database},
    )
    app.state.site = site
    app.state.guarded = site.access is not None
    return app


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if request.url.path.startswith(("/api/", "/feeds/", "/static/")) or error.status_code != 404:
        return JSONResponse({"error": error.detail}, error.status_code, error.headers)
    return not_found(request, "There is no such page")


def _no_database(request: Request, error: Exception) -> Response:
    log.error("%s could not be answered: %s", request.url.path, error)
    return html(request, "trouble.html", 503, title="The database does not answer", way_out="Try again in a moment.")


class FeedFormat(Convertor[str]):
    """The end of a feed's path: atom, json or ics."""

    regex = "atom|json|ics"

    def convert(self, value: str) -> str:
        """Return it as it is."""
        return value

    def to_string(self, value: str) -> str:
        """Return it as it is."""
        return value


register_url_convertor("feed", FeedFormat())


def _routes() -> list[BaseRoute]:
    return [
        Route("/", today.today),
        Route("/changes", changelog.changelog),
        Route("/changes/{id:int}", change.change),
        Route("/stories/{id:path}", story.story),
        Route("/programmes", programme.programmes),
        Route("/programmes/{key:path}", programme.programme),
        Route("/cities", city.cities),
        Route("/cities/{code}", city.city),
        Route("/sources", sources.sources),
        Route("/sources/{id}", sources.source),
        Route("/deliveries", deliveries.deliveries),
        Route("/snapshots/{sha256}", snapshots.snapshot),
        Route("/api/changes", api.changes),
        Route("/api/changes/{id:int}", api.change),
        Route("/api/stories/{id:path}", api.story),
        Route("/api/sources", api.sources),
        Route("/api/deliveries", api.deliveries),
        Route("/feeds/all.{format:feed}", feeds.feed),
        Route("/feeds/cities/{code}.{format:feed}", feeds.feed),
        Route("/feeds/programmes/{key:path}.{format:feed}", feeds.feed),
        Route("/unsubscribe/{token}", unsubscribe.unsubscribe, methods=["GET", "POST"]),
        Route("/metrics", operating.metrics),
        Route("/healthz", operating.healthz),
        Route("/login", signing_in.login, methods=["GET", "POST"]),
        Route("/logout", signing_in.logout, methods=["POST"]),
        Mount("/static", StaticFiles(directory=Path(__file__).with_name("static"))),
    ]
