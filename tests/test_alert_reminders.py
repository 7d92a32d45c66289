"""Reminders of deadlines, quotes that make sense alone, and notes in the reader's language."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from monitor.alert import compose_reminder, reminders, standing
from monitor.alert.notes import noted
from monitor.alert.quoting import in_context
from monitor.changes import Change, DocumentRevised, DocumentWithdrawn, ListPublished
from monitor.memory import Logged, Owed
from monitor.model import Deadline, Keywords, Role, Subscription
from tests.announcements import PUBLIC_URL, concern, deadline, said, subscription

NOTICE = deadline("公示期", text="公示期为1月8日至1月14日", start="2026-01-08", end="2026-01-14")
EIGHT = datetime(2026, 1, 11, 0, tzinfo=UTC)  # 08:00 in Shanghai, three days before


def proposed(*deadlines: Deadline, role: Role = Role.PROPOSED, **more: Any) -> ListPublished:
    return ListPublished(**said(concern(role), deadlines=deadlines or (NOTICE,), **more))


def reminded(now: datetime, *changes: Change, to: Subscription | None = None, text: str = "") -> tuple[Owed, ...]:
    lines = standing(Logged(number, change) for number, change in enumerate(changes or (proposed(),), 1))
    return reminders([lines], [to or subscription()], now, lambda _: text)[0]


@pytest.mark.parametrize(
    ("days", "hears"), [(8, False), (7, True), (6, False), (3, True), (2, False), (1, True), (0, False), (-1, False)]
)
def test_a_reminder_goes_seven_three_and_one_days_before(days: int, *, hears: bool) -> None:
    day = date(2026, 1, 14) - timedelta(days=days)
    found = reminded(datetime(day.year, day.month, day.day, 1, tzinfo=UTC))
    assert [each.window for each in found] == ([f"reminder {day}"] if hears else [])


def test_a_reminder_waits_for_the_subscriptions_time_of_day() -> None:
    assert reminded(EIGHT - timedelta(seconds=1)) == ()
    (found,) = reminded(EIGHT)
    assert found.due == EIGHT
    (late,) = reminded(EIGHT + timedelta(hours=9))
    assert late == found
    assert reminded(EIGHT, to=subscription(at=time(18))) == ()


def test_each_reminder_has_a_key_of_its_own_and_always_the_same() -> None:
    keys = [reminded(EIGHT + timedelta(days=days))[0].key for days in (-4, 0, 2, 0)]
    assert len(set(keys)) == 3
    assert keys[1] == keys[3]


def test_the_document_and_its_list_remind_once() -> None:
    assert len(reminded(EIGHT, proposed(), proposed(role=Role.SELECTED))) == 1


def test_a_correction_moves_the_reminder() -> None:
    moved = replace(NOTICE, end="2026-01-19")
    revised = DocumentRevised(**said(deadlines=(moved,)))
    assert reminded(EIGHT, proposed(), revised) == ()
    assert len(reminded(EIGHT + timedelta(days=5), proposed(), revised)) == 1


def test_what_was_withdrawn_is_not_reminded_of() -> None:
    assert reminded(EIGHT, proposed(), DocumentWithdrawn(**said(concern(), status=404))) == ()


@pytest.mark.parametrize(
    "wishes",
    [
        {"reminders": ()},
        {"places": ("210100",)},
        {"programmes": ("other",)},
        {"roles": (Role.SELECTED,)},
        {"keywords": Keywords(any=("夜经济",))},
    ],
)
def test_nobody_is_reminded_of_what_they_did_not_ask_for(wishes: dict[str, Any]) -> None:
    assert reminded(EIGHT, to=subscription(**wishes)) == ()


def test_keywords_of_a_reminder_are_looked_for_in_the_document() -> None:
    assert reminded(EIGHT, to=subscription(keywords=Keywords(any=("夜经济",))), text="发展夜经济")


@pytest.mark.parametrize("kind", [{"role": Role.MENTIONED}, {"baseline": True}])
def test_what_is_not_told_at_once_is_not_reminded_of(kind: dict[str, Any]) -> None:
    assert reminded(EIGHT, proposed(**kind)) == ()


def test_a_month_without_a_day_ends_with_its_last() -> None:
    change = proposed(deadline("截止", end="2026-01"))
    assert reminded(datetime(2026, 1, 30, 1, tzinfo=UTC), change)


@pytest.mark.parametrize(
    ("language", "subject", "headline"),
    [
        ("zh", "【大连·还有3天】零售业创新提升试点（首批）", "公示期截止于2026年1月14日（还有3天）"),
        (
            "en",
            "[Dalian · 3 days left] 零售业创新提升试点 (batch 1)",
            "public notice period ends 2026-01-14 (3 days left)",
        ),
    ],
)
def test_a_reminder_says_what_ends_when(language: str, subject: str, headline: str) -> None:
    told = compose_reminder(
        [Logged(1, proposed())], subscription(language=language), date(2026, 1, 11), public_url=PUBLIC_URL, key="k"
    )
    (telling,) = told.tellings
    assert told.subject == subject
    assert headline in telling.headline
    assert telling.quotes == ("公示期为1月8日至1月14日",)
    assert told.thread == "retail-1"


# --- quotes ------------------------------------------------------------------------------------------------------

TEXT = """关于公布试点城市名单的通知
经研究，确定以下城市为试点。请认真落实。
序号\t城市\t侧重
1\t沈阳市\t老旧商圈改造
2\t大连市\t首店经济
青岛市
附件名单：
厦门市"""


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("大连市", "2 · 大连市 · 首店经济"),
        ("厦门市", "附件名单： … 厦门市"),
        ("宁波市", "宁波市"),
        ("确定以下城市为试点。请认真落实。", "确定以下城市为试点。请认真落实。"),
    ],
)
def test_a_bare_name_is_shown_where_it_stands(quote: str, shown: str) -> None:
    assert in_context(quote, TEXT) == shown


def test_a_name_in_prose_is_shown_in_its_sentence() -> None:
    text = "前文不提。支持大连市、青岛市先行先试，形成经验。后文也不提。"
    assert in_context("大连市", text) == "支持大连市、青岛市先行先试，形成经验。"


def test_a_long_row_is_shortened_around_the_name() -> None:
    row = "\t".join(["甲" * 90, "大连市", "乙" * 90])
    shown = in_context("大连市", row)
    assert "大连市" in shown
    assert len(shown) <= 162


# --- notes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("note", "zh", "en"),
    [
        (
            "stated 38, named 9: list incomplete",
            "文中称38个，列出9个，名单不全",
            "The text states 38 and names 9: the list is incomplete",
        ),
        (
            "需人工核对: 页面未能读取 (HTTP 500)",
            "页面未能读取（HTTP 500）",
            "The page could not be read (HTTP 500)",
        ),
        (
            "需人工核对: 名单见附件, 文中未列出",
            "名单见附件，文中未列出",
            "The list is in an attachment, not in the text",
        ),
        ("something new", "something new", "something new"),
    ],
)
def test_a_note_of_ours_is_told_in_the_readers_language(note: str, zh: str, en: str) -> None:
    assert noted([note, note], "zh") == (zh,)
    assert noted([note], "en") == (en,)
