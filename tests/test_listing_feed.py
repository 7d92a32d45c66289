"""Feeds as they are in the wild: RSS 0.9 to 2.0, Atom, and what they get wrong."""

from datetime import UTC, date, datetime, timedelta

import pytest

from monitor.listing import ListingError, parse_listing
from monitor.model import Entry, FeedListing, Health, Level, Page, Source

NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
URL = "https://news.example.cn/rss/politics.xml"
SOURCE = Source("s", "新闻", "某网", Level.NEWS, URL, timedelta(minutes=15), FeedListing())
DAY = date(2026, 1, 10)


def entries(body: str | bytes) -> tuple[Entry, ...]:
    content = body.encode() if isinstance(body, str) else body
    return parse_listing(Page(URL, 200, {}, content, NOON), SOURCE)


def item(fields: str) -> Entry:
    (entry,) = entries(f'<rss version="2.0"><channel><title>频道</title><item>{fields}</item></channel></rss>')
    return entry


RSS_1 = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="/">
 <title>频道</title></channel>
 <item rdf:about="http://news.example.cn/1"><title>大连入选</title><link>http://news.example.cn/1</link>
 <dc:date>2026-01-10T01:00:00+08:00</dc:date></item></rdf:RDF>"""
RSS_091 = """<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
 "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><item><title>大连入选</title>
 <link>http://news.example.cn/1</link><pubDate>2026-01-10</pubDate></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://news.example.cn/"><title>频道</title><entry>
 <link rel="self" href="/self"/><link rel="alternate" href="1"/><title type="html">&lt;b&gt;大连&lt;/b&gt;入选</title>
 <id>tag:x</id><updated>2026-02-01T00:00:00Z</updated><published>2026-01-09T17:30:00Z</published></entry></feed>"""


@pytest.mark.parametrize("feed", [RSS_1, RSS_091, ATOM])
def test_every_dialect_gives_the_same_entry(feed: str) -> None:
    assert entries(feed) == (Entry("http://news.example.cn/1", "大连入选", DAY),)


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "utf-8", "big5"])
@pytest.mark.parametrize("actual", ["gb18030", "utf-8", "utf-8-sig"])
def test_the_bytes_decide_whatever_the_declaration_says(charset: str, actual: str) -> None:
    feed = RSS_091.replace('version="1.0"', f'version="1.0" encoding="{charset}"') + "<!-- 试点城市名单公布的通知 -->"
    assert entries(feed.encode(actual))[0].title == "大连入选"


@pytest.mark.parametrize(
    "written",
    [
        "Sat, 10 Jan 2026 08:00:00 +0800",
        "Fri, 09 Jan 2026 17:00:00 GMT",
        "Sat, 10 Jan 2026 08:00:00",
        "2026-01-10",
        "2026-01-10 08:00:00",
        "2026/1/10",
        "2026-01-09T17:00:00Z",
        "2026-01-10T00:30:00+08:00",
        "2026年1月10日",
        "1767990000",
        "1767990000000",
    ],
)
def test_dates_of_every_form_are_those_of_beijing(written: str) -> None:
    assert item(f"<title>x</title><link>/1</link><pubDate>{written}</pubDate>").published == DAY


def test_an_unreadable_date_is_none_and_not_an_error() -> None:
    assert item("<title>x</title><link>/1</link><pubDate>soon</pubDate>").published is None


def test_cdata_entities_and_bare_ampersands_are_text() -> None:
    fields = "<title><![CDATA[大连 & <b>青岛</b>&nbsp;入选]]></title><link>/1?a=1&b=2</link>"
    entry = item(fields)
    assert (entry.url, entry.title) == ("https://news.example.cn/1?a=1&b=2", "大连 & 青岛 入选")
    assert item("<title>A&nbsp;&mdash;&B&amp;C&#8212;</title><link>/1</link>").title == "A —&B&C—"


def test_control_characters_do_not_stop_a_feed() -> None:
    assert item("<title>大\x0b连&#x1F;&#11;</title><link>/1</link>").title == "大连"


def test_an_item_without_a_title_is_called_by_its_bracket() -> None:
    fields = "<title></title><link>/1</link><description>【大连入选试点】财联社1月10日电，……</description>"
    assert item(fields).title == "大连入选试点"


def test_a_guid_that_is_a_url_stands_in_for_a_missing_link() -> None:
    assert item("<title>x</title><guid>https://news.example.cn/9</guid>").url == "https://news.example.cn/9"


def test_items_that_lead_to_no_page_are_left_out() -> None:
    feed = "<rss><channel><item><title>恶</title><link>javascript:alert(1)</link></item>"
    feed += "<item><title>好</title><link>/1</link></item></channel></rss>"
    assert [entry.title for entry in entries(feed)] == ["好"]


@pytest.mark.parametrize(
    ("body", "health"),
    [
        ("<rss><channel><title>空</title></channel></rss>", Health.EMPTY),
        ("<html><body>改版</body></html>", Health.REDESIGNED),
        ("<rss><channel><item>", Health.REDESIGNED),
        ("", Health.REDESIGNED),
        ("<rss><channel><item><title>x</title></item></channel></rss>", Health.REDESIGNED),
    ],
)
def test_a_feed_says_how_it_is_broken(body: str, health: Health) -> None:
    with pytest.raises(ListingError) as caught:
        entries(body)
    assert caught.value.health is health


ITEM = "<rss><channel><item><title>{}</title><link>/1</link></item></channel></rss>"
LAUGHS = '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>' + ITEM.format("&b;")
FILE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + ITEM.format("&f;")
DEEP = "<rss>" + "<x>" * 100_000


@pytest.mark.parametrize("body", [LAUGHS, FILE, DEEP])
def test_attack_7_entities_and_nesting_are_refused(body: str) -> None:
    with pytest.raises(ListingError) as caught:
        entries(body)
    assert caught.value.health is Health.BLOCKED
