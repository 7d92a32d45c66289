"""OFD files (GB/T 33190): runs of text, placed on pages, back into lines and tables."""

import zlib
from collections.abc import Iterator, Sequence
from html import escape
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

import ofdkit

from monitor.attachment.errors import UnreadableError
from monitor.attachment.flow import paragraphs
from monitor.attachment.markup import blocks_of
from monitor.document.blocks import Block

MAX_PAGES = 300
MAX_RUNS = 200_000
_SAME_LINE = 0.5
_NEXT_CELL = 1.2
_LEAST_SIZE = 1.0

_Run = tuple[str, float, float, float, float]
_Piece = tuple[str, float, float]


def read_ofd(data: bytes) -> tuple[list[Block], tuple[str, ...]]:
    """Return an OFD file's paragraphs and tables, and what of it was not read; raises UnreadableError."""
    try:
        with ofdkit.open(data) as document:
            count = len(document.pages)
            pages = [_lines(_runs(page)) for page in document.pages[:MAX_PAGES]]
    except (ofdkit.OFDError, ParseError, BadZipFile, ValueError, NotImplementedError, OSError, zlib.error) as error:
        # The last five reach us from damaged packages in spite of the library's own errors.
        raise UnreadableError("文件已损坏或不完整") from error
    if not any(pages):
        raise UnreadableError(f"扫描件或图片，共 {count} 页，没有可读文字")
    notes = (f"共 {count} 页，只读了前 {MAX_PAGES} 页",) if count > MAX_PAGES else ()
    return blocks_of("".join(markup for page in pages for markup in _markup(page))), notes


def _runs(page: ofdkit.Page) -> list[_Run]:
    seen: dict[tuple[str, int, int], _Run] = {}
    for run in page.runs[:MAX_RUNS]:
        if run.text.strip():  # bold is often feigned by drawing the same words twice
            key = (run.text, round(run.x * 4), round(run.y * 4))
            seen.setdefault(key, (run.text, run.x, run.y, max(run.size, _LEAST_SIZE), run.width))
    return sorted(seen.values(), key=lambda run: (run[2], run[1]))


def _lines(runs: Sequence[_Run]) -> list[list[_Piece]]:
    """Return lines from top to bottom, each in pieces (words, left, right) that a wide gap parts."""
    lines: list[list[_Run]] = []
    for run in runs:
        if lines and abs(run[2] - lines[-1][0][2]) <= _SAME_LINE * min(run[3], lines[-1][0][3]):
            lines[-1].append(run)
        else:
            lines.append([run])
    return [_pieces(sorted(line, key=lambda run: run[1])) for line in lines]


def _pieces(line: Sequence[_Run]) -> list[_Piece]:
    pieces: list[_Piece] = []
    for text, left, _, size, width in line:
        if pieces and left - pieces[-1][2] <= _NEXT_CELL * size:
            words, start, _ = pieces[-1]
            pieces[-1] = (words + text, start, left + width)
        else:
            pieces.append((text, left, left + width))
    return pieces


def _markup(lines: Sequence[list[_Piece]]) -> Iterator[str]:
    """Yield paragraphs, and tables where lines of several pieces follow one another."""
    prose: list[str] = []
    rows: list[list[_Piece]] = []
    for line in [*lines, []]:
        if len(line) > 1:
            rows.append(line)
            continue
        if len(rows) > 1:
            yield from (f"<p>{escape(each)}</p>" for each in paragraphs(prose))
            prose.clear()
            yield _table(rows)
        else:
            prose.extend("　".join(words for words, _, _ in row) for row in rows)
        rows.clear()
        prose.extend(words for words, _, _ in line)
    yield from (f"<p>{escape(each)}</p>" for each in paragraphs(prose))


def _table(rows: Sequence[Sequence[_Piece]]) -> str:
    """Return rows as a table; pieces that stand above one another, wherever they begin, are one column."""
    columns: list[list[float]] = []
    for _, left, right in sorted((piece for row in rows for piece in row), key=lambda piece: piece[1]):
        if columns and left < columns[-1][1]:
            columns[-1][1] = max(columns[-1][1], right)
        else:
            columns.append([left, right])
    written = []
    for row in rows:
        cells = [""] * len(columns)
        for words, left, _ in row:
            column = max(index for index, (start, _) in enumerate(columns) if start <= left)
            cells[column] += words
        written.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
    return f"<table>{''.join(written)}</table>"
