"""Parts of statements: INSERT … ON CONFLICT, spelt once for each database, and lists cut to fit one statement."""

from collections.abc import Collection, Iterator
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

_AT_ONCE = 500  # values of an IN list; databases allow from 999 up

Value = TypeVar("Value")


def insert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Begin an insert that can say what happens to a row that exists already."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def chunks(values: Collection[Value]) -> Iterator[list[Value]]:
    """Cut into lists that fit one statement; nothing for no values."""
    rest = iter(values)
    while chunk := list(islice(rest, _AT_ONCE)):
        yield chunk
