"""What a change changed, in colour: green came, red went."""

from collections.abc import Iterator

from rich.text import Text

from monitor.changes import AboutList, Change, DocumentRevised, ListFinalised, StoryJoined, TasksChanged
from monitor.compare.wording import edits

_STYLES = {"added": "green", "removed": "red strike", "kept": ""}


def coloured(change: Change) -> Iterator[Text]:
    """Give the lines that tell what a change changed; none where everything is new."""
    match change:
        case DocumentRevised():
            yield from _lines("- ", change.removed_text, "removed")
            yield from _lines("+ ", change.added_text, "added")
        case TasksChanged():
            yield from _lines("- ", change.removed, "removed")
            yield from _lines("+ ", change.added, "added")
            yield from (reworded(f"{each.number}. ", each.before, each.after) for each in change.reworded)
        case AboutList():
            yield from _lines("- ", change.removed, "removed")
            yield from _lines("+ ", change.added, "added")
            yield from (reworded("= ", each.before, each.after) for each in change.renamed)
            for each in change.rolled_up:
                yield Text(f"~ {'、'.join(each.before)} -> {'、'.join(each.after)}")
            if isinstance(change, ListFinalised):
                yield Text(f"proposed: {change.proposed_url} ({change.proposed_story})", style="dim")
        case StoryJoined():
            yield from _lines("+ ", change.added, "added")
            yield from _lines("! ", change.conflicts, "removed")


def reworded(opening: str, before: str, after: str) -> Text:
    """Return one wording with what was edited marked in it."""
    return Text.assemble(opening, *((edit.text, _STYLES[edit.kind]) for edit in edits(before, after)))


def _lines(opening: str, texts: tuple[str, ...], kind: str) -> Iterator[Text]:
    yield from (Text(opening + text, style=_STYLES[kind].replace(" strike", "")) for text in texts)
