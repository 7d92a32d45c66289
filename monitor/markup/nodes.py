"""Parsing and what is asked of nodes: what a reader sees of them, where they lead."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from monitor.markup.guard import check_nesting

_NOT_TEXT = (
    "script",
    "style",
    "noscript",
    "template",
    "head",
    "title",
    "iframe",
    "object",
    "svg",
    "canvas",
    "audio",
    "video",
)
UNSEEN = frozenset((*_NOT_TEXT, "select", "textarea", "button", "-comment", "!doctype"))
_SEMANTIC = (
    "a",
    "abbr",
    "bdi",
    "bdo",
    "cite",
    "code",
    "del",
    "dfn",
    "em",
    "ins",
    "kbd",
    "label",
    "mark",
    "q",
    "strong",
    "tt",
)
_STYLING = (
    "b",
    "big",
    "font",
    "i",
    "nobr",
    "o:p",
    "rp",
    "rt",
    "ruby",
    "s",
    "small",
    "span",
    "strike",
    "sub",
    "sup",
    "u",
)
INLINE = frozenset((*_SEMANTIC, *_STYLING))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_VALUE_OF = {"meta": "content", "time": "datetime", "input": "value"}
_LONGEST_URL = 4096


class SelectorError(ValueError):
    """A CSS selector that the parser does not understand."""


def parse_html(text: str) -> LexborHTMLParser:
    """Parse markup; raises TooDeepError for what would take too long."""
    check_nesting(text)
    return LexborHTMLParser(text)


def select(node: LexborHTMLParser | LexborNode, selector: str) -> list[LexborNode]:
    """Return the nodes that a selector finds; raises SelectorError."""
    try:
        return node.css(selector)
    except SelectolaxError as error:
        raise SelectorError(f"the selector {selector!r} is not valid CSS: correct it in sources.yaml") from error


def first(node: LexborHTMLParser | LexborNode, selector: str) -> LexborNode | None:
    """Return the first node that a selector finds; raises SelectorError."""
    try:
        return node.css_first(selector)
    except SelectolaxError as error:
        raise SelectorError(f"the selector {selector!r} is not valid CSS: correct it in sources.yaml") from error


def attribute(node: LexborNode, name: str) -> str:
    """Return an attribute's value, empty if it is missing or has none."""
    return node.attributes.get(name) or ""


def is_hidden(node: LexborNode) -> bool:
    """Say whether an element's own attributes keep it from being seen."""
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def seen_text(node: LexborNode, between: str = "") -> str:
    """Return the text a reader sees in a node; `between` parts what stands in neighbouring inline elements.

    Blocks and line breaks are always parted, by a space.
    """
    child = node.child
    if child is not None and child.next is None and child.tag == "-text":
        return child.text_content or ""
    return "".join(_pieces(node, between))


def _pieces(root: LexborNode, between: str) -> Iterator[str]:
    stack = [root.child]
    while stack:
        node = stack.pop()
        if node is None:
            continue
        stack.append(node.next)
        tag = node.tag
        if tag == "-text":
            yield node.text_content or ""
        elif tag not in UNSEEN and not is_hidden(node):
            yield between if tag in INLINE else " "
            stack.append(node.child)


def stated_value(node: LexborNode) -> str:
    """Return what an element says: a meta's content, a time's datetime, an input's value, else its seen text."""
    name = _VALUE_OF.get(node.tag or "")
    return (attribute(node, name) if name else "") or seen_text(node, " ")


def base_url(tree: LexborHTMLParser, text: str, url: str) -> str:
    """Return what relative links of a page resolve against: its <base>, else its final URL."""
    if "<base" in text or "<BASE" in text:
        node = tree.css_first("base[href]")
        if node is not None:
            return web_url(attribute(node, "href"), url) or url
    return url


def web_url(href: str, base: str) -> str | None:
    """Resolve a link; None for one that does not lead to a page on the web (script, mail, file, anchor, malformed)."""
    href = href.strip().replace("\n", "").replace("\t", "").replace("\r", "")
    if not href or href.startswith("#") or len(href) > _LONGEST_URL:
        return None
    try:
        url = href if href.startswith(("http://", "https://")) else urljoin(base, href)
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return url.replace(" ", "%20") if usable else None
