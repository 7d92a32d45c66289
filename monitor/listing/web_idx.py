"""Liaoning's platform: every document is /web/SECTION/<date and serial>/index.shtml, and links to it are the list."""

import re
from urllib.parse import urlsplit

from monitor.listing.errors import ListingError
from monitor.listing.html import html_entries
from monitor.model import Entry, Health, HtmlListing, Page

_LINKS = HtmlListing("a[href*='/index.shtml']")
_DOCUMENT = re.compile(r"/(?:19|20)\d{10,}/index\.shtml$")


def web_idx_entries(text: str, page: Page) -> list[Entry]:
    """Return the documents that a column links to; its menus lead to sections, whose names are words.

    Raises ListingError.
    """
    entries = [entry for entry in html_entries(text, page, _LINKS) if _DOCUMENT.search(urlsplit(entry.url).path)]
    if not entries:
        raise ListingError(
            Health.REDESIGNED,
            f"{page.url} links to sections only, to no /<digits>/index.shtml: find the list's address",
        )
    return entries
