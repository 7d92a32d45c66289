"""Which documents are one announcement."""

from datetime import date, timedelta

from monitor.model import Level, Programme, Stage
from monitor.story import alike, find_story, join, open_story, sketch, story_keys
from tests.values import NOON, known, pilots, reading, seen

NOTICE = (
    "商务部办公厅关于公布试点城市名单的通知。各省、自治区、直辖市商务主管部门：现将名单印发给你们，请结合实际抓好落实。"
    * 3
)


def test_reprints_of_one_list_in_other_words_are_one_story() -> None:
    story = open_story(seen(NOTICE, reading(pilot_list=pilots("大连市", "沈阳市", "南京市"))))
    reprint = seen(
        "大连、沈阳等地入选",
        reading(pilot_list=pilots("大连市", "沈阳市", stated=3, complete=False)),
        url="https://www.chinanews.com/2.html",
        title="大连入选零售业试点",
    )
    assert find_story(known(stories=(story,)), reprint) == story


def test_batches_never_merge() -> None:
    story = open_story(seen(NOTICE, reading(batch=1, pilot_list=pilots("大连市", "沈阳市"))))
    second = seen(NOTICE, reading(batch=2, pilot_list=pilots("大连市", "沈阳市")), url="https://x.cn/2")
    assert find_story(known(stories=(story,)), second) is None


def test_stages_never_merge() -> None:
    story = open_story(seen(NOTICE, reading(Stage.PROPOSED, pilot_list=pilots("大连市", "沈阳市"))))
    decided = seen(NOTICE, reading(Stage.ANNOUNCED, pilot_list=pilots("大连市", "沈阳市")), url="https://x.cn/2")
    assert find_story(known(stories=(story,)), decided) is None


def test_programmes_never_merge() -> None:
    story = open_story(seen("名单甲" * 30, reading(pilot_list=pilots("大连市"))))
    other = seen(
        "名单乙" * 30,
        reading(programme=Programme("cold-chain", "冷链"), pilot_list=pilots("大连市")),
        url="https://x.cn/2",
    )
    assert find_story(known(stories=(story,)), other) is None


def test_the_same_document_number_is_the_same_story() -> None:
    story = open_story(seen(NOTICE, reading(document_number="商资函〔2025〕84号")))
    reprint = seen("另一种写法", reading(document_number="商资函[2025]84号"), url="https://x.cn/2")
    assert find_story(known(stories=(story,)), reprint) == story


def test_lists_with_different_members_are_different_stories() -> None:
    story = open_story(seen(NOTICE, reading(batch=None, pilot_list=pilots("大连市", "沈阳市", "南京市"))))
    other = seen("杭州等", reading(batch=None, pilot_list=pilots("杭州市", "宁波市", "厦门市")), url="https://x.cn/2")
    assert find_story(known(stories=(story,)), other) is None


def test_the_same_title_each_week_in_one_column_is_a_new_story_each_week() -> None:
    title = "全国农产品批发市场价格周报"
    plain = reading(Stage.OTHER, programme=None, batch=None)
    story = open_story(seen("本周菜价上涨" * 20, plain, title=title, published=date(2026, 1, 2)))
    next_week = seen("本周菜价下降" * 20, plain, title=title, url="https://x.cn/2")
    assert find_story(known(stories=(story,)), next_week) is None


def test_a_recap_months_later_joins_the_story_it_repeats() -> None:
    story = open_story(seen(NOTICE, reading(pilot_list=pilots("大连市", "沈阳市"))))
    recap = seen(
        "一年来",
        reading(Stage.PROGRESS, batch=None, pilot_list=pilots("大连市", complete=False)),
        published=date(2026, 9, 1),
        url="https://x.cn/2",
        at=NOON + timedelta(days=240),
    )
    assert find_story(known(life=(story,)), recap) == story


def test_the_ministry_leads_even_when_a_newspaper_was_first() -> None:
    first = seen(
        "快讯", reading(pilot_list=pilots("大连市", complete=False)), url="https://news.cn/2", level=Level.NEWS
    )
    ministry = seen(NOTICE, reading(pilot_list=pilots("大连市", "沈阳市", stated=2)))
    story = join(open_story(first), ministry)
    assert story.primary == ministry.url
    assert [place.name for place in story.places] == ["大连市", "沈阳市"]
    assert story.complete is True


def test_a_typo_city_in_one_outlet_is_a_conflict_and_no_member() -> None:
    ministry = seen(NOTICE, reading(pilot_list=pilots("大连市", "沈阳市", stated=2)))
    typo = seen(
        "转载",
        reading(pilot_list=pilots("大连市", "南京市", stated=2)),
        url="https://news.cn/2",
        level=Level.NEWS,
        publisher="中新社",
    )
    story = join(open_story(ministry), typo)
    assert [place.name for place in story.places] == ["大连市", "沈阳市"]
    assert story.conflicts == ("中新社: 南京市 ≠ 商务部",)


def test_a_partial_list_is_completed_from_other_outlets_up_to_the_stated_count() -> None:
    one = seen("甲", reading(pilot_list=pilots("大连市", "沈阳市", stated=3, complete=False)))
    two = seen("乙", reading(pilot_list=pilots("南京市", "大连市", stated=3, complete=False)), url="https://x.cn/2")
    story = join(open_story(one), two)
    assert [place.name for place in story.places] == ["大连市", "沈阳市", "南京市"]
    assert story.complete is True


def test_a_reprint_s_sketch_is_alike_and_another_notice_s_is_not() -> None:
    reprint = "（来源：商务部）" + NOTICE + "责任编辑：张三"
    other = "工业和信息化部关于组织开展中小企业数字化转型试点申报工作的通知，申报截止时间为六月三十日。" * 3
    assert alike(sketch(NOTICE), sketch(reprint)) >= 0.5
    assert alike(sketch(NOTICE), sketch(other)) == 0


def test_stories_are_found_by_number_title_programme_and_text() -> None:
    keys = story_keys(reading(document_number="商资函〔2025〕84号"), "关于公布名单的通知", NOTICE)
    assert {key.split(":")[0] for key in keys} == {"near", "title", "number", "programme"}
