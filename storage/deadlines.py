"""The last days that changes set: what a reminder is looked up by."""

from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy import Connection, select

from monitor.changes import AboutDocument, Change
from monitor.memory import Logged
from monitor.model import last_day
from storage.schema import changes, deadlines


def record(connection: Connection, logged: Iterable[Logged]) -> None:
    """Note the days on which deadlines of changes just logged end."""
    rows = [{"change": line.id, "day": day} for line in logged for day in dict.fromkeys(_days(line.change))]
    if rows:
        connection.execute(deadlines.insert(), rows)


def stories(connection: Connection, first: date, last: date) -> list[str]:
    """Give the stories of which a change set a deadline that ends on one of these days, both included."""
    within = select(deadlines.c.change).where(deadlines.c.day.between(first, last))
    found = select(changes.c.story).distinct().where(changes.c.id.in_(within), changes.c.story.is_not(None))
    return sorted(connection.scalars(found))


def _days(change: Change) -> Iterator[date]:
    if isinstance(change, AboutDocument):
        for deadline in change.deadlines:
            if (day := last_day(deadline.end)) is not None:
                yield day
