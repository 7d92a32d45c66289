"""What a person sees: each page over a store filled by the real reader, and what hostile pages cannot do to it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from monitor.memory import LogQuery
from storage import Store
from tests import kept
from tests.web_archive import NOW, SECRET, Archive, config, fill
from tests.web_client import page, visitor


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('web')}/web.db") as store:
        fill(store)
        yield store


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/web.db") as store:
        yield store


class Outline(HTMLParser):
    """What a browser would make of a page: its tags with their attributes, and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


async def get(store: Store, path: str, language: str = "zh") -> Outline:
    async with visitor(page(store), language) as client:
        answer = await client.get(path)
    assert answer.status_code == 200, path
    return Outline(answer.text)


def number(store: Store, kind: str, **wanted: str) -> int:
    lines = store.log(LogQuery(kinds=(kind,)))
    return next(line.id for line in lines if all(getattr(line.change, k) == v for k, v in wanted.items()))


def every_page(store: Store) -> list[str]:
    lines = store.log(LogQuery())
    stories = sorted({line.change.story for line in lines if hasattr(line.change, "story")})
    keys = [each.programme.key for each in store.programmes()]
    return [
        *("/", "/changes", "/programmes", "/cities", "/cities/210200", "/sources", "/deliveries", "/sources/province"),
        *(f"/changes/{line.id}" for line in lines),
        *(f"/changes/{line.id}?whole=1" for line in lines[:3]),
        *(f"/stories/{story}" for story in stories),
        *(f"/programmes/{key}" for key in keys),
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_page_is_whole_safe_and_asks_no_other_host(filled: Store, language: str) -> None:
    async with visitor(page(filled), language) as client:
        for path in every_page(filled):
            answer = await client.get(path)
            outline = Outline(answer.text)
            tags = [tag for tag, _ in outline.tags]
            assert answer.status_code == 200, path
            assert tags.count("main") == tags.count("h1") == 1, path
            assert not {"script", "style", "iframe", "object", "embed", "base"} & set(tags), path
            assert not any(name.startswith("on") or name == "style" for _, attrs in outline.tags for name in attrs), (
                path
            )
            loaded = [
                attrs.get("src") or attrs.get("href") for tag, attrs in outline.tags if tag in ("img", "link", "use")
            ]
            assert all(url and url.startswith("/") and not url.startswith("//") for url in loaded), path
            ids = [attrs["id"] for _, attrs in outline.tags if "id" in attrs]
            assert len(ids) == len(set(ids)), path
            assert SECRET not in answer.text, path
            assert len(answer.content) < 150_000, path
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["referrer-policy"] == "no-referrer"


async def test_today_tells_a_story_a_line_newest_first_with_what_lies_ahead(filled: Store) -> None:
    words = (await get(filled, "/")).words
    assert words.index("大连市承担服务业扩大开放综合试点的任务") < words.index(
        "大连市、青岛市入选零售业创新提升试点（首批）"
    )
    assert "新增：大连市、襄阳市；移出：哈尔滨市、厦门市" in words
    assert "7 天后" in words
    assert "5 个中 1 个异常" in words
    assert "1 条失败" in words
    assert "已有 1 条" in words


async def test_today_can_be_asked_for_another_place(filled: Store) -> None:
    assert "厦门市被移出" in (await get(filled, "/?place=厦门")).words
    assert "没有这个地点" in (await get(filled, "/?place=不存在的地方")).words


async def test_a_change_shows_what_was_added_removed_proved_and_told(filled: Store) -> None:
    outline = await get(filled, f"/changes/{number(filled, 'list_finalised')}")
    words = re.sub(r"\s+", "", outline.words)
    assert "大连市、青岛市入选零售业创新提升试点（首批）" in words
    assert "新增2大连市襄阳市" in words
    assert "移出2哈尔滨市厦门市" in words
    assert "wecombot://***" in words
    assert "已发" in words
    assert "说法不一" in words


async def test_the_evidence_is_marked_in_the_text_that_was_read(filled: Store) -> None:
    async with visitor(page(filled)) as client:
        text = (await client.get(f"/changes/{number(filled, 'list_finalised')}")).text
    marked = re.findall(r"<mark[^>]*>(.*?)</mark>", text)
    assert marked == ["天津市、沈阳市、大连市、南京市、宁波市、青岛市、襄阳市、深圳市"]


async def test_reworded_tasks_are_compared_character_by_character(filled: Store) -> None:
    async with visitor(page(filled)) as client:
        text = (await client.get(f"/changes/{number(filled, 'tasks_changed')}")).text
    assert "2026年<del>9</del>月底前" in text
    assert "2026年<ins>8</ins>月底前" in text
    assert "推进大连国际冷链物流中心建设" in text


async def test_a_revision_shows_its_text_before_and_after(filled: Store) -> None:
    async with visitor(page(filled)) as client:
        text = (await client.get(f"/changes/{number(filled, 'document_revised', source='ministry')}")).text
    assert "以下<del>8</del>个城市" in text
    assert "<ins>、烟台市</ins>" in text


async def test_a_city_is_shown_in_its_programmes_and_beside_its_peers(filled: Store) -> None:
    words = re.sub(r"\s+", "", (await get(filled, "/cities/210200")).words)
    assert "大连档案" in words
    assert "零售业创新提升试点入选入选入选移出入选" in words
    assert "推进大连国际冷链物流中心建设" in words


async def test_a_programme_lives_from_plan_to_result(filled: Store) -> None:
    words = (await get(filled, "/programmes/retail-innovation")).words
    titles = ["开展零售业创新提升试点工作的通知", "首批城市名单的公示", "公布首批零售业创新提升试点城市名单的通知"]
    assert sorted(titles, key=words.index) == titles
    assert "较公示名单" in words


async def test_tasks_can_be_narrowed_to_a_city(filled: Store) -> None:
    everywhere = (await get(filled, "/programmes/services-opening")).words
    elsewhere = (await get(filled, "/programmes/services-opening?city=厦门")).words
    assert "支持大连港开展" in everywhere
    assert "支持大连港开展国际中转集拼业务，2026年12月底前建成一体化信息平台。（牵头单位：市口岸办）\n" not in elsewhere


async def test_the_sources_board_says_what_is_wrong_and_what_to_do(filled: Store) -> None:
    words = (await get(filled, "/sources")).words
    assert words.index("辽宁省商务厅 公示") < words.index("商务部 政策发布")
    assert "HTTP 412" in words
    assert "请加大 every，或请网站放行。" in words
    assert "已停用" in words


@pytest.mark.parametrize(
    ("query", "found", "not_found"),
    [
        ("text=烟台", "名单变动", "任务下达"),
        ("city=厦门&role=removed", "名单确定", "公示"),
        ("kind=source_failing", "被拦截", "大连"),
        ("stage=tasks", "任务清单", "首批零售业"),
        ("source=news", "滨城日报", "转发"),
        ("programme=small-shops", "小店经济", "零售业创新提升"),
        ("since=2026-06-11&until=2026-06-11", "一刻钟", "公示期"),
    ],
)
async def test_the_log_is_narrowed_by_each_filter(filled: Store, query: str, found: str, not_found: str) -> None:
    async with visitor(page(filled)) as client:
        text = (await client.get(f"/changes?{query}")).text
    lines = text.partition('<ol class="lines"')[2].partition("</ol>")[0]
    assert found in lines
    assert not_found not in re.sub(r'<span class="stage.*?</span>', "", lines) or not_found == "公示"


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("city=朝阳区", "同名地点不止一个"),
        ("city=nowhere", "没有这个地点"),
        ("since=yesterday", "日期请写作 2026-01-31"),
        ("until=9999-12-31", "日期请写作 2026-01-31"),
        ("role=king", "不在可选范围内"),
        ("kind=%00", "不在可选范围内"),
    ],
)
async def test_a_filter_that_is_not_understood_says_so(filled: Store, query: str, problem: str) -> None:
    assert problem in (await get(filled, f"/changes?{query}")).words


async def test_the_log_is_paged_without_repeating_or_losing_a_line(empty: Store) -> None:
    kept.log(empty, *(kept.published(f"第{number}号文件") for number in range(120)))
    seen: list[str] = []
    async with visitor(page(empty)) as client:
        path = "/changes?text=文件"
        while path:
            text = (await client.get(path)).text
            seen += re.findall(r"第\d+号文件", text)
            older = re.search(r'<a class="button" href="([^"]+)" rel="next"', text)
            path = older[1].replace("&amp;", "&") if older else ""
    assert seen == [f"第{number}号文件" for number in reversed(range(120))]


@pytest.mark.parametrize(
    "path", ["/", "/changes", "/programmes", "/cities", "/cities/210200", "/sources", "/deliveries"]
)
async def test_an_empty_store_is_explained(empty: Store, path: str) -> None:
    assert (await get(empty, path)).words


@pytest.mark.parametrize(
    "path",
    [
        "/nope",
        "/changes/999",
        "/changes/x",
        "/stories/none",
        "/programmes/none",
        "/cities/000000",
        "/sources/none",
        "/snapshots/abc",
    ],
)
async def test_what_does_not_exist_is_said_in_words(filled: Store, path: str) -> None:
    async with visitor(page(filled)) as client:
        answer = await client.get(path)
    assert answer.status_code == 404
    assert "没有" in answer.text


async def test_the_language_is_asked_for_remembered_and_preferred(filled: Store) -> None:
    async with visitor(page(filled), "de, en-GB;q=0.8, zh;q=0.5") as client:
        assert "Change log" in (await client.get("/")).text
        assert "变更记录" in (await client.get("/?lang=zh")).text
        assert "变更记录" in (await client.get("/changes")).text
        assert 'href="?city=x&amp;lang=en"' in (await client.get("/changes?city=x")).text


HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}javascript:'


async def test_hostile_words_of_a_page_stay_words_everywhere(empty: Store) -> None:
    archive = Archive(empty)
    body = f"确定大连市、青岛市等2个城市为{HOSTILE}试点城市。\n1. 任务{HOSTILE}。"
    archive.publish("ministry", "x", f"关于公布<b>试点</b>{HOSTILE}城市名单的通知", body, NOW - timedelta(days=2))
    archive.publish("ministry", "x", f"关于公布<b>试点</b>{HOSTILE}城市名单的通知", body + HOSTILE, NOW)
    bad = kept.published(
        HOSTILE, kept.concern(name=HOSTILE), url="javascript:alert(1)", notes=(HOSTILE,), publisher=HOSTILE
    )
    kept.log(empty, bad)
    async with visitor(page(empty)) as client:
        for path in (*every_page(empty), f"/changes?text={HOSTILE}&city={HOSTILE}", f"/?place={HOSTILE}"):
            answer = await client.get(path)
            outline = Outline(answer.text)
            assert not {"script", "b><", "iframe"} & {tag for tag, _ in outline.tags}, path
            assert not any(name.startswith("on") for _, attrs in outline.tags for name in attrs), path
            links = [attrs.get("href") or "" for tag, attrs in outline.tags if tag == "a"]
            assert not any(link.lower().startswith(("javascript:", "data:")) for link in links), path
            assert "49" not in re.findall(r"\{\{.*?\}\}|onerror=alert\(1\)&gt;(\w+)javascript", answer.text), path


async def test_a_snapshot_is_inert_text_and_its_bytes_can_be_hashed(filled: Store) -> None:
    logged = filled.change(number(filled, "list_finalised"))
    assert logged is not None
    digest = logged.change.evidence[0].snapshot  # type: ignore[union-attr]
    async with visitor(page(filled)) as client:
        text = await client.get(f"/snapshots/{digest}")
        saved = await client.get(f"/snapshots/{digest}?bytes")
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert text.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in text.headers["content-security-policy"]
    assert "<h1>商务部办公厅关于公布首批" in text.text
    kept_page = filled.snapshot(str(digest))
    assert kept_page is not None
    assert saved.content == kept_page.body
    assert "attachment" in saved.headers["content-disposition"]


async def test_without_subscriptions_the_page_says_how_it_stands(filled: Store) -> None:
    async with visitor(page(filled, config(subscriptions=False))) as client:
        assert "尚无订阅关注任何地点" in (await client.get("/")).text
