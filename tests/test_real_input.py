"""The main job on what the world looks like: saved real pages and the client's three documents, served from loopback.

The pages belong to their publishers and are not in this repository; without them beside the checkout these tests skip.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from monitor.cli import app
from tests.webserver import Answer, Site

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
PAGES = SHARED / "sources" / "pages"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PAGES.exists(), reason="the saved real pages are not here: ../shared/sources/pages"),
]

# Shipped sources whose listing was saved, by the file that holds it.
LISTINGS = {
    "govcn-zhengce": "gov.cn/hotpot_zhengce_index_excerpt.html",
    "mofcom-zcfb": "mofcom.gov.cn/hotpot_zcfb_index_excerpt.html",
    "ndrc-tz": "ndrc.gov.cn/hotpot_fzggwl_page2_excerpt.html",
    "miit-zcwj": "miit.gov.cn/hotpot_zwgk_zcwj_excerpt.html",
    "mof-zcfb": "mof.gov.cn/hotpot_zhengcefabu_excerpt.html",
}
RETAIL, SERVICES, SHOPS = "seed-000", "seed-003", "seed-004"


class RealWorld:
    """The saved pages on a loopback site, a column that lists the saved articles, and an inbox."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site, self.inbox = Site(), Site(host="127.0.0.2")
        self.inbox["/reader"] = Answer("ok")
        shipped = {s["id"]: s for s in yaml.safe_load((ROOT / "sources.yaml").read_text(encoding="utf-8"))["sources"]}
        self.sources: list[Any] = []
        for id_, file in LISTINGS.items():
            self.site[f"/{id_}/"] = self._here((PAGES / file).read_bytes())
            self.sources.append(shipped[id_] | {"url": self.site.url(f"/{id_}/"), "expect": {"min_entries": 1}})
        self.site["/xwlb.xml"] = self._here((PAGES / "cctv.com/xwlb-rss_xwlb.xml").read_bytes())
        self._add("xwlb", self.site.url("/xwlb.xml"), {"kind": "feed"})
        self.articles: dict[str, str] = {}
        for row in map(json.loads, (SHARED / "sources" / "pages.jsonl").read_text(encoding="utf-8").splitlines()):
            if row["kind"] == "article":
                path = f"/{row['file'].replace('/', '-')}"
                self.site[path] = (SHARED / "sources" / row["file"]).read_bytes()
                self.articles[path] = row["title"] or row["file"]
        self._add("press", self.site.url("/press/"), {"kind": "html", "entry": "li"})
        self.list_articles()

    def _here(self, body: bytes) -> bytes:
        """Real absolute links would leave this machine."""
        return re.sub(rb"(https?:)?//[a-z0-9.-]+\.(cn|com)(?=/)", self.site.url("").encode(), body)

    def _add(self, id_: str, url: str, listing: object) -> None:
        block = {"id": id_, "name": id_, "publisher": id_, "level": "news", "url": url, "every": "15m"}
        self.sources.append(block | {"listing": listing})

    def list_articles(self) -> None:
        items = "".join(f'<li><a href="{path}">{title}</a></li>' for path, title in self.articles.items())
        self.site["/press/"] = f"<meta charset=utf-8><ul>{items}</ul>"

    def publish_seed(self, name: str) -> None:
        """Put one of the client's documents on top of the press column, as plain text."""
        labelled = (SHARED / "gold" / "seeds.jsonl").read_text(encoding="utf-8").splitlines()
        label = next(row for row in map(json.loads, labelled) if row["id"] == name)
        text = (SHARED / "gold" / label["text_file"]).read_text(encoding="utf-8")
        self.site[f"/{name}.txt"] = text
        self.articles = {f"/{name}.txt": text[:60]} | self.articles
        self.list_articles()

    def run(self, *arguments: str) -> list[Any]:
        """Run a command with --json and return the lines it prints."""
        config = self.folder / "sources.yaml"
        network = {"allow_private": ["127.0.0.0/8"], "per_host_interval": "0s"}
        channel = f"json://{self.inbox.host}:{self.inbox.port}/reader"
        subscriptions = [{"name": "bureau", "channel": channel, "places": ["大连"]}]
        raw = {"network": network, "sources": self.sources, "subscriptions": subscriptions}
        config.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
        options = ["--config", str(config), "--database", f"sqlite:///{self.folder}/real.db", "--json"]
        result = CliRunner().invoke(app, [*arguments, *options])
        assert result.exit_code in (0, 1), result.output
        return [json.loads(line) for line in result.stdout.splitlines()]

    @property
    def subjects(self) -> list[str]:
        return [json.loads(request.body)["title"] for request in self.inbox.requests]


@pytest.fixture(scope="module")
def polled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealWorld]:
    """The real world after its first poll."""
    world = RealWorld(tmp_path_factory.mktemp("real"))
    with world.site, world.inbox:
        world.run("poll")
        yield world


def test_every_saved_listing_is_read_with_the_shipped_selectors(polled: RealWorld) -> None:
    health = {line["id"]: (line["health"], line["entries"]) for line in polled.run("sources")}
    assert {state for state, _ in health.values()} == {"ok"}, health
    assert all(health[id_][1] >= 3 for id_ in LISTINGS), health


def test_every_saved_article_has_a_line_with_its_story_and_wakes_nobody(polled: RealWorld) -> None:
    lines = [line for line in polled.run("log", "--source", "press") if line["kind"] == "document_published"]
    assert len(lines) >= len([path for path in polled.articles if "seed" not in path])
    assert all(line["story"] and line["title"] for line in lines)


def test_no_saved_article_is_mojibake(polled: RealWorld) -> None:
    lines = polled.run("log", "--source", "press")
    assert not [line["title"] for line in lines if "\ufffd" in line["title"]]


def test_the_client_s_three_documents_alert_as_they_should(polled: RealWorld) -> None:
    """Selected, tasked, and a plan that names no city."""
    before = len(polled.subjects)
    for seed in (RETAIL, SERVICES, SHOPS):
        polled.publish_seed(seed)
    polled.run("poll", "press")
    polled.run("poll", "press")
    assert sorted(polled.subjects[before:]) == sorted(
        ["【大连·入选】零售业创新提升试点（首批）", "【大连·任务】服务业扩大开放综合试点"]
    )
