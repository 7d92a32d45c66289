"""What goes out to programs: JSON, feeds, calendars, health and figures."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from icalendar import Calendar, Event

from monitor.as_json import change_json, story_json
from monitor.memory import LogQuery, Outcome
from storage import Store
from tests import kept
from tests.web_archive import NOW, SECRET, SOURCES, fill
from tests.web_client import page, visitor

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('web')}/web.db") as store:
        fill(store)
        yield store


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/web.db") as store:
        yield store


async def get_json(store: Store, path: str) -> Any:
    async with visitor(page(store)) as client:
        answer = await client.get(path)
    assert answer.status_code == 200
    return answer.json()


async def test_the_api_gives_the_lines_that_the_command_prints(filled: Store) -> None:
    given = await get_json(filled, "/api/changes?limit=500")
    assert given == {"changes": [change_json(line) for line in filled.log(LogQuery())], "next": None}


async def test_the_api_pages_by_the_link_it_gives(filled: Store) -> None:
    path, ids = "/api/changes?limit=7&source=ministry", []
    while path:
        given = await get_json(filled, path)
        ids += [line["id"] for line in given["changes"]]
        path = given["next"]
    assert ids == [line.id for line in filled.log(LogQuery(source="ministry"))]


async def test_the_api_gives_a_change_with_its_diff_and_a_story(filled: Store) -> None:
    line = filled.log(LogQuery(kinds=("list_finalised",)))[0]
    given = await get_json(filled, f"/api/changes/{line.id}")
    assert given["diff"]["added"] == ["大连市", "襄阳市"]
    story = filled.story(given["story"])
    assert story is not None
    assert await get_json(filled, f"/api/stories/{story.id}") == story_json(story)


async def test_the_api_gives_sources_and_deliveries_without_secrets(filled: Store) -> None:
    sources = (await get_json(filled, "/api/sources"))["sources"]
    deliveries = (await get_json(filled, "/api/deliveries?state=failed"))["deliveries"]
    assert [source["id"] for source in sources] == [source.id for source in SOURCES]
    assert [delivery["channel"] for delivery in deliveries] == ["wecombot://***"]
    assert SECRET not in str(await get_json(filled, "/api/deliveries"))


@pytest.mark.parametrize("path", ["/api/changes?role=king", "/api/changes?city=nowhere", "/api/deliveries?state=lost"])
async def test_the_api_refuses_what_it_does_not_understand(filled: Store, path: str) -> None:
    async with visitor(page(filled)) as client:
        answer = await client.get(path)
    assert answer.status_code == 400
    assert list(answer.json()) == ["error"]


async def test_a_citys_atom_feed_tells_what_is_new_there_and_not_what_was_there_before(filled: Store) -> None:
    async with visitor(page(filled)) as client:
        answer = await client.get("/feeds/cities/210200.atom")
    feed = fromstring(answer.content)
    titles = [entry.findtext("a:title", "", ATOM) for entry in feed.findall("a:entry", ATOM)]
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert "名单确定：大连市入选零售业创新提升试点（首批）" in titles
    assert not any("2025/service" in link.get("href", "") for link in feed.iter("{http://www.w3.org/2005/Atom}link"))
    ids = [entry.findtext("a:id", "", ATOM) for entry in feed.findall("a:entry", ATOM)]
    assert len(ids) == len(set(ids)) > 3


async def test_a_json_feed_follows_its_version(filled: Store) -> None:
    feed = await get_json(filled, "/feeds/programmes/retail-innovation.json?lang=en")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["language"] == "en"
    assert all(item["id"] and item["url"] and item["content_text"] for item in feed["items"])


async def test_feeds_survive_what_no_format_can_hold(empty: Store) -> None:
    hostile = "标题\x00\x0b\ud800]]></summary><script>&BEGIN:VEVENT\r\nX"
    kept.log(empty, kept.published(hostile, kept.concern(name=hostile)))
    async with visitor(page(empty)) as client:
        atom = await client.get("/feeds/all.atom")
        json = await client.get("/feeds/all.json")
        ics = await client.get("/feeds/all.ics")
    assert len(fromstring(atom.content).findall("a:entry", ATOM)) == 1
    assert len(json.json()["items"]) == 1
    assert list(Calendar.from_ical(ics.content).walk("VEVENT")) == []


async def test_deadlines_come_as_whole_days_of_a_calendar(filled: Store) -> None:
    async with visitor(page(filled)) as client:
        first = await client.get("/feeds/cities/210200.ics")
        again = await client.get("/feeds/cities/210200.ics")
    assert first.headers["content-type"].startswith("text/calendar")
    assert all(len(line) <= 75 for line in first.content.split(b"\r\n"))
    found = (event for event in Calendar.from_ical(first.content).walk("VEVENT") if isinstance(event, Event))
    events = {str(event["summary"]): event for event in found}
    due = next(event for name, event in events.items() if name.startswith("申报截止"))
    assert (due.start, due.end) == (date(2026, 7, 15), date(2026, 7, 16))
    uids = re.findall(rb"UID:(\S+)", first.content)
    assert uids == re.findall(rb"UID:(\S+)", again.content)
    assert len(set(uids)) == len(uids)


@pytest.mark.parametrize("path", ["/feeds/cities/000000.atom", "/feeds/programmes/none.json", "/feeds/all.rss"])
async def test_a_feed_that_does_not_exist_is_not_found(filled: Store, path: str) -> None:
    async with visitor(page(filled)) as client:
        assert (await client.get(path)).status_code == 404


async def test_health_is_well_while_sources_are_polled_and_messages_are_sent(empty: Store) -> None:
    clock = [NOW]

    def now() -> datetime:
        return clock[0]

    async with visitor(page(empty, now=now)) as client:
        assert (await client.get("/healthz")).status_code == 200
        clock[0] = NOW + timedelta(minutes=50)
        late = await client.get("/healthz")
        for source in SOURCES:
            memory = replace(empty.source(source.id), next_due=clock[0] + source.every, parsed_once=True)
            empty.remember_check(memory, [], Outcome(), clock[0])
        assert (await client.get("/healthz")).status_code == 200
        kept.owe(empty, kept.owed("a", due=clock[0]), changes=[kept.published("一")])
        assert (await client.get("/healthz")).status_code == 200
        clock[0] += timedelta(minutes=11)
        unsent = await client.get("/healthz")
    assert (late.status_code, late.json()["polling"]) == (503, "late")
    assert (unsent.status_code, unsent.json()["deliveries"]) == (503, "late")
    assert set(unsent.json()) == {"status", "database", "polling", "deliveries"}


async def test_health_fails_and_pages_say_so_when_the_database_is_gone(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/web.db")
    async with visitor(page(store)) as client:
        store.close()
        (tmp_path / "web.db").write_bytes(b"this is no database" * 1000)
        health, shown = await client.get("/healthz"), await client.get("/changes")
    assert (health.status_code, health.json()) == (503, {"status": "failing", "database": "failing"})
    assert shown.status_code == 503
    assert "数据库没有应答" in shown.text


async def test_figures_are_in_the_text_format_of_prometheus(filled: Store) -> None:
    async with visitor(page(filled)) as client:
        text = (await client.get("/metrics")).text
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r'pilotwatch_\w+(\{\w+="[^"]*"\})? -?[0-9.e+]+', line) for line in lines)
    assert 'pilotwatch_source_ok{source="province"} 0.0' in lines
    assert 'pilotwatch_deliveries{state="failed"} 1.0' in lines
    assert 'pilotwatch_source_ok{source="ministry"} 1.0' in lines
