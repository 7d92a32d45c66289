"""Single values under a name."""

import secrets

from pydantic import TypeAdapter
from sqlalchemy import Connection, select

from monitor.memory import CanaryMemory
from storage.schema import marks
from storage.statements import insert

_SIGNING_KEY = "signing key"
_CANARY = "canary"
_BODY: TypeAdapter[CanaryMemory] = TypeAdapter(CanaryMemory)


def signing_key(connection: Connection) -> bytes:
    """Give the secret that links are signed with, made at the first call."""
    fresh = insert(connection, marks).values(name=_SIGNING_KEY, value=secrets.token_hex(32))
    connection.execute(fresh.on_conflict_do_nothing())
    return bytes.fromhex(_value(connection, _SIGNING_KEY) or "")


def known_signing_key(connection: Connection) -> bytes | None:
    """Give the secret that links are signed with, None if none was ever signed."""
    value = _value(connection, _SIGNING_KEY)
    return bytes.fromhex(value) if value else None


def count(connection: Connection, name: str) -> None:
    """Add one to a number."""
    _keep(connection, name, str(counted(connection, name) + 1))


def counted(connection: Connection, name: str) -> int:
    """Give a number; 0 if it was never added to."""
    return int(_value(connection, name) or 0)


def canary(connection: Connection) -> CanaryMemory:
    """Give how the canary is doing."""
    value = _value(connection, _CANARY)
    return _BODY.validate_json(value) if value else CanaryMemory()


def keep_canary(connection: Connection, memory: CanaryMemory) -> None:
    """Keep how the canary is doing."""
    _keep(connection, _CANARY, _BODY.dump_json(memory).decode())


def _value(connection: Connection, name: str) -> str | None:
    return connection.scalar(select(marks.c.value).where(marks.c.name == name))


def _keep(connection: Connection, name: str, value: str) -> None:
    row = insert(connection, marks).values(name=name, value=value)
    connection.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": value}))
