"""What a change says against before, line by line; `assert_never` makes mypy list a kind without words. Pure."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from monitor.alert.naming import names_of
from monitor.alert.words import Words
from monitor.changes import (
    AboutList,
    DocumentChange,
    DocumentPublished,
    DocumentRevised,
    DocumentWithdrawn,
    ListChanged,
    ListFinalised,
    ListPublished,
    StoryJoined,
    TasksChanged,
    TasksPublished,
)

LINES_SHOWN = 8
LONGEST_LINE = 160


def differences(change: DocumentChange, words: Words) -> tuple[str, ...]:
    """Return what the change says against what was known before; nothing for what is new as a whole."""
    match change:
        case DocumentPublished() | ListPublished() | TasksPublished():
            return ()
        case DocumentRevised():
            return (
                *_each(words.text_removed, change.removed_text),
                *_each(words.text_added, change.added_text),
            )
        case DocumentWithdrawn():
            return (words.withdrawn.format(status=change.status),)
        case ListChanged():
            return (*_list_differences(change, words), *_counts(change, words))
        case ListFinalised():
            return tuple(_list_differences(change, words))
        case TasksChanged():
            return (
                *_each(words.tasks_added, change.added),
                *_each(words.tasks_removed, change.removed),
                *(
                    words.task_reworded.format(number=r.number, before=_cut(r.before), after=_cut(r.after))
                    for r in change.reworded[:LINES_SHOWN]
                ),
            )
        case StoryJoined():
            added = [words.added.format(names=names_of(change.added, words))] if change.added else []
            return (
                words.another_outlet.format(publisher=change.publisher),
                *added,
                *_each(words.conflict, change.conflicts),
            )
        case _:
            assert_never(change)


def _list_differences(change: AboutList, words: Words) -> Iterator[str]:
    if change.added:
        yield words.added.format(names=names_of(change.added, words))
    if change.removed:
        yield words.removed.format(names=names_of(change.removed, words))
    for pair in change.renamed[:LINES_SHOWN]:
        yield words.renamed.format(before=pair.before, after=pair.after)


def _counts(change: ListChanged, words: Words) -> Iterator[str]:
    if change.previous_count is not None and change.stated_count not in (None, change.previous_count):
        yield words.counted.format(before=change.previous_count, after=change.stated_count)


def details(change: DocumentChange, words: Words) -> tuple[str, ...]:
    """Return the figures of what a document sets: how many places or tasks, and whether all are named."""
    match change:
        case ListPublished() | ListChanged() | ListFinalised():
            return tuple(_list_figures(change, words))
        case TasksPublished() if change.stated_count or change.item_count:
            areas = words.tasks_areas.format(count=change.stated_areas) if change.stated_areas else ""
            return (words.tasks_stated.format(count=change.stated_count or change.item_count) + areas,)
        case _:
            return ()


def _list_figures(change: AboutList, words: Words) -> Iterator[str]:
    unit = words.units.get(change.unit, words.unit_otherwise)
    if change.stated_count:
        partial = words.list_partial.format(count=change.named_count) if change.complete is False else ""
        yield words.list_stated.format(count=change.stated_count, unit=unit) + partial
    elif change.named_count:
        yield words.list_named.format(count=change.named_count, unit=unit)


def _each(form: str, texts: Iterable[str]) -> Iterator[str]:
    for text in tuple(texts)[:LINES_SHOWN]:
        yield form.format(text=_cut(text))


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"
