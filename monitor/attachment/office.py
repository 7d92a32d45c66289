"""Word and Excel files, old and new, and those of WPS Office."""

import re
from typing import Literal

from monitor.attachment.errors import UnreadableError
from monitor.attachment.markup import blocks_of
from monitor.attachment.sniff import Kind
from monitor.document.blocks import Block

try:
    import office_oxide
except ImportError:  # its wheel needs glibc 2.34: older systems do without
    office_oxide = None  # type: ignore[assignment]

_FORMATS: dict[Kind, Literal["docx", "xlsx", "doc", "xls"]] = {
    Kind.DOCX: "docx",
    Kind.XLSX: "xlsx",
    Kind.DOC: "doc",
    Kind.XLS: "xls",
}
_UNNAMED_SHEET = re.compile(r"<h2>Sheet\d*</h2>", re.IGNORECASE)
_ENCRYPTED = ("encrypt", "password")
_TOO_LARGE = ("limit", "too large")


def read_office(data: bytes, kind: Kind) -> list[Block]:
    """Return a file's paragraphs and tables, merged cells expanded; raises UnreadableError."""
    if office_oxide is None:
        raise UnreadableError("本机未安装 office-oxide")
    try:
        markup = office_oxide.Document.from_bytes(data, _FORMATS[kind]).to_html()
    except office_oxide.OfficeOxideError as error:
        raise UnreadableError(_why(str(error).lower())) from error
    return blocks_of(_UNNAMED_SHEET.sub("", markup))


def _why(error: str) -> str:
    if any(word in error for word in _ENCRYPTED):
        return "文件已加密"
    if any(word in error for word in _TOO_LARGE):
        return "解压后过大"
    return "文件已损坏或不完整"
