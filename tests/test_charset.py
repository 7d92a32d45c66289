"""Bytes decide: every way in which pages lie about their charset."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.markup.charset import decode

WORDS = "大连市等38个城市入选首批零售业创新提升试点，喆㵲堽镕四字也在其中。"
PAGE = f'<html><head><meta charset="{{}}"><title>试点</title></head><body><p>{WORDS}</p></body></html>'
LATE = "<html><head><script>" + "var a = 1; " * 400 + '</script><meta charset="{}"></head><body><p>' + WORDS
SHARED = Path(__file__).parents[2] / "shared" / "sources"


@pytest.mark.parametrize("page", [PAGE, LATE])
@pytest.mark.parametrize(
    "declared", ["gb2312", "gbk", "gb18030", "utf-8", "iso-8859-1", "x-nonsense", "base64", "rot13"]
)
@pytest.mark.parametrize("header", ["text/html", "text/html; charset=utf-8", "text/html;charset=ISO-8859-1"])
@pytest.mark.parametrize("actual", ["utf-8", "gb18030", "utf-8-sig", "utf-16"])
def test_the_bytes_win_over_header_and_meta(page: str, declared: str, header: str, actual: str) -> None:
    decoded = decode(page.format(declared).encode(actual), {"content-type": header})
    assert WORDS in decoded.text
    assert not decoded.suspect


def test_utf_16_without_its_mark_is_recognised() -> None:
    assert WORDS in decode(PAGE.format("").encode("utf-16-le"), {}).text


@pytest.mark.parametrize("text", ["大连", "关于大连的通知", "大连、青岛、宁波、厦门、深圳"])
def test_a_few_gbk_characters_are_enough(text: str) -> None:
    assert decode(text.encode("gbk"), {}).text == text


def test_declared_big5_that_decodes_is_big5() -> None:
    text = "<meta charset=big5><p>大連市入選首批零售業創新提升試點城市，商務部公佈名單。</p>"
    decoded = decode(text.encode("big5"), {})
    assert (decoded.text, decoded.charset) == (text, "big5")


def test_big5_that_nobody_declared_is_found_by_its_words() -> None:
    text = "大連市入選首批零售業創新提升試點城市，我國對這個發展是有要求的，商務部公佈名單。" * 4
    assert decode(text.encode("big5"), {}).text == text


def test_gbk_declared_as_big5_is_read_as_gbk() -> None:
    text = "<meta charset=big5><p>" + WORDS * 3
    assert WORDS in decode(text.encode("gb18030"), {}).text


def test_one_lost_byte_costs_one_word_and_not_the_page() -> None:
    body = (WORDS * 20).encode("utf-8")
    decoded = decode(body[:700] + body[701:], {})
    assert decoded.charset == "utf-8"
    assert decoded.text.count("大连市") >= 18
    assert not decoded.suspect


def test_a_utf_8_page_with_a_gbk_insert_stays_utf_8() -> None:
    decoded = decode((WORDS * 20).encode("utf-8") + "广告".encode("gbk"), {})
    assert decoded.charset == "utf-8"
    assert WORDS in decoded.text


@pytest.mark.parametrize("body", [bytes(range(128, 256)) * 20, "Ünïcödé früher schön größer ".encode("latin-1") * 30])
def test_what_cannot_be_chinese_text_is_suspect_and_never_silently_mojibake(body: bytes) -> None:
    assert decode(body, {}).suspect


def test_nothing_decodes_to_nothing() -> None:
    assert decode(b"", {}).text == ""


def test_nuls_are_dropped() -> None:
    assert decode("大\0连".encode(), {}).text == "大连"


@given(st.binary(max_size=3000), st.text(max_size=60))
def test_any_bytes_under_any_header_decode(body: bytes, header: str) -> None:
    text = decode(body, {"content-type": header}).text
    assert "\0" not in text
    text.encode("utf-8")


@given(st.text(alphabet=st.characters(codec="gb18030", exclude_characters="\0"), max_size=200), st.integers(0, 3))
def test_valid_utf_8_is_read_as_it_is(text: str, spaces: int) -> None:
    body = (" " * spaces + text).encode("utf-8")
    if not body.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        assert decode(body, {}).text == " " * spaces + text


def test_saved_real_pages_decode_as_they_are_known_to() -> None:
    index = SHARED / "pages.jsonl"
    if not index.exists():
        pytest.skip("the saved real pages are not here: ../shared/sources/pages.jsonl")
    rows = [json.loads(line) for line in index.read_text("utf-8").splitlines()]
    rows = [row for row in rows if row["charset"] and row["kind"] != "attachment"]
    wrong = []
    for row in rows:
        decoded = decode((SHARED / row["file"]).read_bytes(), {})
        if decoded.charset != row["charset"] or decoded.suspect:
            wrong.append((row["file"], decoded.charset))
    assert not wrong
