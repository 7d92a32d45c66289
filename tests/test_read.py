"""What a reading says of a document: lists in tables, tasks, dates, numbers, and where each word stands."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Cell, Document, ListedPlace, PilotList, Reading, Role, Stage, Table
from monitor.read import read, read_text
from monitor.read.as_json import reading_json

KEYS = [
    *("id", "title", "published", "language", "is_pilot_announcement", "stage", "programme", "batch", "issuers"),
    *("document_number", "cites", "pilot_list", "task_list", "mentions", "deadlines", "notes"),
]


def listed(reading: Reading) -> list[ListedPlace]:
    assert reading.pilot_list is not None
    return list(reading.pilot_list.places)


def roles(reading: Reading) -> dict[str, Role]:
    return {place.name: place.role for place in listed(reading)}


def pilots(reading: Reading) -> PilotList:
    assert reading.pilot_list is not None
    return reading.pilot_list


def table_document(title: str, intro: str, grid: list[list[str]], *, inherited: set[tuple[int, int]]) -> Document:
    """A document whose table stands in its text a row a line, spanned cells repeated in the grid only."""
    text = f"{title}\n{intro}\n"
    rows: list[tuple[Cell, ...]] = []
    above: list[Cell] = []
    for row, words in enumerate(grid):
        cells: list[Cell] = []
        for column, word in enumerate(words):
            if (row, column) in inherited:
                cells.append(Cell(above[column].text, above[column].start, above[column].end, inherited=True))
                continue
            cells.append(Cell(word, len(text), len(text) + len(word)))
            text += word + "\t"
        text = text.rstrip("\t") + "\n"
        rows.append(tuple(cells))
        above = cells
    return Document("https://example.org/1", title, date(2026, 5, 20), None, text, tables=(Table(tuple(rows)),))


def test_a_table_with_merged_provinces_lists_each_place_once_in_its_own_words() -> None:
    document = table_document(
        "关于公布第二批县域商业试点名单的通知",
        "现将第二批县域商业试点名单公布如下，共4个。",
        [
            ["序号", "省份", "试点县"],
            ["1", "河北省", "正定县"],
            ["2", "", "迁安市"],
            ["3", "辽宁省", "东港市"],
            ["4", "大连市", "庄河市"],
        ],
        inherited={(2, 1)},
    )
    reading = read(document)
    assert [place.name for place in listed(reading)] == ["正定县", "迁安市", "东港市", "庄河市"]
    assert [place.city for place in listed(reading)] == ["130100", "130200", "210600", "210200"]
    assert [p.evidence.quote for p in listed(reading)] == [
        "1\t河北省\t正定县",
        "2\t迁安市",
        "3\t辽宁省\t东港市",
        "4\t大连市\t庄河市",
    ]
    assert (pilots(reading).stated_count, pilots(reading).complete, reading.batch) == (4, True, 2)


def test_a_table_is_found_where_it_stands_below_a_spaced_out_name() -> None:
    grid = [["序号", "城市"], ["1", "大连市"], ["2", "宁波市"]]
    document = table_document("公布试点名单", "经研究，同 意设立智慧商圈试点。", grid, inherited=set())
    assert [document.text[p.evidence.start : p.evidence.end] for p in listed(read(document))] == [
        "1\t大连市",
        "2\t宁波市",
    ]


def test_a_table_of_a_cell_a_line_proves_a_place_by_its_whole_row() -> None:
    text = "现公布首批智慧商圈试点名单。\n序号\n省份\n城市\n1\n辽宁省\n沈阳市\n2\n大连市\n3\n浙江省\n宁波市\n"
    quotes = [place.evidence.quote for place in listed(read_text(text, title="公布试点名单"))]
    assert quotes == ["1\n辽宁省\n沈阳市", "2\n大连市", "3\n浙江省\n宁波市"]


def test_a_column_headed_as_focus_tells_it_in_however_few_words() -> None:
    text = "现公布智慧商圈试点名单。\n序号\t城市\t重点方向\n1\t沈阳市\t一店多能\n2\t大连市\t无接触配送\n"
    focus = {place.name: place.focus for place in listed(read_text(text, title="公布试点名单"))}
    assert focus == {"沈阳市": "一店多能", "大连市": "无接触配送"}


def test_a_date_line_below_the_title_tells_the_day_of_publication() -> None:
    text = "关于公布智慧商圈试点名单的通知\n2025-06-06 11:12\n沈阳、大连2个城市入选。"
    assert read_text(text).published == date(2025, 6, 6)
    assert read_text(text, published=date(2025, 6, 9)).published == date(2025, 6, 9)


def test_a_deadline_says_its_length_once() -> None:
    reading = read_text("现公布试点城市名单，试点期为期2年。", title="试点名单公布")
    assert [(d.what, d.text) for d in reading.deadlines] == [("试点期", "2年")]


def test_who_leads_a_task_is_named_as_printed() -> None:
    text = (
        "共3项试点任务。\n1.支持大连市建设冷链。（牵头单位：商贸发展部）\n2.推进改造。（住房城乡建设部、市场监管总局负责）"
        "\n3.建设驿站。（住房和城乡建设部和公安部，2026年6月底前完成）"
    )
    reading = read_text(text, title="关于印发首批试点任务清单的通知")
    assert reading.task_list is not None
    assert [task.lead for task in reading.task_list.items] == [
        ("商贸发展部",),
        ("住房城乡建设部", "市场监管总局"),
        ("住房和城乡建设部", "公安部"),
    ]
    assert [mention.role for mention in reading.mentions if mention.code == "210200"] == [Role.TASKED]


def test_a_list_of_those_that_leave_is_told_apart_from_those_that_join() -> None:
    joining, leaving = "一、新增试点城市名单\n1.大连市\n2.苏州市\n", "二、退出试点城市名单\n1.临沂市\n2.株洲市\n"
    text = "关于调整试点城市名单的公告\n" + joining + leaving
    reading = read_text(text, title="关于调整试点城市名单的公告")
    assert roles(reading) == {
        "大连市": Role.SELECTED,
        "苏州市": Role.SELECTED,
        "临沂市": Role.REMOVED,
        "株洲市": Role.REMOVED,
    }


def test_who_loses_its_status_is_removed() -> None:
    reading = read_text(
        "经评估，大连市、洛阳市连续两年不合格，退出物流枢纽城市试点。", title="关于取消部分城市试点资格的通知"
    )
    assert (reading.stage, roles(reading)) == (Stage.REVOKED, {"大连市": Role.REMOVED, "洛阳市": Role.REMOVED})


def test_what_a_bracket_leaves_out_is_excluded_and_what_follows_is_not() -> None:
    reading = read_text("自然资源部决定在辽宁省（不含大连市）、吉林省开展占补平衡改革试点。", title="两省开展改革试点")
    assert roles(reading) == {"辽宁省": Role.SELECTED, "大连市": Role.EXCLUDED, "吉林省": Role.SELECTED}


def test_a_group_counted_in_full_lists_its_members_with_its_name() -> None:
    text = "海关总署今天宣布，将退货监管试点扩大至北京、天津、上海、重庆4个直辖市和5个计划单列市。"
    reading = read_text(text, title="退货监管试点扩大范围")
    via = {place.name: place.via for place in listed(reading)}
    assert (via["大连市"], via["北京市"]) == ("计划单列市", None)
    assert (pilots(reading).stated_count, pilots(reading).complete) == (9, True)


@pytest.mark.parametrize(
    "text",
    [
        "新一批30个国家物流枢纽建设名单发布，覆盖24个省份及2个计划单列市。",
        "各省、自治区、直辖市、计划单列市商务主管部门：现就试点申报工作通知如下。",
    ],
)
def test_a_group_in_part_or_in_a_salutation_only_implies_its_members(text: str) -> None:
    reading = read_text(text, title="国家物流枢纽建设试点")
    assert {mention.role for mention in reading.mentions if mention.code == "210200"} == {Role.IMPLIED}


def test_an_unnamed_rest_leaves_the_list_open_whatever_closes_it() -> None:
    partial = read_text("在北京、上海等38个城市开展零售业创新提升试点。", title="试点名单公布")
    whole = read_text("在北京、上海、大连等3个城市开展零售业创新提升试点。", title="试点名单公布")
    assert (pilots(partial).complete, pilots(whole).complete) == (False, True)
    assert partial.notes == ("stated 38, named 2: list incomplete",)


def test_a_list_in_an_attachment_is_left_to_a_person() -> None:
    reading = read_text(
        "现公布第二批试点名单，共确定30个试点地区（名单见附件）。", title="公布第二批预制菜质量提升试点名单"
    )
    assert (pilots(reading).stated_count, pilots(reading).places) == (30, ())
    assert any(note.startswith("需人工核对") for note in reading.notes)


TASKS = """关于印发《大连市服务业扩大开放综合试点任务分工方案》的通知
大政办发〔2026〕7号
现将方案印发给你们。本方案共2个方面4项试点任务，依据国函〔2025〕30号制定。
一、总体要求
坚持先行先试。
二、试点任务
（一）提升航运服务能级
1.支持国际中转集拼业务。（责任单位：商务部、海关总署；2026年12月底前完成）
先在大窑湾试行。
2.发展船舶融资租赁。
（二）扩大金融开放
1.支持金普新区便利跨境结算。
2.推动数字人民币应用。
三、保障措施
1.加强组织领导。
"""


def test_numbered_tasks_are_counted_through_their_areas_without_the_safeguards() -> None:
    reading = read_text(TASKS, title=TASKS.split("\n", 1)[0])
    assert reading.task_list is not None
    assert (reading.task_list.stated_count, reading.task_list.stated_areas) == (4, 2)
    assert [(task.number, task.area) for task in reading.task_list.items] == [
        ("1", "提升航运服务能级"),
        ("2", "提升航运服务能级"),
        ("3", "扩大金融开放"),
        ("4", "扩大金融开放"),
    ]
    first = reading.task_list.items[0]
    assert (first.lead, first.deadline) == (("商务部", "海关总署"), "2026-12")
    assert "先在大窑湾试行" in first.text


def test_the_own_number_stands_in_the_head_and_others_are_cited() -> None:
    reading = read_text(TASKS, title=TASKS.split("\n", 1)[0])
    assert (reading.document_number, reading.cites) == ("大政办发〔2026〕7号", ("国函〔2025〕30号",))


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("商务部公告2026年第34号", "商务部公告2026年第34号"),
        ("发改经贸﹝2021﹞1697号", "发改经贸〔2021〕1697号"),
        ("财办建[2024]21号", "财办建〔2024〕21号"),
        ("国函〔二〇二六〕三十号", "国函〔2026〕30号"),
    ],
)
def test_numbers_are_written_one_way(words: str, number: str) -> None:
    assert (
        read_text(f"关于试点工作的通知\n{words}\n现将有关事项通知如下。", title="关于试点工作的通知").document_number
        == number
    )


@pytest.mark.parametrize(
    ("sentence", "published", "expected"),
    [
        ("现予公示，公示期为2026年5月26日至6月1日。", None, ("公示期", "2026-05-26", "2026-06-01", None)),
        ("公示到6月6日，自5月31日起算。", date(2024, 6, 4), ("公示期", "2024-05-31", "2024-06-06", None)),
        ("公示期为5个工作日。", date(2026, 9, 1), ("公示期", None, "2026-09-08", "5个工作日")),
        ("公示期5个工作日，自2025年9月28日起。", None, ("公示期", "2025-09-28", "2025-10-10", "5个工作日")),
        ("试点期为2年，自批复之日起算。", None, ("试点期", None, None, "P2Y")),
        ("试点建设期限为三年。", None, ("建设期限", None, None, "P3Y")),
        ("请于2026年6月30日前报送试点申报材料。", None, ("申报截止", None, "2026-06-30", None)),
        ("自3月1日起实施试点。", date(2026, 2, 10), ("实施", "2026-03-01", None, None)),
        ("到2027年，建成一批试点城市。", None, ("目标", None, "2027", None)),
    ],
)
def test_deadlines_are_as_precise_as_the_text(
    sentence: str, published: date | None, expected: tuple[str, str | None, str | None, str | None]
) -> None:
    reading = read_text("现公布试点城市名单。" + sentence, title="试点名单公示", published=published)
    assert expected in [(d.what, d.start, d.end, d.duration) for d in reading.deadlines]


def test_where_the_holiday_calendar_ends_weekdays_count_and_a_note_says_so() -> None:
    reading = read_text("现公示试点名单，公示期为5个工作日。", title="试点名单公示", published=date(2040, 3, 5))
    assert [d.end for d in reading.deadlines] == ["2040-03-12"]
    assert any("2040" in note for note in reading.notes)


def test_spellings_of_one_programme_share_a_key() -> None:
    titles = [
        "首批全国预制菜质量提升试点名单公布",
        "关于开展预制菜质量提升综合试点的通知",
        "预制菜质量提升试点示范城市公示",
    ]
    keys = {found.key for title in titles if (found := read_text(title + "。", title=title).programme)}
    assert len(keys) == 1


def test_related_links_do_not_reach_the_reading() -> None:
    text = "近日，商务部公布智慧商圈试点名单，沈阳、鞍山2个城市入选。\n相关阅读\n大连入选全球活力城市\n大连获批新试点"
    reading = read_text(text, title="智慧商圈试点名单公布")
    assert [place.name for place in listed(reading)] == ["沈阳市", "鞍山市"]
    assert not [mention for mention in reading.mentions if mention.code == "210200"]


def test_splices_and_gaps_keep_the_offsets_of_the_text_as_given() -> None:
    text = "國務(wù)院批復(fù)同意在大 連、寧波2個城市開(kāi)展服務業擴大開放綜合試點(diǎn)。"
    reading = read_text(text, title="國務院批復")
    surfaces = {mention.name: text[mention.start : mention.end] for mention in reading.mentions}
    assert surfaces == {"大连市": "大 連", "宁波市": "寧波"}


def test_the_json_has_the_keys_of_the_contract_in_order() -> None:
    told = reading_json(read_text(TASKS, title="t", published=date(2026, 3, 2)), id="x")
    assert list(told) == KEYS
    assert (told["id"], told["published"]) == ("x", "2026-03-02")


PIECES = st.sampled_from(
    [
        *"、，。；：（）()【】《》“”\n\t |1一",
        "大连",
        "北京市",
        "辽宁省",
        "第二批",
        "38个城市",
        "试点",
        "公示",
        "名单",
        "不含",
        "等",
        "取消",
        "2026年6月1日",
        "〔2026〕3号",
        "Dalian",
        " pilot ",
        "in ",
        "1.",
        "（一）",
        "支持",
        "新增",
        "計劃單列市",
        "\u200b",
        "𠮷",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200), st.none() | st.dates())
def test_any_text_is_read_and_every_quote_stands_where_it_says(text: str, published: date | None) -> None:
    reading = read_text(text, title="关于公布试点名单的通知", published=published)
    for mention in reading.mentions:
        assert text[mention.start : mention.end] == mention.surface
        assert mention.quote in text
    evidence = [place.evidence for place in reading.pilot_list.places] if reading.pilot_list else []
    evidence += [deadline.evidence for deadline in reading.deadlines]
    evidence += [task.evidence for task in reading.task_list.items] if reading.task_list else []
    for proof in evidence:
        assert text[proof.start : proof.end] == proof.quote


@pytest.mark.parametrize(
    "piece",
    [
        "大连、",
        "试点",
        "1\t辽宁省\t大连市\n",
        "1\n",
        "发改〔2025〕1号",
        "北京、上海等",
        "《试点",
        "取消大连试点资格",
        "9" * 40,
        "pilot cities ",
    ],
)
def test_a_hostile_text_costs_no_more_than_its_length(piece: str) -> None:
    """Sixteen times the text may take some twenty times the time, not two hundred: nothing here is quadratic."""
    from time import process_time

    def cost(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length]
        started = process_time()
        read_text(text, title="试点")
        return process_time() - started

    cost(1_000)
    assert cost(64_000) < 100 * cost(4_000) + 1.0
