"""Which pages to ask for to see a source's listing. Pure.

A platform's column page may only name the file that holds its list, by ids that change with every redesign: they are
read from the page each time, and the address in the configuration is asked only where the page names none.
"""

from datetime import datetime

from monitor.listing.ds_json import ds_url
from monitor.listing.jpaas import holds_list, unit_url
from monitor.listing.jpage import holds_records, proxy_url
from monitor.listing.json_list import day_url
from monitor.markup.charset import decode
from monitor.markup.guard import TooDeepError
from monitor.markup.nodes import SelectorError
from monitor.model import DsJsonListing, JpaasListing, JpageListing, JsonListing, Page, Source


def first_request(source: Source, now: datetime) -> str:
    """Return where to start; `now` (aware) fills in a `{day}`."""
    if isinstance(source.listing, JsonListing):
        return day_url(source.url, source.listing.day_turns_at, now)
    return source.url


def fallback(source: Source) -> str | None:
    """Return the address of a source's list as last known, to be asked where its column page leads to none."""
    match source.listing:
        case JpaasListing() | JpageListing() | DsJsonListing() as rule:
            return rule.fallback
        case _:
            return None


def next_request(page: Page, source: Source) -> str | None:
    """Return the address of the list that this page leads to, or None if the list is to be looked for in the page."""
    try:
        return _next(decode(page.body, page.headers).text, page, source)
    except (TooDeepError, SelectorError):
        return None


def _next(text: str, page: Page, source: Source) -> str | None:
    match source.listing:
        case JpaasListing() as rule:
            return unit_url(text, page, rule) or (None if holds_list(text, rule) else rule.fallback)
        case JpageListing() as rule:
            return None if holds_records(text) else proxy_url(text, page, rule) or rule.fallback
        case DsJsonListing() as rule:
            return None if text.lstrip().startswith("{") else ds_url(text, page, rule) or rule.fallback
        case _:
            return None
