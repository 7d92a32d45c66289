"""The command `evaluate`: readings against labels."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from monitor.as_json import Object
from monitor.cli.jsonl import rows_of
from monitor.cli.setup import AsJson, out, refuse
from monitor.evaluate import Evaluation, Row, evaluate_announcements, evaluate_places
from monitor.model import Reading
from monitor.read import read_text
from monitor.read.places import watched_view


def evaluate(
    path: Annotated[Path, typer.Argument(help="Labelled rows, of announcements or of places.")],
    watched: Annotated[str, typer.Option(help="The place whose alerts are judged.")] = "大连市",
    as_json: AsJson = False,
) -> None:
    """Score readings against labels: figures per field with their counts, and every miss."""
    rows = list(rows_of(path, ()))
    if all("expected" in row for row in rows):
        result = evaluate_announcements(_read(path, rows), watched=watched)
    elif all("named" in row and isinstance(row.get("text"), str) for row in rows):
        result = evaluate_places(_named(row, watched) for row in rows)
    else:
        refuse(f"{path}: every row needs `expected` (an announcement), or every row `text` and `named` (places)")
    if as_json:
        typer.echo(
            json.dumps(_figures(result) | {"misses": [asdict(miss) for miss in result.misses]}, ensure_ascii=False)
        )
    else:
        _show(result)


def _read(path: Path, rows: list[Object]) -> Iterator[tuple[Row, Reading]]:
    for row in rows:
        yield row, read_text(_text(path, row), title=row.get("title"), published=_day(row.get("published")))


def _text(path: Path, row: Object) -> str:
    """Give a row's text, which may stand in a file beside the labels."""
    if isinstance(row.get("text"), str):
        return str(row["text"])
    beside = path.parent / str(row.get("text_file", ""))
    try:
        return beside.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        refuse(f"{path}: the text of row {row.get('id')} cannot be read: {error}")


def _day(text: object) -> date | None:
    """Give a full date; labels may know only the month."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def _named(row: Object, watched: str) -> tuple[Row, bool]:
    try:
        return row, bool(watched_view(row["text"], row.get("watched", watched))["named"])
    except LookupError as error:
        refuse(f"row {row.get('id')}: {error}")


def _figures(result: Evaluation) -> dict[str, dict[str, object]]:
    exact = {name: {"accuracy": s.accuracy, "right": s.right, "total": s.total} for name, s in result.exact.items()}
    sets = {
        name: {"precision": s.precision, "recall": s.recall, "hits": s.hits, "wrong": s.wrong, "missed": s.missed}
        for name, s in result.sets.items()
    }
    return {"exact": dict(exact), "sets": dict(sets)}


def _show(result: Evaluation) -> None:
    table = Table("field", "figure", "counts")
    for name, score in result.exact.items():
        table.add_row(name, f"{score.accuracy:.3f}", f"{score.right} of {score.total}")
    for name, found in result.sets.items():
        table.add_row(
            name,
            f"P {found.precision:.3f} R {found.recall:.3f}",
            f"{found.hits} found, {found.wrong} wrong, {found.missed} missed",
        )
    out.print(table)
    for miss in result.misses:
        out.print(f"{escape(miss.id)}  [bold]{escape(miss.field)}[/]  {escape(miss.expected)} | {escape(miss.got)}")
