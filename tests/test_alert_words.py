"""A change in words: what a reader is told, in which order and language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alert.words import batch_zh
from monitor.changes import DocumentPublished, ListChanged, ListPublished, StoryJoined
from monitor.model import Role
from tests.announcements import (
    PUBLIC_URL,
    SNAPSHOT,
    announcement,
    concern,
    deadline,
    every_kind,
    message,
    said,
    source_changes,
    story,
    subscription,
)

ENGLISH = subscription(language="en")
ROLES_ZH = {
    Role.SELECTED: "入选",
    Role.PROPOSED: "拟入选",
    Role.TASKED: "任务",
    Role.REMOVED: "移出",
    Role.EXCLUDED: "除外",
    Role.IMPLIED: "涉及",
    Role.MENTIONED: "提及",
}


@pytest.mark.parametrize(("role", "word"), ROLES_ZH.items())
def test_the_subject_names_city_role_programme_and_batch(role: Role, word: str) -> None:
    told = [DocumentPublished(**said(concern(role)))]
    assert message(told).subject == f"【大连·{word}】零售业创新提升试点（首批）"
    assert message(told, ENGLISH).subject == f"[Dalian · {role}] 零售业创新提升试点 (batch 1)"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", sorted(every_kind()))
def test_every_kind_of_change_has_words(kind: str, language: str) -> None:
    (telling,) = message([every_kind(concern())[kind]], subscription(language=language)).tellings
    assert "零售业创新提升试点" in telling.headline
    assert ("Dalian" if language == "en" else "大连市") in telling.headline
    if kind not in ("document_published", "list_published", "tasks_published"):
        assert telling.differences is not None


@pytest.mark.parametrize(
    ("language", "kind", "tag", "headline"),
    [
        ("zh", "source_failing", "【信源·异常】", "信源“商务部 政策发布”（mofcom-zcfb）异常：页面改版"),
        ("zh", "source_recovered", "【信源·恢复】", "信源“商务部 政策发布”（mofcom-zcfb）已恢复（此前：被拦截）"),
        ("en", "source_failing", "[Source · failing] ", "Source “商务部 政策发布” (mofcom-zcfb): page redesigned"),
        (
            "en",
            "source_recovered",
            "[Source · recovered] ",
            "Source “商务部 政策发布” (mofcom-zcfb) works again (was: blocked)",
        ),
    ],
)
def test_an_operator_reads_which_source_and_what_is_wrong(language: str, kind: str, tag: str, headline: str) -> None:
    told = message([source_changes()[kind]], subscription(language=language, places=()))
    assert told.subject.startswith(f"{tag}商务部 政策发布")
    assert "mofcom-zcfb" in told.subject
    assert told.tellings[0].headline == headline


def test_an_alert_tells_everything_in_order() -> None:
    (telling,) = announcement().tellings
    assert telling.headline == "大连市入选零售业创新提升试点（首批）"
    assert telling.byline == "商务部 · 2026年1月8日 · 公布 · 商资函〔2026〕84号"
    assert telling.details == ("大连的侧重：首店经济", "名单共38个城市，文中列出9个，其余未知")
    assert telling.quotes == ("确定沈阳市、大连市等38个城市为试点城市（首批）。",)
    assert telling.differences is not None
    assert (telling.differences.label, *telling.differences.lines) == (
        "较公示名单",
        "新增：大连市",
        "移出：厦门市、合肥市",
    )
    assert telling.deadlines is not None
    assert telling.deadlines.lines == ("公示期：2026-01-08 至 2026-01-14",)
    assert [link.url for link in telling.links] == [
        "https://www.mofcom.example/zcfb/84.html",
        "https://www.mofcom.example/gs.html",
        f"{PUBLIC_URL}/snapshots/{SNAPSHOT}",
        f"{PUBLIC_URL}/changes/2",
    ]
    assert telling.warnings is not None
    assert (telling.warnings.label, *telling.warnings.lines) == ("需人工核对", "名单不全")
    assert telling.why == "您收到此消息，是因为订阅“大连市商务局”关注大连市（入选）。"


def test_other_outlets_are_named_and_counted() -> None:
    (telling,) = message([ListPublished(**said(concern()))], stories={"retail-1": story(outlets=10)}).tellings
    assert telling.outlets is not None
    assert [link.label for link in telling.outlets.links] == [f"日报{i}" for i in range(8)]
    assert telling.outlets.more == "另有2家"


def test_a_district_is_named_with_its_city() -> None:
    wafangdian = concern(code="210281", name="瓦房店市", city="210200")
    told = message([ListPublished(**said(wafangdian))])
    assert told.subject == "【瓦房店市（大连）·入选】零售业创新提升试点（首批）"
    assert told.tellings[0].headline.startswith("瓦房店市（大连）入选")


def test_a_zone_is_named_with_its_city() -> None:
    zone = concern(code="210200", name="金普新区", city="210200")
    assert message([ListPublished(**said(zone))]).tellings[0].headline.startswith("金普新区（大连）入选")


def test_a_district_that_is_only_mentioned_does_not_crowd_the_subject() -> None:
    district = concern(Role.MENTIONED, code="210281", name="瓦房店市", city="210200")
    told = message([ListPublished(**said(concern(), district))])
    assert told.subject == "【大连·入选】零售业创新提升试点（首批）"
    assert "瓦房店" not in told.tellings[0].headline


def test_several_cities_with_several_roles_are_all_in_the_subject() -> None:
    both = subscription(places=("210200", "210100"))
    told = message([ListChanged(**said(concern(), concern(Role.REMOVED, code="210100", name="沈阳市")))], both)
    assert told.subject == "【大连·入选 沈阳·移出】零售业创新提升试点（首批）"


def test_places_nobody_watches_here_are_not_told() -> None:
    told = message([ListPublished(**said(concern(), concern(code="210100", name="沈阳市")))])
    assert "沈阳" not in told.subject + told.tellings[0].headline + told.tellings[0].why


def test_an_implied_city_is_told_with_its_reason() -> None:
    implied = concern(Role.IMPLIED, via="计划单列市")
    assert "大连市因“计划单列市”而涉及。" in message([DocumentPublished(**said(implied))]).tellings[0].why


def test_a_late_find_says_so() -> None:
    told = message([ListPublished(**said(concern(), late=True))])
    assert told.subject == "【大连·入选】零售业创新提升试点（首批）（补发）"
    assert told.tellings[0].details[0].startswith("补发")


def test_without_a_programme_the_title_stands_in_its_place() -> None:
    told = message([DocumentPublished(**said(concern(), programme=None, batch=None, title="关于\n城市更新的通知"))])
    assert told.subject == "【大连·入选】《关于 城市更新的通知》"


def test_a_contradiction_and_an_addition_are_told() -> None:
    joined = StoryJoined(
        **said(concern(), publisher="大连日报"),
        primary_source="m",
        primary_url="u",
        added=("大连市",),
        conflicts=("称39个",),
    )
    differences = message([joined]).tellings[0].differences
    assert differences is not None
    assert differences.lines == ("大连日报也已发布", "新增：大连市", "说法不一：称39个")


def test_a_count_that_changed_is_told() -> None:
    differences = message([every_kind(concern())["list_changed"]], ENGLISH).tellings[0].differences
    assert differences is not None
    assert differences.lines == ("Added: Dalian", "Renamed: 旧市 → 新市", "Count: 38 → 40")


@pytest.mark.parametrize(
    ("dates", "line"),
    [
        ({"start": "2026-01-08", "end": "2026-01-14"}, "公示期：2026-01-08 至 2026-01-14"),
        ({"end": "2026-06"}, "公示期：2026-06"),
        ({"start": "2026", "end": "2026"}, "公示期：2026"),
        ({"text": "5个工作日"}, "公示期：5个工作日"),
    ],
)
def test_a_deadline_is_as_precise_as_the_text(dates: dict[str, str], line: str) -> None:
    told = message([ListPublished(**said(concern(), deadlines=(deadline("公示期", **dates),)))])
    assert told.tellings[0].deadlines is not None
    assert told.tellings[0].deadlines.lines == (line,)


def test_a_digest_groups_by_city_and_programme() -> None:
    other = said(concern(Role.MENTIONED), story="other", programme=None, batch=None, title="城市更新")
    shenyang = said(concern(code="210100", name="沈阳市"), story="third")
    told = message(
        [ListPublished(**said(concern())), DocumentPublished(**other), ListPublished(**shenyang)],
        subscription(places=("210200", "210100")),
    )
    assert [group.heading for group in told.groups] == [
        "大连 · 零售业创新提升试点（首批）",
        "大连 · 《城市更新》",
        "沈阳 · 零售业创新提升试点（首批）",
    ]
    assert told.subject == "【大连、沈阳·摘要】3个事件：零售业创新提升试点（首批）等"
    assert str(told.thread).startswith("digest.")


def test_follow_ups_of_a_story_share_its_thread() -> None:
    first, second = message([ListPublished(**said(concern()))]), message([every_kind(concern())["tasks_changed"]])
    assert first.thread == second.thread == "retail-1"


def test_a_change_of_two_hundred_places_names_twelve_and_counts_the_rest() -> None:
    many = tuple(f"第{n}市" for n in range(200))
    differences = message([ListChanged(**said(concern()), added=many)]).tellings[0].differences
    assert differences is not None
    assert differences.lines[0].endswith("、第11市等200个")


@pytest.mark.parametrize(
    ("number", "name"),
    [
        *((1, "首批"), (2, "第二批"), (10, "第十批"), (11, "第十一批"), (20, "第二十批"), (99, "第九十九批")),
        *((100, "第100批"), (0, "第0批"), (-1, "第-1批")),
    ],
)
def test_a_batch_is_called_as_notices_call_it(number: int, name: str) -> None:
    assert batch_zh(number) == name


@given(title=st.text(), quote=st.text(), name=st.text(), note=st.text())
def test_any_text_from_a_page_can_be_told(title: str, quote: str, name: str, note: str) -> None:
    about = said(concern(quote=quote), title=title, programme=None, notes=(note,), publisher=name, issuers=())
    assert message([DocumentPublished(**about)]).tellings[0].headline
