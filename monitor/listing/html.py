"""A column's HTML page -> its entries, by CSS selectors."""

import re
from datetime import date

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.listing.errors import ListingError
from monitor.markup.dates import find_date, url_date
from monitor.markup.nodes import attribute, base_url, first, parse_html, seen_text, select, stated_value, web_url
from monitor.markup.shells import is_soft_404
from monitor.markup.words import fuller, tidy_title
from monitor.model import Entry, Health, HtmlListing, Page

_LAST_STEP = re.compile(r"(?:\s*[>+~]\s*|\s+)(?:[^\s>+~\[(]|\[[^\]]*\]|\([^)]*\))+$")
_CELLS = ("td", "dt", "p", "h3", "h4")
_SHORT = 40


def html_entries(text: str, page: Page, rule: HtmlListing) -> list[Entry]:
    """Return the entries that a rule finds in a page, in its order; raises ListingError if it finds none."""
    tree = parse_html(text)
    nodes = select(tree, rule.entry)
    if not nodes:
        raise _nothing_matched(tree, text, page, rule)
    base = base_url(tree, text, page.url)
    entries = [entry for node in nodes if (entry := _entry(node, base, page, rule)) is not None]
    if not entries:
        raise _no_links(nodes, page, rule)
    return entries


def _entry(node: LexborNode, base: str, page: Page, rule: HtmlListing) -> Entry | None:
    """Read one entry; None for a spacer, a heading, or a link that leads nowhere."""
    link, url = _link(node, base, rule.link)
    if link is None or url is None:
        return None
    title_node = first(node, rule.title) if rule.title else link
    title = _title(title_node) if title_node is not None else ""
    if not title:
        title_node, title = link, _title(link)
    return Entry(url, title, _published(node, title_node or link, url, page, rule))


def _link(node: LexborNode, base: str, selector: str | None) -> tuple[LexborNode | None, str | None]:
    """Return the entry's link and where it leads: the first with words, for a picture's link often stands before it."""
    if selector is None and node.tag == "a":
        return node, web_url(attribute(node, "href"), base)
    usable: list[tuple[LexborNode, str]] = []
    candidates = select(node, selector or "a[href]")
    for found in candidates:
        anchor = found if found.tag == "a" else found.css_first("a[href]")
        if anchor is not None and (url := web_url(attribute(anchor, "href"), base)):
            if len(candidates) == 1 or _title(anchor):
                return anchor, url
            usable.append((anchor, url))
    return usable[0] if usable else (None, None)


def _title(node: LexborNode) -> str:
    """Return an entry's title: the link's title attribute, seldom cut, else the words seen, else a picture's."""
    anchor = node if node.tag == "a" else node.css_first("a")
    written = tidy_title(attribute(node, "title") or (attribute(anchor, "title") if anchor is not None else ""))
    seen = tidy_title(seen_text(node))
    if title := fuller(written, seen):
        return title
    picture = node.css_first("img[alt]")
    return tidy_title(attribute(picture, "alt")) if picture is not None else ""


def _published(node: LexborNode, title: LexborNode, url: str, page: Page, rule: HtmlListing) -> date | None:
    """Return the date by the rule's selector, else beside the title, else beside the entry, else in the URL."""
    now = page.fetched_at
    stated = select(node, rule.date) if rule.date else []
    for found in stated:
        if day := find_date(stated_value(found), now):
            return day
    if not stated:
        for text in _texts_beside(node, title):
            if day := find_date(text, now):
                return day
    return url_date(url)


def _texts_beside(node: LexborNode, title: LexborNode) -> list[str]:
    """Return the entry's words without its title, and those of the linkless cell or line that follows it."""
    whole, words = seen_text(node, " "), seen_text(title, " ")
    texts = [whole.replace(words, " ", 1) if words.strip() else whole]
    parent = node.parent
    for before in (node, parent if parent is not None and parent.tag in _CELLS else None):
        neighbour = _next_element(before) if before is not None else None
        if (
            neighbour is not None
            and neighbour.css_first("a") is None
            and len(text := seen_text(neighbour, " ")) <= _SHORT
        ):
            texts.append(text)
    return texts


def _next_element(node: LexborNode) -> LexborNode | None:
    following = node.next
    while following is not None and (following.tag or "").startswith("-"):
        following = following.next
    return following


def _nothing_matched(tree: LexborHTMLParser, text: str, page: Page, rule: HtmlListing) -> ListingError:
    """Tell an emptied list, whose container is still there, from a redesign."""
    if is_soft_404(text):
        return ListingError(Health.REDESIGNED, f"{page.url} says that it does not exist: find the column's new address")
    container = _LAST_STEP.sub("", rule.entry)
    if container != rule.entry and first(tree, container) is not None:
        return ListingError(Health.EMPTY, f"{page.url} shows no entries: {container!r} is there and empty")
    return ListingError(
        Health.REDESIGNED, f"{page.url} has nothing that {rule.entry!r} matches: compare the selector with the page"
    )


def _no_links(nodes: list[LexborNode], page: Page, rule: HtmlListing) -> ListingError:
    if all(node.tag != "a" and node.css_first("a[href]") is None for node in nodes):
        return ListingError(Health.EMPTY, f"{page.url} shows no entries: what {rule.entry!r} matches has no links")
    return ListingError(
        Health.REDESIGNED,
        f"{page.url}: none of {len(nodes)} entries has a link under {rule.link or 'a[href]'!r}: "
        f"compare the selectors with the page",
    )
