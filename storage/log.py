"""The change log: it only grows."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from monitor.changes import AboutDocument, AboutList, Change, StoryJoined
from monitor.memory import Logged, LogQuery, Standing
from monitor.model import Role
from storage import facts, search
from storage.schema import change_places, changes
from storage.statements import chunks

_LINES = select(changes.c.id, changes.c.body)


def record(connection: Connection, told: Sequence[Change]) -> tuple[Logged, ...]:
    """Append changes to the log, to be found by place and by words; give them with their numbers."""
    return tuple(Logged(_append(connection, change), change) for change in told)


def load(connection: Connection, ids: Collection[int]) -> list[Logged]:
    """Give the changes with these numbers that exist, in the order of the numbers."""
    rows = [row for chunk in chunks(ids) for row in connection.execute(_LINES.where(changes.c.id.in_(chunk)))]
    return sorted(map(_logged, rows), key=lambda logged: logged.id)


def find(connection: Connection, query: LogQuery) -> list[Logged]:
    """Give the lines that a query asks for."""
    lines = _LINES.where(*_conditions(query))
    number: ColumnElement[int] = changes.c.id
    if query.text is not None:
        lines, number = search.narrow(lines, number, connection.dialect.name, query.text)
    if query.before is not None:
        lines = lines.where(number < query.before)
    lines = lines.order_by(number if query.oldest_first else number.desc()).limit(query.limit)
    return [_logged(row) for row in connection.execute(lines)]


def searchable(change: Change) -> Iterator[str]:
    """Give the pieces of a line in which `LogQuery.text` is looked for: its title, names and quotes."""
    if not isinstance(change, AboutDocument):
        yield from (change.name, change.source)
        return
    yield change.title
    if change.programme is not None:
        yield change.programme.name
    for concern in change.concerns:
        yield from (concern.name, concern.quote)
    for proof in change.evidence:
        yield proof.quote
    if isinstance(change, AboutList | StoryJoined):
        yield from change.added
    if isinstance(change, AboutList):
        yield from change.removed
        for renamed in change.renamed:
            yield from (renamed.before, renamed.after)


def standings(connection: Connection, cities: Collection[str]) -> list[Standing]:
    """Give how programmes ever concerned these cities and what lies in them."""
    about = (changes.c.programme, change_places.c.code, change_places.c.city, change_places.c.role)
    rows = connection.execute(
        select(*about, func.min(changes.c.id).label("first"), func.max(changes.c.id).label("last"))
        .join(changes, changes.c.id == change_places.c.change)
        .where(change_places.c.city.in_(cities), changes.c.programme.is_not(None))
        .group_by(*about)
    )
    return [Standing(row.programme, row.code, row.city, Role(row.role), row.first, row.last) for row in rows]


def _append(connection: Connection, change: Change) -> int:
    row: dict[str, Any] = {"at": change.at, "kind": change.kind, "source": change.source}
    if isinstance(change, AboutDocument):
        programme = change.programme and change.programme.key
        row |= {"story": change.story, "programme": programme, "stage": change.stage.value}
    added = connection.execute(changes.insert().values(body=facts.change_to_json(change), **row))
    assert added.inserted_primary_key is not None
    number = int(added.inserted_primary_key[0])
    if isinstance(change, AboutDocument) and change.concerns:
        places = {(concern.code, concern.city, concern.role.value): None for concern in change.concerns}
        rows = [{"change": number, "code": code, "city": city, "role": role} for code, city, role in places]
        connection.execute(change_places.insert(), rows)
    search.add(connection, number, searchable(change))
    return number


def _conditions(query: LogQuery) -> Iterator[ColumnElement[bool]]:
    for column, wanted in (
        (changes.c.programme, query.programme),
        (changes.c.source, query.source),
        (changes.c.story, query.story),
        (changes.c.stage, query.stage and query.stage.value),
    ):
        if wanted is not None:
            yield column == wanted
    if query.kinds:
        yield changes.c.kind.in_(query.kinds)
    if query.since is not None:
        yield changes.c.at >= query.since
    if query.until is not None:
        yield changes.c.at < query.until
    if query.place is not None or query.role is not None:
        yield _concerning(query.place, query.role)


def _concerning(place: str | None, role: Role | None) -> ColumnElement[bool]:
    concerned = select(change_places.c.change)
    if role is not None:
        concerned = concerned.where(change_places.c.role == role.value)
    if place is not None and place.endswith("0000"):
        # GB/T 2260: the first two digits of every code in a province are the province's own.
        concerned = concerned.where(change_places.c.code.between(place, f"{place[:2]}9999"))
    elif place is not None:
        concerned = concerned.where((change_places.c.code == place) | (change_places.c.city == place))
    return changes.c.id.in_(concerned)


def _logged(row: Any) -> Logged:
    return Logged(row.id, facts.change_from_json(row.body))
