"""Ten outlets carry one announcement: one story, one alert, the ministry leads, a slip is a conflict."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.world import World

CITIES = [
    "北京市",
    "上海市",
    "沈阳市",
    "大连市",
    "哈尔滨市",
    "南京市",
    "杭州市",
    "宁波市",
    "厦门市",
    "青岛市",
    "武汉市",
    "深圳市",
]
TITLE = "商务部办公厅关于公布第一批全国零售业创新提升试点城市名单的通知"


def notice(cities: list[str], stated: int) -> str:
    return (
        f"<p>经地方推荐、专家评审，确定{'、'.join(cities)}等{stated}个城市为第一批全国零售业创新提升试点城市，现予公布。</p>"
        "<p>试点期为两年。请各地商务主管部门加强组织实施，及时总结经验。</p><p>商务部办公厅</p>"
    )


def report(cities: list[str], opening: str, stated: int = 12) -> str:
    short = [city.removesuffix("市") for city in cities]
    return (
        f"<p>{opening}商务部日前公布第一批全国零售业创新提升试点城市名单，{'、'.join(short)}等{stated}个城市入选。</p>"
        "<p>据了解，试点期为两年，各地将推动场景化改造、品质化供给和多元化创新。</p>"
    )


REPORTS = {
    "r1": ("12城入选全国零售业创新提升试点", report(CITIES, "记者获悉，")),
    "r2": ("首批零售业创新提升试点城市名单公布", report(CITIES, "本报讯 ")),
    "r3": ("商务部：12个城市开展零售业创新提升试点", report(CITIES, "中新网北京1月9日电 ")),
    "r4": ("零售业创新提升试点首批名单出炉", report(CITIES[:5], "快讯：")),
    "r5": ("沈阳大连入选首批全国零售业创新提升试点", report(CITIES[2:5], "")),
    "r6": ("北京等地入选零售业创新提升试点", report(CITIES[:3], "据商务部网站消息，")),
    "r7": ("首批零售业试点城市里有你家乡吗", report([*CITIES[:10], "武威市", "深圳市"], "刚刚，")),
    "r8": ("关于公布第一批全国零售业创新提升试点城市名单的通知", notice(CITIES, 12)),
    "r9": ("全国零售业创新提升试点城市（第一批）公布", report(CITIES, "央视网消息：")),
}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path, f"sqlite:///{tmp_path}/pilotwatch.db") as world:
        yield world


async def test_one_alert_and_the_ministry_leads_when_it_was_first(world: World) -> None:
    await world.poll()
    url = world.ministry.publish("n1", TITLE, notice(CITIES, 12))
    await world.poll()
    for slug, (title, body) in REPORTS.items():
        world.newspaper.publish(slug, title, body)
        await world.poll(after=timedelta(minutes=30))
    (line,) = world.log("list_published")
    story = world.store.story(line["story"])
    assert story is not None
    assert len(story.outlets) == 10
    assert story.primary == url
    assert len(story.places) == 12
    assert any("武威市" in conflict for conflict in story.conflicts)
    assert len(world.alerts) == 1


async def test_at_most_one_follow_up_when_newspapers_were_first(world: World) -> None:
    await world.poll()
    for slug in ("r4", "r6", "r1"):
        title, body = REPORTS[slug]
        world.newspaper.publish(slug, title, body)
        await world.poll(after=timedelta(minutes=30))
    url = world.ministry.publish("n1", TITLE, notice(CITIES, 12))
    await world.poll()
    stories = {line["story"] for line in world.log("list_published", "story_joined")}
    assert len(stories) == 1
    story = world.store.story(stories.pop())
    assert story is not None
    assert story.primary == url
    assert story.complete is True
    assert 1 <= len(world.alerts) <= 2


async def test_the_next_batch_is_another_story_and_another_alert(world: World) -> None:
    await world.poll()
    world.ministry.publish("n1", TITLE, notice(CITIES, 12))
    await world.poll()
    second = notice(["长春市", "大连市", "成都市"], 3).replace("第一批", "第二批")
    world.ministry.publish("n2", TITLE.replace("第一批", "第二批"), second, on="2026-01-20")
    await world.poll(after=timedelta(days=11))
    assert len({line["story"] for line in world.log("list_published")}) == 2
    assert len(world.alerts) == 2


async def test_a_recap_months_later_joins_silently(world: World) -> None:
    await world.poll()
    world.ministry.publish("n1", TITLE, notice(CITIES, 12))
    await world.poll()
    recap = (
        "<p>去年以来，商务部会同有关部门扎实推进零售业创新提升。自首批试点启动以来，北京、上海、沈阳、大连等12个试点城市"
        "累计改造百货商场300余家，带动消费稳步增长。下一步将继续总结推广经验做法。</p>"
    )
    world.newspaper.publish("late", "零售业创新提升试点成效显著", recap, on="2026-09-01")
    await world.poll(after=timedelta(days=235))
    assert len(world.alerts) == 1
