"""A source tells when it breaks: once, and once when it heals."""

from datetime import date, timedelta

import pytest

from monitor.changes import SourceChange, SourceFailing, SourceRecovered
from monitor.health import Parsed, Polled, Trouble, Unchanged, assess, usual_pause
from monitor.memory import SourceMemory
from monitor.model import Expectation, Health, Source, Validators
from tests.values import NOON, source

BLOCKED = Trouble(Health.BLOCKED, "https://x.cn answered 412: a challenge page")


def parsed(entries: int, new: int = 0) -> Parsed:
    return Parsed(entries, new, Validators('"1"'), "ab" * 32)


def polls(*polled: Polled, watched: Source | None = None) -> tuple[SourceMemory, list[SourceChange]]:
    memory = SourceMemory("mofcom")
    told: list[SourceChange] = []
    for number, one in enumerate(polled):
        memory, changes = assess(memory, watched or source(), one, NOON + number * timedelta(hours=1))
        told += changes
    return memory, told


def test_one_bad_poll_is_weather_and_two_are_told_once() -> None:
    assert polls(parsed(20), BLOCKED)[1] == []
    memory, told = polls(parsed(20), BLOCKED, BLOCKED, BLOCKED, BLOCKED)
    assert [type(change) for change in told] == [SourceFailing]
    assert (memory.health, memory.failures, memory.error) == (Health.BLOCKED, 4, BLOCKED.message)


def test_recovery_is_told_once_and_only_if_the_break_was() -> None:
    assert polls(parsed(20), BLOCKED, parsed(20))[1] == []
    memory, told = polls(parsed(20), BLOCKED, BLOCKED, parsed(20), parsed(20))
    assert [type(change) for change in told] == [SourceFailing, SourceRecovered]
    assert (memory.health, memory.error, memory.failures) == (Health.OK, None, 0)


def test_the_last_good_listing_is_kept_while_a_source_is_broken() -> None:
    memory, _ = polls(parsed(20), BLOCKED, BLOCKED)
    assert (memory.entries, memory.validators.etag, memory.listing_sha256) == (20, '"1"', "ab" * 32)


def test_the_good_page_coming_back_unchanged_is_a_recovery() -> None:
    memory, told = polls(parsed(20), BLOCKED, BLOCKED, Unchanged())
    assert memory.health is Health.OK
    assert [type(change) for change in told] == [SourceFailing, SourceRecovered]


def test_far_fewer_entries_than_usual_is_a_redesign() -> None:
    memory, told = polls(parsed(20), parsed(20), parsed(3), parsed(3))
    assert memory.health is Health.REDESIGNED
    assert "3 entries where about 20 are usual" in (memory.error or "")
    assert len(told) == 1


def test_a_page_that_lost_its_entries_cannot_be_skipped_as_unchanged() -> None:
    memory, _ = polls(parsed(20), Parsed(3, 0, Validators('"2"'), "cd" * 32))
    assert memory.listing_sha256 == "ab" * 32


def test_silence_beyond_the_expected_pause_is_quiet_and_told_once() -> None:
    watched = source(expect=Expectation(1, quiet_after=timedelta(hours=2)))
    memory, told = polls(parsed(20, new=20), *[Unchanged()] * 5, watched=watched)
    assert memory.health is Health.QUIET
    assert [type(change) for change in told] == [SourceFailing]
    memory, told = polls(parsed(20, new=20), *[Unchanged()] * 5, parsed(20, new=1), watched=watched)
    assert [type(change) for change in told] == [SourceFailing, SourceRecovered]


@pytest.mark.parametrize(
    ("polled", "least", "most"),
    [
        (parsed(20), timedelta(minutes=15), timedelta(minutes=15)),
        (Trouble(Health.UNREACHABLE, "time-out"), timedelta(seconds=30), timedelta(minutes=2)),
        (BLOCKED, timedelta(minutes=30), timedelta(hours=6)),
        (Trouble(Health.UNREACHABLE, "429", timedelta(hours=2)), timedelta(hours=2), timedelta(hours=2)),
    ],
)
def test_when_to_come_back(polled: Polled, least: timedelta, most: timedelta) -> None:
    """Sooner when it may be weather, later when the site turns us away, and never before it says."""
    memory, _ = polls(polled)
    assert memory.next_due is not None
    assert least <= memory.next_due - NOON <= most


def test_the_first_visit_is_over_only_when_a_listing_was_parsed() -> None:
    assert not polls(BLOCKED, BLOCKED)[0].parsed_once
    assert polls(BLOCKED, parsed(20))[0].parsed_once


def test_how_long_a_column_is_without_news_shows_in_its_dates() -> None:
    days = [date(2019, 5, 1), *(date(2026, 1, day) for day in (1, 2, 3, 10, 12))]
    assert usual_pause([None, *days, *days]) == timedelta(days=7), "not that of the old entry kept on top"
    assert usual_pause(days[:4]) is None
    assert usual_pause([None, None]) is None


@pytest.mark.parametrize(
    ("pause", "silence", "health"), [(1, 11, "ok"), (1, 13, "quiet"), (20, 50, "ok"), (20, 61, "quiet")]
)
def test_silence_far_beyond_its_own_habit_is_quiet(pause: int, silence: int, health: str) -> None:
    """Holidays are no trouble, and a column that speaks once a month may be silent for two."""
    first = Parsed(20, 20, Validators(), "ab" * 32, timedelta(days=pause))
    memory, _ = assess(SourceMemory("mofcom"), source(), first, NOON)
    memory, _ = assess(memory, source(), Unchanged(), NOON + timedelta(days=silence))
    assert memory.health == health


def test_an_expectation_that_is_written_down_counts_more_than_a_habit() -> None:
    watched = source(expect=Expectation(1, quiet_after=timedelta(days=2)))
    memory, _ = assess(SourceMemory("mofcom"), watched, Parsed(20, 20, Validators(), "ab", timedelta(days=30)), NOON)
    memory, _ = assess(memory, watched, Unchanged(), NOON + timedelta(days=3))
    assert memory.health is Health.QUIET
