"""A JSON list -> entries, by dotted paths. What a site answers instead of its list is told from a list."""

import json
import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from monitor.listing.errors import ListingError
from monitor.markup.dates import find_date
from monitor.markup.nodes import parse_html, seen_text, web_url
from monitor.markup.shells import is_soft_404
from monitor.markup.words import tidy_title
from monitor.model import Entry, Health, JsonListing, Page

Field = tuple[str, ...]

BEIJING = ZoneInfo("Asia/Shanghai")
_DEEPEST = 100
_NAMED = re.compile(r"\{([\w.]+)\}")
_BRACKETED = re.compile(r"^\s*【([^】]{2,100})】")
_TITLE_LENGTH = 60


def day_url(url: str, turns_at: timedelta, now: datetime) -> str:
    """Return a source's URL with `{day}` (20260109) filled in: the last day whose list is out at `now`, in Beijing."""
    return url.replace("{day}", f"{now.astimezone(BEIJING) - turns_at:%Y%m%d}")


def parsed(text: str, page: Page) -> Any:
    """Return the JSON of a page; raises ListingError for a page that is not JSON, such as a site's index page."""
    if _is_too_deep(text):
        raise ListingError(Health.BLOCKED, f"{page.url} is too deep: its JSON is nested more than {_DEEPEST} deep")
    try:
        return json.loads(text)
    except ValueError as error:
        what = "says that it does not exist" if is_soft_404(text) else "answers with a page"
        raise ListingError(
            Health.REDESIGNED, f"{page.url} {what} where a JSON list is expected: find the list's new address"
        ) from error


def items_at(value: Any, path: str, page: Page) -> list[Any]:
    """Return the list at a dotted path; raises ListingError if there is none, or nothing in it."""
    found = _at(value, path)
    if isinstance(found, dict):
        found = list(found.values())
    if isinstance(found, list) and found:
        return found
    name = path or "its top"
    if isinstance(found, list) or (found is None and _is_there(value, path)):
        raise ListingError(Health.EMPTY, f"{page.url} has no entries at {name}")
    raise ListingError(Health.REDESIGNED, f"{page.url} has no list at {name}: compare items with the JSON")


def json_entries(items: list[Any], page: Page, rule: JsonListing, base: str) -> list[Entry]:
    """Return the items' entries in their order, their links relative to `base`; raises ListingError if none has one."""
    entries = [entry for item in items if (entry := _entry(item, page, rule, base)) is not None]
    if not entries:
        links = " or ".join(rule.link)
        raise ListingError(Health.REDESIGNED, f"{page.url}: none of its {len(items)} items has a link at {links}")
    return entries


def _entry(item: Any, page: Page, rule: JsonListing, base: str) -> Entry | None:
    url = next((url for link in rule.link if (url := _link(item, link, base))), None)
    if url is None:
        return None
    dates = (find_date(words, page.fetched_at) for path in rule.date if (words := _words(item, path)))
    return Entry(url, _title(item, rule.title), next(filter(None, dates), None))


def _link(item: Any, link: str, base: str) -> str | None:
    """Return where an item leads; an address with paths in braces is filled in, and void if one of them is empty."""
    if "{" not in link:
        return web_url(_words(item, link), base)
    values = {path: quote(_words(item, path), safe="") for path in _NAMED.findall(link)}
    if not all(values.values()):
        return None
    return web_url(_NAMED.sub(lambda match: values[match[1]], link), base)


def _title(item: Any, paths: Field) -> str:
    """Return the first title that is there; a text without one is called by its bracket 【…】 or its first words."""
    for path in paths:
        if words := tidy_title(_without_markup(_words(item, path))):
            if match := _BRACKETED.match(words):
                return words if len(words) <= _TITLE_LENGTH else match[1]
            return words if len(words) <= 3 * _TITLE_LENGTH else f"{words[:_TITLE_LENGTH]}…"
    return ""


def _without_markup(text: str) -> str:
    if "<" not in text and "&" not in text:
        return text
    body = parse_html(text).body
    return seen_text(body) if body is not None else text


def _words(item: Any, path: str) -> str:
    value = _at(item, path)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _at(value: Any, path: str) -> Any:
    for step in path.split(".") if path else ():
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def _is_there(value: Any, path: str) -> bool:
    parent, _, last = path.rpartition(".")
    above = _at(value, parent)
    return isinstance(above, dict) and last in above


def _is_too_deep(text: str) -> bool:
    """Say, by a linear look, whether a parser would recurse deeper than any list of a site."""
    deepest = depth = 0
    for mark in re.findall(r"[\[{}\]]", re.sub(r'"(?:[^"\\]|\\.)*+"', "", text)):
        depth += 1 if mark in "[{" else -1
        deepest = max(deepest, depth)
    return deepest > _DEEPEST
