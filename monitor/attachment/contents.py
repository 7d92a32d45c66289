"""One file's bytes -> its text and tables."""

import re
from collections.abc import Iterator

from monitor.attachment.append import Contents
from monitor.attachment.archive import members
from monitor.attachment.errors import UnreadableError
from monitor.attachment.markup import blocks_of
from monitor.attachment.ofd import read_ofd
from monitor.attachment.office import read_office
from monitor.attachment.pdf import read_pdf
from monitor.attachment.sniff import Kind, kind_of
from monitor.document.blocks import Block
from monitor.document.tables import MAX_CELLS
from monitor.markup.charset import decode
from monitor.markup.words import joined
from monitor.model import Cell, Table

MAX_TEXT = 300_000
_CUT_SHEET = re.compile(r"\[\d+ of \d+ rows not shown")
# Many systems export a web page under an old office name; behind any other name a web page says that there is no file.
_MAY_BE_MARKUP = re.compile(r"\.(?:doc|wps|xls|et|html?)$", re.IGNORECASE)


def read_file(data: bytes, name: str) -> Contents:
    """Return what a file says, whatever its bytes are; `name` is what people know it by."""
    blocks: list[Block] = []
    notes: list[str] = []
    for inner, part in _parts(data, name):
        if isinstance(part, UnreadableError):
            notes.append(f"需人工核对: 附件“{inner}”未能读取（{part}）")
            continue
        found, missed = part
        if any(map(_is_cut, found)):
            missed = (*missed, "表格过大，只读了一部分")
        blocks.extend(found)
        notes.extend(f"需人工核对: 附件“{inner}”{each}" for each in missed)
    text, tables = written(blocks)
    if len(text) > MAX_TEXT:
        notes.append(f"需人工核对: 附件“{name}”过长，只读了前 {MAX_TEXT} 字")
        tables = tuple(table for table in tables if _end(table) <= MAX_TEXT)
    return Contents(text[:MAX_TEXT], tables, tuple(notes))


_Read = tuple[list[Block], tuple[str, ...]]


def _parts(data: bytes, name: str) -> Iterator[tuple[str, _Read | UnreadableError]]:
    """Yield what was read of a file, or of each file of an archive under its name."""
    try:
        kind = kind_of(data, name)
        if kind is not Kind.ZIP:
            yield name, _read(data, kind, name)
            return
        for inner, content in members(data):
            yield inner, content if isinstance(content, UnreadableError) else _member(content, inner)
    except UnreadableError as error:
        yield name, error


def _member(data: bytes, name: str) -> _Read | UnreadableError:
    try:
        kind = kind_of(data, name)
        if kind is Kind.ZIP:
            return UnreadableError("压缩包里还有压缩包")
        blocks, notes = _read(data, kind, name)
    except UnreadableError as error:
        return error
    return [Block(name), *blocks], notes


def _read(data: bytes, kind: Kind, name: str) -> _Read:
    try:
        return _read_kind(data, kind, name)
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:
        # Damaged files make these parsers fail in ways that none of them states.
        raise UnreadableError(f"文件已损坏或不完整：{type(error).__name__}") from error


def _read_kind(data: bytes, kind: Kind, name: str) -> _Read:
    match kind:
        case Kind.PDF:
            return read_pdf(data)
        case Kind.OFD:
            return read_ofd(data)
        case Kind.HTML:
            if not _MAY_BE_MARKUP.search(name):
                raise UnreadableError("下载到的是网页，不是文件")
            return blocks_of(decode(data, {}).text), ()
        case Kind.TEXT:
            lines = (joined(line) for line in decode(data, {}).text.splitlines())
            return [Block(line) for line in lines if line], ()
        case Kind.ZIP:
            raise UnreadableError("压缩包里还有压缩包")
        case Kind.DOCX | Kind.XLSX | Kind.DOC | Kind.XLS:
            return read_office(data, kind), ()


def written(blocks: list[Block]) -> tuple[str, tuple[Table, ...]]:
    """Return blocks as text, a line a block, and their tables with offsets into it."""
    tables: list[Table] = []
    offset = 0
    for block in blocks:
        if block.grid is not None:
            tables.append(
                Table(
                    tuple(
                        tuple(Cell(slot.text, slot.start + offset, slot.end + offset, slot.inherited) for slot in row)
                        for row in block.grid.rows
                    )
                )
            )
        offset += len(block.text) + 1
    return "\n".join(block.text for block in blocks), tuple(tables)


def _is_cut(block: Block) -> bool:
    """Say whether a table is larger than we read, or stands before the line with which office-oxide cuts a sheet."""
    cells = sum(map(len, block.grid.rows)) if block.grid is not None else 0
    return cells > MAX_CELLS or _CUT_SHEET.match(block.text) is not None


def _end(table: Table) -> int:
    return max((cell.end for row in table.rows for cell in row), default=0)
