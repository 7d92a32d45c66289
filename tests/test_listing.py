"""What a listing gives, and how it says that it is broken."""

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.listing import ListingError, document_key, parse_listing
from monitor.model import Expectation, FeedListing, Health, HtmlListing, Level, ListingRule, Page, Source

NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
URL = "https://www.example.cn/zc/index.html"
RULE = HtmlListing("ul.list > li")


def source(rule: ListingRule = RULE, minimum: int = 1) -> Source:
    quarter = timedelta(minutes=15)
    expect = Expectation(min_entries=minimum)
    return Source("s", "某部 政策", "某部", Level.MINISTRY, URL, quarter, rule, expect=expect)


def page(body: str | bytes, url: str = URL) -> Page:
    return Page(url, 200, {}, body.encode() if isinstance(body, str) else body, NOON)


def listing(*items: str) -> str:
    return f"<html><body><ul class='list'>{''.join(f'<li>{item}</li>' for item in items)}</ul></body></html>"


def only(item: str, rule: HtmlListing = RULE) -> tuple[str, str, date | None]:
    (entry,) = parse_listing(page(listing(item)), source(rule))
    return entry.url, entry.title, entry.published


def broken(body: str | bytes, rule: ListingRule = RULE, minimum: int = 1) -> ListingError:
    with pytest.raises(ListingError) as caught:
        parse_listing(page(body), source(rule, minimum))
    return caught.value


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("./202601/t1.html", "https://www.example.cn/zc/202601/t1.html"),
        ("../../a.html", "https://www.example.cn/a.html"),
        ("/a.html", "https://www.example.cn/a.html"),
        ("//other.example.cn/a.html", "https://other.example.cn/a.html"),
        (" http://example.cn/a b.html\n", "http://example.cn/a%20b.html"),
        ("?id=3", "https://www.example.cn/zc/index.html?id=3"),
    ],
)
def test_links_of_every_form_are_absolute(href: str, url: str) -> None:
    assert only(f'<a href="{href}">通知</a>')[0] == url


def test_links_resolve_against_the_final_url() -> None:
    (entry,) = parse_listing(page(listing('<a href="a.html">通知</a>'), "https://new.example.cn/x/y/"), source())
    assert entry.url == "https://new.example.cn/x/y/a.html"


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "#top",
        "mailto:a@b",
        "file:///etc/passwd",
        "ftp://h/x",
        "data:text/html,x",
        "http://[",
        "http://h:0/",
    ],
)
def test_links_that_lead_to_no_page_are_no_entries(href: str) -> None:
    entries = parse_listing(page(listing(f'<a href="{href}">恶</a>', '<a href="/a">好</a>')), source())
    assert [entry.title for entry in entries] == ["好"]


@pytest.mark.parametrize(
    ("item", "day"),
    [
        ('<a href="/a">通知</a><span>2026-01-09</span>', date(2026, 1, 9)),
        ('<span>[2026/1/9]</span><a href="/a">通知</a>', date(2026, 1, 9)),
        ('<a href="/a">通知</a>（2026.01.09 10:22）', date(2026, 1, 9)),
        ('<a href="/a">通知</a>二〇二六年一月九日', date(2026, 1, 9)),
        ('<a href="/a">通知</a>二○二五年十二月三十一日', date(2025, 12, 31)),
        ('<a href="/a">通知</a><i>2026 01/ 09 20:52:15</i>', date(2026, 1, 9)),
        ('<a href="/a">通知</a>2026-01-09-23:59:59', date(2026, 1, 9)),
        ('<a href="/a">通知</a><b>09</b><span>2026-01</span>', date(2026, 1, 9)),
        ('<a href="/a">关于2025年1月1日条例的通知</a><span>2026-01-09</span>', date(2026, 1, 9)),
        ('<a href="/a">Notice</a><span>Jan. 9, 2026</span>', date(2026, 1, 9)),
        ('<a href="/a">Notice</a><span>9 January 2026</span>', date(2026, 1, 9)),
        ('<a href="/a">通知</a><span>2026-01-09T17:30:00Z</span>', date(2026, 1, 10)),
        ('<a href="/a">通知</a><span>03-04 09:12</span>', date(2026, 3, 4)),
        ('<a href="/a">通知</a><span>12-31 09:12</span>', date(2025, 12, 31)),
        ('<a href="/a">通知</a><span>3小时前</span>', date(2026, 3, 5)),
        ('<a href="/a">通知</a><span>13小时前</span>', date(2026, 3, 4)),
        ('<a href="/a">通知</a><span>昨天 18:00</span>', date(2026, 3, 4)),
        ('<a href="/a">通知</a><span>截止日期：2026-10-17</span>', None),
        ('<a href="/a">通知</a><span>2026-09-17至2026-10-17</span>', None),
        ('<a href="/a">通知</a><span>2026-13-41</span>', None),
        ('<a href="/a">通知</a><span>浏览 12026-01-091 次</span>', None),
        ('<a href="/202601/t20260109_3.html">通知</a>', date(2026, 1, 9)),
        ('<a href="/2026-01/09/c_1.htm">通知</a>', date(2026, 1, 9)),
        ('<a href="/a/2026/01/09/1.htm">通知</a>', date(2026, 1, 9)),
        ('<a href="/web/x/202601091234567/index.shtml">通知</a>', date(2026, 1, 9)),
        ('<a href="/202601/content_7076696.htm">通知</a>', None),
    ],
)
def test_dates_are_found_wherever_and_however_they_stand(item: str, day: date | None) -> None:
    assert only(item)[2] == day


def test_the_date_selector_decides_where_several_dates_stand() -> None:
    item = '<a href="/a">通知</a><i>2020-01-01</i><em class="d"><font>解读</font>2026-01-09</em>'
    assert only(item, replace(RULE, date="em.d"))[2] == date(2026, 1, 9)


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ('<a href="/a" title="关于试点的通知">关于试...</a>', "关于试点的通知"),
        ('<a href="/a" title="关于出口\n  转内销的通知">关于出口转内销的通知</a>', "关于出口转内销的通知"),
        ('<a href="/a" title="关于">关于试点的通知</a>', "关于试点的通知"),
        ('<a href="/a">关于<font color="red">大连</font>的通知</a>', "关于大连的通知"),
        ('<a href="/a">财政部　税务总局\u200b公告</a>', "财政部 税务总局公告"),
        ('<a href="/a"><span style="display:none">99</span>公告<script>x</script></a>', "公告"),
        ('<a href="/a">[进行中] - 关于试点的通知</a>', "关于试点的通知"),
        ('<a href="/a">【视频】关于试点的通知</a>', "关于试点的通知"),
        ('<a href="/a">· 关于试点的通知</a>', "关于试点的通知"),
        ('<a href="/a">【中国稳健前行】扩大内需</a>', "【中国稳健前行】扩大内需"),
        ('<a href="/a"><img alt="图：试点城市"></a>', "图：试点城市"),
        ('<a href="/a">A&amp;B &lt;试点&gt;</a>', "A&B <试点>"),
    ],
)
def test_titles_are_whole_and_clean(item: str, title: str) -> None:
    assert only(item)[1] == title


def test_a_title_selector_that_finds_a_link_prefers_its_title_attribute() -> None:
    item = '<h3><a href="/a" title="全称：关于试点的通知">简称</a></h3>'
    assert only(item, replace(RULE, title="h3"))[1] == "全称：关于试点的通知"


def test_an_entry_that_is_itself_a_link_needs_no_link_selector() -> None:
    entries = parse_listing(
        page(listing('<a href="/a">一</a>', '<a href="/b">二</a>')), source(HtmlListing("ul.list a"))
    )
    assert [entry.title for entry in entries] == ["一", "二"]


def test_the_same_document_listed_twice_is_one_entry_with_all_that_is_known() -> None:
    items = ['<a href="http://example.cn/a.html"></a>', '<a href="https://www.example.cn/a.html#x">通知</a>2026-01-09']
    (entry,) = parse_listing(page(listing(*items)), source())
    assert (entry.title, entry.published) == ("通知", date(2026, 1, 9))


def test_base_href_moves_relative_links() -> None:
    body = '<html><head><base href="/other/"></head><body><ul class="list"><li><a href="a.html">一</a></li></ul>'
    assert parse_listing(page(body), source())[0].url == "https://www.example.cn/other/a.html"


def test_nested_lists_do_not_leak_into_their_entry() -> None:
    item = '<a href="/a">政策</a><span>2026-01-09</span><div><ul><li><a href="/jd">解读</a>2026-02-01</li></ul></div>'
    assert only(item) == ("https://www.example.cn/a", "政策", date(2026, 1, 9))


def test_an_emptied_list_is_empty_and_a_missing_one_redesigned() -> None:
    assert broken("<ul class='list'></ul>").health is Health.EMPTY
    assert broken(listing("暂无数据")).health is Health.EMPTY
    assert broken("<div>改版了</div>").health is Health.REDESIGNED
    assert broken(listing("<a href='/a'>x</a>"), replace(RULE, link="h4 a")).health is Health.REDESIGNED
    assert broken("").health is Health.REDESIGNED


def test_fewer_entries_than_expected_is_redesigned_and_gives_them_nevertheless() -> None:
    error = broken(listing('<a href="/a">一</a>'), minimum=5)
    assert error.health is Health.REDESIGNED
    assert [entry.title for entry in error.entries] == ["一"]


@pytest.mark.parametrize(
    "body",
    [
        "<title>404</title><div>您访问的页面不存在或已被删除</div>",
        "<h1>404 Not Found</h1>",
        "<p>抱歉，该文章已被删除。</p>",
    ],
)
def test_a_soft_404_says_so(body: str) -> None:
    error = broken(body)
    assert error.health is Health.REDESIGNED
    assert "does not exist" in str(error)


def test_a_challenge_page_is_blocked() -> None:
    assert broken("<html><script>$_ts=window['$_ts'];</script><body></body></html>").health is Health.BLOCKED


def test_mojibake_is_told_and_never_taken_for_titles() -> None:
    garbled = "关于大连市试点城市名单的通知".encode()
    items = b"".join(b"<li><a href='/%d'>%s\xff\x81%s</a></li>" % (n, garbled[:10], garbled[11:]) for n in range(9))
    error = broken(b"<ul class='list'>" + items + b"</ul>")
    assert error.health is Health.CHARSET_SUSPECT
    assert len(error.entries) == 9


def test_an_invalid_selector_is_said_and_not_a_crash() -> None:
    assert "selector" in str(broken(listing("x"), HtmlListing("ul >> [li")))


@pytest.mark.parametrize("tag", ["div", "b", "table", "ul><li", "a href=/x"])
def test_attack_16_deep_nesting_is_refused_at_once(tag: str) -> None:
    started = time.monotonic()
    assert broken(f"<{tag}>" * 100_000).health is Health.BLOCKED
    assert time.monotonic() - started < 10


def test_attack_16_a_stuffed_tag_is_refused_at_once() -> None:
    assert broken("<a " + "b " * 100_000 + ">").health is Health.BLOCKED
    assert broken("<a " + "b='<' " * 100_000 + ">").health is Health.BLOCKED


def test_a_long_honest_page_is_read() -> None:
    items = "".join(f'<li><p>第{n}条<br><a href="/{n}">通知{n}</a>' for n in range(3000))
    assert len(parse_listing(page(f"<ul class='list'>{items}"), source())) == 3000


@given(st.binary(max_size=2000))
def test_any_bytes_give_entries_or_a_listing_error(body: bytes) -> None:
    for rule in (HtmlListing("li, a, td", date="span"), HtmlListing("*"), FeedListing()):
        try:
            assert parse_listing(page(body), source(rule))
        except ListingError as error:
            assert "\n" not in str(error)  # noqa: PT017


HTML = "<ul class=list>|<li>|</li>|<a href='|'>|/x|//h/y|</a>|2026-01-09|大连|&nbsp;|&#0;|<!--|<table>|<td>|\0|\ud7ff"
FEED = "<rss>|<item>|<link>|</link>|</item>|</rss>|<title>|</title>|]]>|<![CDATA[|<?xml|<!DOCTYPE x [|<pubDate>"
MARKUP = st.sampled_from(f"{HTML}|{FEED}".split("|"))


@given(st.lists(MARKUP, max_size=40).map("".join))
def test_any_broken_markup_gives_entries_or_a_listing_error(body: str) -> None:
    for rule in (HtmlListing("li"), HtmlListing("a", title="b", date="i"), FeedListing()):
        try:
            assert parse_listing(page(body), source(rule))
        except ListingError as error:
            assert error.health is not Health.OK  # noqa: PT017


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("http://www.example.cn/a.html", "https://example.cn/a.html#top"),
        ("https://example.cn/a/", "https://example.cn/a/index.html"),
        ("https://example.cn:443/a?utm_source=x&id=3", "http://EXAMPLE.cn/a?id=3"),
        ("https://example.cn/a?b=2&a=1", "https://example.cn/a?a=1&b=2"),
        ("https://m.example.cn/a/1", "https://www.example.cn//a/1"),
        ("https://example.cn/%E5%A4%A7", "https://example.cn/大"),
        ("https://example.cn/a;jsessionid=9F?x=1", "https://example.cn/a?x=1"),
        ("https://example.cn", "https://www.example.cn/"),
    ],
)
def test_one_document_under_two_urls_has_one_key(first: str, second: str) -> None:
    assert document_key(first) == document_key(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://example.cn/a?id=3", "https://example.cn/a?id=4"),
        ("https://example.cn/a.html", "https://example.cn/b.html"),
        ("https://kjs.example.cn/a", "https://jrs.example.cn/a"),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8002/a"),
        ("https://example.cn/A", "https://example.cn/a"),
        ("https://example.cn/index_1.html", "https://example.cn/"),
    ],
)
def test_two_documents_have_two_keys(first: str, second: str) -> None:
    assert document_key(first) != document_key(second)


@given(st.text(max_size=80))
def test_a_key_is_its_own_key(text: str) -> None:
    key = document_key(f"https://www.example.cn/{text}")
    assert document_key(f"https://{key}") == key or "%" in text or "?" in key
