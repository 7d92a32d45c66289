"""The jcms platform and its jpage lists (大连 and many cities): records in CDATA, on the page or behind a data proxy.

The page either embeds the first records in a `<script type="text/xml">` or names in `param_UNIT={…}` what the proxy
wants to know. The proxy's reply only looks like XML, and HTML parsers drop CDATA: records are found by their marks.
"""

import re
from dataclasses import replace
from urllib.parse import quote, urljoin

from monitor.listing.errors import ListingError
from monitor.listing.html import html_entries
from monitor.markup.shells import is_soft_404
from monitor.model import Entry, Health, HtmlListing, JpageListing, Page

_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL)
_MARKS = ("<recordset", "<datastore")
_UNIT = re.compile(r"param_(\w{1,40})\s*=\s*\{([^{}]{1,4000})\}")
_SETTING = re.compile(r"""["']?(\w+)["']?\s*:\s*(?:'([^']*)'|"([^"]*)"|([^\s,'"]+))""")
_PROXY = "/module/web/jpage/dataproxy.jsp"


def holds_records(text: str) -> bool:
    """Say whether a page or a reply is where the records would stand, be it without any."""
    return any(mark in text for mark in _MARKS)


def proxy_url(text: str, page: Page, rule: JpageListing) -> str | None:
    """Return the address of the data proxy for the unit that a column page names, or None if it names none."""
    settings = {name: _settings(body) for name, body in _UNIT.findall(text)}
    if rule.unit is not None:
        settings = {name: each for name, each in settings.items() if rule.unit in (name, each.get("unitid"))}
    listed = [(name, each) for name, each in settings.items() if each.get("columnid")]
    if not listed:
        return None
    # A page may also hold small units, of pictures or of what is new elsewhere: its own column is the longest.
    name, chosen = max(
        listed, key=lambda unit: int(total) if (total := unit[1].get("totalRecord", "")).isdecimal() else 0
    )
    # The proxy decodes the site's name twice.
    site = quote(quote(chosen.get("webname", ""), safe=""), safe="")
    query = (
        f"page=1&webid={_plain(chosen, 'webid', '1')}&path={quote(chosen.get('path', '/'), safe=':/')}"
        f"&columnid={_plain(chosen, 'columnid')}&sourceContentType=1&unitid={_plain(chosen, 'unitid', name)}"
        f"&webname={site}&permissiontype={_plain(chosen, 'permissiontype', '0')}"
    )
    return urljoin(page.url, f"{_PROXY}?{query}")


def jpage_entries(text: str, page: Page, rule: JpageListing, column: str) -> list[Entry]:
    """Return the entries of the records in a page or a proxy's reply, relative to `column`; raises ListingError."""
    records = _RECORD.findall(text)
    if not records:
        raise _no_records(text, page)
    framed = "".join(f"<section data-record>{_framed(record)}</section>" for record in records)
    selectors = HtmlListing("section[data-record]", rule.link, rule.title, rule.date)
    return html_entries(framed, replace(page, url=column), selectors)


def _settings(body: str) -> dict[str, str]:
    return {name: single or double or bare for name, single, double, bare in _SETTING.findall(body)}


def _plain(settings: dict[str, str], name: str, otherwise: str = "") -> str:
    return quote(settings.get(name) or otherwise, safe="")


def _framed(record: str) -> str:
    """Put a row into a table: outside of one it loses the bounds of its cells."""
    return f"<table>{record}</table>" if record.lstrip().lower().startswith("<tr") else record


def _no_records(text: str, page: Page) -> ListingError:
    here = page.url[:200]
    if holds_records(text):
        return ListingError(Health.EMPTY, f"{here} holds no records")
    if is_soft_404(text):
        return ListingError(Health.REDESIGNED, f"{here} says that it does not exist: find the column's new address")
    return ListingError(
        Health.REDESIGNED, f"{here} has neither records nor a unit of jpage: open it and look what its list is made of"
    )
