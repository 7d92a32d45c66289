"""Which of the files a document links to are worth fetching."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from monitor.model import Attachment

MOST_FILES = 8
MOST_BYTES = 50_000_000
# Where a page offers one file in several formats, the one whose tables are read best.
_FORMATS = (
    "xlsx",
    "xls",
    "et",
    "docx",
    "doc",
    "wps",
    "pdf",
    "ofd",
    "zip",
    "html",
    "htm",
    "csv",
    "txt",
    "rar",
    "7z",
    "rtf",
    "ceb",
    "ppt",
    "pptx",
)
_EXTENSION = re.compile(rf"\.({'|'.join(_FORMATS)})$", re.IGNORECASE)


def wanted(attachments: Iterable[Attachment]) -> tuple[Attachment, ...]:
    """Return a document's attachments in their order, each in its best format, and not more than are to be read."""
    best: dict[str, Attachment] = {}
    for attachment in attachments:
        stem = _EXTENSION.sub("", attachment.name).strip()
        known = best.get(stem)
        if known is None or _rank(attachment.name) < _rank(known.name):
            best[stem] = attachment
    return tuple(best.values())[:MOST_FILES]


def is_a_file(url: str) -> bool:
    """Say whether a URL leads to a file rather than a page, by its extension."""
    return _rank(urlsplit(url).path) < _FORMATS.index("html")


def _rank(name: str) -> int:
    match = _EXTENSION.search(name)
    return _FORMATS.index(match[1].lower()) if match else len(_FORMATS)
