"""What is marked, compared, lined up and counted: pure, and nothing of a text is lost on the way."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.changes import Proof, SourceFailing, SourceRecovered
from monitor.memory import SourceMemory, Standing
from monitor.model import Health, Role
from monitor.web.access import inside, is_our_host
from monitor.web.deadlines import Ahead, last_day, once
from monitor.web.marking import Gap, Line, Passage, Row, characterwise, highlighted, located, side_by_side
from monitor.web.rendering import web_link
from monitor.web.sources import strip
from monitor.web.standing import Stand, matrix, stands

NOON = datetime(2026, 6, 11, 4, tzinfo=UTC)
BEIJING = ZoneInfo("Asia/Shanghai")
TEXT = st.text(alphabet="大连青岛市、。12\n\t ", max_size=60)


def _plain(line: Line | None) -> str:
    return "".join(segment.text for segment in line or ())


@given(TEXT, TEXT)
def test_a_comparison_by_character_keeps_both_wordings(before: str, after: str) -> None:
    left, right = characterwise(before, after)
    assert (_plain(left), _plain(right)) == (before, after)
    if before == after:
        assert not any(segment.mark for segment in (*left, *right))


def test_only_what_differs_is_marked() -> None:
    left, right = characterwise("9月底前出台首店政策", "8月底前出台首店经济政策")
    assert [segment.text for segment in left if segment.mark] == ["9"]
    assert [segment.text for segment in right if segment.mark] == ["8", "经济"]


def test_wordings_too_long_to_compare_are_shown_whole() -> None:
    left, _ = characterwise("甲" * 5000, "乙")
    assert [segment.mark for segment in left] == [1]


@given(TEXT, TEXT)
def test_lines_side_by_side_lose_none_that_differs(before: str, after: str) -> None:
    rows = side_by_side(before, after)
    shown = [row for row in rows if isinstance(row, Row)]
    hidden = sum(row.lines for row in rows if isinstance(row, Gap))
    if rows:
        assert sum(row.before is not None for row in shown) + hidden == len(before.splitlines())
    assert bool(rows) == (before.splitlines() != after.splitlines())


@given(TEXT, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
def test_highlighting_loses_no_character(text: str, ends: list[tuple[int, int]]) -> None:
    spans = [(min(pair), min(max(pair), len(text))) for pair in ends if min(pair) < len(text)]
    (whole,) = highlighted(text, spans, None)
    assert isinstance(whole, Passage)
    assert "\n".join(map(_plain, whole.lines)) == text


def test_a_quote_is_marked_as_a_whole_around_its_offsets() -> None:
    text = "甲市、乙市。\n名单：大连市、青岛市。\n名单：大连市、青岛市。"
    second = text.rindex("大连市")
    proof = Proof(quote="名单：大连市、青岛市。", url="u", start=second, end=second + 3)
    assert located(text, proof) == (text.rindex("名单"), len(text))


def test_a_quote_with_an_ellipsis_is_found_by_its_offsets_or_by_its_start() -> None:
    text = "一、确定北京、上海等为试点城市。"
    assert located(text, Proof(quote="确定北京…试点城市", url="u", start=2, end=15)) == (2, 15)
    assert located(text, Proof(quote="确定北京…试点城市", url="u", start=200, end=300)) == (2, 6)
    assert located(text, Proof(quote="不在文中", url="u", start=200, end=300)) is None


def test_lines_far_from_a_mark_are_left_out_and_counted() -> None:
    text = "\n".join(f"第{n}行" for n in range(20))
    start = text.index("第10行")
    parts = highlighted(text, [(start, start + 4)], 1)
    assert [part.lines if isinstance(part, Gap) else len(part.lines) for part in parts] == [9, 3, 8]


def _standing(role: Role, last: int, code: str = "210200", first: int = 1) -> Standing:
    return Standing("retail", code, "210200", role, first, last)


@pytest.mark.parametrize(
    ("said", "stand"),
    [
        ([_standing(Role.PROPOSED, 2), _standing(Role.SELECTED, 5, first=4)], Stand(Role.SELECTED, 4, 5)),
        ([_standing(Role.SELECTED, 2), _standing(Role.REMOVED, 7, first=7)], Stand(Role.REMOVED, 7, 7)),
        ([_standing(Role.REMOVED, 2), _standing(Role.SELECTED, 7, first=7)], Stand(Role.SELECTED, 7, 7)),
        ([_standing(Role.SELECTED, 2), _standing(Role.TASKED, 9)], Stand(Role.SELECTED, 1, 2, (Role.TASKED,))),
        ([_standing(Role.SELECTED, 2), _standing(Role.MENTIONED, 9)], Stand(Role.SELECTED, 1, 2)),
        ([_standing(Role.SELECTED, 3, "210281")], Stand(Role.SELECTED, 1, 3, (), "210281")),
        (
            [_standing(Role.MENTIONED, 9), _standing(Role.SELECTED, 3, "210281")],
            Stand(Role.SELECTED, 1, 3, (), "210281"),
        ),
    ],
)
def test_a_city_stands_as_it_was_last_decided(said: list[Standing], stand: Stand) -> None:
    assert stands(said) == {("retail", "210200"): stand}


def test_programmes_that_only_mention_a_city_are_no_row_of_the_matrix() -> None:
    said = [_standing(Role.SELECTED, 3), Standing("other", "370200", "370200", Role.MENTIONED, 1, 9)]
    assert matrix(stands(said), ("210200", "370200")) == [("retail", (Stand(Role.SELECTED, 1, 3), None))]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026", date(2026, 12, 31)),
        ("2028-02", date(2028, 2, 29)),
        ("2026-06-18", date(2026, 6, 18)),
        ("2026-13", None),
        ("2026-02-30", None),
        ("0000", None),
        ("年底前", None),
        ("", None),
    ],
)
def test_a_date_ends_as_late_as_its_text_allows(text: str, day: date | None) -> None:
    assert last_day(text) == day


def test_a_deadline_told_in_the_words_of_a_task_is_that_task() -> None:
    day = date(2026, 6, 30)
    task = Ahead(day, None, True, "推进选址，2026年6月30日前完成。", "5. 推进选址", "试点", "/stories/s")
    told = Ahead(day, None, True, "2026年6月30日前", "截止", "试点", "/changes/1")
    assert once([told, task, told]) == (task,)


def _failing(days_ago: int) -> SourceFailing:
    at = NOON - timedelta(days=days_ago)
    return SourceFailing(at=at, source="s", name="n", url="u", health=Health.BLOCKED, error="e")


def _recovered(days_ago: int) -> SourceRecovered:
    return SourceRecovered(at=NOON - timedelta(days=days_ago), source="s", name="n", url="u", was=Health.BLOCKED)


@pytest.mark.parametrize(
    ("troubles", "told", "bad_days"),
    [
        ([], False, []),
        ([], True, list(range(30))),
        ([_failing(2)], True, [0, 1, 2]),
        ([_recovered(3), _failing(5)], False, [3, 4, 5]),
        ([_recovered(28)], False, [28, 29]),
        ([_failing(1), _recovered(9), _failing(9)], True, [0, 1, 9]),
    ],
)
def test_a_strip_shows_the_days_on_which_a_source_was_known_to_fail(
    troubles: list[SourceFailing | SourceRecovered], told: bool, bad_days: list[int]
) -> None:
    shown = strip(troubles, SourceMemory("s", told=told), NOON, BEIJING)
    today = NOON.date()
    assert [(today - day).days for day, bad in reversed(shown) if bad] == bad_days


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JAVASCRIPT://x", "data:text/html,x", "//host/x", "http:", "ftp://x", "http://["]
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert web_link(url) is None


@given(st.text(max_size=40))
def test_where_to_go_after_signing_in_is_always_a_path_of_this_site(path: str) -> None:
    assert inside(path).startswith("/")
    assert not inside(path).startswith("//")


@given(st.text(max_size=40))
def test_any_host_header_gets_an_answer(header: str) -> None:
    assert is_our_host(header, "https://pilot.example.cn") in (True, False)
