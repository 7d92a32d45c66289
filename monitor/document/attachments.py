"""The files a page links to, wherever on the page: list and task tables are often only there."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.markup.nodes import attribute, seen_text, web_url
from monitor.markup.words import joined
from monitor.model import Attachment

_EXTENSIONS = r"docx?|wps|xlsx?|et|pdf|ofd|zip|rar|7z|pptx?|csv|rtf|ceb"
_MAYBE = re.compile(rf"\.(?:{_EXTENSIONS})\b|file_?name=|download", re.IGNORECASE)
_MARKS = (
    *(f".{each}" for each in ("doc", "wps", "xls", "et", "pdf", "ofd", "zip", "rar", "7z", "ppt", "csv", "rtf", "ceb")),
    "download",
    "filename=",
    "file_name=",
)
_FILE = re.compile(rf"\.({_EXTENSIONS})$", re.IGNORECASE)
_DOWNLOAD = re.compile(r"download|fileUrl=|attach(?:ment)?[/?]", re.IGNORECASE)
_GENERIC = re.compile(r"(?:点击|立即|附件|文件|在线)?(?:下载|查看|预览|浏览|附件)(?:附件|文件|全文)?[:：]?")
_NAMES = ("fileName", "filename", "fileNameEn", "name", "realname")
_MOST = 200


def find_attachments(tree: LexborHTMLParser, text: str, base: str) -> tuple[Attachment, ...]:
    """Return the files a page links to, each once, in its order, under names that people would know them by."""
    lower = text.lower()
    if not any(mark in lower for mark in _MARKS):
        return ()
    found: dict[str, Attachment] = {}
    for node in tree.css("a[href], iframe[src], embed[src], object[data]"):
        written = attribute(node, "href") or attribute(node, "src") or attribute(node, "data")
        if not _MAYBE.search(written) or (url := web_url(written, base)) is None:
            continue
        url = url.partition("#")[0]
        if url not in found and (name := _name(node, url)) is not None:
            found[url] = Attachment(url, name)
            if len(found) >= _MOST:
                break
    return tuple(found.values())


def _name(node: LexborNode, url: str) -> str | None:
    """Return a file's name, None if the link leads to no file; the extension is kept, whoever names it."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    asked = next((query[name][0] for name in _NAMES if name in query), "")
    last = unquote(parts.path.rpartition("/")[2])
    extension = _FILE.search(asked) or _FILE.search(last) or _FILE.search(attribute(node, "download"))
    words = joined(seen_text(node)) or joined(attribute(node, "title"))
    if extension is None:
        extension = _FILE.search(words)
        if extension is None and not (_DOWNLOAD.search(url) and asked):
            return None
    shown = "" if _GENERIC.fullmatch(words) else words
    name = joined(asked or attribute(node, "download") or shown or attribute(node, "title") or last)
    return name if extension is None or _FILE.search(name) else f"{name}.{extension[1].lower()}"
