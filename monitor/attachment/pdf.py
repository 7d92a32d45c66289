"""PDF files: the text page by page, and the tables that are ruled."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import Any

import pdfplumber
import pypdfium2
from pdfplumber.table import Table as RuledTable
from pypdfium2 import raw

from monitor.attachment.errors import UnreadableError
from monitor.attachment.flow import paragraphs
from monitor.attachment.markup import blocks_of
from monitor.document.blocks import Block

MAX_PAGES = 300
MAX_TABLE_PAGES = 80
_FEW_CHARACTERS = 10
_SOME_RULES = 4
_ENCRYPTED = raw.FPDF_ERR_PASSWORD
_TOLERANCE = 2.0


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stands on a page between two tables, or a table: rows of (words, columns spanned, rows spanned)."""

    lines: tuple[str, ...] = ()
    rows: tuple[tuple[tuple[str, int, int], ...], ...] = ()
    columns: int = 0


def read_pdf(data: bytes) -> tuple[list[Block], tuple[str, ...]]:
    """Return a PDF's paragraphs and tables in their order, and what of it was not read; raises UnreadableError."""
    try:
        with pypdfium2.PdfDocument(data) as document:
            texts, ruled = _texts(document)
            count = len(document)
    except pypdfium2.PdfiumError as error:
        raise UnreadableError("文件已加密" if error.err_code == _ENCRYPTED else "文件已损坏或不完整") from error
    if not any(len(text.split()) and len(text) >= _FEW_CHARACTERS for text in texts):
        raise UnreadableError(f"扫描件或图片，共 {count} 页，没有可读文字")
    pieces: list[_Piece] = []
    for page in _pages(data, texts, ruled):
        for piece in page:
            _add(pieces, piece)
    blank = sum(1 for text in texts if not text.strip())
    notes = (f"{count} 页中有 {blank} 页是扫描件或图片",) if blank else ()
    if count > MAX_PAGES:
        notes = (*notes, f"共 {count} 页，只读了前 {MAX_PAGES} 页")
    return blocks_of("".join(map(_markup, pieces))), notes


def _texts(document: pypdfium2.PdfDocument) -> tuple[list[str], set[int]]:
    """Return each page's text, and the pages that have lines drawn on them: tables are looked for only there."""
    texts: list[str] = []
    ruled: set[int] = set()
    for index in range(min(len(document), MAX_PAGES)):
        page = document[index]
        words = page.get_textpage()
        texts.append(words.get_text_range(errors="replace").replace("\r\n", "\n").replace("\x02", ""))
        paths = page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3)
        if (
            len(ruled) < MAX_TABLE_PAGES
            and sum(1 for _, _ in zip(paths, range(_SOME_RULES), strict=False)) >= _SOME_RULES
        ):
            ruled.add(index)
        words.close()
        page.close()
    return texts, ruled


def _pages(data: bytes, texts: Sequence[str], ruled: set[int]) -> Iterator[list[_Piece]]:
    if not ruled:
        yield from ([_Piece(lines=tuple(text.split("\n")))] for text in texts)
        return
    with pdfplumber.open(BytesIO(data)) as document:
        for index, text in enumerate(texts):
            plain = [_Piece(lines=tuple(text.split("\n")))]
            yield (_with_tables(document.pages[index]) or plain) if index in ruled else plain
            document.pages[index].close()


def _with_tables(page: Any) -> list[_Piece]:
    """Return a page's text and tables from top to bottom; empty if it has no table."""
    tables = [table for table in page.find_tables() if len(table.rows) > 1 or len(table.cells) > 1]
    if not tables:
        return []
    found: list[tuple[float, _Piece]] = [(table.bbox[1], _grid(table)) for table in tables]
    for line in page.extract_text_lines(return_chars=False):
        middle = (line["top"] + line["bottom"]) / 2
        if not any(table.bbox[1] <= middle <= table.bbox[3] for table in tables):
            found.append((line["top"], _Piece(lines=(line["text"],))))
    found.sort(key=lambda each: each[0])
    return [piece for _, piece in found]


def _grid(table: RuledTable) -> _Piece:
    """Return a table's cells with the rows and columns they span, told by where the next ones begin."""
    words = table.extract()
    lefts = sorted({round(cell[0]) for cell in table.cells})
    tops = sorted({round(cell[1]) for cell in table.cells})
    rows = []
    for row, texts in zip(table.rows, words, strict=True):
        cells = []
        for cell, text in zip(row.cells, texts, strict=True):
            if cell is not None:
                across = sum(1 for left in lefts if cell[0] - _TOLERANCE <= left < cell[2] - _TOLERANCE)
                down = sum(1 for top in tops if cell[1] - _TOLERANCE <= top < cell[3] - _TOLERANCE)
                cells.append(("".join((text or "").split("\n")), max(across, 1), max(down, 1)))
        rows.append(tuple(cells))
    return _Piece(rows=tuple(rows), columns=len(lefts))


def _add(pieces: list[_Piece], piece: _Piece) -> None:
    """Put a piece behind the others: lines flow on, and a table that goes on over the page is one table."""
    last = pieces[-1] if pieces else None
    if last is not None and piece.lines and last.lines:
        pieces[-1] = _Piece(lines=(*last.lines, *piece.lines))
    elif last is not None and piece.rows and last.rows and last.columns == piece.columns:
        rows = piece.rows[1:] if piece.rows[0] == last.rows[0] else piece.rows
        pieces[-1] = _Piece(rows=(*last.rows, *rows), columns=last.columns)
    else:
        pieces.append(piece)


def _markup(piece: _Piece) -> str:
    if piece.rows:
        rows = ("".join(map(_cell, row)) for row in piece.rows)
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    return "".join(f"<p>{escape(each)}</p>" for each in paragraphs(piece.lines))


def _cell(cell: tuple[str, int, int]) -> str:
    words, across, down = cell
    return f'<td colspan="{across}" rowspan="{down}">{escape(words)}</td>'
