"""Facts come back from the database as they went in, whatever they say."""

import dataclasses
import itertools
import types
import typing
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.changes import Change
from monitor.memory import Attempt, LogQuery, Outcome, ReadResult, Story
from monitor.model import Page, Reading
from storage import Store, facts
from tests.kept import document, log, nothing, published
from tests.values import NOON

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
TIME = st.datetimes(timezones=st.just(UTC))
PLAIN: dict[type, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(0, 2**40),
    bool: st.booleans(),
    date: st.dates(),
    datetime: TIME,
    types.NoneType: st.none(),
}
KINDS = typing.get_args(Change)
KEYS = itertools.count()


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Any value that a field of this type may hold: every field of every dataclass, defaults or not."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Literal:
        return st.sampled_from(arguments)
    if origin in {typing.Union, types.UnionType}:
        return st.one_of([values(each) for each in arguments])
    if origin is tuple:
        return st.lists(values(arguments[0]), max_size=2).map(tuple)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind)
        return st.builds(kind, **{field.name: values(hints[field.name]) for field in dataclasses.fields(kind)})
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    return PLAIN[kind]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_every_kind_of_change_survives_json(kind: type[Change], data: st.DataObject) -> None:
    change = data.draw(values(kind))
    assert facts.change_from_json(facts.change_to_json(change)) == change


@given(story=values(Story))
@settings(max_examples=25, deadline=None)
def test_a_story_survives_json(story: Story) -> None:
    assert facts.story_from_json(facts.story_to_json(story)) == story


@given(reading=values(Reading), text=TEXT)
@settings(max_examples=25, deadline=None)
def test_a_reading_and_its_text_survive_compression(reading: Reading, text: str) -> None:
    assert facts.reading_from_bytes(facts.reading_to_bytes(reading)) == reading
    assert facts.text_from_bytes(facts.text_to_bytes(text)) == text.replace("\0", "�")


@given(changes=st.lists(st.one_of([values(kind) for kind in KINDS]), min_size=1, max_size=3), story=values(Story))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_kept_comes_back(store: Store, changes: list[Change], story: Story) -> None:
    story = dataclasses.replace(story, id=f"s{next(KEYS)}")
    newest = max((line.id for line in store.log(LogQuery(limit=1))), default=0)
    store.remember_check(store.source("mofcom"), [], Outcome(tuple(changes), (), story), NOON)
    kept = store.changes(range(newest + 1, newest + 1 + len(changes)))
    assert [line.change for line in kept] == changes
    assert store.story(story.id) == story


@given(reading=values(Reading), body=st.binary(max_size=30), status=st.integers(100, 599), at=TIME)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_revision_and_its_bytes_come_back(
    store: Store, reading: Reading, body: bytes, status: int, at: datetime
) -> None:
    key = f"k{next(KEYS)}"
    page = Page(f"https://{key}", status, {"etag": "大\\"}, body + key.encode(), at)
    attempt = Attempt(next_read=at, read=ReadResult(page, "t", "正文", reading, None))
    store.settle(document(store, key), attempt, [], None, nothing)
    assert store.snapshot(page.sha256) == page
    assert [(each.reading, each.read_at) for each in store.revisions(key)] == [(reading, at)]


def test_a_lone_surrogate_is_marked_and_nothing_moves(store: Store) -> None:
    log(store, published("大\ud800连"))
    (line,) = store.log(LogQuery())
    assert line.change == published("大�连")


def test_a_field_added_later_takes_its_default() -> None:
    body = facts.change_to_json(published()).replace(',"late":false', "")
    assert facts.change_from_json(body) == published()
