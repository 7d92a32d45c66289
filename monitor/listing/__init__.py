"""A listing page -> its entries. Pure.

To add a kind of listing: a rule in `model.py` (joined to `ListingRule`), a module here that turns a page's text into
entries, a case in `parse_listing`, and one in `plan.py` if its list is not on the page at the source's URL.
"""

from typing import assert_never

from monitor.listing.ds_json import ds_entries
from monitor.listing.errors import ListingError
from monitor.listing.feed import feed_entries
from monitor.listing.html import html_entries
from monitor.listing.identity import document_key
from monitor.listing.jpaas import jpaas_entries
from monitor.listing.jpage import jpage_entries
from monitor.listing.json_list import items_at, json_entries, parsed
from monitor.listing.plan import fallback, first_request, next_request
from monitor.listing.web_idx import web_idx_entries
from monitor.markup.charset import Decoded, decode
from monitor.markup.guard import TooDeepError
from monitor.markup.nodes import SelectorError
from monitor.markup.shells import challenge
from monitor.model import (
    DsJsonListing,
    Entry,
    FeedListing,
    Health,
    HtmlListing,
    JpaasListing,
    JpageListing,
    JsonListing,
    Page,
    Source,
    WebIdxListing,
)

__all__ = ["ListingError", "document_key", "fallback", "first_request", "next_request", "parse_listing"]


def parse_listing(page: Page, source: Source) -> tuple[Entry, ...]:
    """Return a listing's entries in the page's order, each URL once; raises ListingError where the source looks broken.

    Never returns an empty tuple: a listing without entries is a failure, told as `empty` or `redesigned`.
    """
    if name := challenge(page.body):
        raise ListingError(
            Health.BLOCKED, f"{page.url} answered with a challenge page ({name}): wait, or read it elsewhere"
        )
    decoded = decode(page.body, page.headers)
    try:
        entries = _once(_entries(decoded, page, source))
    except TooDeepError as error:
        raise ListingError(Health.BLOCKED, f"{page.url} is too deep: {error}") from error
    except SelectorError as error:
        raise ListingError(Health.REDESIGNED, f"{source.id}: {error}") from error
    if decoded.suspect or 4 * sum("\ufffd" in entry.title for entry in entries) > len(entries):
        raise ListingError(
            Health.CHARSET_SUSPECT,
            f"{page.url} cannot be decoded without loss ({decoded.charset}): look at its bytes",
            entries,
        )
    if len(entries) < source.expect.min_entries:
        raise ListingError(
            Health.REDESIGNED,
            f"{page.url} has {len(entries)} entries where at least {source.expect.min_entries} are expected: "
            f"compare its selectors with the page",
            entries,
        )
    return entries


def _entries(decoded: Decoded, page: Page, source: Source) -> list[Entry]:
    match source.listing:
        case HtmlListing() as rule:
            return html_entries(decoded.text, page, rule)
        case FeedListing():
            return feed_entries(decoded.text, page)
        case JpaasListing() as rule:
            return jpaas_entries(decoded.text, page, rule, source.url)
        case JpageListing() as rule:
            return jpage_entries(decoded.text, page, rule, source.url)
        case DsJsonListing():
            return ds_entries(decoded.text, page)
        case WebIdxListing():
            return web_idx_entries(decoded.text, page)
        case JsonListing() as rule:
            return json_entries(items_at(parsed(decoded.text, page), rule.items, page), page, rule, page.url)
        case _ as never:
            assert_never(never)


def _once(entries: list[Entry]) -> tuple[Entry, ...]:
    """Keep the first entry of each document; a picture's link gets the words of the text link that follows it."""
    kept: dict[str, Entry] = {}
    for entry in entries:
        key = document_key(entry.url)
        known = kept.get(key)
        if known is None:
            kept[key] = entry
        elif not known.title or (known.published is None and entry.published is not None):
            kept[key] = Entry(known.url, known.title or entry.title, known.published or entry.published)
    return tuple(kept.values())
