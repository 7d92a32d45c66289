"""What is never news: counters, furniture, order, width, tracking parameters, and a page half loaded."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.webserver import Answer
from tests.world import World

TITLE = "商务部办公厅关于公布第一批全国零售业创新提升试点城市名单的通知"
PAGE = """<html><head><meta charset="utf-8"><title>{title}</title></head><body>
<div class="header"><a href="/">首页</a><a href="/zw/">政务公开</a></div>
<h1>{title}</h1><div class="info">发布时间：2026-01-09 来源：商务部 浏览次数：{views}</div>
<div class="TRS_Editor"><p>各省、自治区、直辖市商务主管部门：</p>
<p>经研究，确定{cities}等{count}个城市为第一批全国零售业创新提升试点城市，现予公布。</p>
<p>请抓好组织实施。</p><p>商务部办公厅</p></div>
<div class="share">分享到：微信 微博</div><div class="related"><a href="/1">{related}</a></div>
<div class="footer">网站标识码bm22000001 {clock}</div></body></html>"""


def page(cities: str = "大连市、沈阳市、青岛市", count: int = 3, **changed: object) -> str:
    fields = {"title": TITLE, "views": 12, "related": "相关新闻：天气", "clock": "2026-01-09 10:00"} | changed
    return PAGE.format(cities=cities, count=count, **fields)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    with World(tmp_path, f"sqlite:///{tmp_path}/pilotwatch.db") as world:
        await world.poll()
        world.ministry.publish("n1", TITLE, "")
        world.ministry.site["/n1.html"] = page()
        await world.poll()
        assert len(world.alerts) == 1
        yield world


@pytest.mark.parametrize(
    "again",
    [
        page(views=4711),
        page(clock="2026-01-10 11:23"),
        page(related="相关新闻：大连市举办时装节"),
        page(cities="青岛市、大连市、沈阳市"),
        page(cities="大连、沈阳、青岛"),
        page().replace("，", " ， ").replace("3个", "３个"),
        page().replace("<p>请抓好组织实施。</p>", "<p><span>请抓好</span>组织实施。</p>"),
    ],
    ids=["view counter", "clock", "related link", "order", "suffix", "width", "markup"],
)
async def test_what_a_reader_would_not_call_a_change_is_none(world: World, again: str) -> None:
    world.ministry.site["/n1.html"] = again
    await world.poll(reread=True)
    assert world.log("list_changed") == []
    assert len(world.alerts) == 1


@pytest.mark.parametrize(
    "again", [page(views=4711), page(clock="2026-01-10 11:23"), page(related="别的")], ids=["counter", "clock", "links"]
)
async def test_furniture_is_no_revision(world: World, again: str) -> None:
    world.ministry.site["/n1.html"] = again
    await world.poll(reread=True)
    assert world.log("document_revised") == []


async def test_a_listing_in_another_order_is_no_news(world: World) -> None:
    world.ministry.publish("n2", "关于做好统计工作的通知", "<p>请按时报送。</p>")
    await world.poll()
    before = len(world.log())
    world.ministry.entries = dict(reversed(world.ministry.entries.items()))
    world.ministry._list()
    await world.poll()
    assert len(world.log()) == before


async def test_a_link_with_tracking_or_https_is_the_same_document(world: World) -> None:
    before = len(world.log("document_published"))
    listing = world.ministry.site.pages["/"]
    assert isinstance(listing, str)
    world.ministry.site["/"] = listing.replace("/n1.html", "/n1.html?utm_source=wechat#top")
    await world.poll()
    assert len(world.log("document_published")) == before


async def test_a_page_cut_off_in_transit_removes_nobody(world: World) -> None:
    whole = page(cities="大连市、沈阳市、青岛市")
    world.ministry.site["/n1.html"] = whole[: whole.index("确定") + 6]
    await world.poll(reread=True)
    assert world.log("list_changed") == []
    assert len(world.alerts) == 1


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "iso-8859-1"])
async def test_any_charset_under_any_label_is_read(tmp_path: Path, encoding: str, declared: str) -> None:
    body = page().replace('charset="utf-8"', f'charset="{declared}"')
    with World(tmp_path, f"sqlite:///{tmp_path}/pilotwatch.db") as world:
        await world.poll()
        world.ministry.publish("n1", TITLE, "")
        sent = body.encode(encoding)
        world.ministry.site["/n1.html"] = Answer(sent, content_type=f"text/html; charset={declared}")
        await world.poll(after=timedelta(minutes=15))
        (line,) = world.log("list_published")
        assert {"code": "210200", "name": "大连市", "role": "selected"} in line["places"]
        assert len(world.alerts) == 1
