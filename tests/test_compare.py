"""What counts as a change, and for whom."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.changes import (
    Change,
    DocumentPublished,
    DocumentRevised,
    ListChanged,
    ListFinalised,
    ListPublished,
    Renamed,
    RolledUp,
    StoryJoined,
    TasksChanged,
)
from monitor.compare import first_reading, new_reading
from monitor.compare.lists import list_diff
from monitor.compare.tasks import align_tasks
from monitor.compare.wording import Edit, edits
from monitor.memory import Seen
from monitor.model import Evidence, Level, ListedPlace, PilotList, Role, Stage
from monitor.story import join, open_story
from tests.values import pilots, reading, revision, seen, tasks


def announced(*names: str, text: str = "名单", stated: int | None = None, complete: bool | None = True) -> Seen:
    return seen(text, reading(pilot_list=pilots(*names, stated=stated, complete=complete)))


def reread(before: Seen, after: Seen) -> tuple[Change, ...]:
    story = open_story(before)
    return new_reading(after, join(story, after), revision(before.text, before.reading), story)


def only(changes: tuple[Change, ...], kind: type[Any]) -> Any:
    found = [change for change in changes if isinstance(change, kind)]
    assert len(found) == 1, changes
    return found[0]


def test_a_first_list_is_told_with_every_place_it_selects() -> None:
    document = announced("大连市", "沈阳市", stated=2)
    changes = first_reading(document, open_story(document), None, None)
    assert [type(change) for change in changes] == [DocumentPublished, ListPublished]
    told = only(changes, ListPublished)
    assert [(c.name, c.role) for c in told.concerns] == [("大连市", Role.SELECTED), ("沈阳市", Role.SELECTED)]
    assert (told.stated_count, told.named_count, told.complete) == (2, 2, True)


def test_a_decision_is_told_against_the_proposal_whatever_the_order() -> None:
    proposal = open_story(seen("公示", reading(Stage.PROPOSED, pilot_list=pilots("沈阳市", "南京市", "杭州市"))))
    decision = announced("大连市", "沈阳市", "宁波市")
    told = only(first_reading(decision, open_story(decision), None, proposal), ListFinalised)
    assert set(told.added) == {"大连市", "宁波市"}
    assert set(told.removed) == {"南京市", "杭州市"}
    assert {c.name: c.role for c in told.concerns}["南京市"] is Role.REMOVED
    assert told.proposed_url == proposal.primary


def test_a_partial_decision_leaves_the_unnamed_unknown() -> None:
    proposal = open_story(seen("公示", reading(Stage.PROPOSED, pilot_list=pilots("沈阳市", "南京市"))))
    decision = announced("沈阳市", stated=38, complete=False)
    told = only(first_reading(decision, open_story(decision), None, proposal), ListFinalised)
    assert told.removed == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("试点城市：大连市、沈阳市。\n第一条", "第一条\n试点城市：大连市、沈阳市。"),
        ("试点期２年（2025）", "试点期 2 年(2025)"),
        ("大连　市", "大连市\n\n"),
    ],
)
def test_order_width_and_spacing_are_no_change(before: str, after: str) -> None:
    assert reread(announced("大连市", text=before), announced("大连市", text=after)) == ()


def test_a_name_put_into_a_known_list_concerns_that_place_only() -> None:
    before, after = announced("沈阳市", text="沈阳市"), announced("沈阳市", "大连市", text="沈阳市、大连市")
    changes = reread(before, after)
    told = only(changes, ListChanged)
    assert told.added == ("大连市",)
    assert [c.name for c in told.concerns] == ["大连市"]
    assert only(changes, DocumentRevised).added_text == ("沈阳市、大连市",)


def test_a_name_taken_out_of_a_complete_list_is_removed() -> None:
    told = only(reread(announced("沈阳市", "大连市", text="两市"), announced("沈阳市", text="一市")), ListChanged)
    assert told.removed == ("大连市",)
    assert [(c.name, c.role) for c in told.concerns] == [("大连市", Role.REMOVED)]


def test_a_half_loaded_page_removes_nobody_and_says_so() -> None:
    whole = announced("沈阳市", "大连市", text="各市人民政府：\n名单如下\n沈阳市\n大连市\n请遵照执行\n商务部办公厅")
    cut = announced("沈阳市", text="各市人民政府：\n名单如下\n沈阳市", complete=None)
    changes = reread(whole, cut)
    assert not [c for c in changes if isinstance(c, ListChanged)]
    assert any("需人工核对" in note for note in only(changes, DocumentRevised).notes)


def test_a_list_known_to_be_partial_never_removes() -> None:
    before = announced("沈阳市", "大连市", text="沈阳、大连等38个城市", stated=38, complete=False)
    after = announced("沈阳市", text="沈阳等38个城市入选", stated=38, complete=False)
    assert not [c for c in reread(before, after) if isinstance(c, ListChanged)]


def test_a_renamed_division_is_neither_added_nor_removed() -> None:
    told = only(reread(announced("襄樊市", text="襄樊市"), announced("襄阳市", text="襄阳市")), ListChanged)
    assert (told.added, told.removed, told.renamed) == ((), (), (Renamed(before="襄樊市", after="襄阳市"),))
    assert told.concerns == ()


def test_a_plain_reprint_concerns_nobody() -> None:
    first = announced("大连市", "沈阳市")
    story = open_story(first)
    reprint = seen(
        "转载", reading(pilot_list=pilots("大连市", complete=False)), url="https://news.cn/1", level=Level.NEWS
    )
    joined = only(first_reading(reprint, join(story, reprint), story, None), StoryJoined)
    assert (joined.added, joined.concerns) == ((), ())
    assert joined.primary_url == first.url


def test_a_ministry_that_completes_a_newspaper_s_list_tells_only_whom_it_adds() -> None:
    paper = seen(
        "快讯", reading(pilot_list=_partial("沈阳市")), url="https://news.cn/1", level=Level.NEWS, publisher="新华社"
    )
    story = open_story(paper)
    ministry = announced("沈阳市", "大连市", stated=2)
    after = join(story, ministry)
    joined = only(first_reading(ministry, after, story, None), StoryJoined)
    assert after.primary == ministry.url
    assert [(c.name, c.role) for c in joined.concerns] == [("大连市", Role.SELECTED)]


def _partial(*names: str) -> PilotList:
    return pilots(*names, stated=2, complete=False)


def test_a_recap_that_names_more_than_was_known_still_wakes_nobody() -> None:
    first = announced("沈阳市", stated=2, complete=False)
    story = open_story(first)
    recap = seen("综述", reading(Stage.PROGRESS, pilot_list=pilots("沈阳市", "大连市")), url="https://news.cn/2")
    assert only(first_reading(recap, join(story, recap), story, None), StoryJoined).concerns == ()


def test_a_renumbered_task_is_the_same_task_and_an_edited_one_is_reworded() -> None:
    old = tasks("支持大连建设东北亚国际航运中心。", "扩大电信领域开放，取消外资股比限制。").items
    new = tasks("推动跨境电商发展。", "支持大连建设东北亚国际航运中心。", "扩大电信领域开放，放宽外资股比限制。").items
    added, removed, reworded = align_tasks(old, new)
    assert [task.text for task in added] == ["推动跨境电商发展。"]
    assert removed == []
    assert [now.text for _, now in reworded] == ["扩大电信领域开放，放宽外资股比限制。"]


def test_tasks_added_to_a_known_list_are_told() -> None:
    before = seen("一", reading(Stage.TASKS, task_list=tasks("甲任务内容")))
    after = seen("二", reading(Stage.TASKS, task_list=tasks("甲任务内容", "乙项工作安排")))
    assert only(reread(before, after), TasksChanged).added == ("乙项工作安排",)


def test_the_same_input_gives_the_same_changes() -> None:
    document = announced("大连市", "沈阳市")
    story = open_story(document)
    assert first_reading(document, story, None, None) == first_reading(document, story, None, None)


def place(name: str, code: str, city: str) -> ListedPlace:
    return ListedPlace(code=code, name=name, city=city, role=Role.SELECTED, evidence=Evidence(0, len(name), name))


PARTS = (place("瓦房店市", "210281", "210200"), place("金普新区", "210200", "210200"))
WHOLE = place("大连市", "210200", "210200")
OTHER = place("沈阳市", "210100", "210100")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ((OTHER, *PARTS), (OTHER, WHOLE), RolledUp(before=("瓦房店市", "金普新区"), after=("大连市",))),
        ((WHOLE, OTHER), (OTHER, PARTS[0]), RolledUp(before=("大连市",), after=("瓦房店市",))),
    ],
    ids=["districts to city", "city to district"],
)
def test_a_city_listed_by_its_districts_is_neither_added_nor_removed(
    before: tuple[ListedPlace, ...], after: tuple[ListedPlace, ...], told: RolledUp
) -> None:
    first = seen("按区县列", reading(pilot_list=PilotList(before, complete=True)))
    then = seen("按市列", reading(pilot_list=PilotList(after, complete=True)))
    changed = only(reread(first, then), ListChanged)
    assert (changed.added, changed.removed, changed.renamed) == ((), (), ())
    assert changed.rolled_up == (told,)
    assert changed.concerns == ()


def test_a_district_taken_out_beside_its_city_is_removed() -> None:
    diff = list_diff((WHOLE, PARTS[0]), (WHOLE,))
    assert ([p.name for p in diff.removed], diff.rolled_up) == (["瓦房店市"], ())


def test_names_that_still_stand_in_the_text_were_not_taken_out_but_not_read() -> None:
    before = announced("沈阳市", "大连市", text="试点城市：沈阳市、大连市。")
    after = announced("沈阳市", text="试点城市如下表：沈阳市一行，大连市一行。")
    changes = reread(before, after)
    assert not [c for c in changes if isinstance(c, ListChanged)]
    assert any("需人工核对" in note for note in only(changes, DocumentRevised).notes)


def test_a_list_that_is_gone_as_a_whole_was_not_read() -> None:
    before = announced(
        "沈阳市", "大连市", text="试点城市：沈阳市、大连市。请各地抓好落实，及时总结经验，按时报送情况。"
    )
    after = seen("试点城市名单见附件。请各地抓好落实，及时总结经验，按时报送情况。", reading())
    changes = reread(before, after)
    assert not [c for c in changes if isinstance(c, ListChanged)]
    assert any("需人工核对" in note for note in only(changes, DocumentRevised).notes)


@pytest.mark.parametrize(
    "around",
    [
        "来源：商务部 浏览次数：4711",
        "发布时间：2026-01-10 11:23 来源：新华社 字号：大 中 小",
        "责任编辑：张三",
        "分享到： 微信 微博 QQ空间",
        "阅读 1.2万 点赞 35",
        "【打印】 【关闭】".replace("【", "[").replace("】", "]"),
    ],
)
def test_what_stands_around_a_text_is_no_part_of_it(around: str) -> None:
    text = "关于公布名单的通知\n确定大连市为试点城市。"
    assert reread(announced("大连市", text=text), announced("大连市", text=f"{text}\n{around}")) == ()


@pytest.mark.parametrize(
    "line", ["公示时间：2026-01-10至2026-01-14", "来源地为大连的企业可以申报。", "联系人：张三，电话12345678"]
)
def test_a_line_that_says_something_is_a_revision(line: str) -> None:
    text = "关于公布名单的通知\n确定大连市为试点城市。"
    changed = only(reread(announced("大连市", text=text), announced("大连市", text=f"{text}\n{line}")), DocumentRevised)
    assert changed.added_text == (line,)


def test_an_edited_task_shows_which_characters_changed() -> None:
    told = edits("取消应用商店等业务的外资股比限制", "放宽应用商店、电信等业务的外资股比限制")
    assert told == (
        Edit("removed", "取消"),
        Edit("added", "放宽"),
        Edit("kept", "应用商店"),
        Edit("added", "、电信"),
        Edit("kept", "等业务的外资股比限制"),
    )


@given(st.text("试点城市大连任务项个", max_size=40), st.text("试点城市大连任务项个", max_size=40))
def test_edits_give_back_both_wordings(before: str, after: str) -> None:
    told = edits(before, after)
    assert "".join(e.text for e in told if e.kind != "added") == before
    assert "".join(e.text for e in told if e.kind != "removed") == after
