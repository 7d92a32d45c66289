"""One daemon a database: two would poll every source twice."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from sqlalchemy import text

from storage.database import Database
from storage.refusal import StoreError

_LOCK = 7165498  # any number; PostgreSQL's advisory locks have no names


def leading(database: Database) -> AbstractContextManager[None]:
    """Be the one daemon of this database for as long as the block runs; raises StoreError if another is.

    The lock dies with the process: a file lock beside a SQLite file, an advisory lock on a PostgreSQL session.
    """
    return _file_lock(database) if database.dialect == "sqlite" else _session_lock(database)


@contextmanager
def _file_lock(database: Database) -> Iterator[None]:
    with ExitStack() as opened:
        try:
            descriptor = os.open(f"{database.name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            opened.callback(os.close, descriptor)
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _not_alone(database) from error
        except OSError as error:
            raise StoreError(
                f"{database.name}.lock cannot be made ({error.strerror}); make its directory writable."
            ) from error
        yield


@contextmanager
def _session_lock(database: Database) -> Iterator[None]:
    with database.session() as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _LOCK}):
            raise _not_alone(database)
        yield


def _not_alone(database: Database) -> StoreError:
    return StoreError(
        f"{database.name}: another daemon is running on this database; end it, or name another with --database."
    )
