"""What a file is, told by its bytes: names lie, and many files come without one."""

import re
import zlib
from enum import StrEnum
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from monitor.attachment.errors import UnreadableError


class Kind(StrEnum):
    """A kind of file that can be read."""

    DOCX = "docx"
    XLSX = "xlsx"
    DOC = "doc"
    XLS = "xls"
    PDF = "pdf"
    OFD = "ofd"
    ZIP = "zip"
    HTML = "html"
    TEXT = "txt"


_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UNREAD = (
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"{\\rtf", "RTF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"II*\x00", "图片"),
    (b"MM\x00*", "图片"),
)
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|table|meta|\?xml)", re.IGNORECASE)
_PDF_STARTS_WITHIN = 1024
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def kind_of(data: bytes, name: str) -> Kind:
    """Return what these bytes are, `name` settling only what they leave open; raises UnreadableError."""
    if not data.strip():
        raise UnreadableError("文件是空的")
    if data.startswith(_ZIP):
        return _packed(data)
    if data.startswith(_OLE):
        return _compound(data, name)
    if b"%PDF-" in data[:_PDF_STARTS_WITHIN]:
        return Kind.PDF
    if _MARKUP.match(data[:_PDF_STARTS_WITHIN]):
        return Kind.HTML
    for mark, what in _UNREAD:
        if data.startswith(mark):
            raise UnreadableError(f"不支持的格式：{what}")
    if _CONTROL.search(data[:4096]):
        raise UnreadableError("不支持的格式")
    return Kind.TEXT


def _packed(data: bytes) -> Kind:
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (BadZipFile, ValueError, NotImplementedError, OSError, EOFError, zlib.error) as error:
        raise UnreadableError("文件已损坏或不完整") from error
    lower = {name.lower().lstrip("/") for name in names}
    if "ofd.xml" in lower:
        return Kind.OFD
    if any(name.startswith("word/") for name in lower):
        return Kind.DOCX
    if any(name.startswith("xl/") for name in lower):
        return Kind.XLSX
    if any(name.startswith("ppt/") for name in lower):
        raise UnreadableError("不支持的格式：演示文稿")
    return Kind.ZIP


def _compound(data: bytes, name: str) -> Kind:
    """Tell what an OLE compound file holds by the names of its streams; WPS Office writes the same ones."""
    if _stream("EncryptedPackage") in data:
        raise UnreadableError("文件已加密")
    word = _stream("WordDocument") in data
    sheet = _stream("Workbook") in data or _stream("Book") in data
    if word and sheet:
        # One is embedded in the other; the name says which is outside.
        return Kind.XLS if re.search(r"\.(?:xls|et)$", name, re.IGNORECASE) else Kind.DOC
    if word:
        return Kind.DOC
    if sheet:
        return Kind.XLS
    raise UnreadableError("不支持的格式：其他 OLE 文件")


def _stream(name: str) -> bytes:
    return (name + "\0").encode("utf-16-le")
