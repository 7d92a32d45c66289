"""What attached files say, and what is said of those that cannot be read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.attachment.append import Contents, append_attachments
from monitor.attachment.contents import read_file
from monitor.attachment.flow import paragraphs
from monitor.attachment.wanted import is_a_file, wanted
from monitor.model import Attachment, Document
from tests.attached_files import CITIES, docx, encrypted_pdf, ofd, pdf, xlsx, zipped

HEADER = ["序号", "省份", "城市", "试点任务"]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FILES = {
    "a.docx": docx(CITIES, "附件1"),
    "a.xlsx": xlsx(CITIES),
    "a.pdf": pdf(CITIES, "Cities"),
    "a.ofd": ofd(CITIES, "名单"),
}


def grid(contents: Contents) -> list[list[str]]:
    (table,) = contents.tables
    return [[cell.text for cell in row] for row in table.rows]


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pdf"])
def test_a_province_merged_over_its_cities_stands_beside_each(name: str) -> None:
    contents = read_file(FILES[name], name)
    assert grid(contents) == [
        HEADER,
        ["1", "辽宁省", "大连市", "发展首发经济"],
        ["2", "辽宁省", "沈阳市", "改造步行街"],
        ["3", "山东省", "青岛市", "发展即时零售"],
    ]
    assert contents.notes == ()


@pytest.mark.parametrize("name", FILES)
def test_a_cell_is_found_in_the_text_where_it_says(name: str) -> None:
    contents = read_file(FILES[name], name)
    for row in contents.tables[0].rows:
        for cell in row:
            assert contents.text[cell.start : cell.end] == cell.text


def test_the_rows_of_an_ofd_file_are_found_by_where_its_words_stand() -> None:
    assert [row[2] for row in grid(read_file(FILES["a.ofd"], "a.ofd"))] == ["城市", "大连市", "沈阳市", "青岛市"]


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_known_by_its_bytes_whatever_its_name(name: str) -> None:
    assert read_file(FILES[name], "download").tables == read_file(FILES[name], name).tables


def test_a_web_page_under_an_old_office_name_is_read_and_under_a_new_one_is_a_missing_file() -> None:
    rows = "<tr><td>省份</td><td>城市</td></tr><tr><td>辽宁省</td><td>大连市</td></tr>"
    page = f"<html><table>{rows}</table></html>".encode()
    assert "大连市" in read_file(page, "名单.xls").text
    assert "是网页" in read_file(page, "名单.docx").notes[0]


def test_the_files_of_an_archive_are_read_under_their_names() -> None:
    contents = read_file(zipped({"附件/一.docx": FILES["a.docx"], "二.xlsx": FILES["a.xlsx"]}), "附件.zip")
    assert len(contents.tables) == 2
    assert [line for line in contents.text.split("\n") if line.endswith("x")] == ["一.docx", "二.xlsx"]


def test_names_written_in_gbk_are_read() -> None:
    data = zipped({"xxxx.txt": "大连市"}).replace(b"xxxx.txt", "名单.txt".encode("gbk"))
    assert read_file(data, "a.zip").text == "名单.txt\n大连市"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (pdf((), image=True), "扫描件"),
        (encrypted_pdf(), "已加密"),
        (OLE + b"\0" * 600 + "EncryptedPackage\0".encode("utf-16-le"), "已加密"),
        (FILES["a.docx"][:-200], "损坏"),
        (FILES["a.ofd"][:300], "损坏"),
        (FILES["a.pdf"][:300], "损坏"),
        (OLE + b"\0" * 600 + "WordDocument\0".encode("utf-16-le"), "损坏"),
        (b"", "空"),
        (b"Rar!\x1a\x07\x00", "RAR"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"\x00\x01\x02", "不支持"),
        (docx(()), "没有文字"),
        (zipped({"a.zip": zipped({"b.zip": b"x"})}), "压缩包里还有压缩包"),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, why: str) -> None:
    contents = read_file(data, "名单")
    assert contents.text == ""
    (note,) = contents.notes
    assert note.startswith("需人工核对: 附件“")
    assert why in note


def test_a_bomb_in_an_archive_is_passed_over_and_its_neighbours_are_read() -> None:
    data = zipped({"bomb.txt": b"0" * 60_000_000, "名单.xlsx": FILES["a.xlsx"]})
    assert len(data) < 100_000
    contents = read_file(data, "附件.zip")
    assert "大连市" in contents.text
    assert contents.notes == ("需人工核对: 附件“bomb.txt”未能读取（解压后过大）",)


def test_a_table_too_large_to_read_whole_says_so() -> None:
    contents = read_file(xlsx([("序号", "城市"), *((str(number), "大连市") for number in range(10_500))]), "a.xlsx")
    assert "大连市" in contents.text
    assert contents.notes == ("需人工核对: 附件“a.xlsx”表格过大，只读了一部分",)


def test_an_archive_of_very_many_files_is_read_in_part_and_says_so() -> None:
    contents = read_file(zipped({f"{number}.txt": "大连市" for number in range(40)}), "a.zip")
    assert contents.text.count("大连市") == 30
    assert "40 个文件" in contents.notes[-1]


def test_a_word_bomb_is_refused_unopened() -> None:
    bomb = zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": b"<w:document>" + b" " * 200_000_000})
    contents = read_file(bomb, "a.docx")
    assert contents.text == ""
    assert contents.notes


@pytest.mark.parametrize("entity", ['SYSTEM "file:///etc/passwd"', '"大连市"'])
def test_entities_of_a_document_are_not_resolved(entity: str) -> None:
    data = docx((), "开头 &xxe; 结尾", declared=f"<!DOCTYPE x [<!ENTITY xxe {entity}>]>")
    assert "root:" not in read_file(data, "a.docx").text


def test_lines_broken_by_the_page_are_whole_again_and_items_stay_apart() -> None:
    lines = [
        "    经研究，确定北京市、上海市、天津市、重庆市、大",
        "连市、青岛市为试点城市，现予公布。",
        "一、总体要求",
        "- 1 -",
        "（一）名单见附件",
    ]
    assert paragraphs(lines) == [
        "经研究，确定北京市、上海市、天津市、重庆市、大连市、青岛市为试点城市，现予公布。",
        "一、总体要求",
        "（一）名单见附件",
    ]


def document(text: str, *names: str) -> Document:
    attachments = tuple(Attachment(f"http://a.test/{name}", name) for name in names)
    return Document("http://a.test/", "关于公布名单的通知", None, None, text, attachments=attachments)


def test_a_file_stands_behind_the_text_under_its_name_and_its_cells_are_found_there() -> None:
    page = document("关于公布名单的通知\n名单见附件。", "名单.xlsx")
    whole = append_attachments(page, [(page.attachments[0], read_file(FILES["a.xlsx"], "名单.xlsx"))])
    assert whole.text.startswith("关于公布名单的通知\n名单见附件。\n附件：名单\n")
    cell = whole.tables[0].rows[1][2]
    assert whole.text[cell.start : cell.end] == "大连市"


def test_the_notice_once_more_as_a_file_adds_nothing() -> None:
    page = document("关于公布名单的通知\n现确定大连市、沈阳市为试点城市。\n请认真贯彻落实。", "全文.pdf")
    again = Contents("关于公布名单的通知\n现确定大连市、 沈阳市为试点城市。\n请认真贯彻落实。")
    assert append_attachments(page, [(page.attachments[0], again)]).text == page.text


def test_of_one_file_in_several_formats_the_best_is_read() -> None:
    page = document("", "名单.pdf", "名单.ofd", "名单.xlsx", "方案.wps")
    assert [each.name for each in wanted(page.attachments)] == ["名单.xlsx", "方案.wps"]


def test_a_page_with_very_many_files_has_the_first_ones_read() -> None:
    assert len(wanted(document("", *(f"{number}.docx" for number in range(50))).attachments)) == 8


@pytest.mark.parametrize(
    ("url", "is_file"), [("http://a/x.pdf?y", True), ("http://a/x.html", False), ("http://a/", False)]
)
def test_a_url_tells_whether_it_leads_to_a_file(url: str, *, is_file: bool) -> None:
    assert is_a_file(url) is is_file


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(sorted(FILES)),
    at=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=12),
    end=st.floats(0.1, 1),
)
def test_no_damage_to_a_file_is_more_than_a_note(name: str, at: list[tuple[float, int]], end: float) -> None:
    data = bytearray(FILES[name])
    for place, value in at:
        data[int(place * (len(data) - 1))] = value
    contents = read_file(bytes(data[: int(end * len(data))]), name)
    assert contents.text or contents.notes


@settings(max_examples=60, deadline=None)
@given(
    head=st.sampled_from(
        [b"", b"PK\x03\x04", OLE, b"%PDF-1.4\n", b"<html>", b"{\\rtf", OLE + "Workbook\0".encode("utf-16-le")]
    ),
    rest=st.binary(max_size=600),
)
def test_any_bytes_give_text_or_a_note(head: bytes, rest: bytes) -> None:
    contents = read_file(head + rest, "附件")
    assert contents.text or contents.notes
