"""The state of the database itself."""

from typing import Any

from sqlalchemy import Connection, func, inspect, select, text

from storage.schema import metadata

_REVISION = text("SELECT version_num FROM alembic_version")
_SQLITE_SIZE = text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
_POSTGRESQL_SIZE = text("SELECT pg_database_size(current_database())")


def revision(connection: Connection) -> str | None:
    """Say at which revision of the schema a database is; None for one that was never ours."""
    return connection.scalar(_REVISION) if inspect(connection).has_table("alembic_version") else None


def describe(connection: Connection) -> dict[str, Any]:
    """Say the schema's revision, the size in bytes, and how many rows each table has."""
    size = _SQLITE_SIZE if connection.dialect.name == "sqlite" else _POSTGRESQL_SIZE
    rows = {table.name: connection.scalar(select(func.count()).select_from(table)) for table in metadata.sorted_tables}
    return {"schema": revision(connection), "bytes": connection.scalar(size), "rows": rows}
