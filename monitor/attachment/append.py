"""A document and what its attachments say -> one document, so that a list in an attachment is the document's list."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from monitor.model import Attachment, Cell, Document, Table

MAX_TEXT = 600_000
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{2,4}$")
_NAMED = re.compile(r"\s*附\s*[件表录]")
_IS_A_FILE = "the document is a file"
_MOSTLY = 0.85
_SPACE = re.compile(r"\s+")
_LONG_LINE = 6
_LONGEST_TITLE = 100
_TITLE = re.compile(r"(?:通知|公告|公示|通告|名单|方案|意见|办法|函|规划|批复|清单|汇总表|Notice|List)[》”）)]?$")


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file says: `text` a line a block, offsets of the tables' cells into it, and notes on what was not read."""

    text: str = field(default="", repr=False)
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()


Fetched = tuple[Attachment, Contents]


def append_attachments(document: Document, files: Sequence[Fetched]) -> Document:
    """Return the document with each file's text behind its own, under a line that names the file.

    A file that repeats what stands there already (the notice once more, as PDF) adds nothing.
    """
    text, tables, notes = document.text, list(document.tables), list(document.notes)
    title = document.title
    for attachment, contents in files:
        own = attachment.url == document.url
        if own and contents.text:
            notes = [note for note in notes if not note.startswith(_IS_A_FILE)]
            if title == attachment.name:
                text = title = _title(contents.text) or _EXTENSION.sub("", title)
        notes.extend(note for note in contents.notes if note not in notes)
        if not contents.text or _repeats(contents.text, text):
            continue
        if len(text) + len(contents.text) > MAX_TEXT:
            notes.append(f"需人工核对: 附件“{attachment.name}”未读（附件合计过长）")
            continue
        head = text if own else f"{text}\n{heading(attachment.name)}"
        tables.extend(_shifted(table, len(head) + 1) for table in contents.tables)
        text = f"{head}\n{contents.text}"
    return replace(document, title=title, text=text, tables=tuple(tables), notes=tuple(notes))


def heading(name: str) -> str:
    """Return the line above a file's text."""
    stem = _EXTENSION.sub("", name).strip()
    return stem if _NAMED.match(stem) else f"附件：{stem}"


def _title(text: str) -> str:
    """Return the line of a file's opening that reads like its title; empty if none does."""
    lines = (line.strip("\t") for line in text.split("\n", 6)[:6])
    return next(
        (line for line in lines if "\t" not in line and len(line) <= _LONGEST_TITLE and _TITLE.search(line)), ""
    )


def _repeats(text: str, known: str) -> bool:
    squeezed = _SPACE.sub("", known)
    lines = [line for each in text.split("\n") if len(line := _SPACE.sub("", each)) >= _LONG_LINE]
    length = sum(map(len, lines))
    return length > 0 and sum(len(line) for line in lines if line in squeezed) >= _MOSTLY * length


def _shifted(table: Table, by: int) -> Table:
    return Table(
        tuple(
            tuple(Cell(cell.text, cell.start + by, cell.end + by, cell.inherited) for cell in row) for row in table.rows
        )
    )
