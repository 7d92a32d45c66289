"""A small world to tell stories in: two websites, an inbox, a clock and a store, driven through the real steps.

world.ministry.publish("n1", "关于公布……的通知", "<p>……</p>", on="2026-01-09")
await world.poll()
world.alerts[0]["title"]
"""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from monitor.as_json import Object, change_json
from monitor.child import Children
from monitor.config import Config, load
from monitor.fetch import Fetcher
from monitor.memory import LogQuery, SourceMemory
from monitor.watch import Delivered, Desk, check, deliver_due
from storage import Store
from tests.values import NOON
from tests.webserver import Answer, Site

CHILDREN = Children()  # as in a daemon: started once, for whoever needs it

LIST = "<html><head><meta charset=utf-8><title>{name}</title></head><body><ul class=list>{entries}</ul></body></html>"
ENTRY = '<li><a href="/{slug}.html" title="{title}">{title}</a><span>{on}</span></li>'
PAGE = """<html><head><meta charset=utf-8><title>{title}</title></head><body><div class=nav>首页 政务公开</div>
<h1>{title}</h1><div class=info>发布时间：{on}</div><div id=zoom>{body}</div>
<div class=foot>网站地图 联系我们</div></body></html>"""


@dataclass
class Column:
    """A listing on a site of its own, edited by the test."""

    site: Site
    name: str
    entries: dict[str, tuple[str, str]] = field(default_factory=dict)

    def publish(self, slug: str, title: str, body: str, *, on: str = "2026-01-09") -> str:
        """Put a document on top of the listing, or edit the one that stands there; return its URL."""
        self.entries = {slug: (title, on)} | self.entries
        self.site[f"/{slug}.html"] = PAGE.format(title=title, on=on, body=body)
        self._list()
        return self.site.url(f"/{slug}.html")

    def unlist(self, slug: str) -> None:
        """Take a document off the listing; its page stays."""
        del self.entries[slug]
        self._list()

    def _list(self) -> None:
        items = (ENTRY.format(slug=slug, title=title, on=on) for slug, (title, on) in self.entries.items())
        self.site["/"] = LIST.format(name=self.name, entries="".join(items))


class World:
    """The ministry, a newspaper, one subscriber to 大连 (a webhook), the operator, a store, and the time.

    `listing` is how sources.yaml says that the ministry's column is read.
    """

    def __init__(self, folder: Path, database: str) -> None:
        self.folder, self.database = folder, database
        self.time = NOON
        self.listing = 'kind: html, entry: "ul.list > li", date: span'
        self.sites = [Site(), Site(host="127.0.0.2"), Site(host="127.0.0.3")]
        self.ministry = Column(self.sites[0], "商务部")
        self.newspaper = Column(self.sites[1], "新闻网")
        self.inbox = self.sites[2]
        self.inbox["/reader"] = self.inbox["/operator"] = Answer("ok")
        self.ministry.publish("old", "关于印发工作要点的通知", "<p>请认真贯彻落实。</p>", on="2025-12-01")
        self.newspaper.publish("old", "天气预报", "<p>明日多云。</p>", on="2025-12-01")
        self.store = Store.open(database)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.store.close()
        for site in self.sites:
            site.close()

    @property
    def config(self) -> Config:
        """The configuration, read from a real sources.yaml."""
        path = self.folder / "sources.yaml"
        hook = f"{self.inbox.host}:{self.inbox.port}"
        path.write_text(
            f"""
network: {{allow_private: ["127.0.0.0/8"], per_host_interval: 0s, timeout: 3s}}
operators: ["json://{hook}/operator"]
sources:
  - {{id: ministry, name: 商务部 通知, publisher: 商务部, level: ministry, url: "{self.ministry.site.url("/")}",
      every: 15m, listing: {{{self.listing}}}}}
  - {{id: newspaper, name: 新闻网 要闻, publisher: 新闻网, level: news, url: "{self.newspaper.site.url("/")}",
      every: 15m, listing: {{kind: html, entry: "ul.list > li", date: span}}}}
subscriptions:
  - {{name: 大连市商务局, channel: "json://{hook}/reader", places: [大连]}}
""",
            encoding="utf-8",
        )
        return load(path, {}, lambda _: None)

    async def poll(self, *, after: timedelta = timedelta(minutes=15), reread: bool = False) -> list[SourceMemory]:
        """Let time pass, then check every source and deliver what is due."""
        self.time += after
        config = self.config
        if reread:
            self.store.expedite([s.id for s in config.sources], self.time - timedelta(days=30), self.time)
        async with Fetcher(config.network) as fetcher:
            with ThreadPoolExecutor(4) as senders:
                desk = Desk(config, self.store, fetcher, self.now, senders, children=CHILDREN)
                memories = await asyncio.gather(*(check(desk, source) for source in config.sources))
                self.delivered: Delivered = await deliver_due(desk)
        return memories

    def now(self) -> datetime:
        """What the clock says."""
        return self.time

    @property
    def alerts(self) -> list[Any]:
        """What the subscriber received, oldest first."""
        return [json.loads(request.body) for request in self.inbox.requests if request.path == "/reader"]

    @property
    def warnings(self) -> list[Any]:
        """What the operator received, oldest first."""
        return [json.loads(request.body) for request in self.inbox.requests if request.path == "/operator"]

    def log(self, *kinds: str) -> list[Object]:
        """The change log, oldest first."""
        return [change_json(line) for line in self.store.log(LogQuery(kinds=kinds, oldest_first=True))]
