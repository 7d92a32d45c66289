"""Dates that lie ahead: those that changes tell, and those of tasks. Pure."""

import calendar
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.alert.naming import about
from monitor.alert.words import Words
from monitor.changes import AboutDocument
from monitor.memory import Logged, Story
from monitor.model import Task

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
LONGEST_TASK = 60


@dataclass(frozen=True, slots=True)
class Ahead:
    """A deadline: its last day, the words the text gives for it, and where it comes from.

    `opens` is the first day of a period; `exact` is false where the text gives only a month or a year. `said` are the
    words that set it: of a task, the whole of it. `link` is a path of the page.
    """

    day: date
    opens: date | None
    exact: bool
    said: str
    what: str
    about: str
    link: str

    @property
    def id(self) -> str:
        """What makes the same deadline recognisable when it is told again."""
        return hashlib.sha256(f"{self.about}\n{self.what}\n{self.day}".encode()).hexdigest()[:32]

    def days_left(self, today: date) -> int:
        """Return how many days remain; 0 on the day itself."""
        return (self.day - today).days


def deadlines_told(lines: Iterable[Logged], words: Words) -> Iterator[Ahead]:
    """Give the dated deadlines that changes tell."""
    for logged in lines:
        change = logged.change
        if not isinstance(change, AboutDocument):
            continue
        for deadline in change.deadlines:
            said = deadline.end or deadline.start
            if (day := last_day(said or "")) is not None:
                opens = first_day(deadline.start) if deadline.start and deadline.end else None
                yield Ahead(
                    day=day,
                    opens=opens if opens and opens < day else None,
                    exact=len(said or "") > 7,
                    said=deadline.text,
                    what=deadline.what or deadline.text,
                    about=about(change, words),
                    link=f"/changes/{logged.id}",
                )


def deadlines_of_tasks(stories: Iterable[Story], code: str | None = None) -> Iterator[Ahead]:
    """Give the dated deadlines of tasks; with `code`, of those that are for this place."""
    for story in stories:
        name = story.programme.name if story.programme else story.title
        for task in story.tasks:
            if task.deadline and (day := last_day(task.deadline)) and (code is None or is_for(task, code)):
                text = " ".join(task.text.split())
                short = text if len(text) <= LONGEST_TASK else f"{text[: LONGEST_TASK - 1]}…"
                exact = len(task.deadline) > 7
                yield Ahead(day, None, exact, text, f"{task.number}. {short}", name, f"/stories/{story.id}")


def is_for(task: Task, code: str) -> bool:
    """Say whether a task is for a place: for all, for it, or for what lies in it."""
    inside = code[:4] if code.endswith("00") else code
    return not task.places or any(place.startswith(inside) for place in task.places)


def ahead(found: Iterable[Ahead], today: date) -> list[Ahead]:
    """Return those that are not over, each once, the next one first."""
    return sorted(once(each for each in found if each.day >= today), key=lambda each: each.day)


def once(found: Iterable[Ahead]) -> Sequence[Ahead]:
    """Return each deadline once, as it was told first; one told in the words of a longer one is that one."""
    kept: dict[str, Ahead] = {}
    for each in found:
        kept.setdefault(each.id, each)
    by_day: dict[date, list[str]] = {}
    for each in kept.values():
        by_day.setdefault(each.day, []).append(each.said)
    return tuple(
        each
        for each in kept.values()
        if not any(each.said in said and len(each.said) < len(said) for said in by_day[each.day])
    )


def last_day(text: str) -> date | None:
    """Return the last day of a date as precise as its text (2025, 2025-04, 2025-04-25); None if it is none."""
    if (match := _DATE.fullmatch(text)) is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        last = calendar.monthrange(year or 0, month or 12)[1]
        return date(year or 0, month or 12, day or last)
    except (ValueError, calendar.IllegalMonthError):
        return None


def first_day(text: str) -> date | None:
    """Return the first day of a date as precise as its text; None if it is none."""
    if (match := _DATE.fullmatch(text)) is None:
        return None
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None
