"""A query string -> what is asked of the change log, with a word on what cannot be understood."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.datastructures import QueryParams

from monitor.memory import LogQuery
from monitor.model import Role, Stage
from monitor.web.lines import KINDS
from monitor.web.watching import asked_for

PAGE_SIZE = 50
LARGEST_PAGE = 500
LONGEST_TEXT = 200
FIELDS = ("text", "city", "programme", "kind", "source", "role", "stage", "since", "until")


@dataclass(frozen=True, slots=True)
class Question:
    """What a reader asks of the log: the query, the values as typed, and per field why one was not understood."""

    query: LogQuery
    typed: Mapping[str, str]
    problems: Mapping[str, str]
    page_size: int

    @property
    def narrows(self) -> bool:
        """Whether anything but a page was asked for."""
        return any(self.typed.values())

    def link(self, path: str, **changed: object) -> str:
        """Return the same question, with some values changed, as a link."""
        kept = {name: value for name, value in self.typed.items() if value}
        query = urlencode({**kept, **{name: value for name, value in changed.items() if value is not None}})
        return f"{path}?{query}" if query else path


def question(params: QueryParams, zone: ZoneInfo) -> Question:
    """Return what a query string asks for; what it gets wrong is left out and named.

    Days are those of `zone`, both inclusive. `place` is another name for `city`, as alerts link to it.
    """
    typed = {name: params.get(name, "").strip()[:LONGEST_TEXT] for name in FIELDS}
    typed["city"] = typed["city"] or params.get("place", "").strip()[:LONGEST_TEXT]
    problems: dict[str, str] = {}
    limit = _number(params.get("limit"), problems, "limit") or PAGE_SIZE
    query = LogQuery(
        text=typed["text"] or None,
        place=_place(typed["city"], problems),
        programme=typed["programme"] or None,
        kinds=_kinds(typed["kind"], problems),
        source=typed["source"] or None,
        role=_choice(Role, typed["role"], problems, "role"),
        stage=_choice(Stage, typed["stage"], problems, "stage"),
        since=_day(typed["since"], zone, problems, "since"),
        until=_day(typed["until"], zone, problems, "until", after=timedelta(days=1)),
        before=_number(params.get("before"), problems, "before"),
    )
    size = min(limit, LARGEST_PAGE)
    return Question(replace(query, limit=size + 1), typed, problems, size)


def _place(name: str, problems: dict[str, str]) -> str | None:
    if not name:
        return None
    asked = asked_for(name)
    if asked.code is None:
        problems["city"] = "More than one place bears this name" if asked.unclear else "No such place is known"
    return asked.code


def _kinds(kind: str, problems: dict[str, str]) -> tuple[str, ...]:
    if kind and kind not in KINDS:
        problems["kind"] = "Not one of the choices"
        return ()
    return (kind,) if kind else ()


Choice = TypeVar("Choice", Role, Stage)


def _choice(choices: type[Choice], value: str, problems: dict[str, str], name: str) -> Choice | None:
    try:
        return choices(value) if value else None
    except ValueError:
        problems[name] = "Not one of the choices"
        return None


def _day(
    value: str, zone: ZoneInfo, problems: dict[str, str], name: str, after: timedelta = timedelta()
) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(value) + after, time(), zone) if value else None
    except (ValueError, OverflowError):
        problems[name] = "Write a day as 2026-01-31"
        return None


def _number(value: str | None, problems: dict[str, str], name: str) -> int | None:
    if not value:
        return None
    if value.isascii() and value.isdecimal() and int(value[:18]) > 0:
        return int(value[:18])
    problems[name] = "Not a number"
    return None


def page_before(params: QueryParams) -> int | None:
    """Return the number below which a page starts; None for the newest page."""
    return _number(params.get("before"), {}, "before")
