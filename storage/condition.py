"""The state of the database itself, for `doctor`."""

from typing import Any

from sqlalchemy import Connection, func, select, text

from storage.schema import metadata
from storage.upgrade import revision


def describe(connection: Connection) -> dict[str, Any]:
    """Say the schema's revision, the size in bytes, and how many rows each table has."""
    size = text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
    if connection.dialect.name == "postgresql":
        size = text("SELECT pg_database_size(current_database())")
    counted = {
        table.name: connection.scalar(select(func.count()).select_from(table)) for table in metadata.sorted_tables
    }
    return {"schema": revision(connection), "bytes": connection.scalar(size), "rows": counted}
