"""Backups made while the store is in use, and what is told, and not told again, after the way back."""

import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from monitor.cli import app
from monitor.model import Subscription
from storage import Store, StoreError, back_up, restore
from tests.kept import document, owe, owed
from tests.values import NOON
from tests.world import World

TITLE = "商务部办公厅关于公布第一批全国零售业创新提升试点城市名单的通知"
BODY = "<p>经研究，确定大连市、沈阳市等2个城市为第一批全国零售业创新提升试点城市，现予公布。</p>"
SECOND = "商务部办公厅关于公布第二批全国零售业创新提升试点城市名单的通知"
ALSO = "<p>经研究，确定大连市、长春市等2个城市为第二批全国零售业创新提升试点城市，现予公布。</p>"
WHO = "大连市商务局"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/pilotwatch.db"


@pytest.fixture
def world(tmp_path: Path, url: str) -> Iterator[World]:
    with World(tmp_path, url) as world:
        yield world


def go_back(world: World, backup: Path, *, lost: bool = False) -> list[str]:
    """Restore in a world whose daemon has ended; `lost`: the disk with the replaced database is gone."""
    world.store.close()
    if lost:
        (world.folder / "pilotwatch.db").unlink()
    restore(world.database, backup, world.time)
    world.store = Store.open(world.database)
    return [row.state for row in reversed(world.store.deliveries(subscription=WHO))]


def command(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_a_backup_taken_while_others_write_is_whole_and_one_file(tmp_path: Path, url: str) -> None:
    ended = threading.Event()

    def write(store: Store) -> None:
        number = 0
        while not ended.is_set():
            owe(store, owed(f"key-{number}"))
            number += 1

    with Store.open(url) as store:
        writing = threading.Thread(target=write, args=(store,))
        writing.start()
        for number in range(5):
            back_up(url, tmp_path / "kept" / f"{number}.db", NOON)
        ended.set()
        writing.join()
    assert sorted(path.name for path in (tmp_path / "kept").iterdir()) == [f"{number}.db" for number in range(5)]
    for copy in (tmp_path / "kept").iterdir():
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        with Store.open(f"sqlite:///{copy}") as store:
            rows = store.describe()["rows"]
            assert rows["deliveries"] == rows["changes"] == rows["owed_keys"]


async def test_what_was_sent_since_the_backup_is_not_sent_again(world: World, tmp_path: Path) -> None:
    await world.poll()
    world.inbox["/reader"] = lambda _: (_ for _ in ()).throw(ConnectionError)
    world.ministry.publish("n1", TITLE, BODY)
    await world.poll()
    back_up(world.database, tmp_path / "backup.db", world.time)
    world.inbox["/reader"] = "ok"
    await world.poll()
    world.ministry.publish("n2", SECOND, ALSO)
    await world.poll(after=timedelta(days=1))
    told = [alert["title"] for alert in world.alerts[-2:]]
    assert go_back(world, tmp_path / "backup.db") == ["sent"]
    world.inbox.requests.clear()
    for _ in range(3):
        await world.poll(after=timedelta(days=1))
    assert world.alerts == [], told
    assert {line["title"] for line in world.log("list_published")} == {TITLE, SECOND}


async def test_what_was_found_but_not_sent_before_the_restore_is_sent(world: World, tmp_path: Path) -> None:
    await world.poll()
    back_up(world.database, tmp_path / "backup.db", world.time)
    world.inbox["/reader"] = lambda _: (_ for _ in ()).throw(ConnectionError)
    world.ministry.publish("n1", TITLE, BODY)
    await world.poll()
    go_back(world, tmp_path / "backup.db")
    world.inbox["/reader"] = "ok"
    world.inbox.requests.clear()
    await world.poll()
    assert len(world.alerts) == 1


async def test_without_the_replaced_database_what_was_due_is_held_and_can_be_sent(world: World, tmp_path: Path) -> None:
    await world.poll()
    world.inbox["/reader"] = lambda _: (_ for _ in ()).throw(ConnectionError)
    world.ministry.publish("n1", TITLE, BODY)
    await world.poll()
    back_up(world.database, tmp_path / "backup.db", world.time)
    world.time += timedelta(hours=1)
    assert go_back(world, tmp_path / "backup.db", lost=True) == ["failed"]
    world.inbox["/reader"] = "ok"
    world.inbox.requests.clear()
    await world.poll()
    assert world.alerts == []
    (held,) = world.store.deliveries(state="failed")
    assert "restored from the backup" in str(held.error)
    world.store.retry(world.time, [held.id])
    await world.poll()
    assert len(world.alerts) == 1


def test_what_is_due_only_after_the_restore_stays_owed(tmp_path: Path, url: str) -> None:
    with Store.open(url) as store:
        owe(store, owed("past"), owed("to come", due=NOON + timedelta(days=2), window="daily"))
    back_up(url, tmp_path / "backup.db", NOON)
    (tmp_path / "pilotwatch.db").unlink()
    assert restore(url, tmp_path / "backup.db", NOON + timedelta(days=1)).held == 1
    with Store.open(url) as store:
        assert {row.key: row.state for row in store.deliveries()} == {"past": "failed", "to come": "pending"}


def test_who_left_since_the_backup_stays_away(tmp_path: Path, url: str) -> None:
    subscription = Subscription(id="p1", name="王", channel="email:a@b.example", places=("210200",))
    with Store.open(url) as store:
        store.ask(subscription, "digest", "code", NOON, NOON + timedelta(hours=1))
        store.confirm("p1", "code", NOON)
        back_up(url, tmp_path / "backup.db", NOON)
        store.end("p1", NOON)
        store.silence(WHO, "digest", NOON)
    restore(url, tmp_path / "backup.db", NOON)
    with Store.open(url) as store:
        assert store.subscribed() == []
        assert store.silenced() == {WHO: "digest"}


def test_the_replaced_database_is_kept_and_complete(tmp_path: Path, url: str) -> None:
    with Store.open(url) as store:
        document(store)
        back_up(url, tmp_path / "backup.db", NOON)
        document(store, "later")
    restored = restore(url, tmp_path / "backup.db", NOON)
    assert restored.aside is not None
    with Store.open(f"sqlite:///{restored.aside}") as store:
        assert set(store.known(["mofcom.gov.cn/1.html", "later"])) == {"mofcom.gov.cn/1.html", "later"}
    with Store.open(url) as store:
        assert set(store.known(["mofcom.gov.cn/1.html", "later"])) == {"mofcom.gov.cn/1.html"}


def test_a_damaged_database_can_be_restored_over(tmp_path: Path, url: str) -> None:
    with Store.open(url) as store:
        document(store)
    back_up(url, tmp_path / "backup.db", NOON)
    (tmp_path / "pilotwatch.db").write_bytes(b"scrap" * 10_000)
    assert restore(url, tmp_path / "backup.db", NOON).asked is False
    with Store.open(url) as store:
        assert store.document("mofcom.gov.cn/1.html") is not None


def _another_program(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")


def _newer(path: Path) -> None:
    Store.open(f"sqlite:///{path}").close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def _half(path: Path) -> None:
    with Store.open(f"sqlite:///{path}") as store:
        owe(store, *(owed(f"{number}") for number in range(500)))
    os.truncate(path, path.stat().st_size // 2)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda path: path.write_bytes(b"no database at all" * 99), "is no readable database"),
        (lambda path: path.write_bytes(b""), "is not a database of Pilotwatch"),
        (lambda path: path.mkdir(), "is no file"),
        (Path.as_uri, "is no file"),
        (_half, "is damaged|is no readable database"),
        (_another_program, "is not a database of Pilotwatch"),
        (_newer, "newer Pilotwatch"),
    ],
)
def test_a_file_that_is_no_backup_is_refused_and_the_database_stays(tmp_path: Path, url: str, made, said: str) -> None:  # type: ignore[no-untyped-def]
    with Store.open(url) as store:
        document(store)
    before = (tmp_path / "pilotwatch.db").read_bytes()
    made(tmp_path / "bad.db")
    with pytest.raises(StoreError, match=said) as refused:
        restore(url, tmp_path / "bad.db", NOON)
    assert "\n" not in str(refused.value)
    assert (tmp_path / "pilotwatch.db").read_bytes() == before
    assert not list(tmp_path.glob("*.restoring*"))


def test_nothing_is_restored_under_a_running_daemon_or_poll(tmp_path: Path, url: str) -> None:
    with Store.open(url) as store:
        document(store)
        back_up(url, tmp_path / "backup.db", NOON)
        with store.leading(), pytest.raises(StoreError, match="another daemon is running"):
            restore(url, tmp_path / "backup.db", NOON)
    with sqlite3.connect(tmp_path / "pilotwatch.db", isolation_level=None) as busy:
        busy.execute("BEGIN")
        busy.execute("SELECT * FROM sources").fetchall()
        with pytest.raises(StoreError, match="in use by another process"):
            restore(f"{url}?timeout=0.1", tmp_path / "backup.db", NOON)
    busy.close()


def test_a_backup_overwrites_an_earlier_backup_and_nothing_else(tmp_path: Path, url: str) -> None:
    with Store.open(url) as store:
        document(store)
    back_up(url, tmp_path / "backup.db", NOON)
    back_up(url, tmp_path / "backup.db", NOON)
    (tmp_path / "letter.txt").write_text("dear reader", encoding="utf-8")
    for taken in ("letter.txt", "pilotwatch.db", "."):
        with pytest.raises(StoreError, match="is no earlier backup and stays as it is"):
            back_up(url, tmp_path / taken, NOON)
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == "dear reader"


def test_the_commands_say_what_they_did_and_refuse_in_one_sentence(tmp_path: Path, url: str) -> None:
    with Store.open(url) as store:
        owe(store, owed("a"))
    backup = str(tmp_path / "backup.db")
    assert "bytes, as of now" in command("backup", backup, "--database", url).output
    assert "restored to how it stood at" in command("restore", backup, "--database", url).output
    for arguments in (("restore", f"{backup}x"), ("backup", str(tmp_path / "pilotwatch.db"))):
        refused = command(*arguments, "--database", url)
        assert refused.exit_code == 2
        assert len(refused.stderr.strip().splitlines()) == 1
    for name, tool in (("backup", "pg_dump"), ("restore", "pg_restore")):
        refused = command(name, backup, "--database", "postgresql://u:hidden@127.0.0.1/x")
        assert refused.exit_code == 2
        assert tool in refused.stderr
        assert "hidden" not in refused.stderr
