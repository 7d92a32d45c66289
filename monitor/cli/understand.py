"""Commands that show what was understood of a text: `read` and `places`."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.text import Text

from monitor.as_json import Object
from monitor.cli.jsonl import rows_of
from monitor.cli.reading import UnreadablePageError, read_one
from monitor.cli.setup import DEFAULT_DATABASE, AsJson, ConfigPath, DatabaseUrl, configuration, out, refuse
from monitor.fetch import FetchError
from monitor.model import Network, Reading, Role
from monitor.parsing import Understood
from monitor.read import read_text
from monitor.read.as_json import reading_json
from monitor.read.places import watched_view

Jsonl = Annotated[Path | None, typer.Option("--jsonl", help="Rows to read, one JSON object a line; - for stdin.")]


def read_documents(
    documents: Annotated[list[str] | None, typer.Argument(help="Files or URLs.")] = None,
    jsonl: Jsonl = None,
    with_text: Annotated[bool, typer.Option("--text", help="Print the extracted text too.")] = False,
    config: ConfigPath = Path("sources.yaml"),
    database: DatabaseUrl = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Show what is understood of documents, with the words that prove it."""
    if jsonl is not None:
        for row in rows_of(jsonl, ("text",)):
            published = _day(row.get("published"))
            reading = read_text(row["text"], title=row.get("title"), published=published)
            _print(reading_json(reading, id=row.get("id")))
        return
    if not documents:
        refuse("name a file or a URL to read, or --jsonl FILE")
    trouble = False
    for name in documents:
        try:
            document = read_one(name, configuration(config).network if config.exists() else Network())
        except (FetchError, UnreadablePageError, OSError) as error:
            out.file.flush()
            typer.echo(f"{name}: {error}", err=True)
            trouble = True
            continue
        if as_json:
            _print(reading_json(document.reading, id=name) | ({"text": document.text} if with_text else {}))
        else:
            _show(name, document, with_text=with_text)
    if trouble:
        raise typer.Exit(1)


ROLE_STYLES = {
    Role.SELECTED: "bold green",
    Role.PROPOSED: "green",
    Role.TASKED: "cyan",
    Role.REMOVED: "bold red",
    Role.EXCLUDED: "red",
    Role.IMPLIED: "blue",
    Role.MENTIONED: "yellow",
    Role.ORGANISATION: "dim",
}


def _show(name: str, document: Understood, *, with_text: bool) -> None:
    """Print a reading for a person: the facts, then the words that prove them in colour."""
    reading = document.reading
    out.rule(escape(name))
    facts = {key: value for key, value in reading_json(reading, id=name).items() if key != "mentions" and value}
    out.print_json(json.dumps(facts, ensure_ascii=False))
    out.print(Text("  ").join(Text(role, style) for role, style in ROLE_STYLES.items()))
    text = coloured(document.text, reading)
    lines = text.split("\n")
    out.print(text if with_text else Text("\n").join(line for line in lines if line.spans))


def coloured(text: str, reading: Reading) -> Text:
    """Return the text with every place in the colour of its role, and what proves the tasks and dates underlined."""
    shown = Text(text)
    for mention in reading.mentions:
        shown.stylize(ROLE_STYLES[mention.role], mention.start, mention.end)
    for deadline in reading.deadlines:
        shown.stylize("underline", deadline.evidence.start, deadline.evidence.end)
    return shown


def name_places(
    text: Annotated[str | None, typer.Argument(help="A text to name the places of.")] = None,
    jsonl: Jsonl = None,
    watched: Annotated[str | None, typer.Option(help="Only what concerns this place.")] = None,
    config: ConfigPath = Path("sources.yaml"),
    database: DatabaseUrl = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Name the places in texts, as JSON."""
    if jsonl is None and text is None:
        refuse("give a text, or --jsonl FILE")
    one: list[Object] = [{"text": text, "watched": watched}]
    rows = one if jsonl is None else rows_of(jsonl, ("text",))
    trouble = False
    for row in rows:
        name = {"id": row["id"]} if "id" in row else {}
        try:
            _print(name | watched_view(row["text"], row.get("watched")))
        except LookupError as error:
            typer.echo(f"{row.get('id', 'the text')}: {error}", err=True)
            _print(name | {"named": False, "mentions": [], "error": str(error)})
            trouble = True
    if trouble:
        raise typer.Exit(1)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def _print(item: Mapping[str, Any]) -> None:
    typer.echo(json.dumps(item, ensure_ascii=False))
