"""The change log: what is asked for is found, all of it and nothing else."""

import itertools
import unicodedata
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from monitor.changes import AboutDocument, Change, ListChanged, Proof, Renamed
from monitor.memory import LogQuery
from monitor.model import Programme, Role, Stage
from storage import Store
from storage.log import searchable
from storage.search import words
from tests.kept import LATER, concern, failing, log, published
from tests.values import NOON

DALIAN, WAFANGDIAN = concern(), concern("210281", "瓦房店市", Role.TASKED, city="210200")
SHENYANG, HANGZHOU = concern("210100", "沈阳市", Role.PROPOSED), concern("330100", "杭州市", Role.REMOVED)
LINES: tuple[Change, ...] = (
    published("零售业创新提升试点", DALIAN, HANGZHOU),
    published("瓦房店市的任务", WAFANGDIAN, stage=Stage.TASKS, story="s2"),
    published(
        "公示", SHENYANG, source="news", at=LATER, stage=Stage.PROPOSED, programme=Programme("shops", "小店经济")
    ),
    failing("news"),
)


ASKED: tuple[tuple[LogQuery, list[int]], ...] = (
    (LogQuery(), [4, 3, 2, 1]),
    (LogQuery(oldest_first=True), [1, 2, 3, 4]),
    (LogQuery(limit=2), [4, 3]),
    (LogQuery(before=3, limit=1), [2]),
    (LogQuery(place="210200"), [2, 1]),
    (LogQuery(place="210281"), [2]),
    (LogQuery(place="210000"), [3, 2, 1]),
    (LogQuery(place="330100"), [1]),
    (LogQuery(place="230000"), []),
    (LogQuery(role=Role.PROPOSED), [3]),
    (LogQuery(place="210200", role=Role.REMOVED), []),
    (LogQuery(place="210200", role=Role.SELECTED), [1]),
    (LogQuery(programme="shops"), [3]),
    (LogQuery(kinds=("source_failing", "list_changed")), [4]),
    (LogQuery(source="news"), [4, 3]),
    (LogQuery(story="s2"), [2]),
    (LogQuery(stage=Stage.TASKS), [2]),
    (LogQuery(since=LATER), [3]),
    (LogQuery(until=LATER, kinds=("document_published",)), [2, 1]),
    (LogQuery(text="瓦房店"), [2]),
    (LogQuery(text="小店经济"), [3]),
    (LogQuery(text="大连", place="210000", limit=1), [3]),
    (LogQuery(text="大连", before=3), [2, 1]),
    (LogQuery(text="大连", limit=1, oldest_first=True), [1]),
    (LogQuery(text="412"), []),
    (LogQuery(text=" "), [4, 3, 2, 1]),
)


def test_a_query_finds_the_lines_it_asks_for(store: Store) -> None:
    log(store, *LINES)
    for query, expected in ASKED:
        lines = store.log(query)
        assert [line.id for line in lines] == expected, query
        assert [line.change for line in lines] == [LINES[number - 1] for number in expected]


def test_a_line_is_given_by_its_number(store: Store) -> None:
    log(store, *LINES)
    assert [line.change for line in store.changes([3, 1, 99])] == [LINES[0], LINES[2]]
    assert store.change(99) is None
    assert [line.id for line in store.story_changes("s1")] == [1, 3]


def test_names_and_quotes_are_searched_too(store: Store) -> None:
    changed = ListChanged(
        **{name: getattr(LINES[0], name) for name in ("at", "source", "publisher", "url", "title", "published")},
        **{name: getattr(LINES[0], name) for name in ("story", "programme", "stage", "batch")},
        added=("厦门市",),
        removed=("青岛市",),
        renamed=(Renamed(before="襄樊市", after="襄阳市"),),
        evidence=(Proof(quote="新增厦门……", url="u"),),
        concerns=(replace(DALIAN, quote="大连试点商圈提升"),),
    )
    log(store, changed)
    for question in ("厦门市", "青岛", "襄樊", "襄阳市", "新增厦门", "商圈"):
        assert [line.change for line in store.log(LogQuery(text=question))] == [changed], question


FOUND = (
    ("扩大连锁经营", "大连"),
    ("大 连\u200b市", "大连市"),
    ("Dalian selected", "DALIAN"),
    ("商资函〔2025〕８４号", "〔2025〕84号"),
    ("100%\"_'大连", "%\"_'"),
    ("字" * 300 + "大连" + "字" * 300, "字大连字"),
    ("x" * 5000, "x" * 5000),
    ("a\0b", "a"),
    ("𠀀𠀁𰻝", "𠀁𰻝"),
)
NOT_FOUND = (
    ("重大、连续", "大连"),
    ("大", "大连"),
    ("Dalianese", "Dalian"),
    ("大连", "连大"),
    ("大连", "大连 OR 上海"),
    ("大连", "大*"),
)


def test_a_line_is_found_by_words_in_a_row(store: Store) -> None:
    for number, (title, question) in enumerate(FOUND):
        log(store, published(title, source=str(number), evidence=()))
        assert len(store.log(LogQuery(text=question, source=str(number)))) == 1, title


def test_a_line_without_these_words_in_a_row_is_not_found(store: Store) -> None:
    for title, question in NOT_FOUND:
        log(store, published(title, evidence=()))
        assert store.log(LogQuery(text=question)) == [], title


def test_words_do_not_run_from_one_piece_into_the_next(store: Store) -> None:
    log(store, published("扩大", concern(name="连云港市", code="320700"), evidence=()))
    assert store.log(LogQuery(text="大连")) == []


TEXTS = st.text("大连重续市a1Z％%_\"'*　 \u200b、，\u0301é字ﬁ①", max_size=12) | st.text(max_size=8)
SOURCES = itertools.count()


@given(lines=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5), question=TEXTS)
@example(lines=[("大连", "")], question='"')
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_search_equals_reading_every_line(store: Store, lines: list[tuple[str, str]], question: str) -> None:
    source = f"source-{next(SOURCES)}"
    changes = [published(title, concern(name=name), source=source, programme=None) for title, name in lines]
    log(store, *changes)
    asked = words(question)
    expected = [change for change in changes if any(stands_in(asked, words(piece)) for piece in searchable(change))]
    found = store.log(LogQuery(text=question, source=source, oldest_first=True))
    assert len(found) == len(expected)
    assert [line.change.source for line in found] == [source] * len(expected)


@given(
    lines=st.lists(st.text("大连重续市 　、,", max_size=12), max_size=5),
    question=st.text("大连重续", min_size=1, max_size=4),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_hanzi_are_found_wherever_a_reader_sees_them(store: Store, lines: list[str], question: str) -> None:
    source = f"source-{next(SOURCES)}"
    log(store, *(published(title, source=source, evidence=()) for title in lines))
    seen = [title for title in lines if question in "".join(unicodedata.normalize("NFKC", title).split())]
    assert len(store.log(LogQuery(text=question, source=source))) == len(seen)


def stands_in(asked: list[str], line: list[str]) -> bool:
    return any(line[start : start + len(asked)] == asked for start in range(len(line) - len(asked) + 1))


def test_lines_of_one_moment_keep_their_order(store: Store) -> None:
    log(store, *(published(str(number), at=NOON - timedelta(days=number)) for number in range(5)))
    titles = [line.change.title for line in store.log(LogQuery()) if isinstance(line.change, AboutDocument)]
    assert titles == ["4", "3", "2", "1", "0"]
