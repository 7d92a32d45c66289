"""Short ways to say what a store is given to keep, and to have it kept."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from monitor.changes import Change, Concern, DocumentPublished, Proof, SourceFailing
from monitor.memory import Attempt, Found, Known, KnownDocument, Outcome, Owed, ReadResult, Story
from monitor.model import Entry, Health, Page, Role, Stage
from storage import Store
from tests.values import NOON, RETAIL, reading

LATER = NOON + timedelta(hours=1)


def found(key: str = "mofcom.gov.cn/1.html", title: str = "公布试点名单", published: date | None = None) -> Found:
    return Found(key, Entry(f"https://{key}", title, published))


def concern(code: str = "210200", name: str = "大连市", role: Role = Role.SELECTED, city: str | None = None) -> Concern:
    return Concern(code=code, name=name, city=city or code, role=role)


def published(title: str = "公布试点名单", *concerns: Concern, **changed: Any) -> DocumentPublished:
    fields: dict[str, Any] = {
        "at": NOON,
        "source": "mofcom",
        "publisher": "商务部",
        "url": "https://mofcom.gov.cn/1.html",
        "published": None,
        "story": "s1",
        "programme": RETAIL,
        "stage": Stage.ANNOUNCED,
        "batch": 1,
        "evidence": (Proof(quote="确定大连市等城市为试点城市", url="https://mofcom.gov.cn/1.html"),),
    }
    return DocumentPublished(title=title, concerns=concerns, **fields | changed)


def failing(source: str = "mofcom") -> SourceFailing:
    return SourceFailing(at=NOON, source=source, name="商务部", url="u", health=Health.BLOCKED, error="HTTP 412")


def story(id_: str = "s1", **changed: Any) -> Story:
    fields: dict[str, Any] = {
        "programme": RETAIL,
        "stage": Stage.ANNOUNCED,
        "batch": 1,
        "document_number": None,
        "title": "公布试点名单",
        "published": None,
        "first_at": NOON,
        "primary": "https://mofcom.gov.cn/1.html",
        "outlets": (),
    }
    return Story(id=id_, **fields | changed)


def read(text: str = "大连市入选", body: bytes = b"<p>1</p>", at: datetime = NOON) -> Attempt:
    page = Page("https://mofcom.gov.cn/1.html", 200, {"etag": '"1"'}, body, at)
    result = ReadResult(page, "公布试点名单", text, reading(), LATER)
    return Attempt(next_read=LATER, validators=page.validators, read=result)


def owed(key: str, subscription: str = "dalian", due: datetime = NOON, window: str | None = None) -> Owed:
    return Owed(subscription, "wecombot://***", key, (0,), due, window)


def document(store: Store, key: str = "mofcom.gov.cn/1.html", source: str = "mofcom") -> KnownDocument:
    """Have a new document remembered, and give it."""
    store.remember_check(replace(store.source(source), parsed_once=True), [found(key)], Outcome(), NOON)
    return store.known([key])[key]


def log(store: Store, *changes: Change) -> None:
    """Have changes logged."""
    owe(store, changes=changes)


def owe(store: Store, *messages: Owed, changes: Iterable[Change] = (failing(),)) -> None:
    """Have messages owed about changes just logged."""
    store.remember_check(store.source("mofcom"), [], Outcome(tuple(changes), messages), NOON)


def nothing(_known: Known) -> Outcome:
    return Outcome()
