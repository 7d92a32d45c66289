"""The cells of a list and the places they name, with provinces carried down from row to row."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from monitor import gazetteer
from monitor.model import Place
from monitor.read.passage import CJK

NUMBERING = re.compile(r"[(（]?\d{1,3}[.、)）]?")
FOCUS_HEADER = re.compile(rf"[{CJK}]{{0,6}}(?:方向|重点|特色|任务|内容|主题|定位|举措)")
REMARK = re.compile(
    r"(?:国家级新区|计划单列市|副省级城市|省会城市|直辖市|兵团|备注|—+|-+|/|无|地级市|县级市|省会|新增|续建)"
)
PIECE = re.compile(r"[^、,;/\s和及与—–-]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell or word of a list; `row` numbers its row, `column` its column where there are any."""

    text: str
    start: int
    end: int
    row: int
    column: int | None = None


@dataclass(frozen=True, slots=True)
class RowPlace:
    """A place that a row lists."""

    place: Place
    start: int
    end: int
    row_start: int
    row_end: int
    focus: str | None
    joined: bool


def resolve(words: str, within: Place | None) -> Place | None:
    """Find the one place a cell's words name, read inside a province or city where the list gives one."""
    return _resolve(words, within) if 2 <= len(words) <= 24 else None


@lru_cache(maxsize=8192)
def _resolve(words: str, within: Place | None) -> Place | None:
    if within is not None:
        found = gazetteer.resolve(within.name + words)
        if len(found) == 1:
            return found[0]
    found = gazetteer.resolve(words)
    if len(found) > 1 and within is not None:
        found = tuple(place for place in found if place.province == within.province)
    return (
        found[0]
        if len(found) == 1 and (len(words) > 2 or found[0].kind in ("municipality", "city", "province"))
        else None
    )


def is_place_cell(text: str) -> bool:
    """Tell whether a cell holds names of places and nothing else."""
    pieces = [match[0] for match in PIECE.finditer(text.strip("。;:."))]
    return bool(pieces) and all(_might_name(piece) for piece in pieces)


def _might_name(piece: str) -> bool:
    if not 2 <= len(piece) <= 24:
        return False
    bare = re.sub(r"\([^()]*\)$", "", piece)
    return len(bare) >= 2 and _known(bare)


@lru_cache(maxsize=8192)
def _known(name: str) -> bool:
    return bool(gazetteer.resolve(name))


def read_cells(cells: list[Cell], focus_column: int | None = None) -> tuple[list[RowPlace], bool]:
    """Find the places a stream of cells lists, and whether its last province waits for a name."""
    by_row: dict[int, list[Cell]] = {}
    for cell in cells:
        by_row.setdefault(cell.row, []).append(cell)
    last = _last_place_index(cells)
    found: list[RowPlace] = []
    within: Place | None = None
    carried = False
    cut = False
    for index, cell in enumerate(cells):
        if NUMBERING.fullmatch(cell.text) or REMARK.fullmatch(cell.text):
            continue
        alone = resolve(cell.text, None)
        if alone is not None and alone.kind in ("province", "municipality"):
            cut = False
            if _leads(alone, cells, index):
                within, carried = alone, carried or alone.kind == "province"
                continue
            if carried and alone.kind == "province":
                within, cut = alone, index == last
                continue
            within = None
        elif alone is not None and alone.kind == "city" and _leads(alone, cells, index):
            within, cut = alone, False
            continue
        listed = list(_cell_places(cell, within, by_row[cell.row], focus_column))
        if listed:
            cut = False
            found.extend(listed)
    return found, cut


def _last_place_index(cells: list[Cell]) -> int:
    return max((index for index, cell in enumerate(cells) if resolve(cell.text, None)), default=-1)


def _leads(parent: Place, cells: list[Cell], index: int) -> bool:
    """Whether the next name in the list lies in this province, or, in the same row, in this city."""
    for cell in cells[index + 1 : index + 5]:
        if NUMBERING.fullmatch(cell.text) or REMARK.fullmatch(cell.text):
            continue
        first = PIECE.match(cell.text)
        name = resolve(first[0], parent) if first else None
        if name is None:
            return False
        if (name.code, name.kind) == (parent.code, parent.kind):
            return cell.row == cells[index].row
        if parent.kind == "city":
            return cell.row == cells[index].row and name.city == parent.code
        return name.province == parent.province and name.kind != "province"
    return False


def _cell_places(cell: Cell, within: Place | None, row: list[Cell], focus_column: int | None) -> Iterator[RowPlace]:
    pieces = list(PIECE.finditer(cell.text.rstrip("。;:.")))
    focus = _focus(cell, row, focus_column)
    inner = within
    resolved = []
    for piece in pieces:
        bare = re.sub(r"\([^()]*\)$", "", piece[0])
        place = resolve(bare, inner)
        if place is None:
            return
        resolved.append((piece, place))
    for number, (piece, place) in enumerate(resolved):
        follower = resolved[number + 1][1] if number + 1 < len(resolved) else None
        if (
            follower is not None
            and follower.province == place.province
            and place.kind in ("province", "municipality")
            and follower.code != place.code
        ):
            continue
        joined = number > 0 and cell.text[resolved[number - 1][0].end() : piece.start()].strip() in (
            "-",
            "—",
            "–",
            "——",
        )
        yield RowPlace(
            place,
            cell.start + piece.start(),
            cell.start + piece.end(),
            min(c.start for c in row),
            max(c.end for c in row),
            focus,
            joined,
        )


def _focus(cell: Cell, row: list[Cell], column: int | None) -> str | None:
    """Give the words of the column headed as focus, else the first cell behind the name that is a phrase."""
    if column is not None:
        return next((other.text for other in row if other.column == column and other is not cell), None)
    phrases = (
        other.text
        for other in row
        if other.start > cell.start and len(other.text) >= 6 and re.search(f"[{CJK}]{{4}}", other.text)
    )
    return next((text for text in phrases if not is_place_cell(text)), None)


def focus_column(header: Iterable[str]) -> int | None:
    """Which column's heading says that it tells each place's focus; None if none does."""
    return next((index for index, text in enumerate(header) if FOCUS_HEADER.fullmatch(text.strip())), None)


def table_cells(rows: Iterable[Iterable[tuple[str, int, int]]]) -> list[Cell]:
    """Give a table's cells as a stream, row by row."""
    return [
        Cell(text.strip(), start, end, number, column)
        for number, row in enumerate(rows)
        for column, (text, start, end) in enumerate(row)
        if text.strip()
    ]
