"""The jpaas platform (商务部, 工信部, 市场监管总局, 住建部, many provinces): a column page and the unit it loads.

The page holds a script for each unit, with the unit's address and query in its attributes; the list is one of them, the
others are menus. The unit answers `{"success": true, "data": {"html": "…"}}`. A column may also hold its list itself.
"""

import json
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from selectolax.lexbor import LexborNode

from monitor.listing.errors import ListingError
from monitor.listing.html import html_entries
from monitor.markup.nodes import attribute, first, parse_html, web_url
from monitor.model import Entry, Health, HtmlListing, JpaasListing, Page

# What sites call their list unit, best first; breadcrumbs and menus are called otherwise.
_LIST_TAGS = ("分页列表", "信息列表", "右侧内容", "内容区域", "栏目-list", "内容1", "当前内容")
_SOUNDS_LIKE_A_LIST = ("列表", "list", "内容")
_ASKED_FOR = ("parseType", "webId", "tplSetId", "pageType", "tagId", "editType", "pageId")
_USUAL = {"pageType": "column", "editType": "null"}


def unit_url(text: str, page: Page, rule: JpaasListing) -> str | None:
    """Return the address of the list unit that a column page names, or None if it names none.

    The unit's ids change with every redesign, and `parseType` is misspelt on some sites: all is taken from the page. A
    unit not known for a list is asked only if it is the only one and the page has no list of its own.
    """
    if text.lstrip().startswith("{"):
        return None
    tree = parse_html(text)
    units = {query.get("tagId", ""): url for url, query in map(_unit, tree.css("script[querydata][url]")) if url}
    tag = _list_tag(list(units), rule.tag)
    if tag is None and rule.tag is None and len(units) == 1 and first(tree, rule.entry) is None:
        tag = next(iter(units))
    url = None if tag is None else web_url(units[tag], page.url)
    return url if url is not None and urlsplit(url).netloc == urlsplit(page.url).netloc else None


def jpaas_entries(text: str, page: Page, rule: JpaasListing, column: str) -> list[Entry]:
    """Return the entries of a unit's reply, or of a column page that holds its list itself.

    Links are relative to `column`, the page on which a reader meets them. Raises ListingError.
    """
    selectors = HtmlListing(rule.entry, rule.link, rule.title, rule.date)
    if not text.lstrip().startswith("{"):
        return _on_the_page(text, page, rule, selectors)
    return html_entries(_html(text, page), replace(page, url=column), selectors)


def holds_list(text: str, rule: JpaasListing) -> bool:
    """Say whether the list is to be read here: in a unit's reply that is no refusal, or in the column page."""
    if text.lstrip().startswith("{"):
        return _reply(text) is not None
    return first(parse_html(text), rule.entry) is not None


def _unit(script: LexborNode) -> tuple[str, dict[str, str]]:
    """Return a unit's address with its query, and the query; its values stand in JSON with either kind of quotes."""
    written = attribute(script, "querydata")
    try:
        values = json.loads(written if '"' in written else written.replace("'", '"'))
    except (ValueError, RecursionError):
        return "", {}
    if not isinstance(values, dict):
        return "", {}
    known = {"parseType": attribute(script, "parsetype"), "webId": attribute(script, "webid"), **_USUAL}
    query = {name: str(values.get(name) or known.get(name) or "") for name in _ASKED_FOR}
    return f"{attribute(script, 'url')}?{urlencode(query)}", query


def _list_tag(tags: list[str], wanted: str | None) -> str | None:
    """Return which of a page's tags is the list's: the one asked for, a usual one, else the only one that sounds so."""
    if wanted is not None:
        return wanted if wanted in tags else None
    usual = [tag for tag in _LIST_TAGS if tag in tags]
    alike = [tag for tag in tags if any(word in tag for word in _SOUNDS_LIKE_A_LIST)]
    return next(iter(usual), alike[0] if len(alike) == 1 else None)


def _on_the_page(text: str, page: Page, rule: JpaasListing, selectors: HtmlListing) -> list[Entry]:
    tree = parse_html(text)
    tags = [query.get("tagId", "") for url, query in map(_unit, tree.css("script[querydata][url]")) if url]
    if not tags or first(tree, rule.entry) is not None:
        return html_entries(text, page, selectors)
    named = "、".join(tag[:40] for tag in tags[:8])
    raise ListingError(
        Health.REDESIGNED,
        f"{page.url} names {len(tags)} units ({named}) and none is known to be its list: write its name as tag",
    )


def _html(text: str, page: Page) -> str:
    html = _reply(text)
    if html is None:
        tag = dict(parse_qsl(urlsplit(page.url).query)).get("tagId", "")[:40]
        raise ListingError(
            Health.REDESIGNED,
            f"{page.url[:200]} refuses its unit {tag!r}: its ids have changed, read them anew from the column's page",
        )
    if not html.strip():
        raise ListingError(Health.EMPTY, f"{page.url[:200]} answers with an empty unit")
    return html


def _reply(text: str) -> str | None:
    """Return the HTML in a unit's reply; None if it says that it failed or has another shape."""
    try:
        reply = json.loads(text)
    except (ValueError, RecursionError):
        return None
    data = reply.get("data") if isinstance(reply, dict) and reply.get("success") is not False else None
    html = data.get("html") if isinstance(data, dict) else None
    return html if isinstance(html, str) else None
