"""An archive to look at: a year of announcements by three outlets, read by the real reader into a real store."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.changes import SourceFailing, SourceRecovered
from monitor.config import Config
from monitor.judge import judge
from monitor.listing.identity import document_key
from monitor.memory import Attempt, Found, Outcome, ReadResult, Seen
from monitor.model import (
    Entry,
    Expectation,
    Health,
    HtmlListing,
    Level,
    Network,
    Pace,
    Page,
    Reading,
    Role,
    Source,
    Subscription,
)
from monitor.read import read_text
from monitor.story import story_keys
from storage import Store

NOW = datetime(2026, 6, 11, 3, 20, tzinfo=UTC)
CHALLENGED = "https://province.example.cn/list/ answered HTTP 412, a challenge page"
SECRET = "9b1d-very-secret-key"


def _source(id_: str, name: str, publisher: str, level: Level, every: timedelta = timedelta(minutes=15)) -> Source:
    return Source(
        id=id_,
        name=name,
        publisher=publisher,
        level=level,
        url=f"https://{id_}.example.cn/list/",
        every=every,
        listing=HtmlListing("ul.list > li"),
        expect=Expectation(min_entries=5, quiet_after=timedelta(days=5)),
    )


SOURCES = (
    _source("ministry", "商务部 政策发布", "商务部", Level.MINISTRY),
    _source("city", "大连市商务局 通知公告", "大连市商务局", Level.CITY),
    _source("news", "滨城日报 要闻", "滨城日报", Level.NEWS, timedelta(minutes=30)),
    _source("province", "辽宁省商务厅 公示", "辽宁省商务厅", Level.PROVINCE),
    _source("gazette", "国务院公报", "国务院办公厅", Level.STATE_COUNCIL, timedelta(hours=1)),
    replace(_source("mirror", "旧站镜像", "商务部", Level.NEWS), enabled=False),
)
BUREAU = Subscription(
    id="大连市商务局", name="大连市商务局", channel=f"wecombot://{SECRET}", places=("210200",), roles=tuple(Role)[:5]
)
CONSULTANCY = Subscription(
    id="北方咨询",
    name="北方咨询",
    channel=f"mailto://user:{SECRET}@mail.example.cn",
    places=("210200", "370200"),
    pace=Pace.DAILY,
)
OPERATOR = Subscription(id="operator-1", name="operator 1", channel=f"json://ops.example.cn/{SECRET}", places=())


def config(public_url: str = "http://127.0.0.1:8080", subscriptions: bool = True) -> Config:
    return Config(
        timezone=ZoneInfo("Asia/Shanghai"),
        network=Network(),
        public_url=public_url,
        operators=(OPERATOR,),
        sources=SOURCES,
        subscriptions=(BUREAU, CONSULTANCY) if subscriptions else (),
    )


class Archive:
    """Has documents read as the daemon would, at moments of one's own choosing."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def publish(
        self,
        source: str,
        slug: str,
        title: str,
        body: str,
        at: datetime,
        *,
        baseline: bool = False,
        on: date | None = None,
    ) -> str:
        """Have a document, or its new revision, found and read at a moment; return its URL."""
        url = f"https://{source}.example.cn/{slug}.html"
        key, entry = document_key(url), Entry(url, title, on or at.date())
        known = self.store.known([key]).get(key)
        if known is None:
            memory = replace(self.store.source(source), parsed_once=True, last_new=at)
            self.store.remember_check(memory, [Found(key, entry, baseline)], Outcome(), at)
            known = self.store.known([key])[key]
        text = f"{title}\n{body}"
        reading = read_text(text, title=title, published=entry.published)
        markup = f"<html><meta charset=gb18030><h1>{title}</h1><div id=zoom>{body}</div></html>"
        page = Page(url, 200, {"content-type": "text/html; charset=gb2312"}, markup.encode("gb18030", "replace"), at)
        seen = self._seen(source, url, entry, text, reading, page, baseline and not known.revisions)
        attempt = Attempt(next_read=None, read=ReadResult(page, title, text, reading, None))
        programme = reading.programme.key if reading.programme else None
        keys = story_keys(reading, title, text)
        self.store.settle(
            known, attempt, keys, programme, lambda what: judge(what, seen, (BUREAU, CONSULTANCY), (OPERATOR,))
        )
        return url

    def _seen(
        self, source: str, url: str, entry: Entry, text: str, reading: Reading, page: Page, baseline: bool
    ) -> Seen:
        said = next(each for each in SOURCES if each.id == source)
        return Seen(
            source=source,
            publisher=said.publisher,
            level=said.level,
            key=document_key(url),
            url=url,
            title=entry.title,
            published=entry.published,
            text=text,
            reading=reading,
            sha256=page.sha256,
            at=page.fetched_at,
            baseline=baseline,
        )

    def check(
        self, source: str, health: Health, *, entries: int = 20, error: str | None = None, told: bool = False
    ) -> None:
        """Have a source found in a state, just now."""
        memory = self.store.source(source)
        ok = health in (Health.OK, Health.QUIET)
        kept = replace(
            memory,
            health=health,
            entries=entries,
            usual_entries=20.0,
            error=error,
            failures=0 if ok else 4,
            last_checked=NOW,
            last_ok=NOW if ok else NOW - timedelta(days=2),
            next_due=NOW + timedelta(minutes=15),
            parsed_once=True,
            told=told,
        )
        self.store.remember_check(kept, [], Outcome(), NOW)

    def trouble(self, source: str, since: datetime, until: datetime | None, health: Health, error: str) -> None:
        """Have it logged that a source failed, and recovered."""
        said = next(each for each in SOURCES if each.id == source)
        failing = SourceFailing(at=since, source=source, name=said.name, url=said.url, health=health, error=error)
        self._tell(source, failing)
        if until is not None:
            self._tell(source, SourceRecovered(at=until, source=source, name=said.name, url=said.url, was=health))

    def _tell(self, source: str, change: SourceFailing | SourceRecovered) -> None:
        self.store.remember_check(self.store.source(source), [], Outcome((change,)), change.at)


RETAIL_PLAN = """为深入贯彻扩大内需战略，推动零售业高质量发展，制定本方案。
一、总体要求
坚持以人民为中心，推动零售业品质化、数字化、绿色化、融合化、国际化发展。
二、试点范围
在全国选择一批消费基础好、工作积极性高的城市开展零售业创新提升试点。
三、申报安排
请各地于2025年10月31日前报送申报材料。"""
RETAIL_PROPOSED = """根据《关于开展零售业创新提升试点工作的通知》，经专家评审，拟确定以下8个城市为零售业创新提升\
试点城市，现予以公示。
公示期为2026年1月5日至2026年1月9日。
拟确定的试点城市名单：
天津市、沈阳市、哈尔滨市、南京市、宁波市、厦门市、青岛市、深圳市
如有异议，请在公示期内以书面形式反馈。联系电话：010-00000000"""
RETAIL_ANNOUNCED = """各省、自治区、直辖市、计划单列市及新疆生产建设兵团商务主管部门：
为贯彻落实全国商务工作会议精神，经公示，现确定以下8个城市为首批零售业创新提升试点城市，试点期为两年。
试点城市名单：
天津市、沈阳市、大连市、南京市、宁波市、青岛市、襄阳市、深圳市
请试点城市商务主管部门于2026年7月15日前报送实施方案。
特此通知。
商务部办公厅
2026年3月2日"""
SERVICE = """国务院同意在大连市、宁波市、厦门市、青岛市、深圳市、合肥市、福州市、\
西安市、苏州市等9个城市开展服务业扩大开放综合试点，试点期为3年。
有关城市人民政府要加强组织领导，2026年12月31日前形成首批经验。"""
TASKS = """大连市开展服务业扩大开放综合试点任务如下：
一、批发零售领域
1. 支持大连市建设东北亚国际消费中心，2026年9月底前出台首店经济支持政策。（牵头单位：市商务局）
2. 推动免税店与离境退税“即买即退”扩面。（牵头单位：市商务局、市税务局）
二、物流领域
3. 支持大连港开展国际中转集拼业务，2026年12月底前建成一体化信息平台。（牵头单位：市口岸办）
4. 探索航运保险、船舶融资租赁等高端航运服务。（牵头单位：市金融局）"""
SHOPS = """为推进小店经济健康发展，制定本工作方案。
到2027年，培育一批小店经济示范街区，在有条件的城市推广。\
各地于2026年8月20日前报送典型案例。"""
LIFE = """经评审，确定大连市、青岛市、宁波市、深圳市、成都市、武汉市等6个城市\
为第二批一刻钟便民生活圈全域推进先行区试点城市。
各试点城市于2026年6月18日前完成工作方案备案。"""


def fill(store: Store) -> Archive:
    """Tell a year: two baselines, a proposal decided otherwise, a correction, tasks, reprints, a failing source."""
    archive = Archive(store)
    day = timedelta(days=1)
    archive.publish(
        "ministry",
        "2025/plan",
        "商务部等关于开展零售业创新提升试点工作的通知",
        RETAIL_PLAN,
        NOW - 250 * day,
        baseline=True,
    )
    archive.publish(
        "ministry",
        "2025/shops",
        "商务部办公厅关于印发小店经济推进行动工作方案的通知",
        SHOPS,
        NOW - 240 * day,
        baseline=True,
    )
    archive.publish(
        "gazette",
        "2025/service",
        "国务院关于在大连等9个城市开展服务业扩大开放综合试点的批复",
        SERVICE,
        NOW - 200 * day,
        baseline=True,
    )
    archive.publish("ministry", "2026/p1", "关于零售业创新提升试点首批城市名单的公示", RETAIL_PROPOSED, NOW - 157 * day)
    archive.trouble("gazette", NOW - 20 * day, NOW - 17 * day, Health.UNREACHABLE, "gazette.example.cn timed out")
    title = "商务部办公厅关于公布首批零售业创新提升试点城市名单的通知"
    archive.publish("ministry", "2026/a1", title, RETAIL_ANNOUNCED, NOW - 3 * day)
    archive.publish(
        "news",
        "2026/n1",
        "大连入选首批零售业创新提升试点城市",
        RETAIL_ANNOUNCED.replace("特此通知。", ""),
        NOW - 2 * day,
    )
    archive.publish("province", "2026/l1", f"转发{title}", RETAIL_ANNOUNCED, NOW - 2 * day + timedelta(hours=3))
    archive.trouble("province", NOW - 36 * timedelta(hours=1), None, Health.BLOCKED, CHALLENGED)
    archive.publish("city", "2026/t1", "大连市服务业扩大开放综合试点任务清单", TASKS, NOW - day)
    archive.publish(
        "ministry", "2026/life", "关于公布第二批一刻钟便民生活圈试点城市名单的通知", LIFE, NOW - timedelta(hours=3)
    )
    corrected = TASKS.replace("9月底前出台首店经济支持政策", "8月底前出台首店经济、首发经济支持政策").replace(
        "4. 探索航运保险、船舶融资租赁等高端航运服务。（牵头单位：市金融局）",
        "4. 探索航运保险、船舶融资租赁等高端航运服务。（牵头单位：市金融局）\n"
        "5. 推进大连国际冷链物流中心建设，2026年6月30日前完成选址。（牵头单位：市发展改革委）",
    )
    archive.publish("city", "2026/t1", "大连市服务业扩大开放综合试点任务清单", corrected, NOW - timedelta(hours=1))
    dropped = RETAIL_ANNOUNCED.replace("以下8个城市", "以下9个城市").replace("深圳市\n", "深圳市、烟台市\n")
    archive.publish("ministry", "2026/a1", title, dropped, NOW - timedelta(minutes=20), on=(NOW - 3 * day).date())
    _mend(archive)
    return archive


def _mend(archive: Archive) -> None:
    for source in ("ministry", "city", "gazette"):
        archive.check(source, Health.OK)
    archive.check("news", Health.QUIET, error="nothing new since 2026-06-01, longer than its usual pause")
    archive.check("province", Health.BLOCKED, error=CHALLENGED, told=True, entries=14)
    store = archive.store
    for delivery in store.claim(NOW - timedelta(hours=2), timedelta(minutes=10), 100):
        store.sent(delivery.id, delivery.due + timedelta(seconds=2))
    for delivery in store.claim(NOW, timedelta(minutes=10), 100, [BUREAU.id]):
        store.fail(delivery.id, "wecombot answered errcode 93000: invalid webhook url")
