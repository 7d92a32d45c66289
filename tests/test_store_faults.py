"""What survives a death, a full disk, a lock held by somebody else, and everybody writing at once."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from monitor.memory import LogQuery, Outcome
from storage import Store, StoreError
from tests.kept import document, failing, found, log, owed, published, read, story
from tests.values import NOON

ROOT = Path(__file__).parents[1]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")
def test_a_process_killed_anywhere_leaves_a_step_whole_or_undone(database_url: str) -> None:
    run = [sys.executable, "-m", "tests.killed", database_url]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    *undone, whole = map(json.loads, done.stdout.splitlines())
    kept = ("revisions", "fetches", "snapshots", "stories", "story_keys", "changes", "deliveries", "owed_keys")
    assert len(undone) > 10
    assert all(rows[table] == 0 for rows in undone for table in kept)
    assert [whole[table] for table in kept] == [1, 1, 1, 1, 1, 1, 2, 2]
    with Store.open(database_url) as store:
        assert [each.key for each in store.claim(NOON, NOON - NOON, 9)] == ["a", "b"]
        assert len(store.log(LogQuery(text="大连", story="s1"))) == 1


def test_steps_from_many_threads_and_two_stores_are_all_kept(store: Store, database_url: str) -> None:
    documents = [document(store, f"document-{number}") for number in range(24)]

    def settle(number: int) -> bool:
        told = published(str(number), story=f"s{number}")
        outcome = Outcome((told,), (owed(str(number)),), story(f"s{number}"), ("shared",))
        body = str(number).encode()
        return (store, other)[number % 2].settle(
            documents[number], read(body=body), ["shared"], None, decide(outcome)
        ) is not None

    sharing: list[int] = []

    def decide(outcome: Outcome):  # type: ignore[no-untyped-def]
        def decided(known):  # type: ignore[no-untyped-def]
            sharing.append(len(known.stories))
            return outcome

        return decided

    with Store.open(database_url) as other, ThreadPoolExecutor(8) as pool:
        assert all(pool.map(settle, range(24)))
    assert sorted(sharing) == list(range(24)), "each step saw all the stories kept before it"
    assert len(store.log(LogQuery())) == store.pending_count() == 24


def test_a_document_found_by_two_at_once_is_one(store: Store, database_url: str) -> None:
    def remember(turn: int) -> int:
        mine = (store, other)[turn % 2]
        return mine.remember_check(replace(mine.source(f"s{turn}"), parsed_once=True), entries, Outcome(), NOON)

    entries = [found(f"key-{number}") for number in range(50)]
    with Store.open(database_url) as other, ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(remember, range(6))) == 50
    assert store.describe()["rows"]["documents"] == 50


def test_a_lock_held_for_too_long_is_told_and_nothing_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "pilotwatch.db"
    with Store.open(f"sqlite:///{path}?timeout=0.05") as store:
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=r"database is locked; another process has been writing for too long"):
            log(store, failing())
        assert store.log(LogQuery()) == []
        holder.rollback()
        holder.close()
        log(store, failing())
        assert len(store.log(LogQuery())) == 1


@pytest.fixture
def small_disk() -> Iterator[None]:
    """Databases opened while this lasts cannot grow beyond 100 pages."""

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 100")

    event.listen(Engine, "connect", limit)
    yield
    event.remove(Engine, "connect", limit)


@pytest.mark.usefixtures("small_disk")
def test_a_full_disk_is_told_and_nothing_is_half_kept(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/pilotwatch.db") as store:
        known = document(store)
        before = store.describe()["rows"]
        outcome = Outcome((published(),), (owed("a"),), story())
        with pytest.raises(StoreError, match="database or disk is full; make room on its disk"):
            store.settle(known, read(body=os.urandom(1_000_000)), [], None, lambda _: outcome)
        assert store.describe()["rows"] == before
        assert store.settle(known, read(), [], None, lambda _: outcome) is not None


def test_put_off_checks_that_cannot_be_kept_are_kept_later(tmp_path: Path) -> None:
    path = tmp_path / "pilotwatch.db"
    with Store.open(f"sqlite:///{path}?timeout=0.05") as store:
        log(store, failing())
        checked = replace(store.source("mofcom"), last_checked=NOON)
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked"):
            store.remember_check(checked, [], Outcome(), NOON)
        holder.rollback()
        holder.close()
    with Store.open(f"sqlite:///{path}") as store:
        assert store.source("mofcom") == checked


def test_a_closed_store_leaves_no_connection(tmp_path: Path) -> None:
    path = tmp_path / "pilotwatch.db"
    with Store.open(f"sqlite:///{path}") as store:
        log(store, failing())
    assert sorted(file.name for file in tmp_path.iterdir()) == ["pilotwatch.db"]
