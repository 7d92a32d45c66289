"""What every page works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request

from monitor.config import Config
from monitor.web.access import Access, Tries
from storage import Store


@dataclass(frozen=True, slots=True)
class Site:
    """The collaborators of a page; `now` gives aware UTC times, `started` is when it began to be served."""

    store: Store
    config: Config
    now: Callable[[], datetime]
    started: datetime
    templates: Environment
    style: str
    access: Access | None
    tries: Tries

    @classmethod
    def open(cls, store: Store, config: Config, now: Callable[[], datetime], access_token: str | None) -> "Site":
        """Return a site over a store. Raises WebError for a token that is no secret."""
        style = files("monitor.web").joinpath("static", "style.css").read_bytes()
        return cls(
            store=store,
            config=config,
            now=now,
            started=now(),
            templates=_templates(),
            style=f"/static/style.css?v={sha256(style).hexdigest()[:8]}",
            access=None if access_token is None else Access(access_token),
            tries=Tries(now),
        )


def site_of(request: Request) -> Site:
    """Return the site a request is for."""
    site = request.app.state.site
    assert isinstance(site, Site)
    return site


def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("monitor.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
