"""RSS 0.9, 1.0, 2.0 and Atom -> entries, with what feeds in the wild get wrong."""

import html
import re
from collections.abc import Iterator
from datetime import date, datetime
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from monitor.listing.errors import ListingError
from monitor.markup.dates import find_date, mail_date
from monitor.markup.guard import TooDeepError, check_nesting
from monitor.markup.nodes import parse_html, seen_text, web_url
from monitor.markup.words import tidy_title
from monitor.model import Entry, Health, Page

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(
    r"<!DOCTYPE\s+\w+(?:\s+(?:PUBLIC|SYSTEM)\s+(?:\"[^\"]*\"|'[^']*'))*(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*>"
)
_CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.DOTALL)
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)(\w{1,32};)?")
# Characters, and references to them, that XML does not have; NULs and lone surrogates among them.
_NOT_XML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|"
    "&#(?:x0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]|[dD][89a-fA-F][0-9a-fA-F]{2}|[fF]{3}[efEF])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));"
)
_ROOTS = frozenset(("rss", "rdf", "feed"))
_ITEMS = frozenset(("item", "entry"))
_DATES = ("pubdate", "published", "date", "issued", "created", "updated", "modified")
_BRACKETED = re.compile(r"^\s*【([^】]{2,100})】")
_MARKUP = re.compile(r"<[a-zA-Z/!]")
_TITLE_LENGTH = 60


def feed_entries(text: str, page: Page) -> list[Entry]:
    """Return a feed's entries in its order; raises ListingError for what is no feed, has no items, or is hostile."""
    root = _parsed(text, page)
    if _name(root) not in _ROOTS:
        raise ListingError(
            Health.REDESIGNED, f"{page.url} is not a feed but <{_name(root)}>: find the feed's new address"
        )
    items = [element for element in root.iter() if _name(element) in _ITEMS]
    if not items:
        raise ListingError(Health.EMPTY, f"{page.url} is a feed without items")
    base = next((base for element in root.iter() if (base := _base(element, page.url))), page.url)
    entries = [
        entry for item in items if (entry := _entry(item, _base(item, base) or base, page.fetched_at)) is not None
    ]
    if not entries:
        raise ListingError(Health.REDESIGNED, f"{page.url}: none of its {len(items)} items has a link to a page")
    return entries


def _parsed(text: str, page: Page) -> Element:
    try:
        check_nesting(text)
        return _read(text)
    except (DefusedXmlException, TooDeepError) as error:
        raise ListingError(
            Health.BLOCKED, f"{page.url} is refused: its XML defines entities or is nested too deep"
        ) from error
    except (ParseError, ValueError) as error:
        raise ListingError(
            Health.REDESIGNED, f"{page.url} is not a well-formed feed ({error}): open it and look"
        ) from error


def _read(text: str) -> Element:
    """Parse XML text, tolerating control characters, HTML entities and bare ampersands outside CDATA."""
    text = _DOCTYPE.sub("", _DECLARATION.sub("", text.lstrip("\ufeff \t\r\n")), count=1)
    text = _NOT_XML.sub("", text)
    if "&" in text:
        pieces = _CDATA.split(text)
        pieces[::2] = (_AMPERSAND.sub(_escaped, piece) for piece in pieces[::2])
        text = "".join(pieces)
    root: Element = fromstring(text)
    return root


def _escaped(match: re.Match[str]) -> str:
    plain = html.unescape(match[0])
    return plain if plain != match[0] and plain not in "<>&" else f"&amp;{match[1] or ''}"


def _entry(item: Element, base: str, now: datetime) -> Entry | None:
    fields: dict[str, str] = {}
    for child in item:
        if (name := _name(child)) and (words := "".join(child.itertext()).strip()):
            fields.setdefault(name, words)
    url = next((url for href in _links(item) if (url := web_url(href, base))), None)
    if url is None:
        return None
    return Entry(url, _title(fields), _published(fields, now))


def _links(item: Element) -> Iterator[str]:
    """Yield an item's possible links, best first: <link>, Atom's alternate, rdf:about, a guid that is a URL."""
    links = [child for child in item if _name(child) == "link"]
    for link in sorted(links, key=lambda each: each.get("rel", "alternate") != "alternate"):
        if link.get("rel", "alternate") not in ("self", "edit", "replies", "enclosure", "hub"):
            yield link.get("href") or (link.text or "")
    yield next((value for name, value in item.attrib.items() if name.endswith("}about")), "")
    for child in item:
        if _name(child) in ("guid", "id", "origlink") and (child.text or "").strip().startswith("http"):
            yield child.text or ""


def _title(fields: dict[str, str]) -> str:
    """Return the title without markup; an item without one is called by its bracket 【…】 or its first words."""
    if title := tidy_title(_plain(fields.get("title", ""))):
        return title
    words = tidy_title(_plain(fields.get("description") or fields.get("summary") or fields.get("content") or ""))
    if match := _BRACKETED.match(words):
        return match[1]
    return words if len(words) <= _TITLE_LENGTH else words[:_TITLE_LENGTH] + "…"


def _plain(text: str) -> str:
    if "&" in text:
        text = html.unescape(text)
    if not _MARKUP.search(text):
        return text
    try:
        body = parse_html(text).body
    except TooDeepError:
        return ""
    return seen_text(body) if body is not None else text


def _published(fields: dict[str, str], now: datetime) -> date | None:
    """Return the date of Beijing; RFC 822, ISO and plain dates are all in use under every name."""
    for name in _DATES:
        if (words := fields.get(name)) and (found := mail_date(words) or find_date(words, now)):
            return found
    return None


def _base(element: Element, against: str) -> str | None:
    written = element.get("{http://www.w3.org/XML/1998/namespace}base")
    return web_url(written, against) if written else None


def _name(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
