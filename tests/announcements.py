"""Changes as a step would remember them, to be told: one retail pilot list and what can follow it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from monitor.alert import compose
from monitor.changes import (
    Change,
    Concern,
    DocumentChange,
    DocumentPublished,
    DocumentRevised,
    DocumentWithdrawn,
    ListChanged,
    ListFinalised,
    ListPublished,
    Proof,
    Renamed,
    Reworded,
    SourceFailing,
    SourceRecovered,
    StoryJoined,
    TasksChanged,
    TasksPublished,
)
from monitor.memory import Logged, Outlet, Story
from monitor.message import Message
from monitor.model import Deadline, Evidence, Health, Level, Programme, Role, Stage, Subscription

NOW = datetime(2026, 1, 9, 2, 30, tzinfo=UTC)  # Friday 10:30 in Shanghai
PUBLIC_URL = "http://127.0.0.1:8080"
SNAPSHOT = "ab" * 32
RETAIL = Programme("retail-innovation", "零售业创新提升试点")


def concern(role: Role = Role.SELECTED, *, code: str = "210200", name: str = "大连市", **more: Any) -> Concern:
    """Return what a change says of Dalian, or of another place."""
    return Concern(
        code=code,
        name=name,
        city=more.pop("city", code),
        role=role,
        quote=more.pop("quote", f"确定{name}为试点城市"),
        **more,
    )


def said(*concerns: Concern, **more: Any) -> dict[str, Any]:
    """Return what every change of the announcement's document tells."""
    quote = "确定沈阳市、大连市等38个城市为试点城市（首批）。"
    return {
        "at": NOW,
        "source": "mofcom-zcfb",
        "publisher": "商务部",
        "url": "https://www.mofcom.example/zcfb/84.html",
        "title": "关于公布零售业创新提升试点城市（首批）名单的通知",
        "published": date(2026, 1, 8),
        "story": "retail-1",
        "programme": RETAIL,
        "stage": Stage.ANNOUNCED,
        "batch": 1,
        "issuers": ("商务部",),
        "document_number": "商资函〔2026〕84号",
        "concerns": concerns,
        "evidence": (Proof(quote=quote, url="https://www.mofcom.example/zcfb/84.html", snapshot=SNAPSHOT),),
    } | more


def deadline(what: str, **more: Any) -> Deadline:
    """Return a deadline the document sets."""
    return Deadline(what=what, text=more.pop("text", what), evidence=Evidence(0, 1, what), **more)


def every_kind(*concerns: Concern) -> dict[str, DocumentChange]:
    """Return one change of each kind about these places."""
    about = said(*concerns)
    changes: tuple[DocumentChange, ...] = (
        DocumentPublished(**about),
        DocumentRevised(**about, added_text=("新增一段",), removed_text=("删去一段",)),
        DocumentWithdrawn(**about, status=404),
        ListPublished(**about, stated_count=38, named_count=9, complete=False),
        ListChanged(
            **about,
            stated_count=40,
            previous_count=38,
            added=("大连市",),
            renamed=(Renamed(before="旧市", after="新市"),),
        ),
        ListFinalised(
            **about,
            added=("大连市",),
            removed=("厦门市",),
            proposed_url="https://www.mofcom.example/gs.html",
            proposed_story="retail-0",
        ),
        TasksPublished(**about, stated_count=159, stated_areas=15),
        TasksChanged(
            **about,
            added=("建设航运中心",),
            removed=("旧任务",),
            reworded=(Reworded(number="3", before="旧文", after="新文"),),
        ),
        StoryJoined(
            **about,
            primary_source="mofcom-zcfb",
            primary_url="https://www.mofcom.example/zcfb/84.html",
            added=("大连市",),
            conflicts=("大连日报称39个",),
        ),
    )
    return {change.kind: change for change in changes}


def source_changes() -> dict[str, SourceFailing | SourceRecovered]:
    """Return one change of each kind about a source."""
    source: dict[str, Any] = {
        "at": NOW,
        "source": "mofcom-zcfb",
        "name": "商务部 政策发布",
        "url": "https://www.mofcom.example/zcfb/",
    }
    failing = SourceFailing(**source, health=Health.REDESIGNED, error="选择器未匹配任何条目")
    return {change.kind: change for change in (failing, SourceRecovered(**source, was=Health.BLOCKED))}


def subscription(**more: Any) -> Subscription:
    """Return the bureau's subscription to Dalian."""
    return Subscription(
        **{"id": "bureau", "name": "大连市商务局", "channel": "wecombot://0000-key", "places": ("210200",)} | more
    )


def story(outlets: int = 0) -> Story:
    """Return the announcement's story with this many more outlets."""
    more = tuple(
        Outlet(f"news-{i}", f"日报{i}", Level.NEWS, f"https://news{i}.example/1.html", "转载", None)
        for i in range(outlets)
    )
    return Story(
        id="retail-1",
        programme=RETAIL,
        stage=Stage.ANNOUNCED,
        batch=1,
        document_number=None,
        title="名单",
        published=None,
        first_at=NOW - timedelta(hours=1),
        primary="https://www.mofcom.example/zcfb/84.html",
        outlets=more,
    )


def message(changes: Sequence[Change], to: Subscription | None = None, **more: Any) -> Message:
    """Return the changes as told to the bureau, or to another subscription."""
    logged = [Logged(number, change) for number, change in enumerate(changes, 1)]
    return compose(
        logged,
        to or subscription(),
        **{"public_url": PUBLIC_URL, "key": "0123456789abcdef", "stories": {"retail-1": story()}} | more,
    )


def announcement(**more: Any) -> Message:
    """Return the alert that Dalian was selected, unlike in the proposal."""
    dalian = concern(quote="确定沈阳市、大连市等38个城市为试点城市（首批）。", focus="首店经济")
    about = (
        said(dalian, deadlines=(deadline("公示期", start="2026-01-08", end="2026-01-14"),), notes=("名单不全",)) | more
    )
    published = DocumentPublished(**about)
    final = ListFinalised(
        **about,
        stated_count=38,
        named_count=9,
        complete=False,
        added=("大连市",),
        removed=("厦门市", "合肥市"),
        proposed_url="https://www.mofcom.example/gs.html",
        proposed_story="retail-0",
    )
    return message([published, final])
