"""Opening a database: where it is, how each kind is spoken to, and what to say when it cannot be used."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import RLock
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from storage.condition import revision
from storage.refusal import StoreError, explained, shown
from storage.schema import REVISION

# SQLite has one writer at a time: threads queue here, in order, instead of polling the file's lock against each other.
_SQLITE_WRITERS = RLock()


class Database:
    """An opened, migrated database that hands out transactions."""

    def __init__(self, url: URL, engine: Engine) -> None:
        self.url = url
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> "Database":
        """Open `sqlite:///path` (made if need be, with its directory) or `postgresql://…`, and migrate its schema.

        Raises StoreError.
        """
        address = _address(url)
        if address.get_backend_name() == "sqlite":
            _make_directory(address)
        with explained(address):
            _bring_up_to_date(address)
        return cls(address, _engine(address))

    @classmethod
    def unopened(cls, url: str) -> "Database":
        """Give the database at an address without touching it: it may be damaged or absent. Raises StoreError."""
        address = _address(url)
        return cls(address, _engine(address))

    @property
    def dialect(self) -> str:
        """The kind of database: "sqlite" or "postgresql"."""
        return self._engine.dialect.name

    @property
    def name(self) -> str:
        """The file's path, or the server's address without its password."""
        return shown(self.url)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads: one consistent view. Raises StoreError."""
        with explained(self.url), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def session(self) -> Iterator[Connection]:
        """Open a connection outside any transaction, for what lasts as long as a session. Raises StoreError."""
        with explained(self.url), self._engine.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes: all of it is kept, or, when the block raises, nothing. Raises StoreError."""
        with explained(self.url):
            alone = _SQLITE_WRITERS if self.dialect == "sqlite" else nullcontext()
            with alone, self._engine.connect() as connection:
                connection.execution_options(writes=True)
                with connection.begin():
                    yield connection


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StoreError(
            "The database address cannot be read; write it as sqlite:///path/to/file.db or "
            "postgresql://user:password@host/name."
        ) from error
    if address.drivername in {"postgresql", "postgres"}:
        address = address.set(drivername="postgresql+psycopg")
    if address.drivername not in {"sqlite", "sqlite+pysqlite", "postgresql+psycopg"}:
        raise StoreError(f"{shown(address)}: only sqlite:///… and postgresql://… databases are supported.")
    if address.get_backend_name() == "sqlite" and address.database in {None, "", ":memory:"}:
        raise StoreError(f"{shown(address)}: what is remembered must outlive the process; write sqlite:///path.db.")
    return address


def _make_directory(address: URL) -> None:
    path = Path(str(address.database))
    if path.is_dir():
        raise StoreError(f"{path} is a directory, not a database; name a file in it: sqlite:///{path}/pilotwatch.db.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{path}: its directory cannot be created ({error.strerror}); make it or name another file with --database."
        ) from error


def _bring_up_to_date(address: URL) -> None:
    engine = _engine(address, for_upgrade=True)
    try:
        with engine.connect() as connection:
            current = revision(connection)
        if current != REVISION:
            # Not at the top: Alembic takes 0.5 s and 10 MB, which every start would pay for and next to none needs.
            from storage.upgrade import upgrade  # noqa: PLC0415

            upgrade(engine)
    finally:
        engine.dispose()


def _engine(address: URL, *, for_upgrade: bool = False) -> Engine:
    try:
        engine = create_engine(address, pool_pre_ping=address.get_backend_name() != "sqlite")
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError(
            f"{shown(address)}: the PostgreSQL driver is not installed; run pip install 'pilotwatch[postgres]'."
        ) from error
    if engine.dialect.name == "sqlite":
        _speak_sqlite(engine, foreign_keys=not for_upgrade)
    return engine


def _speak_sqlite(engine: Engine, *, foreign_keys: bool) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver must not open transactions by itself: it would open deferred ones, which fail when two write. It
        # waits 5 s for another process to finish writing; `?timeout=` in the address says otherwise.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        # NORMAL may forget the last commits in a power cut: a message would be sent again that was sent.
        connection.execute("PRAGMA synchronous = FULL")
        # Rebuilding a table in a migration would cascade into its children.
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
