"""What a listing shows that is news: new, late, changed, moved."""

from dataclasses import replace
from datetime import date

import pytest

from monitor.memory import KnownDocument
from monitor.model import Entry
from monitor.watch.news import Noted, sift
from tests.values import NOON, known


def document(key: str, title: str, day: date | None, number: int = 1) -> KnownDocument:
    entry = Entry(f"https://{key}", title, day)
    return replace(known().document, id=number, key=key, url=entry.url, entry=entry)


def listed(*entries: Entry) -> dict[str, Entry]:
    return {entry.url.removeprefix("https://"): entry for entry in entries}


TODAY, LONG_AGO = date(2026, 1, 9), date(2025, 11, 1)


@pytest.mark.parametrize(
    ("day", "baseline", "late"), [(TODAY, False, False), (LONG_AGO, False, True), (LONG_AGO, True, False)]
)
def test_an_old_date_under_a_new_address_is_a_late_find(day: date, baseline: bool, late: bool) -> None:
    noted = sift(listed(Entry("https://x.cn/a", "通知", day)), {}, [], NOON, baseline=baseline)
    assert [found.late for found in noted.new] == [late]


def test_another_title_under_a_known_address_is_a_change() -> None:
    entries = listed(Entry("https://x.cn/a", "更正的通知", TODAY))
    noted = sift(entries, {"x.cn/a": document("x.cn/a", "通知", TODAY)}, [], NOON, baseline=False)
    assert (len(noted.new), len(noted.changed)) == (0, 1)


def moved(count: int, fresh: int, *, day: date | None = TODAY) -> Noted:
    titled = [document(f"x.cn/old{n}", f"关于第{n}项工作的通知", TODAY, n) for n in range(count)]
    entries = [Entry(f"https://x.cn/new{n}", f"关于第{n}项工作的通知", day) for n in range(count)]
    entries += [Entry(f"https://x.cn/fresh{n}", f"新的第{n}号公告", TODAY) for n in range(fresh)]
    return sift(listed(*entries), {}, titled, NOON, baseline=False)


@pytest.mark.parametrize(
    ("count", "fresh", "at_new_addresses"), [(5, 0, 5), (5, 2, 5), (3, 3, 3), (2, 0, 0), (3, 4, 0)]
)
def test_most_new_addresses_under_known_titles_are_a_redesign(count: int, fresh: int, at_new_addresses: int) -> None:
    noted = moved(count, fresh)
    assert len(noted.moved) == at_new_addresses
    assert len(noted.new) == count + fresh - at_new_addresses


def test_the_same_titles_of_another_day_are_other_documents() -> None:
    assert moved(5, 0, day=LONG_AGO).moved == ()
    assert len(moved(5, 0, day=None).moved) == 5


def test_a_document_still_listed_where_it_was_has_not_moved() -> None:
    titled = [document(f"x.cn/old{n}", f"关于第{n}项工作的通知", TODAY, n) for n in range(5)]
    still = [Entry(f"https://{each.key}", each.entry.title, TODAY) for each in titled]
    again = [Entry(f"https://x.cn/new{n}", f"关于第{n}项工作的通知", TODAY) for n in range(5)]
    noted = sift(listed(*still, *again), {each.key: each for each in titled}, titled, NOON, baseline=False)
    assert noted.moved == ()
