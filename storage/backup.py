"""A database's copy while it is in use, and the way back from one: SQLite only, PostgreSQL has pg_dump for it.

A copy does not know what was sent after it was made. `restore` asks the database that it replaces, if that can still be
read; else it holds what was due: a person may send it again, the program does not.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import make_url

from storage.database import Database
from storage.lead import leading
from storage.refusal import StoreError, explained
from storage.schema import REVISION

_MADE_AT = "backup made at"
_BUSY = 5.0  # seconds that another process may be writing


@dataclass(frozen=True, slots=True)
class Restored:
    """How a restore went.

    `made_at` is when the copy was made, `held` how many messages wait for a person's word. `aside` is where the
    replaced database lies, None if there was none; `asked` says that it could be asked what it had sent, and `known`
    how many documents it had told that the copy does not know.
    """

    made_at: datetime | None
    held: int
    known: int
    asked: bool
    aside: Path | None


def back_up(url: str, target: Path, now: datetime) -> None:
    """Copy the database to a file that appears whole or not at all, as it is at one moment, while others use it.

    A file that is there already is replaced only if it is such a copy. Raises StoreError.
    """
    path, address = _file_of(url, "pg_dump"), make_url(url)
    if not path.exists():
        raise StoreError(f"{path} does not exist, so there is nothing to back up; name the database with --database.")
    if target.exists() and (target.is_dir() or target.samefile(path) or _made_at(target) is None):
        raise StoreError(f"{target} is no earlier backup and stays as it is; name a new file.")
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with explained(address), _driver(), _new(part) as copy, closing(_opened(path)) as source:
            _check(source, path)
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            copy.execute("INSERT OR REPLACE INTO marks VALUES (?, ?)", (_MADE_AT, now.astimezone(UTC).isoformat()))
            copy.commit()
        _settle(part, target)
    except OSError as error:
        raise StoreError(f"{target} cannot be written ({error.strerror}); name another file.") from error
    finally:
        part.unlink(missing_ok=True)


def restore(url: str, backup: Path, now: datetime) -> Restored:
    """Put a copy in the place of the database, which is moved aside; refuses while a daemon runs. Raises StoreError."""
    path, address = _file_of(url, "pg_restore"), make_url(url)
    if not backup.is_file():
        raise StoreError(f"{backup} is no file; name one that `pilotwatch backup` made.")
    part = path.with_name(f"{path.name}.restoring")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with leading(Database.unopened(url)), explained(address), _driver():
            with closing(_opened(backup)) as source, _new(part) as copy:
                _check(source, backup)
                source.backup(copy)
            Database.open(str(address.set(database=str(part)))).close()
            asked = path.exists() and _end_its_journal(path)
            with closing(sqlite3.connect(part, isolation_level=None)) as copy:
                restored = _brought_up_to_now(copy, path if asked else None, now)
            aside = _set_aside(path, now) if path.exists() else None
            _settle(part, path)
    except OSError as error:
        raise StoreError(f"{path} cannot be replaced ({error.strerror}); look at its directory.") from error
    finally:
        for leftover in (part, *(part.with_name(part.name + end) for end in ("-wal", "-shm"))):
            leftover.unlink(missing_ok=True)
    return Restored(*restored, asked, aside)


def _file_of(url: str, instead: str) -> Path:
    database = Database.unopened(url)
    if database.dialect != "sqlite":
        raise StoreError(f"{database.name} is a PostgreSQL database; use {instead}, and end the daemon to restore.")
    return Path(database.name)


@contextmanager
def _driver() -> Iterator[None]:
    """Let what the driver says of a file it was given itself be one sentence too."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise StoreError(f"the copy failed: {error}; look at the file and its disk.") from error


@contextmanager
def _new(path: Path) -> Iterator[sqlite3.Connection]:
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))  # it holds people's channels
    with closing(sqlite3.connect(path)) as connection:
        yield connection


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY)


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a file that is damaged, not ours, or newer than this program."""
    try:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        revision = _revision(connection) if "alembic_version" in tables else None
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path} is no readable database ({error}); name another file.") from error
    if found != "ok":
        raise StoreError(f"{path} is damaged ({found.splitlines()[0]}); name another file.")
    if revision is None or not {"sources", "changes", "deliveries"} <= tables:
        raise StoreError(f"{path} is not a database of Pilotwatch; name another file.")
    if revision > REVISION:
        raise StoreError(f"{path} was written by a newer Pilotwatch (schema {revision}); update this one first.")


def _revision(connection: sqlite3.Connection) -> str | None:
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def _made_at(path: Path) -> datetime | None:
    """Say when a copy was made; None for a file that is no copy."""
    with suppress(sqlite3.DatabaseError), closing(_opened(path)) as connection:
        row = connection.execute("SELECT value FROM marks WHERE name = ?", (_MADE_AT,)).fetchone()
        return datetime.fromisoformat(row[0]) if row else None
    return None


def _end_its_journal(path: Path) -> bool:
    """Write what its journal holds into a database about to be replaced, and say whether it can be read.

    Raises StoreError if another process has it open.
    """
    try:
        with closing(sqlite3.connect(path, timeout=_BUSY, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            _check(connection, path)
            return _revision(connection) == REVISION
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise StoreError(f"{path} is in use by another process; end it before restoring.") from error
        return False
    except (sqlite3.DatabaseError, StoreError):
        return False


# What the replaced database says became of a message; another database's rows have other keys.
_AS_IT_WENT = """
UPDATE deliveries SET state = gone.state, sent_at = gone.sent_at, error = gone.error, attempts = gone.attempts,
    due = gone.due, claimed_until = NULL
FROM replaced.deliveries AS gone
WHERE gone.id = deliveries.id AND gone."key" = deliveries."key" AND deliveries.state = 'pending'
"""
_HOLD = """
UPDATE deliveries SET state = 'failed', claimed_until = NULL, error = ?
WHERE state = 'pending' AND due <= ?{unless}
"""
_UNLESS_KNOWN = """
AND NOT EXISTS (SELECT 1 FROM replaced.deliveries AS gone
                WHERE gone.id = deliveries.id AND gone."key" = deliveries."key")
"""
# Told already, so it enters the log in silence; what nobody has read, or was still to be sent, is found anew and told.
_KNOW = """
INSERT INTO documents (key, url, source, title, published, first_seen, baseline, late, withdrawn, next_read)
SELECT key, url, source, title, published, first_seen, 1, 0, 0, ? FROM replaced.documents AS told
WHERE told.revisions > 0 AND told.key NOT IN (SELECT key FROM documents) AND NOT EXISTS (
    SELECT 1 FROM replaced.changes AS said
    JOIN replaced.delivery_changes AS owed ON owed.change = said.id
    JOIN replaced.deliveries AS message ON message.id = owed.delivery AND message.state = 'pending'
    WHERE said.story = told.story)
"""
_LEFT = """
UPDATE subscriptions SET state = 'ended', ended_at = gone.ended_at
FROM replaced.subscriptions AS gone WHERE gone.id = subscriptions.id AND gone.state = 'ended'
"""
_SILENCED = "INSERT OR REPLACE INTO silenced SELECT * FROM replaced.silenced"


def _brought_up_to_now(
    connection: sqlite3.Connection, replaced: Path | None, now: datetime
) -> tuple[datetime | None, int, int]:
    """Hold what may have been sent since; give when the copy was made, how many are held, how many documents known."""
    row = connection.execute("SELECT value FROM marks WHERE name = ?", (_MADE_AT,)).fetchone()
    made_at = datetime.fromisoformat(row[0]) if row else None
    moment = now.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
    why = (
        f"restored from the backup of {row[0] if row else 'an unknown time'}, so it may have been sent since; "
        "`pilotwatch deliveries retry` sends it"
    )
    known = 0
    if replaced is not None:
        connection.execute("ATTACH ? AS replaced", (str(replaced),))
    connection.execute("BEGIN")
    if replaced is not None:
        connection.execute(_AS_IT_WENT)
        connection.execute(_LEFT)
        connection.execute(_SILENCED)
        known = connection.execute(_KNOW, (moment,)).rowcount
    unless = "" if replaced is None else _UNLESS_KNOWN
    held = connection.execute(_HOLD.format(unless=unless), (why, moment)).rowcount
    connection.execute("DELETE FROM marks WHERE name = ?", (_MADE_AT,))
    connection.execute("COMMIT")
    return made_at, held, known


def _set_aside(path: Path, now: datetime) -> Path:
    """Keep the replaced database under another name, with its journal, which what is restored must not find."""
    aside = path.with_name(f"{path.name}.replaced-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    os.link(path, aside)
    for end in ("-wal", "-shm", "-journal"):
        journal = path.with_name(path.name + end)
        if journal.exists():
            journal.rename(aside.with_name(aside.name + end))
    return aside


def _settle(part: Path, target: Path) -> None:
    """Give a finished file its name, so that a power cut leaves the old one or the new one."""
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(target)
    directory = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
