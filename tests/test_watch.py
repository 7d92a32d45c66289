"""Stories, end to end: what is published on a website, and what a subscriber receives."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.webserver import Answer
from tests.world import World

TITLE = "商务部办公厅关于公布第一批全国零售业创新提升试点城市名单的通知"


def notice(*cities: str) -> str:
    return (
        "<p>各省、自治区、直辖市及计划单列市商务主管部门：</p>"
        f"<p>经研究，确定{'、'.join(cities)}等{len(cities)}个城市为第一批全国零售业创新提升试点城市，现予公布。</p>"
        "<p>商务部办公厅</p>"
    )


@pytest.fixture
def world(tmp_path: Path, database_url: str) -> Iterator[World]:
    with World(tmp_path, database_url) as world:
        yield world


async def test_the_backlog_of_a_new_source_wakes_nobody_and_stands_in_the_log(world: World) -> None:
    world.ministry.publish("n1", TITLE, notice("大连市", "沈阳市"))
    await world.poll()
    assert world.alerts == []
    assert {line["title"] for line in world.log("document_published")} >= {TITLE, "天气预报"}
    assert all(line["story"] for line in world.log("document_published"))


async def test_a_selection_is_told_once(world: World) -> None:
    await world.poll()
    url = world.ministry.publish("n1", TITLE, notice("大连市", "沈阳市"))
    for _ in range(3):
        await world.poll()
    assert len(world.alerts) == 1
    assert "大连" in str(world.alerts[0])
    assert url in str(world.alerts[0])


async def test_a_selection_of_other_cities_wakes_nobody(world: World) -> None:
    await world.poll()
    world.ministry.publish("n1", TITLE, notice("青岛市", "沈阳市"))
    await world.poll()
    assert world.alerts == []
    assert [place["name"] for place in world.log("list_published")[0]["places"]] == ["青岛市", "沈阳市"]


async def test_reprints_are_one_story_and_one_alert(world: World) -> None:
    await world.poll()
    world.ministry.publish("n1", TITLE, notice("大连市", "沈阳市", "青岛市"))
    await world.poll()
    world.newspaper.publish("r1", "大连等3城市入选零售业创新提升试点", notice("大连市", "沈阳市", "青岛市"))
    await world.poll()
    assert len(world.alerts) == 1
    stories = {line["story"] for line in world.log() if line["kind"] in ("list_published", "story_joined")}
    assert len(stories) == 1


async def test_a_decision_tells_what_became_of_the_proposal(world: World) -> None:
    await world.poll()
    proposal = "<p>拟确定{}等3个城市为第一批全国零售业创新提升试点城市，现予公示。公示期为2026年1月5日至1月9日。</p>"
    world.ministry.publish(
        "n0",
        "关于第一批全国零售业创新提升试点城市名单的公示",
        proposal.format("青岛市、沈阳市、南京市"),
        on="2026-01-05",
    )
    await world.poll()
    assert world.alerts == []
    world.ministry.publish("n1", TITLE, notice("沈阳市", "大连市", "青岛市"))
    await world.poll()
    (line,) = world.log("list_finalised")
    assert (line["added"], line["removed"]) == (["大连市"], ["南京市"])
    assert len(world.alerts) == 1


async def test_a_silent_edit_that_takes_the_city_out_is_told(world: World) -> None:
    await world.poll()
    world.ministry.publish("n1", TITLE, notice("大连市", "沈阳市", "青岛市"))
    await world.poll()
    world.ministry.publish("n1", TITLE, notice("沈阳市", "青岛市"))
    await world.poll(reread=True)
    (line,) = world.log("list_changed")
    assert line["removed"] == ["大连市"]
    assert len(world.alerts) == 2


async def test_a_document_gone_twice_is_withdrawn(world: World) -> None:
    await world.poll()
    world.ministry.publish("n1", TITLE, notice("大连市", "沈阳市"))
    await world.poll()
    del world.ministry.site["/n1.html"]
    await world.poll(reread=True)
    assert world.log("document_withdrawn") == []
    await world.poll(reread=True)
    await world.poll(reread=True)
    assert len(world.log("document_withdrawn")) == 1


async def test_a_document_that_cannot_be_fetched_is_read_as_soon_as_it_can(world: World) -> None:
    await world.poll()
    world.ministry.publish("n1", TITLE, notice("大连市", "沈阳市"))
    page = world.ministry.site.pages["/n1.html"]
    world.ministry.site["/n1.html"] = Answer(status=500)
    await world.poll()
    assert world.alerts == []
    world.ministry.site["/n1.html"] = page
    await world.poll()
    assert len(world.alerts) == 1


async def test_a_document_that_stays_unreadable_is_told_by_its_title(world: World) -> None:
    await world.poll()
    world.ministry.publish("n1", "大连入选首批零售业创新提升试点城市", "")
    world.ministry.site["/n1.html"] = Answer(status=500)
    for _ in range(4):
        await world.poll(after=timedelta(hours=1))
    (line,) = [line for line in world.log("document_published") if "大连入选" in line["title"]]
    assert any("需人工核对" in note for note in line["notes"])
    assert len(world.alerts) == 1
    assert "需人工核对" in str(world.alerts[0])


async def test_a_redesign_wakes_the_operator_once_and_no_reader(world: World) -> None:
    await world.poll()
    good = world.ministry.site.pages["/"]
    world.ministry.site["/"] = "<html><body><div class=new-design>欢迎</div></body></html>"
    for _ in range(4):
        memories = await world.poll()
    assert memories[0].health == "redesigned"
    assert len(world.warnings) == 1
    assert "ministry" in str(world.warnings[0])
    world.ministry.site["/"] = good
    world.ministry.publish("n1", TITLE, notice("大连市", "沈阳市"))
    await world.poll()
    await world.poll()
    assert len(world.warnings) == 2
    assert len(world.alerts) == 1


async def test_a_broken_source_does_not_hold_up_the_others(world: World) -> None:
    await world.poll()
    world.ministry.site["/"] = Answer(status=412)
    world.newspaper.publish("n1", "大连市入选试点", notice("大连市", "沈阳市"))
    memories = await world.poll()
    assert [memory.health for memory in memories] == ["blocked", "ok"]
    assert len(world.alerts) == 1


async def test_a_channel_that_is_down_gets_its_message_later_and_once(world: World) -> None:
    await world.poll()
    world.inbox["/reader"] = Answer(status=500)
    world.ministry.publish("n1", TITLE, notice("大连市", "沈阳市"))
    await world.poll()
    assert world.delivered.refused == 1
    world.inbox["/reader"] = Answer("ok")
    await world.poll()
    await world.poll()
    (row,) = world.store.deliveries(subscription="大连市商务局")
    assert (row.state, row.attempts) == ("sent", 2)


async def test_an_unchanged_listing_costs_no_document(world: World) -> None:
    await world.poll()
    before = world.ministry.site.count("/old.html")
    await world.poll(after=timedelta(minutes=1))
    assert world.ministry.site.count("/old.html") == before


async def test_a_listing_with_too_few_entries_is_ill_and_its_news_is_told_all_the_same(world: World) -> None:
    for slug in ("a", "b", "c"):
        world.ministry.publish(slug, f"关于做好{slug}项工作的通知", "<p>请贯彻落实。</p>")
    await world.poll()
    world.listing = 'kind: html, entry: "ul.list > li", date: span}, expect: {min_entries: 9'
    world.ministry.publish("n1", TITLE, notice("大连市", "沈阳市"))
    memories = await world.poll()
    assert memories[0].health == "redesigned"
    assert len(world.alerts) == 1
