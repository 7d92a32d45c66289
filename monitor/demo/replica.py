"""Three self-written websites on loopback, whose pages are edited while they are being watched."""

from collections.abc import Iterable
from contextlib import ExitStack
from datetime import timedelta
from itertools import count
from types import TracebackType
from typing import Self

from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.demo.loopback import Answer, Asked, Loopback
from monitor.demo.script import OUTLETS, Article, Outlet

_templates = Environment(
    loader=PackageLoader("monitor.demo", ""),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters["chinese"] = lambda day: f"{day.year}年{day.month}月{day.day}日"
_templates.filters["shifted"] = lambda day, days: day + timedelta(days=days)


class Website:
    """One outlet's site: its listing at `/` and its articles. Every visit turns the counter on the page."""

    def __init__(self, outlet: Outlet) -> None:
        self.outlet = outlet
        self.server = Loopback(self._answer)
        self._articles: dict[str, Article] = {}
        self._visits = count(18_231)

    def publish(self, article: Article) -> str:
        """Put the article on the site, in place of the one at its path if there is one, and return its URL."""
        self._articles = {**self._articles, article.path: article}
        return f"{self.server.origin}{article.path}"

    def _answer(self, asked: Asked) -> Answer:
        if asked.path == "/":
            listed = sorted(self._articles.values(), key=lambda each: (each.published, each.path), reverse=True)
            page = self._page("listing", articles=listed, origin=self.server.origin)
            return self._sent(page, "application/xml" if self.outlet.listing["kind"] == "feed" else "text/html")
        if article := self._articles.get(asked.path):
            return self._sent(self._page("document", article=article, body=body(article)), "text/html")
        return Answer(status=404)

    def _page(self, kind: str, **words: object) -> str:
        template = _templates.get_template(f"sites/{self.outlet.id}_{kind}.html.j2")
        return template.render(visits=next(self._visits), **words)

    def _sent(self, page: str, content_type: str) -> Answer:
        return Answer(page.encode(self.outlet.encoding), content_type)


class Replica:
    """All the sites of the story, by outlet id."""

    def __init__(self, articles: Iterable[Article] = ()) -> None:
        self.sites = {outlet.id: Website(outlet) for outlet in OUTLETS}
        self._open = ExitStack()
        for site in self.sites.values():
            self._open.enter_context(site.server)
        for article in articles:
            self.publish(article)

    def __enter__(self) -> Self:
        """Return the replica, already being served."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take all sites off the network."""
        self._open.close()

    def publish(self, article: Article) -> str:
        """Publish an article or edit the one at its path, and return its URL."""
        return self.sites[article.outlet].publish(article)


def body(article: Article) -> str:
    """Return the HTML of an article's text; what fills the template is escaped."""
    numbers = count(1)
    template = _templates.get_template(f"documents/{article.template}.html.j2")
    return template.render(published=article.published, counter=lambda: next(numbers), **article.words)
