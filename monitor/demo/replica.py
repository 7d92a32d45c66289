"""Three self-written websites on loopback, whose pages are edited while they are being watched."""

from collections.abc import Iterable
from contextlib import ExitStack
from datetime import date, timedelta
from itertools import count
from types import TracebackType
from typing import Self

from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.demo.cast import OUTLETS, Article, Outlet
from monitor.demo.loopback import Answer, Asked, Loopback

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

    def __init__(self, outlet: Outlet, today: date) -> None:
        self.outlet = outlet
        self._today = today
        self.server = Loopback(self._answer)
        self._articles: dict[str, Article] = {}
        self._visits = count(18_231)

    def publish(self, article: Article) -> str:
        """Put the article on the site, in place of the one at its path if there is one, and return its URL."""
        path = article.path(self._today)
        self._articles = {**self._articles, path: article}
        return f"{self.server.origin}{path}"

    def _answer(self, asked: Asked) -> Answer:
        if asked.path == "/":
            listed = [(article, path, article.published(self._today)) for path, article in self._articles.items()]
            listed.sort(key=lambda line: (line[2], line[1]), reverse=True)
            page = self._page("listing", articles=listed, origin=self.server.origin)
            return self._sent(page, "application/xml" if self.outlet.is_feed else "text/html")
        if article := self._articles.get(asked.path):
            about = {"published": article.published(self._today), "number": article.number(self._today)}
            page = self._page("document", article=article, body=body(article, self._today), **about)
            return self._sent(page, "text/html")
        return Answer(status=404)

    def _page(self, kind: str, **words: object) -> str:
        template = _templates.get_template(f"sites/{self.outlet.id}_{kind}.html.j2")
        return template.render(visits=next(self._visits), **words)

    def _sent(self, page: str, content_type: str) -> Answer:
        return Answer(page.encode(self.outlet.encoding), content_type)


class Replica:
    """All the sites of the story, by outlet id."""

    def __init__(self, today: date, articles: Iterable[Article] = ()) -> None:
        self.sites = {outlet.id: Website(outlet, today) for outlet in OUTLETS}
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
        return self.sites[article.outlet.id].publish(article)


def body(article: Article, today: date) -> str:
    """Return the HTML of an article's text; what fills the template is escaped."""
    numbers = count(1)
    template = _templates.get_template(f"documents/{article.template}.html.j2")
    return template.render(published=article.published(today), counter=lambda: next(numbers), **article.words)
