"""`pilotwatch sources`: how every source is doing, what polling one would show, and fixtures of it."""

import asyncio
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from monitor.as_json import Object, source_json
from monitor.cli.ask import BEIJING, print_lines
from monitor.cli.setup import (
    DEFAULT_DATABASE,
    AsJson,
    ConfigPath,
    DatabaseUrl,
    configuration,
    opened,
    out,
    refuse,
)
from monitor.config import Config
from monitor.fetch import Fetcher, FetchError
from monitor.listing import ListingError, parse_listing
from monitor.listing.doubts import doubts
from monitor.memory import SourceMemory
from monitor.model import (
    DsJsonListing,
    Entry,
    FeedListing,
    Health,
    HtmlListing,
    JpaasListing,
    JpageListing,
    JsonListing,
    ListingRule,
    Page,
    Source,
    Validators,
    WebIdxListing,
)
from monitor.watch.listing import fetch_listing

SHOWN = 3
KINDS: dict[type[ListingRule], str] = {
    HtmlListing: "html",
    FeedListing: "feed",
    JsonListing: "json",
    JpaasListing: "jpaas",
    JpageListing: "jpage",
    DsJsonListing: "ds_json",
    WebIdxListing: "web_idx",
}

app = typer.Typer(help="Show how every source is doing; check or record one.", invoke_without_command=True)


@dataclass(frozen=True, slots=True)
class Tried:
    """A poll that was not stored."""

    source: Source
    health: Health
    error: str | None = None
    pages: tuple[tuple[str, Page], ...] = ()
    entries: tuple[Entry, ...] = ()


@app.callback()
def sources(
    context: typer.Context,
    config: ConfigPath = Path("sources.yaml"),
    database: DatabaseUrl = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Show how every source is doing."""
    if context.invoked_subcommand is not None:
        return
    settings = configuration(config)
    with opened(database) as store:
        memories = store.sources()
    known = [(source, memories.get(source.id, SourceMemory(source.id))) for source in settings.sources]
    if as_json:
        print_lines(source_json(memory) | {"enabled": source.enabled} for source, memory in known)
        return
    table = Table("source", "name", "health", "last ok", "last new", "entries", "error", box=None, pad_edge=False)
    for source, memory in known:
        health = str(memory.health) if source.enabled else "disabled"
        times = (_moment(memory.last_ok), _moment(memory.last_new))
        table.add_row(source.id, source.name, health, *times, str(memory.entries), escape(memory.error or ""))
    out.print(table)


@app.command()
def check(
    source: Annotated[list[str] | None, typer.Argument(help="Source ids; default: all that are enabled.")] = None,
    config: ConfigPath = Path("sources.yaml"),
    database: DatabaseUrl = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Poll sources without storing anything, and show what was read and what looks wrong about it."""
    settings = configuration(config)
    tried = asyncio.run(_try_all(settings, _chosen(settings, source or [])))
    if as_json:
        print_lines(_told(one) for one in tried)
    else:
        for one in tried:
            _show(one)
    if any(one.error for one in tried):
        raise typer.Exit(1)


@app.command()
def record(
    source: Annotated[str, typer.Argument(help="A source's id.")],
    into: Annotated[Path, typer.Option(help="The folder of fixtures.")] = Path("tests/sites"),
    config: ConfigPath = Path("sources.yaml"),
    database: DatabaseUrl = DEFAULT_DATABASE,
) -> None:
    """Save a source's pages and what is read from them as a fixture; exits 1 while that is new: please review it."""
    settings = configuration(config)
    (tried,) = asyncio.run(_try_all(settings, _chosen(settings, [source])))
    if tried.error:
        refuse(tried.error, 1)
    folder = into / source
    expected = _expected(tried)
    file = folder / "expected.json"
    known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    if known.get("entries") == expected["entries"] and known.get("listing") == expected["listing"]:
        out.print(f"{folder} reads as recorded", markup=False)
        return
    folder.mkdir(parents=True, exist_ok=True)
    for (_, page), name in zip(tried.pages, expected["pages"].values(), strict=True):
        (folder / name).write_bytes(page.body)
    file.write_text(json.dumps(expected, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    refuse(f"{file} holds {len(tried.entries)} entries: please review them, then run this again", 1)


def _chosen(settings: Config, ids: list[str]) -> list[Source]:
    known = {source.id: source for source in settings.sources}
    for id_ in ids:
        if id_ not in known:
            refuse(f"there is no source {id_!r}; `pilotwatch sources` lists them")
    return [known[id_] for id_ in ids] or [source for source in settings.sources if source.enabled]


async def _try_all(settings: Config, chosen: list[Source]) -> list[Tried]:
    async with Fetcher(settings.network) as fetcher:
        return await asyncio.gather(*(_try(fetcher, source) for source in chosen))


async def _try(fetcher: Fetcher, source: Source) -> Tried:
    try:
        fetched = await fetch_listing(fetcher, source, Validators(), datetime.now(UTC))
    except FetchError as error:
        return Tried(source, error.health, str(error))
    if fetched is None:
        return Tried(source, Health.UNREACHABLE, f"{source.url} says that it has not changed, although not asked")
    pages = tuple(fetched.pages.items())
    try:
        entries = await asyncio.to_thread(parse_listing, fetched.page, source)
    except ListingError as error:
        return Tried(source, error.health, str(error), pages, error.entries)
    return Tried(source, Health.OK, None, pages, entries)


def _told(tried: Tried) -> Object:
    return {
        "id": tried.source.id,
        "health": tried.health,
        "error": tried.error,
        "pages": [url for url, _ in tried.pages],
        "entries": [_entry(entry) for entry in tried.entries],
        "doubts": doubts(tried.entries, datetime.now(UTC)),
    }


def _show(tried: Tried) -> None:
    style = "red" if tried.error else "green"
    out.print(f"[bold]{tried.source.id}[/] [{style}]{tried.health}[/], {len(tried.entries)} entries")
    for url, _ in tried.pages:
        out.print(f"  from {url}", markup=False)
    for entry in tried.entries[:SHOWN]:
        out.print(f"  {entry.published or '----------'}  {entry.title}  {entry.url}", markup=False)
    for doubt in doubts(tried.entries, datetime.now(UTC)):
        out.print(f"  {doubt}", style="yellow", markup=False)
    if tried.error:
        out.print(f"  {tried.error}", style="red", markup=False)


def _entry(entry: Entry) -> list[str]:
    return [entry.url, entry.title, str(entry.published)]


def _expected(tried: Tried) -> dict[str, Any]:
    """Return what a fixture says: the pages by the URLs that were asked for, and what they read as."""
    names = {
        url: f"{'list' if number == len(tried.pages) else f'page{number}'}.{_suffix(page.body)}"
        for number, (url, page) in enumerate(tried.pages, 1)
    }
    return {
        "url": tried.source.url,
        "start": tried.pages[0][0],
        "fetched_at": tried.pages[-1][1].fetched_at.isoformat(),
        "final": {url: page.url for url, page in tried.pages if page.url != url},
        "listing": _block(tried.source.listing),
        "pages": names,
        "entries": [_entry(entry) for entry in tried.entries],
    }


def _suffix(body: bytes) -> str:
    start = body.lstrip(b"\xef\xbb\xbf \r\n\t")[:10].lower()
    if start.startswith((b"{", b"[")):
        return "json"
    return "xml" if start.startswith((b"<?xml", b"<rss", b"<feed", b"<datastore")) else "html"


def _block(rule: ListingRule) -> dict[str, Any]:
    """Return a rule as sources.yaml has it."""
    keys = {name: value for name, value in asdict(rule).items() if value}
    turns = keys.pop("day_turns_at", None)
    if isinstance(turns, timedelta):
        keys["day_turns_at"] = f"{turns.total_seconds():g}s"
    return {"kind": KINDS[type(rule)], **{k: list(v) if isinstance(v, tuple) else v for k, v in keys.items()}}


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(BEIJING):%m-%d %H:%M}" if at else ""
