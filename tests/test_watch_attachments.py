"""Stories in which the list is only in an attachment: what a subscriber and the log receive."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.listing import document_key
from tests.attached_files import docx, pdf, xlsx
from tests.webserver import Answer
from tests.world import World

TITLE = "商务部办公厅关于公布第一批全国零售业创新提升试点城市名单的通知"
CITIES = (
    ("辽宁省", "大连市"), ("辽宁省", "沈阳市"), ("山东省", "青岛市"), ("江苏省", "南京市"), ("江苏省", "苏州市"),
    ("浙江省", "杭州市"), ("浙江省", "宁波市"), ("安徽省", "合肥市"), ("福建省", "厦门市"), ("江西省", "南昌市"),
    ("河南省", "郑州市"), ("湖北省", "武汉市"), ("湖南省", "长沙市"), ("广东省", "广州市"), ("四川省", "成都市"),
)  # fmt: skip
ROWS = [("序号", "省份", "城市"), *((str(number), *row) for number, row in enumerate(CITIES, 1))]
WITHOUT_DALIAN = [ROWS[0], ("1", "吉林省", "长春市"), *ROWS[2:]]


def notice(count: int, *files: str) -> str:
    links = " ".join(f'<a href="/files/{name}">{name}</a>' for name in files)
    return (
        "<p>各省、自治区、直辖市及计划单列市商务主管部门：</p>"
        f"<p>经研究，确定{count}个城市为第一批全国零售业创新提升试点城市（名单见附件），现予公布。</p><p>附件：{links}</p>"
    )


@pytest.fixture
def world(tmp_path: Path, database_url: str) -> Iterator[World]:
    with World(tmp_path, database_url) as world:
        yield world


async def test_a_list_that_stands_only_in_a_word_file_is_told_once_with_its_row(world: World) -> None:
    await world.poll()
    world.ministry.site["/files/list.docx"] = docx(ROWS, "附件")
    world.ministry.publish("n1", TITLE, notice(15, "list.docx"))
    for _ in range(3):
        await world.poll()
    (line,) = world.log("list_published")
    assert (line["stated_count"], line["complete"], len(line["places"])) == (15, True, 15)
    assert len(world.alerts) == 1
    assert any("大连市" in proof["quote"] and proof["snapshot"] for proof in line["evidence"])
    assert world.ministry.site.count("/files/list.docx") == 1


async def test_the_bytes_of_an_attachment_are_kept(world: World) -> None:
    await world.poll()
    world.ministry.site["/files/list.xlsx"] = xlsx(ROWS)
    url = world.ministry.publish("n1", TITLE, notice(15, "list.xlsx"))
    await world.poll()
    document = world.store.document(document_key(url))
    assert document is not None
    (file,) = world.store.attached(document)
    page = world.store.snapshot(file.sha256)
    assert page is not None
    assert (page.url, page.body) == (world.ministry.site.url("/files/list.xlsx"), xlsx(ROWS))


async def test_a_scanned_list_is_said_and_the_alert_still_goes_out(world: World) -> None:
    await world.poll()
    world.ministry.site["/files/list.pdf"] = pdf((), image=True)
    body = notice(15, "list.pdf").replace("确定15个", "确定大连等15个")
    world.ministry.publish("n1", TITLE, body)
    await world.poll()
    assert len(world.alerts) == 1
    assert "扫描件" in str(world.alerts[0])


async def test_an_attachment_that_is_replaced_under_an_unchanged_page_is_told(world: World) -> None:
    world.ministry.site.conditional = True
    await world.poll()
    world.ministry.site["/files/list.xlsx"] = Answer(xlsx(WITHOUT_DALIAN), headers={"etag": '"1"'})
    world.ministry.publish("n1", TITLE, notice(15, "list.xlsx"))
    await world.poll()
    world.ministry.site["/files/list.xlsx"] = Answer(xlsx(ROWS), headers={"etag": '"2"'})
    await world.poll(after=timedelta(hours=2))
    (line,) = world.log("list_changed")
    assert (line["added"], line["removed"]) == (["大连市"], ["长春市"])
    assert len(world.alerts) == 1


async def test_an_attachment_that_cannot_be_had_yet_is_read_as_soon_as_it_can(world: World) -> None:
    await world.poll()
    world.ministry.site["/files/list.xlsx"] = Answer(status=503)
    world.ministry.publish("n1", TITLE, notice(15, "list.xlsx"))
    await world.poll()
    assert world.alerts == []
    assert any("未能下载" in note for line in world.log("list_published") for note in line["notes"])
    world.ministry.site["/files/list.xlsx"] = xlsx(ROWS)
    await world.poll(after=timedelta(minutes=11))
    assert len(world.alerts) == 1
    assert "大连" in str(world.alerts[0])


async def test_a_document_that_is_itself_a_file_is_read(world: World) -> None:
    await world.poll()
    url = world.ministry.publish("n1", TITLE, "")
    world.ministry.site["/n1.html"] = Answer(
        docx(ROWS, TITLE, "确定15个城市为第一批试点城市。"), content_type="application/msword"
    )
    await world.poll()
    assert len(world.alerts) == 1
    assert url in str(world.alerts[0])
    assert world.ministry.site.count("/n1.html") == 1


async def test_a_page_that_kills_its_reader_is_told_by_its_title_and_others_are_read(world: World) -> None:
    await world.poll()
    world.ministry.publish("n1", "大连入选首批零售业创新提升试点城市", "")
    world.ministry.site["/n1.html"] = b"<html><body><div id=zoom>" + b"<table><tr><td>" * 60_000 + b"</html>"
    world.newspaper.publish("n2", "要闻", "<p>明日多云，风力不大，适宜出行，请注意安全。</p>")
    for _ in range(4):
        await world.poll(after=timedelta(hours=1))
    assert "要闻" in {line["title"] for line in world.log("document_published")}
    assert len(world.alerts) == 1
    assert "需人工核对" in str(world.alerts[0])
