"""Texts with marks: what two wordings do not share, side by side, and where in a text the proof stands. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from monitor.changes import Proof
from monitor.compare.wording import edits

LINES_COMPARED = 3000
LINES_AROUND = 2


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a line; `mark` numbers the proof it belongs to, or is 1 for what differs; 0 is plain."""

    text: str
    mark: int = 0


Line = tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Lines left out."""

    lines: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines of a text that stand together."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line before and after; None where there is none on that side. Equal lines have no marks."""

    before: Line | None
    after: Line | None
    differs: bool


def characterwise(before: str, after: str) -> tuple[Line, Line]:
    """Return both wordings with what the other lacks marked; a shared scrap between two edits counts as edited."""
    found = edits(before, after)
    left = tuple(Segment(edit.text, int(edit.kind == "removed")) for edit in found if edit.kind != "added")
    right = tuple(Segment(edit.text, int(edit.kind == "added")) for edit in found if edit.kind != "removed")
    return left, right


def side_by_side(before: str, after: str) -> list[Row | Gap]:
    """Return two texts line by line, the changed lines with some around them, and gaps for the rest."""
    old, new = before.splitlines()[:LINES_COMPARED], after.splitlines()[:LINES_COMPARED]
    rows: list[Row | Gap] = []
    groups = SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(LINES_AROUND)
    shown = 0
    for group in groups:
        if group[0][1] > shown:
            rows.append(Gap(group[0][1] - shown))
        for tag, from_, to, new_from, new_to in group:
            rows += _rows(tag == "equal", old[from_:to], new[new_from:new_to])
        shown = group[-1][2]
    if rows and shown < len(old):
        rows.append(Gap(len(old) - shown))
    return rows


def _rows(equal: bool, old: Sequence[str], new: Sequence[str]) -> Iterable[Row]:  # noqa: FBT001 - two plain cases
    for before, after in zip_longest(old, new):
        if equal:
            yield Row((Segment(before),), (Segment(after),), differs=False)
        elif before is None:
            yield Row(None, (Segment(after, 1),), differs=True)
        elif after is None:
            yield Row((Segment(before, 1),), None, differs=True)
        else:
            yield Row(*characterwise(before, after), differs=True)


def located(text: str, proof: Proof) -> tuple[int, int] | None:
    """Return where in a text the proof stands: its quote around its offsets, else these, else where the words are."""
    start, end = proof.start, proof.end
    if start is not None and end is not None and proof.quote.strip():
        quoted = text.find(proof.quote, max(0, start - len(proof.quote)))
        if 0 <= quoted <= start and end <= quoted + len(proof.quote):
            return quoted, quoted + len(proof.quote)
    first = proof.quote.split("…")[0].strip()
    if start is not None and end is not None and 0 <= start < end <= len(text):
        there = text[start:end]
        if there == proof.quote or (first and first[:12] in there) or there.strip() in proof.quote:
            return start, end
    found = text.find(first) if first else -1
    return None if found < 0 else (found, found + len(first))


def highlighted(text: str, spans: Sequence[tuple[int, int] | None], around: int | None) -> list[Passage | Gap]:
    """Return a text with spans marked by their numbers from 1 on, a later span yielding to an earlier one.

    Only the lines with marks and `around` lines beside them; None gives the whole text.
    """
    marks = [0] * len(text)
    for number, span in reversed(list(enumerate(spans, 1))):
        if span is not None:
            marks[span[0] : span[1]] = [number] * (span[1] - span[0])
    lines = _marked_lines(text, marks)
    if around is None:
        return [Passage(tuple(lines))]
    wanted = [any(segment.mark for segment in line) for line in lines]
    near = [any(wanted[max(0, at - around) : at + around + 1]) for at in range(len(lines))]
    return _folded(lines, near)


def _marked_lines(text: str, marks: Sequence[int]) -> list[Line]:
    lines: list[Line] = []
    at = 0
    for line in text.split("\n"):
        segments: list[Segment] = []
        start = at
        for end in range(at + 1, at + len(line) + 1):
            if end == at + len(line) or marks[end] != marks[start]:
                segments.append(Segment(text[start:end], marks[start]))
                start = end
        lines.append(tuple(segments))
        at += len(line) + 1
    return lines


def _folded(lines: Sequence[Line], near: Sequence[bool]) -> list[Passage | Gap]:
    parts: list[Passage | Gap] = []
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and near[end] == near[at]:
            end += 1
        parts.append(Passage(tuple(lines[at:end])) if near[at] else Gap(end - at))
        at = end
    return parts
