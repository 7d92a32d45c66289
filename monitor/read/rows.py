"""Lists that stand in rows: tables with merged cells, tables flattened to lines, numbered and plain name lists."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from monitor import gazetteer
from monitor.model import Place
from monitor.read.layout import Span
from monitor.read.passage import CJK

_CELL = re.compile(r"[^\t|]+")
_WORD = re.compile(r"[^\t| ]+")
_NUMBER = re.compile(r"[(（]?\d{1,3}[.、)）]?")
_LEAD_NUMBER = re.compile(r"[(（]?\d{1,3}(?:[.、)）]\s*|(?=[\u4e00-\u9fff]))|[(（][一二三四五六七八九十]{1,3}[)）]")
_REMARK = re.compile(
    r"(?:国家级新区|计划单列市|副省级城市|省会城市|直辖市|兵团|备注|—+|-+|/|无|地级市|县级市|省会|新增|续建)"
)
_HEADER = re.compile(
    r"序号|编号|省份?(?:\(|$|/|、)|省\(|试点|城市|地区|名称|备注|区域|类别|名单|批次|单位|类型|方向|联系人|所在"
)
_PIECE = re.compile(r"[^、,;/\s和及与—–-]+")
_LED = re.compile(
    rf"(?P<parent>[{CJK}]{{2,12}})\s*(?:\(\s*(?:共)?\d*个?[{CJK}]{{0,3}}\s*\))?\s*(?::|——|—|-)\s*(?P<names>.+)$"
)
_DESCRIBED = re.compile(rf"(?P<name>[{CJK}]{{2,16}}?)\s*(?:\(|:|——|。|,|—)(?P<focus>.{{4,}})$")
_LISTLIKE = re.compile(rf"[\d(（一二三四五六七八九十]|[{CJK}]{{2,14}}(?:\([^()]{{0,10}}\))?\s*[:—]")
_HEADING = re.compile(r"名单|试点|示范|入选|公示|如下|附件|序号|先行|一览")
_REMOVED = re.compile(r"(?:退出|移出|取消|撤销|调出|终止|不再)")
_KEPT_PROVINCES = ("710000", "810000", "820000")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell or word of a list; `row` numbers its row."""

    text: str
    start: int
    end: int
    row: int


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


@dataclass(frozen=True, slots=True)
class RowList:
    """A list in rows; `heading` is the line above it, `last_cut` tells that its end seems to be missing."""

    places: tuple[RowPlace, ...]
    start: int
    end: int
    heading: str
    last_cut: bool


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


def row_lists(lines: list[Span]) -> list[RowList]:
    """Find the lists in rows among an article's lines."""
    kinds = [_kind(line) for line in lines]
    found = []
    index = 0
    while index < len(lines):
        last, end = _zone(lines, kinds, index)
        if last > index:
            listed = _read_zone(lines[index:last], kinds[index:last], _headings_above(lines, index))
            if listed is not None:
                found.append(listed)
        index = end
    return found


def _headings_above(lines: list[Span], index: int) -> str:
    return "\n".join(line.text for line in lines[max(0, index - 3) : index])


def _kind(line: Span) -> str:
    """What a line contributes to a list: place, number, remark, header, or other."""
    text = line.text
    if len(text) > 300 or (len(text) > 60 and "\t" not in text and "|" not in text and not _LISTLIKE.match(text)):
        return "other"
    if _NUMBER.fullmatch(text.strip("| ")):
        return "number"
    if "\t" in text or "|" in text:
        cells = [cell for cell in (match[0].strip() for match in _CELL.finditer(text)) if cell]
        if any(_is_place_cell(cell) for cell in cells):
            return "place"
        return "header" if _HEADER.search(text) else "remark" if len(text) <= 20 else "other"
    if len(text) > 60 and not _led(_LEAD_NUMBER.sub("", text, count=1)):
        described = _DESCRIBED.match(_LEAD_NUMBER.sub("", text, count=1))
        return "place" if described and _LEAD_NUMBER.match(text) and resolve(described["name"], None) else "other"
    bare = _LEAD_NUMBER.sub("", text, count=1).strip()
    if _REMARK.fullmatch(bare):
        return "remark"
    if _led(bare):
        return "place"
    words = [match[0] for match in _WORD.finditer(bare)]
    if words and sum(len(word) for word in words if _is_place_cell(word)) * 10 >= len(bare.replace(" ", "")) * 6:
        return "place"
    described = _DESCRIBED.match(bare)
    if described and _LEAD_NUMBER.match(text) and resolve(described["name"], None):
        return "place"
    return "header" if len(text) <= 30 and _HEADER.search(text) and "。" not in text else "other"


def _led(text: str) -> re.Match[str] | None:
    """河北省（2个）：石家庄市、唐山市: a province or city and what lies in it."""
    match = _LED.match(text)
    if match is None:
        return None
    parent = resolve(match["parent"], None)
    if parent is None or parent.kind not in ("province", "municipality", "city"):
        return None
    names = [piece[0] for piece in _PIECE.finditer(match["names"].rstrip("。;"))]
    return match if names and all(resolve(name, parent) for name in names) else None


def _is_place_cell(text: str) -> bool:
    pieces = [match[0] for match in _PIECE.finditer(text.strip("。;:."))]
    return bool(pieces) and all(_might_name(piece) for piece in pieces)


def _might_name(piece: str) -> bool:
    if not 2 <= len(piece) <= 24:
        return False
    bare = re.sub(r"\([^()]*\)$", "", piece)
    return len(bare) >= 2 and _known(bare)


@lru_cache(maxsize=8192)
def _known(name: str) -> bool:
    return bool(gazetteer.resolve(name))


def _zone(lines: list[Span], kinds: list[str], index: int) -> tuple[int, int]:
    """Find where the list that begins at `index` ends (`index` itself if none does), and where to look on.

    A heading below names begins another list.
    """
    if kinds[index] not in ("place", "number", "header"):
        return index, index + 1
    end, places, numbers, strangers, headed = index, 0, 0, 0, False
    last_place = index
    while end < len(lines):
        kind = kinds[end]
        if kind == "header" and places:
            break
        if kind == "other":
            strangers += 1
            if strangers > 1 or len(lines[end].text) > 16 or places == 0:
                break
        else:
            strangers = 0 if kind == "place" else strangers
        places += kind == "place"
        numbers += kind == "number" or (kind == "place" and lines[end].text[0].isdigit())
        headed = headed or kind == "header"
        end += 1
        if kind in ("place", "number"):
            last_place = end
    above = "".join(line.text for line in lines[max(0, index - 3) : index])
    enough = places >= 3 or (places >= 2 and numbers >= 2) or (places >= 1 and headed and numbers >= 1)
    if enough and (numbers >= 2 or headed or _HEADING.search(above)):
        return last_place, max(end, last_place)
    return index, max(end, index + 1)


def _read_zone(lines: list[Span], kinds: list[str], above: str) -> RowList | None:
    heading = above
    cells: list[Cell] = []
    for row, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        if kind == "header":
            heading += "\n" + line.text
            continue
        cells.extend(_cells(line, row))
    places, cut = read_cells(cells)
    if not places:
        return None
    return RowList(tuple(places), lines[0].start, lines[-1].end, heading, cut)


def _cells(line: Span, row: int) -> Iterator[Cell]:
    described = None
    lead = _LEAD_NUMBER.match(line.text)
    start = line.start + (lead.end() if lead else 0)
    if led := _led(line.text[start - line.start :]):
        yield Cell(led["parent"], start, start + len(led["parent"]), row)
        yield Cell(led["names"], start + led.start("names"), line.end, row)
        return
    if lead and "\t" not in line.text and "|" not in line.text:
        described = _DESCRIBED.match(line.text, lead.end())
        if described is None and (match := _DESCRIBED.search(line.text[lead.end() :])) and match.start() == 0:
            described = match
    if described and not _is_place_cell(line.text[lead.end() if lead else 0 :]):
        offset = line.text.find(described["name"])
        yield Cell(described["name"], line.start + offset, line.start + offset + len(described["name"]), row)
        focus_at = line.text.rfind(described["focus"])
        yield Cell(described["focus"], line.start + focus_at, line.end, row)
        return
    pattern = _CELL if "\t" in line.text or "|" in line.text else _WORD
    for match in pattern.finditer(line.text):
        text = match[0].strip()
        if not text:
            continue
        start = line.start + match.start() + match[0].index(text)
        glued = _LEAD_NUMBER.match(text)
        if glued and glued.end() < len(text):
            start, text = start + glued.end(), text[glued.end() :]
        yield Cell(text, start, start + len(text), row)


def read_cells(cells: list[Cell]) -> tuple[list[RowPlace], bool]:
    """The places a stream of cells lists, provinces carried down, and whether its last province waits for a name."""
    by_row: dict[int, list[Cell]] = {}
    for cell in cells:
        by_row.setdefault(cell.row, []).append(cell)
    last = _last_place_index(cells)
    found: list[RowPlace] = []
    within: Place | None = None
    carried = False
    cut = False
    for index, cell in enumerate(cells):
        if _NUMBER.fullmatch(cell.text) or _REMARK.fullmatch(cell.text):
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
        listed = list(_cell_places(cell, within, by_row[cell.row]))
        if listed:
            cut = False
            found.extend(listed)
    return found, cut


def _last_place_index(cells: list[Cell]) -> int:
    return max((index for index, cell in enumerate(cells) if resolve(cell.text, None)), default=-1)


def _leads(parent: Place, cells: list[Cell], index: int) -> bool:
    """Whether the next name in the list lies in this province, or, in the same row, in this city."""
    for cell in cells[index + 1 : index + 5]:
        if _NUMBER.fullmatch(cell.text) or _REMARK.fullmatch(cell.text):
            continue
        first = _PIECE.match(cell.text)
        name = resolve(first[0], parent) if first else None
        if name is None:
            return False
        if (name.code, name.kind) == (parent.code, parent.kind):
            return cell.row == cells[index].row
        if parent.kind == "city":
            return cell.row == cells[index].row and name.city == parent.code
        return name.province == parent.province and name.kind != "province"
    return False


def _cell_places(cell: Cell, within: Place | None, row: list[Cell]) -> Iterator[RowPlace]:
    pieces = list(_PIECE.finditer(cell.text.rstrip("。;:.")))
    focus = next(
        (
            other.text
            for other in row
            if other.start > cell.start
            and len(other.text) >= 6
            and not _is_place_cell(other.text)
            and re.search(f"[{CJK}]{{4}}", other.text)
        ),
        None,
    )
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


def table_cells(rows: Iterable[Iterable[tuple[str, int, int]]]) -> list[Cell]:
    """A table's cells as a stream, row by row."""
    return [
        Cell(text.strip(), start, end, number)
        for number, row in enumerate(rows)
        for text, start, end in row
        if text.strip()
    ]
