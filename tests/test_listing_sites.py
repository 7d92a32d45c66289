"""Self-written sites in the shapes of real platforms: each listing and article must read as its expected.json says."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from monitor.config.blocks import Listing
from monitor.document import extract
from monitor.listing import next_request, parse_listing
from monitor.model import DocumentRule, Level, Page, Source

SITES = sorted((Path(__file__).parent / "sites").iterdir())
WITH_ARTICLE = [site for site in SITES if (site / "article.html").exists()]
NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)


def page_of(site: Path, name: str, url: str, charset: str) -> Page:
    body = (site / name).read_bytes()
    if charset != "utf-8":
        body = body.decode("utf-8").encode(charset)
    return Page(url, 200, {"content-type": "text/html"}, body, NOON)


def expected_of(site: Path) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads((site / "expected.json").read_text("utf-8"))
    return expected


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_a_listing_reads_as_expected(site: Path) -> None:
    """A column page that only names its list leads to it: `pages` are all that may be asked for."""
    expected = expected_of(site)
    block: Any = TypeAdapter(Listing).validate_python({"kind": "html"} | expected["listing"])
    url, charset = expected["url"], expected.get("charset", "utf-8")
    source = Source(site.name, site.name, "", Level.MINISTRY, url, timedelta(minutes=15), block.value())
    final, fetched_at = expected.get("final", {}), datetime.fromisoformat(expected.get("fetched_at", NOON.isoformat()))
    pages = {
        asked: replace(page_of(site, file, final.get(asked, asked), charset), fetched_at=fetched_at)
        for asked, file in expected.get("pages", {url: "listing.html"}).items()
    }
    page = pages[expected.get("start", url)]
    while (onward := next_request(page, source)) is not None:
        page = pages[onward]
    entries = parse_listing(page, source)
    assert [[entry.url, entry.title, str(entry.published)] for entry in entries] == expected["entries"]


@pytest.mark.parametrize("site", WITH_ARTICLE, ids=lambda site: site.name)
def test_an_article_reads_as_expected(site: Path) -> None:
    expected = expected_of(site)
    wanted = expected["document"]
    page = page_of(site, "article.html", wanted["url"], expected.get("charset", "utf-8"))
    document = extract(page, DocumentRule(), None)
    assert document.title == wanted["title"]
    assert str(document.published) == wanted["published"]
    assert document.publisher == wanted["publisher"]
    assert document.text.split("\n") == wanted["lines"]
    assert [[file.url, file.name] for file in document.attachments] == wanted.get("attachments", [])
    grids = [[[cell.text for cell in row] for row in table.rows] for table in document.tables]
    assert grids == wanted.get("tables", grids)
    assert all(
        document.text[cell.start : cell.end] == cell.text
        for table in document.tables
        for row in table.rows
        for cell in row
    )
