"""A table with its spans expanded, and as text: a line per row, cells separated by tabs."""

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from monitor.markup.nodes import INLINE, UNSEEN, attribute, is_hidden
from monitor.markup.words import joined

MAX_COLUMNS = 200
MAX_CELLS = 20_000
_SECTIONS = frozenset(("thead", "tbody", "tfoot"))
_ARTICLE_IN_A_CELL = 800
_FEW_ROWS = 5

_Cell = tuple[str, int, int]
_Place = tuple[int | None, bool]


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a table's grid; `start` and `end` locate its words in the table's text."""

    text: str
    start: int
    end: int
    inherited: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's text and its rows, all of one length."""

    text: str
    rows: tuple[tuple[Slot, ...], ...]


def read_table(table: LexborNode) -> Grid | None:
    """Read a table; None if it is there for the layout: nested, of one column or row, or an article in a cell."""
    rows: list[list[_Cell]] = []
    for row in _rows(table):
        cells = _cells(row)
        if cells is None:
            return None
        if cells:
            rows.append(cells)
    if len(rows) < 2 or max(len(row) for row in rows) < 2 or _is_layout(rows):
        return None
    return _expanded(rows)


def _rows(table: LexborNode) -> list[LexborNode]:
    found: list[LexborNode] = []
    node = table.child
    while node is not None:
        if node.tag == "tr":
            found.append(node)
        elif node.tag in _SECTIONS:
            inner = node.child
            while inner is not None:
                if inner.tag == "tr":
                    found.append(inner)
                inner = inner.next
        node = node.next
    return found


def _cells(row: LexborNode) -> list[_Cell] | None:
    """Return each cell's words, colspan and rowspan; None if one holds a table."""
    cells: list[_Cell] = []
    node = row.child
    while node is not None:
        if node.tag in ("td", "th") and not is_hidden(node):
            words = _words(node)
            if words is None:
                return None
            cells.append((words, _span(node, "colspan"), _span(node, "rowspan")))
        node = node.next
    return cells


def _words(cell: LexborNode) -> str | None:
    parts: list[str] = []
    stack = [cell.child]
    while stack:
        node = stack.pop()
        if node is None:
            continue
        stack.append(node.next)
        tag = node.tag or ""
        if tag == "-text":
            parts.append(node.text_content or "")
        elif tag == "table":
            return None
        elif tag not in UNSEEN and not is_hidden(node):
            if tag not in INLINE:
                parts.append(" ")
            stack.append(node.child)
    return joined("".join(parts))


def _span(cell: LexborNode, name: str) -> int:
    value = attribute(cell, name).strip()[:5]
    return min(max(int(value), 1), 1000) if value.isdecimal() else 1


def _is_layout(rows: list[list[_Cell]]) -> bool:
    sizes = [len(words) for row in rows for words, _, _ in row]
    return len(rows) <= _FEW_ROWS and max(sizes) > _ARTICLE_IN_A_CELL and 2 * max(sizes) > sum(sizes)


def _expanded(rows: list[list[_Cell]]) -> Grid:
    words = [text for row in rows for text, _, _ in row]
    starts: dict[int, int] = {}
    lines: list[str] = []
    grid: list[tuple[Slot, ...]] = []
    offset = 0
    for row in _laid_out(rows):
        own: list[str] = []
        slots: list[Slot] = []
        for cell, inherited in row:
            text = "" if cell is None else words[cell]
            start = offset if cell is None else starts.setdefault(cell, offset)
            own.append("" if inherited else text)
            slots.append(Slot(text, start, start + len(text), inherited))
            offset += len(own[-1]) + 1
        lines.append("\t".join(own))
        grid.append(tuple(slots))
    return Grid("\n".join(lines), tuple(grid))


def _laid_out(rows: list[list[_Cell]]) -> list[list[_Place]]:
    """Return what stands in each place of the grid: a cell's number, and whether only because the cell spans it."""
    grid: list[list[_Place]] = []
    hanging: dict[int, tuple[int, int]] = {}
    number = 0
    for row in rows:
        line: list[_Place] = []
        below: dict[int, tuple[int, int]] = {}
        for _, across, down in row:
            _hang(line, hanging, below)
            first = len(line)
            for column in range(first, min(first + across, MAX_COLUMNS)):
                line.append((number, column > first))
                if down > 1:
                    below[column] = (number, down - 1)
            number += 1
        while hanging:
            line.extend([(None, True)] * (min(hanging) - len(line)))
            _hang(line, hanging, below)
        hanging = below
        grid.append(line)
        if sum(map(len, grid[-1:])) * len(grid) > MAX_CELLS:
            break
    width = max(len(line) for line in grid)
    return [line + [(None, True)] * (width - len(line)) for line in grid]


def _hang(line: list[_Place], hanging: dict[int, tuple[int, int]], below: dict[int, tuple[int, int]]) -> None:
    """Continue the cells of earlier rows that reach down into the next places of this line."""
    while (spanned := hanging.pop(len(line), None)) is not None:
        number, left = spanned
        if left > 1:
            below[len(line)] = (number, left - 1)
        line.append((number, True))
