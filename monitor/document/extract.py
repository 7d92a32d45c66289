"""One page, read as a document."""

import re
from collections.abc import Mapping
from datetime import date
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.document.attachments import find_attachments
from monitor.document.blocks import Block, read_blocks
from monitor.document.body import configured_body, densest_body, known_body
from monitor.document.errors import DocumentError
from monitor.document.furniture import without_furniture
from monitor.document.published import find_publisher, meta_date, visible_date
from monitor.document.title import find_title
from monitor.markup.charset import Decoded, decode
from monitor.markup.dates import find_date, url_date
from monitor.markup.guard import TooDeepError
from monitor.markup.nodes import SelectorError, base_url, parse_html, select, stated_value
from monitor.markup.shells import challenge, is_soft_404
from monitor.markup.words import fuller, joined, tidy_title
from monitor.model import Attachment, Cell, Document, DocumentRule, Entry, Health, Page, Table

_HIDING = ("display", "DISPLAY", "Display", "hidden", "HIDDEN")
_MARKUP = re.compile(r"<(?:!doctype|html|head|body|div|p|table|span|meta|title|h\d|br|ul|a)\b", re.IGNORECASE)
_FILES = ((b"%PDF-", "pdf"), (b"PK\x03\x04", "docx, xlsx or ofd"), (b"\xd0\xcf\x11\xe0", "doc, xls or wps"))
_FEW_WORDS = 30


def extract(page: Page, rule: DocumentRule, entry: Entry | None = None) -> Document:
    """Read a page as a document; `entry` is how its listing told of it.

    The publication date is, in this order: the listing's, the configured one, the visible one near the title, the
    meta's, the URL's. Raises DocumentError and nothing else, whatever the bytes.
    """
    if name := challenge(page.body):
        raise DocumentError(Health.BLOCKED, f"{page.url} answered with a challenge page ({name})")
    if kind := next((kind for mark, kind in _FILES if page.body.startswith(mark)), None):
        return _file(page, entry, kind)
    decoded = decode(page.body, page.headers)
    if not _MARKUP.search(decoded.text):
        return _plain(page, entry, decoded)
    try:
        return _read(page, rule, entry, decoded)
    except TooDeepError as error:
        raise DocumentError(Health.BLOCKED, f"{page.url} is too deep: {error}") from error
    except SelectorError as error:
        raise DocumentError(Health.REDESIGNED, f"{page.url}: {error}") from error


def _read(page: Page, rule: DocumentRule, entry: Entry | None, decoded: Decoded) -> Document:
    text = decoded.text
    tree = parse_html(text)
    metas = _metas(tree)
    styled = any(mark in text for mark in _HIDING)
    title = _stated(tree, rule.title) or find_title(tree, metas, entry.title if entry else None)
    if entry is not None:
        title = fuller(title, entry.title)
    attachments = find_attachments(tree, text, base_url(tree, text, page.url))
    body, notes = _body(tree, text, rule)
    blocks = without_furniture(read_blocks(body, styled=styled), title) if body is not None else []
    words = sum(len(block.text) for block in blocks)
    if words < _FEW_WORDS and is_soft_404(text):
        raise DocumentError(Health.REDESIGNED, f"{page.url} says that it does not exist")
    if not words and not attachments and (body is None or body.css_first("img") is None):
        raise DocumentError(Health.EMPTY, f"{page.url} has no text to read: open it and look")
    if words < _FEW_WORDS and body is not None and body.css_first("img") is not None:
        notes = (*notes, "the text is a picture: not read")
    published = _published(tree, rule, entry, metas, title, styled=styled, page=page)
    written, tables = _written(title, blocks)
    return Document(
        url=page.url,
        title=title,
        published=published,
        publisher=find_publisher(metas, text),
        text=written,
        tables=tables,
        attachments=attachments,
        charset=decoded.charset,
        notes=(*notes, *_doubts(decoded, written)),
    )


def _metas(tree: LexborHTMLParser) -> dict[str, str]:
    metas: dict[str, str] = {}
    head = tree.head
    node = head.child if head is not None else None
    while node is not None:
        attributes = node.attributes if node.tag == "meta" else {}
        node = node.next
        if (name := attributes.get("name") or attributes.get("property")) and (content := attributes.get("content")):
            metas.setdefault(name.lower(), content)
    return metas


def _stated(tree: LexborHTMLParser, selector: str | None) -> str:
    """Return the first title that a configured selector finds."""
    nodes = select(tree, selector) if selector else []
    return next((words for node in nodes if (words := tidy_title(stated_value(node)))), "")


def _body(tree: LexborHTMLParser, text: str, rule: DocumentRule) -> tuple[LexborNode | None, tuple[str, ...]]:
    if rule.body is None:
        return known_body(tree, text) or densest_body(tree), ()
    if (node := configured_body(tree, rule.body)) is not None:
        return node, ()
    note = f"the body selector {rule.body!r} found nothing: read generically"
    return known_body(tree, text) or densest_body(tree), (note,)


def _published(
    tree: LexborHTMLParser,
    rule: DocumentRule,
    entry: Entry | None,
    metas: Mapping[str, str],
    title: str,
    *,
    styled: bool,
    page: Page,
) -> date | None:
    if entry is not None and entry.published is not None:
        return entry.published
    nodes = select(tree, rule.published) if rule.published else []
    stated = next((day for node in nodes if (day := find_date(stated_value(node), page.fetched_at))), None)
    if stated is not None:
        return stated
    seen = read_blocks(tree.body, styled=styled) if tree.body is not None else []
    return visible_date(seen, title, page.fetched_at) or meta_date(metas) or url_date(page.url)


def _written(title: str, blocks: list[Block]) -> tuple[str, tuple[Table, ...]]:
    """Return the document's text, its title first, and its tables with offsets into that text."""
    lines = [title]
    tables: list[Table] = []
    offset = len(title) + 1
    for block in blocks:
        lines.append(block.text)
        if block.grid is not None:
            rows = (
                tuple(Cell(slot.text, slot.start + offset, slot.end + offset, slot.inherited) for slot in row)
                for row in block.grid.rows
            )
            tables.append(Table(tuple(rows)))
        offset += len(block.text) + 1
    return "\n".join(lines), tuple(tables)


def _doubts(decoded: Decoded, text: str) -> tuple[str, ...]:
    if decoded.suspect:
        return (f"the charset is suspect (read as {decoded.charset}): characters may be wrong",)
    lost = text.count("\ufffd")
    return (f"{lost} characters could not be decoded",) if lost else ()


def _plain(page: Page, entry: Entry | None, decoded: Decoded) -> Document:
    """Read a page without markup: its first line is the title."""
    lines = [line for each in decoded.text.splitlines() if (line := joined(each))]
    if not lines:
        raise DocumentError(Health.EMPTY, f"{page.url} has no text to read: open it and look")
    listed = entry.title if entry else ""
    title = fuller(tidy_title(lines[0]), listed) if len(lines[0]) <= 200 else listed or lines[0][:100]
    body = lines[1:] if len(lines[0]) <= 200 else lines
    text = "\n".join([title, *body])
    published = (entry.published if entry else None) or url_date(page.url)
    return Document(page.url, title, published, None, text, charset=decoded.charset, notes=_doubts(decoded, text))


def _file(page: Page, entry: Entry | None, kind: str) -> Document:
    """Describe a page that is itself a file: its own and only attachment."""
    name = unquote(urlsplit(page.url).path.rpartition("/")[2]) or page.url
    title = entry.title if entry and entry.title else name
    return Document(
        url=page.url,
        title=title,
        published=(entry.published if entry else None) or url_date(page.url),
        publisher=None,
        text=title,
        attachments=(Attachment(page.url, name),),
        notes=(f"the document is a file ({kind})",),
    )
