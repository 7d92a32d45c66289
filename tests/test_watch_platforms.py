"""Stories of redesigns: ids that change are read anew, and documents at new addresses are no news."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests.webserver import Answer, Request
from tests.world import World

TITLE = "商务部办公厅关于公布第一批全国零售业创新提升试点城市名单的通知"
BODY = "<p>经研究，确定大连市、沈阳市等2个城市为第一批全国零售业创新提升试点城市，现予公布。</p>"
ITEM = '<li><a href="/{slug}.html" title="{title}">{title}</a><span>[{on}]</span></li>'


@dataclass
class Platform:
    """A column page that names a unit by its id, and the unit: asked by another id, it has nothing."""

    world: World
    unit: str = "unit-1"
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.world.ministry.site["/"] = self.column
        self.world.ministry.site["/module/web/jpage/dataproxy.jsp"] = self.proxy
        self.world.ministry.site["/api/unit"] = self.reply

    def publish(self) -> None:
        self.world.ministry.publish("n1", TITLE, BODY)
        self.world.ministry.site["/"] = self.column

    @property
    def items(self) -> list[str]:
        entries = self.world.ministry.entries.items()
        return [ITEM.format(slug=slug, title=title, on=on) for slug, (title, on) in entries]

    def column(self, _: Request) -> str:
        query = {"parseType": "bulidstatic", "webId": "w", "tplSetId": "t", "tagId": "分页列表", "pageId": self.unit}
        written = json.dumps(query, ensure_ascii=False)
        return (
            f"<html><script parseType=bulidstatic url=/api/unit queryData='{written}'></script>"
            f"<script>var param_1={{columnid:'7',unitid:'{self.unit}',webname:'大连市',totalRecord:9}};</script>"
        )

    def reply(self, request: Request) -> Answer:
        if not self._is_known(request, "pageId"):
            return Answer('{"code": "500", "success": false, "data": null}', content_type="text/html")
        html = f"<ul class=list>{''.join(self.items)}</ul>"
        return Answer(json.dumps({"success": True, "data": {"html": html}}), content_type="application/json")

    def proxy(self, request: Request) -> Answer:
        known = self._is_known(request, "unitid")
        records = "".join(f"<record><![CDATA[{item}]]></record>" for item in self.items) if known else ""
        return Answer(f"<datastore><recordset>{records}</recordset></datastore>", content_type="text/html")

    def _is_known(self, request: Request, name: str) -> bool:
        self.asked += parse_qs(urlsplit(request.target).query)[name]
        return self.asked[-1] == self.unit


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path, f"sqlite:///{tmp_path}/pilotwatch.db") as world:
        yield world


@pytest.fixture(params=['kind: jpaas, entry: "ul.list > li", date: span', "kind: jpage"], ids=["jpaas", "jpage"])
def platform(request: pytest.FixtureRequest, world: World) -> Platform:
    world.listing = request.param
    return Platform(world)


async def test_a_selection_is_told_once_across_a_change_of_the_unit_s_id(platform: Platform) -> None:
    await platform.world.poll()
    platform.unit = "unit-2"
    platform.publish()
    memories = await platform.world.poll()
    await platform.world.poll()
    assert memories[0].health == "ok"
    assert set(platform.asked) == {"unit-1", "unit-2"}
    assert len(platform.world.alerts) == 1


async def test_a_column_page_that_stays_the_same_hides_no_news(platform: Platform) -> None:
    """Its server may say "not modified" of the page while the list behind it has changed."""
    platform.world.ministry.site.conditional = True
    await platform.world.poll()
    platform.publish()
    await platform.world.poll()
    assert len(platform.world.alerts) == 1


async def test_the_address_last_known_is_asked_where_the_column_page_is_gone(platform: Platform) -> None:
    site = platform.world.ministry.site
    path = (
        "/api/unit?pageId=unit-1"
        if "jpaas" in platform.world.listing
        else "/module/web/jpage/dataproxy.jsp?unitid=unit-1"
    )
    platform.world.listing += f', fallback: "{site.url(path)}"'
    await platform.world.poll()
    platform.publish()
    site["/"] = Answer(status=404)
    memories = await platform.world.poll()
    assert memories[0].health == "ok"
    assert len(platform.world.alerts) == 1


async def test_a_unit_that_answers_nothing_wakes_the_operator_and_no_reader(platform: Platform) -> None:
    await platform.world.poll()
    platform.unit = quote("anderswo")
    platform.world.ministry.site["/"] = "<html><p>新版网站</p></html>"
    for _ in range(3):
        memories = await platform.world.poll()
    assert memories[0].health == "redesigned"
    assert len(platform.world.warnings) == 1
    assert platform.world.alerts == []


async def test_documents_at_new_addresses_are_no_news(tmp_path: Path, database_url: str) -> None:
    """A redesign gives every document another URL, and the old ones answer 404; what is new among them is told."""
    with World(tmp_path, database_url) as world:
        for number in range(1, 6):
            world.ministry.publish(
                f"n{number}", f"关于做好第{number}季度统计工作的通知", f"<p>请于{number}月底前报送。</p>"
            )
        await world.poll()
        world.ministry.publish("n6", "关于做好全年统计工作的通知", "<p>请于年底前报送。</p>")
        await world.poll()
        published = len(world.log("document_published"))
        for slug, (title, on) in list(world.ministry.entries.items()):
            world.ministry.site.pages[f"/zcfb/art_{slug}.html"] = world.ministry.site.pages[f"/{slug}.html"]
            del world.ministry.site.pages[f"/{slug}.html"], world.ministry.entries[slug]
            world.ministry.entries[f"zcfb/art_{slug}"] = (title, on)
        world.ministry.publish("zcfb/art_n7", TITLE, BODY)
        for _ in range(3):
            await world.poll(reread=True)
        assert len(world.alerts) == 1
        assert len(world.log("document_published")) == published + 1
        assert world.log("document_withdrawn") == world.log("document_revised") == []


async def test_one_known_title_at_a_new_address_is_published_anew(world: World) -> None:
    world.ministry.publish("n1", "本周工作安排", "<p>周一开会。</p>")
    await world.poll()
    url = world.ministry.publish("n2", "本周工作安排", "<p>周二开会。</p>")
    await world.poll()
    assert url in {line["url"] for line in world.log("document_published")}
