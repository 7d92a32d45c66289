"""The sites of the demo and the pages on them, as values. Days count back from the day it is played, `today`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from monitor.model import Level


@dataclass(frozen=True, slots=True)
class Outlet:
    """A site of the replica; `listing` and `document` are what its block in sources.yaml says."""

    id: str
    name: str
    publisher: str
    level: Level
    encoding: str
    listing: Mapping[str, str]
    document: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_feed(self) -> bool:
        """Whether its listing is a feed."""
        return self.listing["kind"] == "feed"


# Its pages claim to be GB2312, as so many do.
MINISTRY = Outlet(
    "ministry",
    "商贸发展部 政策发布",
    "商贸发展部",
    Level.MINISTRY,
    "gb18030",
    {"kind": "html", "entry": "ul.policy-list > li", "date": "span"},
    {"body": "#zoom"},
)
CITY_NEWS = Outlet(
    "city-news",
    "滨城日报 要闻",
    "滨城日报",
    Level.NEWS,
    "utf-8",
    {"kind": "html", "entry": "div.news-list li", "date": "span.time"},
)
FEED = Outlet("feed", "商讯快报", "商讯快报", Level.NEWS, "utf-8", {"kind": "feed"})
OUTLETS = (MINISTRY, CITY_NEWS, FEED)


@dataclass(frozen=True, slots=True)
class Article:
    """A page of one outlet: `serial` tells it from the others of its day, `words` fill the template of its body.

    `reference` is the serial of its document number (文号).
    """

    outlet: Outlet
    serial: int
    ago: int
    title: str
    template: str
    label: str = "通知"
    reference: int | None = None
    words: Mapping[str, Any] = field(default_factory=dict)

    def published(self, today: date) -> date:
        """Return the day that stands on the page."""
        return today - timedelta(days=self.ago)

    def path(self, today: date) -> str:
        """Return where on the site it stands."""
        day = self.published(today)
        if self.outlet is MINISTRY:
            return f"/{day:%Y%m}/t{day:%Y%m%d}_{self.serial}.html"
        return f"/{day:%Y-%m/%d}/content_{self.serial}.html"

    def number(self, today: date) -> str | None:
        """Return its document number."""
        return f"商贸流函〔{self.published(today).year}〕{self.reference}号" if self.reference else None
