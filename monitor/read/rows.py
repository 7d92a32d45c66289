"""Lists that stand in rows: tables with merged cells, tables flattened to lines, numbered and plain name lists."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.read.cells import (
    NUMBERING,
    PIECE,
    REMARK,
    Cell,
    RowPlace,
    focus_column,
    is_place_cell,
    read_cells,
    resolve,
)
from monitor.read.layout import Span
from monitor.read.passage import CJK

_CELL = re.compile(r"[^\t|]+")
_WORD = re.compile(r"[^\t| ]+")
_LEAD_NUMBER = re.compile(r"[(（]?\d{1,3}(?:[.、)）]\s*|(?=[\u4e00-\u9fff]))|[(（][一二三四五六七八九十]{1,3}[)）]")
_HEADER = re.compile(
    r"序号|编号|省份?(?:\(|$|/|、)|省\(|试点|城市|地区|名称|备注|区域|类别|名单|批次|单位|类型|方向|联系人|所在"
)
_LED = re.compile(
    rf"(?P<parent>[{CJK}]{{2,12}})\s*(?:\(\s*(?:共)?\d*个?[{CJK}]{{0,3}}\s*\))?\s*(?::|——|—|-)\s*(?P<names>.+)$"
)
_DESCRIBED = re.compile(rf"(?P<name>[{CJK}]{{2,16}}?)\s*(?:\(|:|——|。|,|—)(?P<focus>.{{4,}})$")
_HOLDER = re.compile(
    rf"(?P<name>[{CJK}]{{2,16}}?)(?:[{CJK}()“”·—-]{{0,16}})"
    r"(?:枢纽|联合体|示范区|试验区|先行区|先导区|基地|集群|商圈|街区|园区|口岸|都市圈|产业园|自贸区)(?:建设)?[。;]?$"
)
_LISTLIKE = re.compile(rf"[\d(（一二三四五六七八九十]|[{CJK}]{{2,14}}(?:\([^()]{{0,10}}\))?\s*[:—]")
_HEADING = re.compile(r"名单|试点|示范|入选|公示|如下|附件|序号|先行|一览")


@dataclass(frozen=True, slots=True)
class RowList:
    """A list in rows; `heading` is the line above it, `last_cut` tells that its end seems to be missing."""

    places: tuple[RowPlace, ...]
    start: int
    end: int
    heading: str
    last_cut: bool


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
    """Tell what a line contributes to a list: place, number, remark, header, or other."""
    text = line.text
    if len(text) > 300 or (len(text) > 60 and "\t" not in text and "|" not in text and not _LISTLIKE.match(text)):
        return "other"
    if NUMBERING.fullmatch(text.strip("| ")):
        return "number"
    if "\t" in text or "|" in text:
        cells = [cell for cell in (match[0].strip() for match in _CELL.finditer(text)) if cell]
        if any(is_place_cell(cell) for cell in cells):
            return "place"
        return "header" if _HEADER.search(text) else "remark" if len(text) <= 20 else "other"
    if len(text) > 60 and not _led(_LEAD_NUMBER.sub("", text, count=1)):
        described = _DESCRIBED.match(_LEAD_NUMBER.sub("", text, count=1))
        return "place" if described and _LEAD_NUMBER.match(text) and resolve(described["name"], None) else "other"
    bare = _LEAD_NUMBER.sub("", text, count=1).strip()
    if REMARK.fullmatch(bare):
        return "remark"
    if _led(bare):
        return "place"
    words = [match[0] for match in _WORD.finditer(bare)]
    if words and sum(len(word) for word in words if is_place_cell(word)) * 10 >= len(bare.replace(" ", "")) * 6:
        return "place"
    described = _DESCRIBED.match(bare)
    if described and _LEAD_NUMBER.match(text) and resolve(described["name"], None):
        return "place"
    if _LEAD_NUMBER.match(text) and _holder(bare):
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
    names = [piece[0] for piece in PIECE.finditer(match["names"].rstrip("。;"))]
    return match if names and all(resolve(name, parent) for name in names) else None


def _holder(text: str) -> str | None:
    """大连港口型国家物流枢纽: the place that a line begins with, where the line names what is in it."""
    if len(text) > 40 or not _HOLDER.match(text):
        return None
    return next((text[:end] for end in range(min(len(text), 12), 1, -1) if resolve(text[:end], None)), None)


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
    column: int | None = None
    for row, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        if kind == "header":
            heading += "\n" + line.text
            column = focus_column(re.split(r"[\t|]", line.text.strip("| ")))
            continue
        cells.extend(_cells(line, row))
    places, cut = read_cells(cells, column)
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
    if described and not is_place_cell(line.text[lead.end() if lead else 0 :]):
        offset = line.text.find(described["name"])
        yield Cell(described["name"], line.start + offset, line.start + offset + len(described["name"]), row)
        focus_at = line.text.rfind(described["focus"])
        yield Cell(described["focus"], line.start + focus_at, line.end, row)
        return
    if lead and (name := _holder(line.text[lead.end() :])):
        yield Cell(name, start, start + len(name), row)
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
        column = len(re.findall(r"[\t|]", line.text[: match.start()].lstrip("| "))) if pattern is _CELL else None
        yield Cell(text, start, start + len(text), row, column)
