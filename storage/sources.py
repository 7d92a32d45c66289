"""What is remembered of each source."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from monitor.memory import SourceMemory
from monitor.model import Health, Validators
from storage.schema import source_checks, sources
from storage.statements import insert

DAY = timedelta(days=1)
_SELECT = select(sources, source_checks).join(source_checks, source_checks.c.source == sources.c.id)
_CHECKED = (
    update(source_checks)
    .where(source_checks.c.source == bindparam("id"))
    .values({name: bindparam(name) for name in ("next_due", "last_checked", "last_ok", "usual_entries")})
)


def load(connection: Connection, id_: str) -> SourceMemory | None:
    """Give what is remembered of one source; None if it was never checked."""
    row = connection.execute(_SELECT.where(sources.c.id == id_)).one_or_none()
    return None if row is None else _memory(row)


def load_all(connection: Connection) -> dict[str, SourceMemory]:
    """Give what is remembered of every source, by id."""
    return {row.id: _memory(row) for row in connection.execute(_SELECT.order_by(sources.c.id))}


def save(connection: Connection, memory: SourceMemory) -> None:
    """Remember all of it."""
    kept = {
        "etag": memory.validators.etag,
        "last_modified": memory.validators.last_modified,
        "listing_sha256": memory.listing_sha256,
        "last_new": memory.last_new,
        "entries": memory.entries,
        "failures": memory.failures,
        "health": memory.health.value,
        "error": memory.error,
        "parsed_once": memory.parsed_once,
        "told": memory.told,
        "usual_pause": None if memory.usual_pause is None else memory.usual_pause / DAY,
    }
    into = insert(connection, sources).values(id=memory.id, **kept)
    connection.execute(into.on_conflict_do_update(index_elements=["id"], set_=kept))
    checked = _clock(memory)
    into = insert(connection, source_checks).values(source=memory.id, **checked)
    connection.execute(into.on_conflict_do_update(index_elements=["source"], set_=checked))


def save_checks(connection: Connection, memories: Collection[SourceMemory]) -> None:
    """Remember of known sources what every check moves."""
    connection.execute(_CHECKED, [{"id": memory.id, **_clock(memory)} for memory in memories])


def only_checked(before: SourceMemory | None, after: SourceMemory) -> bool:
    """Say whether nothing but what every check moves is different."""
    return before is not None and with_check_of(before, after) == after


def with_check_of(memory: SourceMemory, checked: SourceMemory) -> SourceMemory:
    """Give the memory with what every check moves taken from another."""
    return replace(memory, **_clock(checked))


def _clock(memory: SourceMemory) -> dict[str, Any]:
    return {
        "next_due": memory.next_due,
        "last_checked": memory.last_checked,
        "last_ok": memory.last_ok,
        "usual_entries": memory.usual_entries,
    }


def _memory(row: Any) -> SourceMemory:
    return SourceMemory(
        id=row.id,
        validators=Validators(row.etag, row.last_modified),
        listing_sha256=row.listing_sha256,
        next_due=row.next_due,
        last_checked=row.last_checked,
        last_ok=row.last_ok,
        last_new=row.last_new,
        entries=row.entries,
        usual_entries=row.usual_entries,
        failures=row.failures,
        health=Health(row.health),
        error=row.error,
        parsed_once=row.parsed_once,
        told=row.told,
        usual_pause=None if row.usual_pause is None else row.usual_pause * DAY,
    )
