"""Document -> Reading: what an announcement says, and the words that prove it."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from monitor.model import Document, PilotList, Reading, Role, Stage
from monitor.read.cells import focus_column, read_cells, table_cells
from monitor.read.deadlines import deadlines
from monitor.read.digest import news_items
from monitor.read.issuers import issuers
from monitor.read.layout import Span, content
from monitor.read.mentions import mentions
from monitor.read.numbers import document_numbers
from monitor.read.passage import CJK, Passage, fold, passage
from monitor.read.places import find_places
from monitor.read.rows import RowList
from monitor.read.understood import Understood, understand

__all__ = ["read", "read_text"]

_DATE_LINE = re.compile(
    r"(?:(?:发布|发文|成文|更新)?(?:时间|日期)\s*:?\s*)?(?P<y>(?:19|20)\d{2})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})日?"
    r"(?:[ T]*\d{1,2}:\d{2}(?::\d{2})?)?\s*(?:(?:[|·]\s*)?(?:来源|作者)\s*:?[^。]{0,30})?$"
)
_NO_TABLES: tuple[RowList, ...] = ()


def read(document: Document) -> Reading:
    """Tell what a document says; offsets index `document.text`."""
    ready = passage(document.text)
    return _read(ready, document.title, document.published, _tables(document, ready), document.notes)


def read_text(text: str, *, title: str | None = None, published: date | None = None) -> Reading:
    """Tell what a bare text says; offsets index `text` as given. Tables may stand in it a row or a cell a line."""
    return _read(passage(text), title, published, _NO_TABLES, ())


def _read(
    ready: Passage, title: str | None, published: date | None, tables: Iterable[RowList], notes: tuple[str, ...]
) -> Reading:
    lines = content(ready.text)
    published = published or _dated(lines)
    heading = fold(title or "").strip() or (lines[0].text if lines and len(lines[0].text) <= 60 else "")
    namings = list(find_places(ready.text, title=title or ""))
    items = []
    for index, group in enumerate(group for group in news_items(heading, lines) if group):
        own = heading if index == 0 or len(group[0].text) > 60 else group[0].text
        inside = [table for table in tables if group[0].start <= table.start <= group[-1].end]
        items.append(understand(ready, own, group, namings, inside, published))
    if not items:
        return Reading(
            title, published, _language(ready.text), is_pilot_announcement=False, stage=Stage.OTHER, notes=notes
        )
    main = max(items, key=lambda item: item.weight)
    number, cites = document_numbers(title or "", lines)
    dates, date_notes = deadlines(
        ready, [sentence for item in items if item.stage is not Stage.OTHER for sentence in item.sentences], published
    )
    roles: dict[int, Role] = {start: role for item in items for start, role in item.roles.items()}
    return Reading(
        title=title,
        published=published,
        language=_language(ready.text),
        is_pilot_announcement=any(item.is_pilot for item in items),
        stage=main.stage,
        programme=main.programme,
        batch=main.batch,
        issuers=issuers(heading if main is items[0] else main.sentences[0].text, list(main.sentences)),
        document_number=number,
        cites=cites,
        pilot_list=_lists_together(items, main),
        task_list=main.task_list,
        mentions=mentions(ready, namings, roles, lines),
        deadlines=dates,
        notes=tuple(dict.fromkeys((*notes, *(note for item in items for note in item.notes), *date_notes))),
    )


def _dated(lines: list[Span]) -> date | None:
    """Give the day of publication where a line of its own at the head of a text tells it."""
    for line in lines[:4]:
        if match := _DATE_LINE.match(line.text):
            try:
                return date(int(match["y"]), int(match["m"]), int(match["d"]))
            except ValueError:
                return None
    return None


def _lists_together(items: list[Understood], main: Understood) -> PilotList | None:
    """Give the main item's list, with the places that other items of a digest list behind it."""
    first = main.pilot_list
    others = [item.pilot_list.places for item in items if item is not main and item.pilot_list is not None]
    extra = tuple(place for places in others for place in places)
    if not extra:
        return first
    known = {(place.code, place.name) for place in first.places} if first is not None else set()
    added = tuple(
        {(place.code, place.name): place for place in extra if (place.code, place.name) not in known}.values()
    )
    return replace(first, places=first.places + added) if first is not None else PilotList(added)


def _tables(document: Document, ready: Passage) -> list[RowList]:
    """Read the tables of a document as lists in rows; the line above a table is its heading."""
    found = []
    for table in document.tables:
        cells = table_cells(
            [
                [(fold(cell.text), ready.inward(cell.start), ready.inward(cell.end)) for cell in row]
                for row in table.rows
            ]
        )
        header = [fold(cell.text) for cell in table.rows[0]] if table.rows else []
        places, cut = read_cells(cells, focus_column(header))
        if not places:
            continue
        start, end = min(cell.start for cell in cells), max(cell.end for cell in cells)
        above = ready.text[max(0, start - 160) : start].strip().split("\n")
        found.append(RowList(tuple(places), start, end, "\n".join([*above[-2:], " ".join(header)]), cut))
    return found


def _language(text: str) -> str:
    """Chinese if a tenth of the letters are Chinese characters: names and quotes do not make a text Chinese."""
    chinese = sum(map(len, re.findall(f"[{CJK}]+", text[:6000])))
    latin = sum(map(len, re.findall(r"[A-Za-z]+", text[:6000])))
    return "zh" if chinese * 5 >= latin else "en"
