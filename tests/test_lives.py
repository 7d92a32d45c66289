"""The life of a programme: what a subscriber to 大连 hears of it, and how its stages are linked."""

from datetime import date

from monitor.changes import ListFinalised, StoryJoined
from monitor.model import Level, Stage, Subscription
from tests.shelf import Shelf, Telling

DALIAN = Subscription("bureau", "大连市商务局", "console://", ("210200",))
NINE = "大连市、宁波市、厦门市、青岛市、深圳市、合肥市、福州市、西安市、苏州市"

# The dates of a real programme (服务业扩大开放综合试点, 2025-2026), told in words of our own.
PLAN = Telling(
    "plan",
    "商务部关于印发加快推进服务业扩大开放综合试点工作方案的通知",
    "经国务院批复同意，现将《加快推进服务业扩大开放综合试点工作方案》印发给你们。方案提出155项试点任务，"
    f"并将{NINE}等9个城市新增纳入服务业扩大开放综合试点范围。请结合实际认真贯彻落实。",
    date(2025, 4, 11),
    "plan",
    Level.MINISTRY,
    "商务部",
)
PLAN_REPORT = Telling(
    "plan report",
    "服务业扩大开放综合试点扩围 新增九个城市",
    f"国务院日前批复服务业扩大开放综合试点工作方案，新增{NINE.replace('市', '')}等9个城市，共155项试点任务。",
    date(2025, 4, 12),
    "plan",
)
RECAPS = tuple(
    Telling(
        f"recap {day}",
        title,
        f"{opening}对外开放的步伐不断加快。{year}新增大连、宁波等9个服务业扩大开放综合试点城市，明确155项试点任务。"
        "外贸新业态蓬勃发展，营商环境持续优化，越来越多的外资企业选择扎根中国，成效显著。",
        day,
        "plan",
    )
    for day, title, opening, year in (
        (date(2025, 6, 4), "【走向世界】开放提速 共享机遇", "今年以来，", ""),
        (date(2025, 8, 25), "【经济观察】服务业开放取得新成效", "“十四五”以来，", "今年4月，"),
        (date(2025, 12, 28), "【年终综述】开放为发展注入动能", "回望2025年，", "2025年，"),
    )
)
TASKS = Telling(
    "tasks",
    "商务部印发《大连等9城市服务业扩大开放综合试点任务》",
    f"商务部1月9日印发《大连等9城市服务业扩大开放综合试点任务》，面向{NINE}等9个城市，在15个领域提出159项试点任务。"
    "其中，大连重点发展航运物流，建设东北亚国际航运中心；宁波重点发展跨境贸易；厦门重点发展文化贸易；青岛重点发展海洋科技。",
    date(2026, 1, 9),
    "tasks",
    Level.MINISTRY,
    "商务部",
)
REPORTS = (
    Telling(
        "report 01-10",
        "九个城市获159项服务业扩大开放综合试点任务",
        f"记者从商务部获悉，{NINE.replace('市', '')}9个城市获得159项服务业扩大开放综合试点任务，涵盖15个领域。",
        date(2026, 1, 10),
        "tasks",
    ),
    Telling(
        "report 01-19",
        "推动服务业高质量发展",
        "近期，商务部印发《大连等9城市服务业扩大开放综合试点任务》，提出159项试点任务，由大连、宁波、厦门、青岛、深圳、合肥等9个城市承担。"
        "各城市资源禀赋不同，应当各展所长。大连的航运物流、宁波的跨境贸易都有文章可做。",
        date(2026, 1, 19),
        "tasks",
    ),
)


def test_the_real_sequence_of_a_programme_wakes_dalian_for_the_plan_and_for_the_tasks_only() -> None:
    shelf = Shelf(subscriptions=(DALIAN,))
    heard = []
    for telling in (PLAN, PLAN_REPORT, *RECAPS, TASKS, *REPORTS):
        shelf.put(telling)
        at_once = [owed for owed in shelf.outcomes[telling.id].owed if owed.window is None]
        heard += [telling.id] * len(at_once)
    assert heard == ["plan", "tasks"]
    assert shelf.placed["plan report"] == shelf.placed["plan"]
    assert {shelf.placed[recap.id] for recap in RECAPS} == {shelf.placed["plan"]}
    assert {shelf.placed[report.id] for report in REPORTS} == {shelf.placed["tasks"]}
    assert shelf.placed["tasks"] != shelf.placed["plan"]


def list_of(stage: Stage, cities: str, count: int, day: date, *, batch: str = "第一批", who: str = "商务部") -> Telling:
    proposed = stage is Stage.PROPOSED
    verb, end = ("拟确定", "予以公示。公示期为5个工作日") if proposed else ("确定", "予以公布")
    title = f"关于{'' if proposed else '公布'}{batch}零售业创新提升试点城市名单的{'公示' if proposed else '通知'}"
    level = Level.MINISTRY if who == "商务部" else Level.NEWS
    text = f"经评审，{verb}{cities}等{count}个城市为{batch}零售业创新提升试点城市，现{end}。"
    return Telling(f"{stage} {batch} {day} {who}", title, text, day, f"{stage} {batch}", level, who)


def final(shelf: Shelf, telling: Telling) -> ListFinalised:
    shelf.put(telling)
    (change,) = (c for c in shelf.outcomes[telling.id].changes if isinstance(c, ListFinalised))
    return change


def test_a_decision_is_held_against_the_proposal_of_its_own_batch() -> None:
    shelf = Shelf()
    first = list_of(Stage.PROPOSED, "大连市、沈阳市、南京市、杭州市", 4, date(2026, 1, 5))
    second = list_of(Stage.PROPOSED, "宁波市、厦门市、青岛市、深圳市", 4, date(2026, 1, 20), batch="第二批")
    shelf.put(first)
    shelf.put(second)
    told = final(shelf, list_of(Stage.ANNOUNCED, "大连市、沈阳市、南京市、成都市", 4, date(2026, 2, 10)))
    assert told.proposed_story == shelf.placed[first.id]
    assert (told.added, told.removed) == (("成都市",), ("杭州市",))


def test_of_two_proposals_of_a_batch_the_later_is_decided() -> None:
    shelf = Shelf()
    shelf.put(list_of(Stage.PROPOSED, "大连市、沈阳市、南京市、杭州市", 4, date(2026, 1, 5)))
    again = list_of(Stage.PROPOSED, "大连市、沈阳市、南京市、宁波市", 4, date(2026, 3, 20))
    shelf.put(again)
    told = final(shelf, list_of(Stage.ANNOUNCED, "沈阳市、大连市、南京市、宁波市", 4, date(2026, 4, 10)))
    assert told.proposed_story == shelf.placed[again.id]
    assert (told.added, told.removed) == ((), ())


def test_a_city_left_out_is_told_once_the_whole_list_is_known_though_a_newspaper_was_first() -> None:
    shelf = Shelf(subscriptions=(DALIAN,))
    shelf.put(list_of(Stage.PROPOSED, "大连市、沈阳市、南京市、杭州市", 4, date(2026, 1, 5)))
    shelf.put(list_of(Stage.ANNOUNCED, "沈阳市、南京市", 4, date(2026, 1, 20), who="日报"))
    decision = list_of(Stage.ANNOUNCED, "沈阳市、南京市、杭州市、成都市", 4, date(2026, 1, 21))
    told = final(shelf, decision)
    assert told.removed == ("大连市",)
    assert len(shelf.outcomes[decision.id].owed) == 1


def test_a_meeting_and_the_document_issued_days_later_are_two_and_a_reprint_is_none() -> None:
    shelf = Shelf()
    cities = "北京、上海、重庆、杭州、广州、深圳6个城市"
    meeting = Telling(
        "meeting",
        "国务院常务会议部署试点",
        f"国务院9月8日召开国务院常务会议，会议决定在{cities}开展营商环境创新试点。",
        date(2026, 9, 8),
        "a",
    )
    issue = Telling(
        "issue",
        "国务院印发意见",
        f"国务院日前印发《关于开展营商环境创新试点工作的意见》，部署在{cities}开展营商环境创新试点。",
        date(2026, 9, 25),
        "b",
    )
    later = Telling(
        "later",
        "六城市开展营商环境创新试点",
        f"国务院近日印发《关于开展营商环境创新试点工作的意见》，{cities}开展营商环境创新试点。",
        date(2026, 9, 28),
        "b",
    )
    for telling in (meeting, issue, later):
        shelf.put(telling)
    assert shelf.placed["meeting"] != shelf.placed["issue"] == shelf.placed["later"]


def test_near_identical_words_are_one_story_whatever_stage_they_were_read_as() -> None:
    shelf = Shelf()
    body = TASKS.text.replace("1月9日", "日前")
    shelf.put(TASKS)
    reprint = Telling("reprint", "大连等9城市服务业扩大开放综合试点方案公布", body, date(2026, 1, 11), "tasks")
    shelf.put(reprint)
    assert shelf.placed["reprint"] == shelf.placed["tasks"]


def test_a_newspaper_that_is_first_to_name_a_city_s_tasks_tells_that_city() -> None:
    shelf = Shelf(subscriptions=(DALIAN,))
    short = Telling(
        "short",
        "服务业扩大开放综合试点任务下达",
        "商务部印发9城市服务业扩大开放综合试点任务，共159项试点任务。",
        date(2026, 1, 9),
        "tasks",
    )
    shelf.put(short)
    shelf.put(TASKS)
    (joined,) = (change for change in shelf.outcomes["tasks"].changes if isinstance(change, StoryJoined))
    assert "大连市" in {concern.name for concern in joined.concerns}
    assert len(shelf.outcomes["tasks"].owed) == 1
