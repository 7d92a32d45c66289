"""Short ways to say values in tests: a reading of a list, a document as seen, a moment."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from monitor.memory import Known, KnownDocument, Revision, Seen, Story
from monitor.model import (
    Entry,
    Evidence,
    HtmlListing,
    Level,
    ListedPlace,
    PilotList,
    Programme,
    Reading,
    Role,
    Source,
    Stage,
    Task,
    TaskList,
    Validators,
)

NOON = datetime(2026, 1, 9, 4, 0, tzinfo=UTC)
RETAIL = Programme("retail-innovation", "零售业创新提升试点")
CODES = {
    "北京市": "110000",
    "沈阳市": "210100",
    "大连市": "210200",
    "哈尔滨市": "230100",
    "南京市": "320100",
    "杭州市": "330100",
    "宁波市": "330200",
    "厦门市": "350200",
    "青岛市": "370200",
    "襄阳市": "420600",
    "襄樊市": "420600",
    "深圳市": "440300",
}


def listed(name: str, role: Role = Role.SELECTED) -> ListedPlace:
    code = CODES[name]
    return ListedPlace(code=code, name=name, city=code, role=role, evidence=Evidence(0, len(name), name))


def pilots(*names: str, stated: int | None = None, complete: bool | None = True) -> PilotList:
    return PilotList(places=tuple(map(listed, names)), stated_count=stated, complete=complete)


def tasks(*texts: str) -> TaskList:
    return TaskList(
        items=tuple(Task(number=str(n), text=text, evidence=Evidence(0, 1, "x")) for n, text in enumerate(texts, 1))
    )


def reading(stage: Stage = Stage.ANNOUNCED, **changed: Any) -> Reading:
    fields: dict[str, Any] = {
        "title": None,
        "published": None,
        "language": "zh",
        "is_pilot_announcement": True,
        "stage": stage,
        "programme": RETAIL,
        "batch": 1,
        "issuers": ("商务部",),
    }
    return Reading(**fields | changed)


def seen(text: str, understood: Reading | None = None, **changed: Any) -> Seen:
    fields: dict[str, Any] = {
        "source": "mofcom",
        "publisher": "商务部",
        "level": Level.MINISTRY,
        "key": "mofcom.gov.cn/1.html",
        "url": "https://www.mofcom.gov.cn/1.html",
        "title": "关于公布试点城市名单的通知",
        "published": date(2026, 1, 9),
        "text": text,
        "reading": understood or reading(),
        "sha256": "ab" * 32,
        "at": NOON,
    }
    return Seen(**fields | changed)


def known(
    previous: Revision | None = None,
    own_story: Story | None = None,
    stories: tuple[Story, ...] = (),
    life: tuple[Story, ...] = (),
) -> Known:
    entry = Entry("https://www.mofcom.gov.cn/1.html", "关于公布试点城市名单的通知", date(2026, 1, 9))
    document = KnownDocument(
        id=1,
        key="mofcom.gov.cn/1.html",
        url=entry.url,
        source="mofcom",
        entry=entry,
        first_seen=NOON,
        baseline=False,
        late=False,
        revisions=1 if previous else 0,
        failures=0,
        missing=0,
        withdrawn=False,
        next_read=None,
        validators=Validators(),
        sha256=previous.sha256 if previous else None,
        story=own_story.id if own_story else None,
    )
    return Known(document, previous, own_story, stories, life)


def revision(text: str, understood: Reading) -> Revision:
    return Revision(text=text, reading=understood, sha256="cd" * 32, read_at=NOON)


def source(**changed: Any) -> Source:
    fields: dict[str, Any] = {
        "id": "mofcom",
        "name": "商务部 政策发布",
        "publisher": "商务部",
        "level": Level.MINISTRY,
        "url": "https://www.mofcom.gov.cn/list.html",
        "every": timedelta(minutes=15),
        "listing": HtmlListing("li"),
    }
    return Source(**fields | changed)
