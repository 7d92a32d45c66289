"""Opening a database: made, migrated, or refused in one sentence that names it and the way out."""

import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url

from monitor.memory import LogQuery
from storage import Store, StoreError
from storage.schema import REVISION, metadata
from storage.upgrade import configuration
from tests.databases import execute
from tests.kept import log, published


def refusal(url: str) -> str:
    with pytest.raises(StoreError) as refused:
        Store.open(url)
    message = str(refused.value)
    assert "\n" not in message
    assert message.endswith(".")
    return message


def test_the_migrations_make_the_tables_that_the_code_expects(new_database_url: str) -> None:
    assert ScriptDirectory.from_config(configuration()).get_current_head() == REVISION
    with Store.open(new_database_url) as store:
        assert store.describe()["schema"] == REVISION
    engine = create_engine(make_url(new_database_url))
    with engine.connect() as connection:
        ours = {"include_name": lambda name, *_: not str(name).startswith("change_words")}
        assert compare_metadata(MigrationContext.configure(connection, opts=ours), metadata) == []
    engine.dispose()


def test_what_was_kept_is_there_when_opened_again(new_database_url: str) -> None:
    with Store.open(new_database_url) as store:
        log(store, published("大连"))
    with Store.open(new_database_url) as store:
        assert len(store.log(LogQuery(text="大连"))) == 1
        store.health()


def test_a_database_opened_by_several_at_once_is_made_once(new_database_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        for store in pool.map(Store.open, [new_database_url] * 4):
            store.health()
            store.close()


def test_the_directory_of_a_file_is_made(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/new/directory/pilotwatch.db") as store:
        assert store.describe()["database"] == f"{tmp_path}/new/directory/pilotwatch.db"


def test_a_newer_database_is_refused(new_database_url: str) -> None:
    Store.open(new_database_url).close()
    execute(new_database_url, "UPDATE alembic_version SET version_num = '9999'")
    message = refusal(new_database_url)
    assert "newer Pilotwatch (schema 9999)" in message
    assert "update this one" in message


def test_another_programs_database_is_refused_untouched(new_database_url: str) -> None:
    execute(new_database_url, "CREATE TABLE invoices (id INTEGER)")
    assert "another program's tables (invoices)" in refusal(new_database_url)
    execute(new_database_url, "DROP TABLE invoices")
    Store.open(new_database_url).close()


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but somebody's notes" * 100, encoding="utf-8")
    assert f"{path}: file is not a database; name another file" in refusal(f"sqlite:///{path}")
    assert path.read_text(encoding="utf-8").startswith("not a database")


def test_a_damaged_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pilotwatch.db"
    with Store.open(f"sqlite:///{path}") as store:
        log(store, published("大连"))
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * (size - 100))
    assert "restore a backup" in refusal(f"sqlite:///{path}")


def test_a_directory_is_refused(tmp_path: Path) -> None:
    assert f"{tmp_path} is a directory, not a database" in refusal(f"sqlite:///{tmp_path}")


def test_a_path_through_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "its directory cannot be created" in refusal(f"sqlite:///{tmp_path}/file/pilotwatch.db")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("pilotwatch.db", "write it as sqlite:///path"),
        ("mysql://user:secret@host/db", "mysql://user:***@host/db: only sqlite:///… and postgresql://…"),
        ("sqlite://", "write sqlite:///path.db"),
        ("sqlite:///:memory:", "write sqlite:///path.db"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(url: str, said: str) -> None:
    assert said in refusal(url)


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    pytest.importorskip("psycopg")
    message = refusal("postgresql://user:s3cret@127.0.0.1:1/pilotwatch")
    assert "127.0.0.1:1/pilotwatch" in message
    assert "look at the server and the address" in message
    assert "s3cret" not in message


@pytest.mark.skipif(sys.platform == "win32", reason="file permissions of POSIX")
def test_an_unwritable_file_is_refused() -> None:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "pilotwatch.db"
        Store.open(f"sqlite:///{path}").close()
        path.chmod(0o444)
        Path(directory).chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", _OPEN, f"sqlite:///{path}"], capture_output=True, encoding="utf-8", check=True
        )
        Path(directory).chmod(0o755)
    assert str(path) in done.stdout
    assert "make the file and its directory" in done.stdout


_OPEN = """
import os, sys
from storage import Store, StoreError
if os.geteuid() == 0:
    os.setuid(65534)  # root may write everywhere
try:
    Store.open(sys.argv[1])
except StoreError as error:
    print(error)
"""


def test_a_file_of_a_newer_database_stays_as_it_was(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/pilotwatch.db"
    Store.open(url).close()
    execute(url, "UPDATE alembic_version SET version_num = '9999'", "DROP TABLE story_keys")
    refusal(url)
    with sqlite3.connect(tmp_path / "pilotwatch.db") as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'story_keys'").fetchone() == (0,)
    connection.close()
