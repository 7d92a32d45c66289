"""What is remembered of sources, and how little an unchanged check costs."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from monitor.memory import Outcome, SourceMemory
from monitor.model import Health, Validators
from storage import Store
from tests.kept import LATER, failing, found
from tests.values import NOON

CHECKED = SourceMemory(
    id="mofcom",
    validators=Validators('"1"', "Fri, 09 Jan 2026 04:00:00 GMT"),
    listing_sha256="ab" * 32,
    next_due=LATER,
    last_checked=NOON,
    last_ok=NOON,
    last_new=NOON,
    entries=20,
    usual_entries=19.5,
    health=Health.OK,
    parsed_once=True,
)


def checked_again(memory: SourceMemory, after: timedelta) -> SourceMemory:
    at = NOON + after
    return replace(memory, last_checked=at, last_ok=at, next_due=at + timedelta(minutes=15))


def test_an_unknown_source_has_a_fresh_memory(store: Store) -> None:
    assert store.source("mofcom") == SourceMemory("mofcom")
    assert store.sources() == {}


def test_a_check_is_remembered_whole(store: Store, database_url: str) -> None:
    store.remember_check(CHECKED, [], Outcome(), NOON)
    with Store.open(database_url) as other:
        assert other.source("mofcom") == CHECKED
        assert other.sources() == {"mofcom": CHECKED}


def test_trouble_is_remembered_over_what_was(store: Store) -> None:
    store.remember_check(CHECKED, [], Outcome(), NOON)
    blocked = replace(CHECKED, health=Health.BLOCKED, error="HTTP 412\0\ud800", failures=3, told=True)
    store.remember_check(blocked, [], Outcome((failing(),)), LATER)
    assert store.source("mofcom") == replace(blocked, error="HTTP 412��")


def test_an_unchanged_check_is_seen_at_once_and_kept_on_closing(database_url: str) -> None:
    with Store.open(database_url) as store:
        store.remember_check(CHECKED, [], Outcome(), NOON)
        for second in range(5):
            again = checked_again(CHECKED, timedelta(seconds=second))
            store.remember_check(again, [], Outcome(), NOON + timedelta(seconds=second))
            assert store.source("mofcom") == store.sources()["mofcom"] == again
    with Store.open(database_url) as reopened:
        assert reopened.source("mofcom") == again


def test_unchanged_checks_are_kept_within_half_a_minute(store: Store, database_url: str) -> None:
    store.remember_check(CHECKED, [], Outcome(), NOON)
    for second in (1, 2, 33):
        again = checked_again(CHECKED, timedelta(seconds=second))
        store.remember_check(again, [], Outcome(), NOON + timedelta(seconds=second))
    with Store.open(database_url) as other:
        assert other.source("mofcom") == again


def test_a_put_off_check_never_hides_what_another_process_found(store: Store, database_url: str) -> None:
    store.remember_check(CHECKED, [], Outcome(), NOON)
    with Store.open(database_url) as other:
        moved = replace(other.source("mofcom"), listing_sha256="cd" * 32, entries=21)
        other.remember_check(moved, [found()], Outcome(), NOON)
    again = checked_again(CHECKED, timedelta(minutes=1))
    store.remember_check(again, [], Outcome(), LATER)
    store.keep_checks()
    with Store.open(database_url) as other:
        assert other.source("mofcom") == replace(again, listing_sha256="cd" * 32, entries=21)


def test_an_unchanged_check_writes_few_bytes(tmp_path: Path) -> None:
    path, count = tmp_path / "pilotwatch.db", 300
    with Store.open(f"sqlite:///{path}") as store:
        memories = [replace(CHECKED, id=f"source-{number:04}") for number in range(count)]
        for memory in memories:
            store.remember_check(memory, [], Outcome(), NOON)
    with Store.open(f"sqlite:///{path}") as store:
        known = store.sources()
        wal = Path(f"{path}-wal")
        before = wal.stat().st_size
        for id_ in sorted(known, key=lambda id_: id_[::-1]):
            again = checked_again(known[id_], timedelta(seconds=5))
            store.remember_check(again, [], Outcome(), NOON + timedelta(seconds=5))
        store.keep_checks()
        assert 0 < (wal.stat().st_size - before) / count < 256
