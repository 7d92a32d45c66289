"""Xinhua's platform (新华网, 国家能源局): a shell without entries and the file `ds_ID.json` beside it."""

import re
from urllib.parse import urljoin

from monitor.listing.json_list import items_at, json_entries, parsed
from monitor.markup.nodes import attribute, parse_html, select
from monitor.model import DsJsonListing, Entry, JsonListing, Page

# The shell marks with `data` where a list goes; its menus bear the mark, too, but are links.
_SHELLS = ("ul[data*='datasource:'][id^='showData']", "ul[data]", "div[data*='datasource:']", "tbody[data]")
_ID = re.compile(r"(?:datasource:)?([0-9A-Za-z]{16,64})")
_FIELDS = JsonListing("datasource", ("publishUrl",), ("showTitle", "title"), ("publishTime",))


def ds_url(text: str, page: Page, rule: DsJsonListing) -> str | None:
    """Return the address of the file that a shell names, or None if it names none; the id changes at a redesign."""
    tree = parse_html(text)
    for selector in (rule.shell,) if rule.shell else _SHELLS:
        for node in select(tree, selector):
            if match := _ID.fullmatch(attribute(node, "data").strip()):
                return urljoin(page.url, f"ds_{match[1]}.json")
    return None


def ds_entries(text: str, page: Page) -> list[Entry]:
    """Return the entries of a ds file, whose addresses are relative to the site's root; raises ListingError."""
    return json_entries(items_at(parsed(text, page), _FIELDS.items, page), page, _FIELDS, urljoin(page.url, "/"))
