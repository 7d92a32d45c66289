"""The listing kinds of the platforms: what leads to a list, and what is told where none can be read."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.listing import ListingError, fallback, first_request, next_request, parse_listing
from monitor.model import (
    DsJsonListing,
    Health,
    JpaasListing,
    JpageListing,
    JsonListing,
    Level,
    ListingRule,
    Page,
    Source,
    WebIdxListing,
)

NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
COLUMN = "https://www.example.gov.cn/zcfb/index.html"
UNIT = "https://www.example.gov.cn/api/unit"
JPAAS = JpaasListing("ul > li", fallback=f"{UNIT}?pageId=shipped")


def source_of(rule: ListingRule, url: str = COLUMN) -> Source:
    return Source("s", "", "", Level.MINISTRY, url, timedelta(minutes=15), rule)


def page(text: str, url: str = COLUMN) -> Page:
    return Page(url, 200, {}, text.encode(), NOON)


def unit(tag: str, page_id: str = "p1", at: str = "/api/unit") -> str:
    query = json.dumps({"webId": "w", "tplSetId": "t", "tagId": tag, "pageId": page_id}, ensure_ascii=False)
    return f"<script parseType=bulidstatic url='{at}' queryData='{query}'></script>"


def reply(html: str) -> str:
    return json.dumps({"code": "200", "success": True, "data": {"html": html}})


def refused(rule: ListingRule, text: str, url: str = COLUMN) -> tuple[Health, str]:
    with pytest.raises(ListingError) as caught:
        parse_listing(page(text, url), source_of(rule))
    return caught.value.health, str(caught.value)


# jpaas


@pytest.mark.parametrize("page_id", ["before", "after-the-redesign"])
def test_a_unit_s_ids_are_those_of_the_column_page(page_id: str) -> None:
    url = next_request(page(unit("当前位置") + unit("分页列表", page_id)), source_of(JPAAS))
    assert url is not None
    query = parse_qs(urlsplit(url).query)
    assert (query["pageId"], query["tagId"], query["parseType"]) == ([page_id], ["分页列表"], ["bulidstatic"])
    assert "tagId=%E5%88%86%E9%A1%B5" in url


@pytest.mark.parametrize(
    ("tags", "wanted", "chosen"),
    [
        (["当前位置", "信息列表", "栏目导航"], None, "信息列表"),
        (["栏目导航", "右侧内容"], None, "右侧内容"),
        (["当前位置", "右侧list"], None, "右侧list"),
        (["都行"], None, "都行"),
        (["分页列表", "解读列表"], "解读列表", "解读列表"),
    ],
)
def test_the_list_is_told_from_the_menus_by_its_tag(tags: list[str], wanted: str | None, chosen: str) -> None:
    url = next_request(page("".join(map(unit, tags))), source_of(JpaasListing("li", tag=wanted)))
    assert url is not None
    assert parse_qs(urlsplit(url).query)["tagId"] == [chosen]


def test_a_unit_whose_list_cannot_be_told_is_asked_for_by_name() -> None:
    text = unit("左侧") + unit("中间")
    assert next_request(page(text), source_of(JpaasListing("li"))) is None
    health, message = refused(JpaasListing("li"), text)
    assert health is Health.REDESIGNED
    assert "左侧、中间" in message


def test_a_column_that_holds_its_list_itself_needs_no_unit() -> None:
    text = unit("当前位置") + "<ul><li><a href=/a.html>通知</a></li></ul>"
    assert next_request(page(text), source_of(JPAAS)) is None
    assert [entry.title for entry in parse_listing(page(text), source_of(JPAAS))] == ["通知"]


def test_a_menu_on_a_column_page_is_not_its_list() -> None:
    text = "<ul><li><a href=/sy.html>首页</a></li></ul>" + unit("分页列表")
    assert "pageId=p1" in (next_request(page(text), source_of(JPAAS)) or "")


def test_a_unit_on_another_host_is_not_asked() -> None:
    assert next_request(page(unit("分页列表", at="http://169.254.169.254/x")), source_of(JpaasListing("li"))) is None


@pytest.mark.parametrize("text", ["<p>新版</p>", '{"code": "500", "success": false, "data": null}'])
def test_the_shipped_unit_is_asked_where_the_page_leads_to_none(text: str) -> None:
    assert next_request(page(text), source_of(JPAAS)) == fallback(source_of(JPAAS)) == JPAAS.fallback


def test_the_url_may_be_the_unit_itself() -> None:
    answer = page(reply("<ul><li><a href=/a.html>通知</a></li></ul>"), f"{UNIT}?pageId=p1")
    watched = source_of(JpaasListing("ul > li"), f"{UNIT}?pageId=p1")
    assert next_request(answer, watched) is None
    assert parse_listing(answer, watched)[0].url == "https://www.example.gov.cn/a.html"


@pytest.mark.parametrize(
    ("text", "health", "words"),
    [
        ('{"code": "500", "success": false, "data": null}', Health.REDESIGNED, "refuses its unit"),
        ('{"success": true, "data": {"html": ""}}', Health.EMPTY, "empty unit"),
        (reply("<ul></ul>"), Health.EMPTY, "no entries"),
        (reply("<table></table>"), Health.REDESIGNED, "'ul > li'"),
        ('{"success": true', Health.REDESIGNED, "refuses its unit"),
    ],
)
def test_a_unit_without_a_list_is_a_failure(text: str, health: Health, words: str) -> None:
    told, message = refused(JPAAS, text, f"{UNIT}?tagId=x")
    assert (told, words in message) == (health, True)


# jpage


def test_a_jpage_unit_can_be_named() -> None:
    text = "".join(f"param_{n}={{columnid:'1',unitid:'{n}',totalRecord:{n}}}" for n in (5, 9, 7))
    assert "&unitid=9&" in (next_request(page(text), source_of(JpageListing())) or "")
    assert "&unitid=5&" in (next_request(page(text), source_of(JpageListing(unit="5"))) or "")


def test_a_site_s_name_is_encoded_twice_for_the_proxy() -> None:
    text = "param_1={columnid:'1',webname:'大连'}"
    assert "webname=%25E5%25A4%25A7%25E8%25BF%259E&" in (next_request(page(text), source_of(JpageListing())) or "")


@pytest.mark.parametrize(
    ("text", "health"),
    [
        ("<datastore><recordset></recordset></datastore>", Health.EMPTY),
        ("<p>新版</p>", Health.REDESIGNED),
        ("<title>404</title>您访问的页面不存在", Health.REDESIGNED),
    ],
)
def test_a_proxy_without_records_is_a_failure(text: str, health: Health) -> None:
    assert refused(JpageListing(), text)[0] is health


# ds_json


def test_a_shell_s_file_is_that_of_its_list_not_of_its_menu() -> None:
    menu = f"<a href=/ data='datasource:{'f' * 32}'>首页</a>"
    listing = f"<ul class=wz-list data='{'a' * 32}'></ul>"
    url = next_request(page(menu + listing, "https://www.example.cn/policy/x.htm"), source_of(DsJsonListing()))
    assert url == f"https://www.example.cn/policy/ds_{'a' * 32}.json"


def test_a_shell_without_its_mark_leads_to_the_shipped_file() -> None:
    rule = DsJsonListing(fallback="https://www.example.cn/ds_1.json")
    assert next_request(page("<ul></ul>"), source_of(rule)) == rule.fallback


# web_idx


def test_a_column_with_links_to_sections_only_is_a_redesign() -> None:
    assert refused(WebIdxListing(), '<a href="/web/zwgk/index.shtml">政务公开</a>')[0] is Health.REDESIGNED


# json

ROWS = JsonListing("data.rows", ("url",), ("title",), ("at",))


@pytest.mark.parametrize(
    ("text", "health"),
    [
        ('{"code": 200, "data": null}', Health.REDESIGNED),
        ('{"data": {"rows": null}}', Health.EMPTY),
        ('{"data": {"rows": []}}', Health.EMPTY),
        ('{"data": {"rows": [{"title": "没有链接"}]}}', Health.REDESIGNED),
        ('{"data": {"rows": 3}}', Health.REDESIGNED),
        ("<html><body>首页</body></html>", Health.REDESIGNED),
        ("[" * 50_000, Health.BLOCKED),
    ],
)
def test_what_is_answered_instead_of_a_json_list_is_a_failure(text: str, health: Health) -> None:
    assert refused(ROWS, text)[0] is health


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-09-30 16:00:00", "2026-09-30"),
        (1767960000, "2026-01-09"),
        (1767974400000, "2026-01-10"),
        ("2025.04.11", "2025-04-11"),
    ],
)
def test_json_dates_are_those_of_beijing(written: object, day: str) -> None:
    text = json.dumps({"data": {"rows": [{"url": "/a", "title": "甲", "at": written}]}})
    assert str(parse_listing(page(text), source_of(ROWS))[0].published) == day


@pytest.mark.parametrize(
    ("hour_utc", "day"),
    [(4, "20260304"), (12, "20260304"), (13, "20260305"), (18, "20260305")],
)
def test_the_day_in_an_address_turns_when_its_list_is_out(hour_utc: int, day: str) -> None:
    rule = JsonListing("videoList", ("url",), ("title",), day_turns_at=timedelta(hours=21))
    watched = source_of(rule, "https://api.example.cn/list?date={day}&n=100")
    now = datetime(2026, 3, 5, hour_utc, tzinfo=UTC)
    assert first_request(watched, now) == f"https://api.example.cn/list?date={day}&n=100"


RULES: list[ListingRule] = [JPAAS, JpageListing(), DsJsonListing(), WebIdxListing(), ROWS]
PIECES = st.sampled_from(
    [*'{}[]":,<>', unit("分页列表"), '{"data":', '"html":', '"rows":', "<record><![CDATA[", "]]></record>", "param_1={",
     "columnid:'", "<ul data='", "<li><a href=", "/20260101000000/index.shtml", '{"datasource":', "\\u0000", "1e999"]
)  # fmt: skip
TEXTS: st.SearchStrategy[str] = st.one_of(st.text(), st.lists(PIECES).map("".join))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
@given(text=TEXTS)
def test_no_page_is_more_than_a_failure(rule: ListingRule, text: str) -> None:
    watched = source_of(rule)
    next_request(page(text), watched)
    with suppress(ListingError):
        assert parse_listing(page(text), watched)
