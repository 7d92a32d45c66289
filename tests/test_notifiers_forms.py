"""Text from pages in the forms that channels take, and what is left of it when a channel takes little."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from monitor.changes import DocumentPublished, ListPublished
from monitor.message import Message
from notifiers.escaping import clean, hushed, lookalike_markdown, markdown, target
from notifiers.fitting import cut
from notifiers.forms import Dialect, as_data, as_mail_html, as_mail_text, as_markdown, as_text
from notifiers.redaction import redacted, secrets_of
from tests.announcements import announcement, concern, message, said, subscription

HARD = st.text(
    st.characters(codec=None) | st.sampled_from("\\`*_{}[]()<>#+-.!|~@&\r\n\u2028\x1b\u202e市。"), max_size=60
)


def hostile(text: str) -> Message:
    """Every text a page can give is `text`."""
    about = said(concern(quote=text), title=text, programme=None, batch=None, publisher=text, issuers=(), notes=(text,))
    return message([ListPublished(**about | {"url": text})])


@given(HARD)
def test_a_clean_text_is_one_visible_line_that_can_be_encoded(text: str) -> None:
    line = clean(text)
    assert line == clean(line)
    assert len(line.splitlines()) <= 1
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", line)
    line.encode()


@pytest.mark.parametrize("call", ["@all", "@ALL", "＠all", "@ everyone", "@here", "@channel", "@所有人", "@全体成员"])
def test_nobody_is_called_by_a_page(call: str) -> None:
    assert call not in hushed(f"请{call}注意")


def test_an_ordinary_address_stays_as_it_is() -> None:
    assert (
        hushed("联系 zhang@allied.example 或 bureau@dalian.example")
        == "联系 zhang@allied.example 或 bureau@dalian.example"
    )


@given(HARD)
def test_escaped_markdown_shows_the_text_and_nothing_else(text: str) -> None:
    shown = LexborHTMLParser(MarkdownIt().render(f"> {markdown(text)}")).text()
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", hushed(text))


@given(HARD)
def test_a_dialect_without_an_escape_has_no_markup_left(text: str) -> None:
    html = MarkdownIt().render(f"x {lookalike_markdown(text)}")
    tags = set(re.findall(r"</?([a-z0-9]+)", html))
    assert tags <= {"p"}


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://www.mofcom.example/a.html?x=1&y=2", "https://www.mofcom.example/a.html?x=1&y=2"),
        ("https://e.example/a b)(c", "https://e.example/a%20b%29%28c"),
        ('https://e.example/"><script>', "https://e.example/%22%3E%3Cscript%3E"),
        ("https://e.example/名单.html", "https://e.example/名单.html"),
        ("javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//e.example/a", ""),
        ("https://", ""),
        ("https://[", ""),
        ("https://e.example:99999/", ""),
        ("", ""),
    ],
)
def test_a_link_leads_to_a_web_address_or_nowhere(url: str, safe: str) -> None:
    assert target(url) == safe


@given(HARD)
def test_whatever_a_page_says_the_html_of_an_email_holds_no_element_of_its_own(text: str) -> None:
    ours, theirs = (
        {node.tag for node in LexborHTMLParser(as_mail_html(told)).css("*")}
        for told in (hostile("普通标题"), hostile(text))
    )
    assert theirs - {"a"} <= ours
    links = LexborHTMLParser(as_mail_html(hostile(text))).css("a")
    assert all((link.attributes.get("href") or "").startswith(("http://", "https://")) for link in links)


@pytest.mark.parametrize("limit", [300, 512, 1000, 2048, 4096, 18_000])
@pytest.mark.parametrize("dialect", list(Dialect))
def test_markdown_fits_any_limit_in_bytes_and_links_to_the_whole(limit: int, dialect: Dialect) -> None:
    long = "为贯彻落实党中央、国务院决策部署，" * 400
    told = message([ListPublished(**said(concern(quote=long, focus=long), notes=(long,), title=long))])
    text = as_markdown(told, limit, dialect)
    assert len(text.encode()) <= limit
    assert "http://127.0.0.1:8080/changes/1" in text
    assert "大连市入选零售业创新提升试点" in text


def test_what_fits_is_told_whole() -> None:
    text = as_text(announcement(), 4096)
    for words in ("较公示名单", "新增：大连市", "移出：厦门市、合肥市", "公示期：2026-01-08 至 2026-01-14", "名单不全"):
        assert words in text
    assert "全文" not in text


def test_what_matters_least_goes_first() -> None:
    told = message([ListPublished(**said(concern(quote="很长的引文。" * 200), notes=("名单不全",)))])
    text = as_text(told, 1200)
    assert "名单不全" in text
    assert "大连市（入选）" in text
    assert text.count("很长的引文。") < 80


def test_a_digest_that_does_not_fit_tells_its_first_stories_whole() -> None:
    told = message([DocumentPublished(**said(concern(), story=f"s{n}", batch=n)) for n in range(1, 60)])
    text = as_text(told, 2048)
    assert "（首批）" in text
    assert text.rstrip().endswith("http://127.0.0.1:8080/?place=210200")


@given(st.text(), st.integers(0, 200))
def test_a_cut_text_is_never_longer_and_never_breaks_a_character(text: str, limit: int) -> None:
    encoded = cut(text, limit, "【全文】").encode()
    assert len(encoded) <= limit
    encoded.decode()


def test_a_text_is_cut_where_a_sentence_ends() -> None:
    assert cut("第一句话。第二句话。第三句话还没有完", 40) == "第一句话。第二句话。…"


def test_the_text_of_an_email_reads_in_the_order_of_the_story() -> None:
    text = as_mail_text(announcement())
    order = [
        "大连市入选",
        "商务部 · 2026年1月8日",
        "确定沈阳市",
        "较公示名单",
        "时限",
        "需人工核对",
        "原文: ",
        "您收到此消息",
    ]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)


def test_programs_get_the_words_of_the_page_as_they_are() -> None:
    (story,) = as_data(hostile("<b>@all"))["stories"]
    assert (story["title"], story["quotes"]) == ("<b>@all", ["<b>@all"])


def test_an_email_in_english_has_no_chinese_of_ours() -> None:
    plain = said(
        concern(quote="Dalian was selected."),
        programme=None,
        batch=None,
        title="Pilot cities",
        issuers=("MOFCOM",),
        document_number=None,
    )
    told = message([ListPublished(**plain, stated_count=38)], subscription(language="en", name="Bureau"))
    assert not re.search(r"[\u4e00-\u9fff]", as_mail_text(told) + LexborHTMLParser(as_mail_html(told)).text())


@pytest.mark.parametrize(
    ("channel", "secrets"),
    [
        ("wecombot://693a91f6-key", {"693a91f6-key"}),
        ("mailto://user01:p%40ssword@smtp.example.org", {"user01", "p%40ssword", "p@ssword"}),
        (
            "json://hooks.example/path-token?+Auth=Bearer%20abc&-key=query-token",
            {"path-token", "query-token", "Bearer abc"},
        ),
    ],
)
def test_every_secret_of_a_channel_is_known_in_every_spelling(channel: str, secrets: set[str]) -> None:
    assert secrets <= secrets_of(channel)
    assert "***" in redacted(f"failed: {min(secrets)}", secrets_of(channel))


def test_a_channels_host_is_no_secret() -> None:
    assert not {"hooks.example", "smtp.example.org"} & (
        secrets_of("json://hooks.example/x") | secrets_of("mailto://user:pass@smtp.example.org")
    )
