"""What a page says as a document, and what it leaves out."""

import json
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.document import DocumentError, extract
from monitor.markup.words import fold
from monitor.model import Document, DocumentRule, Entry, Health, Page

NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
URL = "https://www.example.cn/zc/202601/t20260109_1.html"
TITLE = "关于公布首批试点城市名单的通知"
TEXT = "现将首批试点城市名单予以公布，请各地认真组织实施，及时报告进展情况。"
SHARED = Path(__file__).parents[2] / "shared" / "sources"


def page(body: str | bytes, url: str = URL, kind: str = "text/html") -> Page:
    return Page(url, 200, {"content-type": kind}, body.encode() if isinstance(body, str) else body, NOON)


def read(body: str | bytes, rule: DocumentRule | None = None, entry: Entry | None = None) -> Document:
    return extract(page(body), rule or DocumentRule(), entry)


def html(body: str, head: str = "", title: str = f"{TITLE}_某部门户网站") -> str:
    return f"<html><head><meta charset='utf-8'><title>{title}</title>{head}</head><body>{body}</body></html>"


def lines(body: str, rule: DocumentRule | None = None) -> list[str]:
    return read(html(f"<h1>{TITLE}</h1><div id='zoom'>{body}</div>"), rule).text.split("\n")[1:]


def refused(body: str | bytes) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read(body)
    return caught.value


@pytest.mark.parametrize(
    ("head", "body", "listed", "title"),
    [
        ("", f"<h1>某部门户网站</h1><h2>{TITLE}</h2>", None, TITLE),
        ("", "<h1></h1>", None, TITLE),
        ("", "<h1>某部</h1>", TITLE, TITLE),
        ("", f"<h3>{TITLE}</h3>", "关于公布首批试点城市…", TITLE),
        (f"<meta name='ArticleTitle' content='{TITLE}'>", "", None, TITLE),
        ("<meta name='ArticleTitle' content='关于公布首批 试点城市 名单的通知'>", f"<h1>{TITLE}</h1>", None, TITLE),
        ("", f"<h1>{TITLE[:8]}\n      {TITLE[8:]}</h1>", None, TITLE),
    ],
)
def test_the_title_is_the_one_that_others_confirm(head: str, body: str, listed: str | None, title: str) -> None:
    entry = Entry(URL, listed) if listed else None
    assert read(html(f"{body}<div id='zoom'><p>{TEXT}</p></div>", head), entry=entry).title == title


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("山西品牌丝路行正式启动 - 山西省人民政府门户网站", "山西品牌丝路行正式启动"),
        ("女儿出嫁，画了几笔兰花--文化--人民网", "女儿出嫁，画了几笔兰花"),
        ("两会：关注点大不同_教育频道_中国青年网", "两会：关注点大不同"),
        ("1-10月固定资产投资结构趋稳", "1-10月固定资产投资结构趋稳"),
        ("法国罢工影响交通-新华网", "法国罢工影响交通"),
        ("中国—东盟合作——开放之路", "中国—东盟合作——开放之路"),
        ("商务部公告2026年第34号", "商务部公告2026年第34号"),
    ],
)
def test_the_site_s_name_behind_a_title_is_left_out(written: str, title: str) -> None:
    assert read(html(f"<div id='zoom'><p>{TEXT}</p></div>", title=written)).title == title


def test_a_configured_title_may_stand_in_a_meta() -> None:
    body = html(f"<h1>别的</h1><p>{TEXT}</p>", f"<meta name='ArticleTitle' content='{TITLE}'>")
    assert read(body, DocumentRule(title="meta[name=ArticleTitle]")).title == TITLE


META = "<meta name='PubDate' content='2026-01-11 08:00'>"
NEAR = f"<h1>{TITLE}</h1><p>发布时间：2026-01-10 09:00　来源：流通司</p>"
SIGNED = f"<div id='zoom'><p>{TEXT}</p><p>商务部</p><p>2026年1月2日</p></div>"


@pytest.mark.parametrize(
    ("head", "body", "listed", "day"),
    [
        (META, NEAR + SIGNED, date(2026, 1, 12), date(2026, 1, 12)),
        (META, NEAR + SIGNED, None, date(2026, 1, 10)),
        (META, f"<h1>{TITLE}</h1>" + SIGNED, None, date(2026, 1, 11)),
        ("", f"<h1>{TITLE}</h1>" + SIGNED, None, date(2026, 1, 9)),
        (
            "<meta name='MakeTime' content='2026-03-01'>",
            f"<h1>{TITLE}</h1>{SIGNED}<p>页面生成时间 2026-03-02</p>",
            None,
            date(2026, 1, 9),
        ),
        ("<meta name='firstpublishedtime' content='2026-01-11-20:00:00'>", SIGNED, None, date(2026, 1, 11)),
        ("<meta property='article:published_time' content='2026-01-10T20:00:00Z'>", SIGNED, None, date(2026, 1, 11)),
    ],
)
def test_the_publication_date_follows_its_order_and_never_the_build_time(
    head: str, body: str, listed: date | None, day: date
) -> None:
    entry = Entry(URL, TITLE, listed) if listed else None
    assert read(html(body, head), entry=entry).published == day


def test_a_configured_date_goes_before_what_the_page_shows() -> None:
    assert read(html(NEAR + SIGNED, META), DocumentRule(published="meta[name=PubDate]")).published == date(2026, 1, 11)


@pytest.mark.parametrize(
    ("head", "body", "publisher"),
    [
        ("<meta name='ContentSource' content='流通司'>", "来源：别处", "流通司"),
        ("", "<span>来源：</span><a href='/'>商务部流通司</a>", "商务部流通司"),
        ("", "2026-01-09 来源：新华社 作者：张三", "新华社"),
        ("", "<script>var a = '来源：脚本';</script>", None),
    ],
)
def test_the_publisher_is_who_the_page_names(head: str, body: str, publisher: str | None) -> None:
    assert read(html(f"<div>{body}</div><div id='zoom'><p>{TEXT}</p></div>", head)).publisher == publisher


def test_blocks_are_lines_and_styling_does_not_part_words() -> None:
    body = "<p>各<span>省</span><b>、</b>自\u200b治区：</p><p>一、大　连\n    市</p>"
    body += "两行<br>裸文本<div><div>深处</div>尾</div>"
    assert lines(f"{body}<p>{TEXT}</p>") == ["各省、自治区：", "一、大 连市", "两行", "裸文本", "深处", "尾", TEXT]


def test_hidden_scripts_styles_and_comments_are_not_text() -> None:
    body = (
        f"<p>{TEXT}</p><p style='display: none'>藏</p><p hidden>藏</p><script>藏</script><style>藏</style><!-- 藏 -->"
    )
    assert lines(body) == [TEXT]


FURNITURE = [
    "<p>打印本页</p>",
    "<p>【打印】 【关闭窗口】</p>",
    "<p>【字体：大 中 小】</p>",
    "<div>扫一扫在手机打开当前页</div>",
    "<div class='share'>分享到：<a>微信</a></div>",
    "<p>浏览次数：1234</p>",
    "<p>责任编辑：张三</p>",
    "<p>上一篇：<a href='/1'>北京入选试点</a></p><p>下一篇：<a href='/2'>上海入选试点</a></p>",
    "<p>相关附件</p><ul><li><a href='/a.docx'>名单</a></li></ul>",
    "<p>相关新闻</p><ul><li><a href='/1'>北京市入选首批零售业创新提升试点城市</a></li></ul>",
    "<div class='related'><a href='/1'>北京</a></div>",
]


@pytest.mark.parametrize("furniture", FURNITURE)
def test_furniture_around_the_text_is_cut(furniture: str) -> None:
    assert lines(f"<p>{TEXT}</p><p>商务部</p>{furniture}") == [TEXT, "商务部"]


@pytest.mark.parametrize(
    "content",
    [
        "<p>相关政策措施如下：</p>" + f"<p>{TEXT}</p>" * 4,
        "<p>附件：1.试点城市名单</p><p>2.任务分工</p>",
        "<p>扫一扫行动在大连等城市开展，推动老旧小区焕然一新，居民满意度明显提高，获得感显著增强，请学习借鉴。</p>",
        "<p>（一）打印机产业</p>",
        "<p>下一篇章从大连开始</p>" + f"<p>{TEXT}</p>" * 3,
        "<p><a href='/a.docx'>大连市试点任务</a></p>",
    ],
)
def test_words_that_only_look_like_furniture_stay(content: str) -> None:
    text = "\n".join(lines(f"<p>{TEXT}</p>{content}"))
    assert text.count("大连") == content.count("大连")
    assert len(text.split("\n")) == 1 + content.count("<p>")


def test_a_counter_that_moves_changes_no_word_of_the_text() -> None:
    before, after = (lines(f"<p>2026-01-09 来源：商务部 浏览次数：{n}</p><p>{TEXT}</p>") for n in (5, 1234))
    assert before == after


def test_the_densest_part_is_the_text_where_nothing_is_known() -> None:
    side = (
        "<div class='side'>"
        + "".join(f"<p><a href='/{n}'>某市推进某项工作取得积极成效，获得好评</a></p>" for n in range(30))
        + "</div>"
    )
    text = f"<p>{TEXT}</p><p>{TEXT}</p><p>商务部</p>"
    body = f"<div class='wrap'>{side}<div class='c1'><div class='c2'>{text}</div></div></div>"
    foot = "<div class='footer'>版权所有：某部，地址：某市某路1号，邮编：100000，京ICP备1号</div>"
    assert read(html(f"<h1>{TITLE}</h1>{body}{foot}")).text.split("\n") == [TITLE, TEXT, TEXT, "商务部"]


def test_a_body_selector_that_finds_nothing_is_noted_and_the_page_read_all_the_same() -> None:
    document = read(html(f"<div id='zoom'><p>{TEXT}</p></div>"), DocumentRule(body="#gone"))
    assert TEXT in document.text
    assert any("#gone" in note for note in document.notes)


def test_the_longest_of_several_matching_bodies_is_read() -> None:
    body = f"<div class='TRS_Editor'>短</div><div class='TRS_Editor'><p>{TEXT}</p></div>"
    assert read(html(body), DocumentRule(body=".TRS_Editor")).text == f"{TITLE}\n{TEXT}"


def table(rows: str) -> list[list[str]]:
    document = read(html(f"<div id='zoom'><p>{TEXT}</p><table>{rows}</table></div>"))
    (found,) = document.tables
    for row in found.rows:
        for cell in row:
            assert document.text[cell.start : cell.end] == cell.text
    assert len({len(row) for row in found.rows}) == 1
    return [[f"({cell.text})" if cell.inherited else cell.text for cell in row] for row in found.rows]


@pytest.mark.parametrize(
    ("rows", "grid"),
    [
        ("<tr><td>1<td>大连<tr><td>2<td>青岛", [["1", "大连"], ["2", "青岛"]]),
        (
            "<tr><td rowspan=2>辽宁</td><td>沈阳</td></tr><tr><td>大连</td></tr>",
            [["辽宁", "沈阳"], ["(辽宁)", "大连"]],
        ),
        ("<tr><th colspan=2>名单</th></tr><tr><td>1</td><td>大连</td></tr>", [["名单", "(名单)"], ["1", "大连"]]),
        (
            "<tr><td rowspan=2 colspan=2>甲</td><td>乙</td></tr><tr><td>丙</td></tr><tr><td>1</td><td>2<td>3",
            [["甲", "(甲)", "乙"], ["(甲)", "(甲)", "丙"], ["1", "2", "3"]],
        ),
        ("<tr><td>1</td><td>2</td></tr><tr><td>短</td></tr>", [["1", "2"], ["短", "()"]]),
        ("<tr><td>甲</td><td rowspan=3>乙</td></tr><tr></tr><tr><td>丙</td></tr>", [["甲", "乙"], ["丙", "(乙)"]]),
        (
            "<tr><td><p>大连市</p><p>青岛市</p></td><td>a<br>b</td></tr><tr><td>宁 波</td><td>c\td</td></tr>",
            [["大连市 青岛市", "a b"], ["宁 波", "c d"]],
        ),
        (
            "<tr><td colspan=-3>甲</td><td rowspan=x>乙</td></tr><tr><td>1</td><td>2</td></tr>",
            [["甲", "乙"], ["1", "2"]],
        ),
    ],
)
def test_tables_are_grids_with_their_spans_expanded(rows: str, grid: list[list[str]]) -> None:
    assert table(rows) == grid


def test_a_row_is_one_line_with_its_cells_parted_by_tabs() -> None:
    rows = "<tr><td rowspan=2>辽宁</td><td>沈阳</td></tr><tr><td>大连</td></tr>"
    assert lines(f"<table>{rows}</table><p>{TEXT}</p>") == ["辽宁\t沈阳", "\t大连", TEXT]


def test_tables_for_the_layout_are_no_tables() -> None:
    inner = "<table><tr><td>1</td><td>大连</td></tr><tr><td>2</td><td>青岛</td></tr></table>"
    document = read(html(f"<table><tr><td>导航</td><td><p>{TEXT}</p><p>{TEXT}</p>{inner}</td></tr></table>"))
    assert len(document.tables) == 1
    assert document.text.count(TEXT) == 2


def test_attack_16_a_table_of_enormous_spans_stays_small() -> None:
    rows = "".join("<tr>" + "<td rowspan=60000 colspan=1000>x</td>" * 20 + "</tr>" for _ in range(500))
    started = time.monotonic()
    document = read(html(f"<div id='zoom'><p>{TEXT}</p><table>{rows}</table></div>"))
    assert sum(len(row) for found in document.tables for row in found.rows) <= 21_000
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    ("link", "url", "name"),
    [
        (
            "<a href='./P020260109.docx'>试点名单</a>",
            "https://www.example.cn/zc/202601/P020260109.docx",
            "试点名单.docx",
        ),
        (
            "<a href='/a.pdf?fileName=附件1：名单.pdf' title='x'>下载</a>",
            "https://www.example.cn/a.pdf?fileName=附件1：名单.pdf",
            "附件1：名单.pdf",
        ),
        (
            "<a href='/front/document/download?fileUrl=YW5U%2Fz&amp;fileName=%E5%90%8D%E5%8D%95.xlsx'>名单</a>",
            "https://www.example.cn/front/document/download?fileUrl=YW5U%2Fz&fileName=%E5%90%8D%E5%8D%95.xlsx",
            "名单.xlsx",
        ),
        ("<a href='/f/8a3c.WPS' download='名单.wps'>附件下载</a>", "https://www.example.cn/f/8a3c.WPS", "名单.wps"),
        ("<a href='/f/9.ofd'>点击下载</a>", "https://www.example.cn/f/9.ofd", "9.ofd"),
        ("<iframe src='/f/list.pdf'></iframe>", "https://www.example.cn/f/list.pdf", "list.pdf"),
        ("<a href='/download/12'>名单.docx</a>", "https://www.example.cn/download/12", "名单.docx"),
    ],
)
def test_attachments_are_found_wherever_they_stand_under_the_name_people_see(link: str, url: str, name: str) -> None:
    document = read(html(f"<div id='zoom'><p>{TEXT}</p></div><div class='footer'>{link}{link}</div>"))
    assert [(file.url, file.name) for file in document.attachments] == [(url, name)]


def test_pages_that_are_no_files_are_no_attachments() -> None:
    links = "<a href='/download.html'>下载中心</a><a href='/a.docx.html'>x</a><a href='javascript:x(\"a.doc\")'>y</a>"
    assert read(html(f"<div id='zoom'><p>{TEXT}</p></div>{links}")).attachments == ()


def test_a_text_in_a_picture_is_said_and_not_guessed() -> None:
    document = read(html("<h1>" + TITLE + "</h1><div id='zoom'><p><img src='list.jpg'></p></div>"))
    assert document.text == TITLE
    assert any("picture" in note for note in document.notes)


def test_a_plain_text_page_is_a_document() -> None:
    document = extract(page(f"{TITLE}\n\n 大连市、青岛市\r\n", kind="text/plain"), DocumentRule())
    assert (document.title, document.text) == (TITLE, f"{TITLE}\n大连市、青岛市")


def test_a_page_that_is_a_file_is_its_own_attachment() -> None:
    file = page(b"%PDF-1.7 ...", "https://www.example.cn/a/%E5%90%8D%E5%8D%95.pdf", "text/html")
    document = extract(file, DocumentRule(), Entry(file.url, TITLE, date(2026, 1, 9)))
    assert (document.title, document.published) == (TITLE, date(2026, 1, 9))
    assert [(each.url, each.name) for each in document.attachments] == [(file.url, "名单.pdf")]
    assert document.notes


def test_a_gbk_page_that_says_utf_8_is_read_right_and_a_damaged_one_says_so() -> None:
    body = html(f"<div id='zoom'><p>{TEXT}喆㵲堽镕</p></div>")
    document = read(body.encode("gb18030"))
    assert "喆㵲堽镕" in document.text
    assert (document.charset, document.notes) == ("gb18030", ())
    cut = body.encode().replace("请".encode(), "请".encode()[:2])
    assert read(cut).notes


@pytest.mark.parametrize(
    ("body", "health"),
    [
        ("<html><script>$_ts=window['$_ts'];</script><body></body></html>", Health.BLOCKED),
        ("<div>" * 60_000, Health.BLOCKED),
        ("<title>404</title><div class='error'>您访问的页面不存在或已被删除</div>", Health.REDESIGNED),
        ("<html><head><title>某部</title></head><body></body></html>", Health.EMPTY),
        ("", Health.EMPTY),
    ],
)
def test_a_page_that_is_no_document_says_why(body: str, health: Health) -> None:
    error = refused(body)
    assert error.health is health
    assert URL in str(error)


def test_a_long_text_about_missing_pages_is_a_document() -> None:
    assert read(html(f"<div id='zoom'><p>某网站页面不存在的问题已整改。</p>{f'<p>{TEXT}</p>' * 12}</div>")).text


def test_an_invalid_selector_is_said_and_not_a_crash() -> None:
    with pytest.raises(DocumentError, match="selector"):
        read(html(f"<p>{TEXT}</p>"), DocumentRule(body="div >> [x"))


@given(st.binary(max_size=3000))
def test_any_bytes_give_a_document_or_a_document_error(body: bytes) -> None:
    for rule in (DocumentRule(), DocumentRule("h1", "span", "div")):
        try:
            assert "\0" not in read(body, rule).text
        except DocumentError as error:
            assert "\n" not in str(error)  # noqa: PT017


PIECES = "<table>|<tr>|<td rowspan=3>|<td colspan=2>|</table>|</td>|<p>|</p>|<a href=a.doc>|</a>|大连|2026-01-09"
MORE = "<h1>|</h1>|<div id=zoom>|</div>|<br>|&nbsp;|<meta name=PubDate content=|>|<title>|</title>|<!--|来源：|\n|\0"


@given(st.lists(st.sampled_from(f"{PIECES}|{MORE}".split("|")), max_size=60).map("".join))
def test_any_broken_markup_gives_a_document_whose_cells_are_where_they_say(body: str) -> None:
    try:
        document = read(f"<html><body>{body}")
    except DocumentError:
        return
    cells = [cell for found in document.tables for row in found.rows for cell in row]
    assert all(document.text[cell.start : cell.end] == cell.text for cell in cells)
    assert document.text.split("\n")[0] == document.title


def test_saved_real_articles_give_their_title_date_and_body() -> None:
    index = SHARED / "pages.jsonl"
    if not index.exists():
        pytest.skip("the saved real pages are not here: ../shared/sources/pages.jsonl")
    rows = [json.loads(line) for line in index.read_text("utf-8").splitlines()]
    articles = [row for row in rows if row["kind"] == "article"]
    titles, bodies, dates = [], [], []
    for row in articles:
        document = extract(page((SHARED / row["file"]).read_bytes(), "https://www.example.cn/x.html"), DocumentRule())
        if document.title and fold(document.title) in fold(row["title"] or document.title):
            titles.append(row["file"])
        if len(document.text) >= 200:
            bodies.append(row["file"])
        if document.published:
            dates.append(row["file"])
    assert len(titles) >= 0.97 * len(articles)
    assert len(bodies) >= 0.97 * len(articles)
    assert len(dates) >= 0.95 * len(articles)
