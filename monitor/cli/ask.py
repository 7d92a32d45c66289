"""Commands that show what the store knows: the change log, one change or story, the sources, the deliveries."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from monitor.as_json import Object, change_json, delivery_json, diff_of, places_told, story_json
from monitor.changes import AboutDocument, SourceFailing, SourceRecovered
from monitor.cli.coloured import coloured
from monitor.cli.setup import DEFAULT_DATABASE, AsJson, ConfigPath, DatabaseUrl, opened, out, refuse
from monitor.gazetteer import resolve
from monitor.memory import Logged, LogQuery, Story
from monitor.model import Role, Stage

BEIJING = ZoneInfo("Asia/Shanghai")
SHOWN = 50

Limit = Annotated[int | None, typer.Option(help="How many lines at most.")]


def log(
    city: Annotated[str | None, typer.Option(help="Only what concerns this place.")] = None,
    programme: Annotated[str | None, typer.Option(help="Only this programme's key.")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="Only these kinds of change.")] = None,
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    stage: Annotated[Stage | None, typer.Option(help="Only this stage.")] = None,
    role: Annotated[Role | None, typer.Option(help="Only places in this role.")] = None,
    since: Annotated[datetime | None, typer.Option(help="From this day, Asia/Shanghai.")] = None,
    until: Annotated[datetime | None, typer.Option(help="Before this day, Asia/Shanghai.")] = None,
    text: Annotated[str | None, typer.Option(help="Only lines that hold these words.")] = None,
    limit: Limit = None,
    database: DatabaseUrl = DEFAULT_DATABASE,
    config: ConfigPath = Path("sources.yaml"),
    as_json: AsJson = False,
) -> None:
    """Print the change log, newest first."""
    query = LogQuery(
        place=place_code(city) if city else None,
        programme=programme,
        kinds=tuple(kind or ()),
        source=source,
        stage=stage,
        role=role,
        since=_in_beijing(since),
        until=_in_beijing(until),
        text=text,
        limit=limit if limit or as_json else SHOWN,
    )
    with opened(database) as store:
        lines = store.log(query)
    if as_json:
        print_lines(change_json(line) for line in lines)
    else:
        out.print(_log_table(lines))


def place_code(name: str) -> str:
    """Return the code of the one place of this name, or refuse."""
    places = resolve(name)
    if not places:
        refuse(f"{name!r} is no place the gazetteer knows; give its name or its six-digit code")
    if len(places) > 1:
        choices = ", ".join(f"{place.code} {place.name}" for place in places)
        refuse(f"{name!r} is more than one place: {choices}; give the code")
    return places[0].code


def _in_beijing(day: datetime | None) -> datetime | None:
    return day.replace(tzinfo=BEIJING) if day else None


def print_lines(objects: Iterable[Object]) -> None:
    """Print JSON, one object a line."""
    for item in objects:
        typer.echo(json.dumps(item, ensure_ascii=False))


def _log_table(lines: list[Logged]) -> Table:
    table = Table("id", "time", "change", "title", "places", "source", box=None, pad_edge=False, header_style="bold")
    for line in lines:
        change = line.change
        title = change.name if isinstance(change, SourceFailing | SourceRecovered) else change.title
        when = f"{change.at.astimezone(BEIJING):%m-%d %H:%M}"
        places = list(places_told(change))
        told = "、".join(places[:4]) + (f" +{len(places) - 4}" if len(places) > 4 else "")
        table.add_row(str(line.id), when, change.kind, escape(title), escape(told), change.source)
    return table


def show(
    id_: Annotated[str, typer.Argument(metavar="ID", help="A change's number, or a story's id.")],
    database: DatabaseUrl = DEFAULT_DATABASE,
    config: ConfigPath = Path("sources.yaml"),
    as_json: AsJson = False,
) -> None:
    """Show a change with its evidence and what it changed, or a story with its outlets."""
    with opened(database) as store:
        change = store.change(int(id_)) if id_.isdecimal() else None
        story = None if id_.isdecimal() else store.story(id_)
    if change is not None:
        shown: Object = change_json(change) | {"diff": diff_of(change.change)}
    elif story is not None:
        shown = story_json(story)
    else:
        refuse(f"there is no change or story {id_!r}; `pilotwatch log` lists them", 1)
    if as_json:
        print_lines([shown])
    elif change is not None:
        _show_change(change)
    elif story is not None:
        _show_story(story)


def _show_change(logged: Logged) -> None:
    change = logged.change
    out.print(f"[bold]{logged.id} {change.kind}[/] {change.at.astimezone(BEIJING):%Y-%m-%d %H:%M}")
    if not isinstance(change, AboutDocument):
        out.print(f"{change.source} {change.name} {change.url}", markup=False)
        return
    out.print(change.title, style="bold", markup=False)
    out.print(f"{change.publisher}  {change.published or ''}  {change.url}", markup=False)
    out.print(f"story {change.story}", markup=False)
    out.print("、".join(places_told(change)), markup=False)
    for line in coloured(change):
        out.print(line)
    for note in change.notes:
        out.print(note, style="yellow", markup=False)
    for proof in change.evidence:
        snapshot = f"sha256 {proof.snapshot}" if proof.snapshot else "no snapshot"
        out.print(Panel(escape(proof.quote), subtitle=snapshot, expand=False))


def _show_story(story: Story) -> None:
    out.print(f"[bold]{story.id}[/] {story.stage} {escape(story.title)}")
    out.print("、".join(f"{place.name}({place.role})" for place in story.places), markup=False)
    table = Table("source", "published", "url", box=None, pad_edge=False)
    for outlet in story.outlets:
        lead = " *" if outlet.url == story.primary else ""
        table.add_row(outlet.source + lead, str(outlet.published or ""), escape(outlet.url))
    out.print(table)
    for conflict in story.conflicts:
        out.print(conflict, style="yellow", markup=False)


def deliveries(
    state: Annotated[str | None, typer.Option(help="pending, sent or failed.")] = None,
    limit: Limit = None,
    config: ConfigPath = Path("sources.yaml"),
    database: DatabaseUrl = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Show who was told what, when, how often it was tried and with which answer."""
    with opened(database) as store:
        rows = store.deliveries(state=state, limit=limit if limit or as_json else SHOWN)
    if as_json:
        print_lines(delivery_json(row) for row in rows)
        return
    table = Table("id", "subscription", "channel", "changes", "state", "tries", "due", "sent", "error", box=None)
    for row in rows:
        changes = ",".join(map(str, row.changes))
        told = (row.subscription, row.channel, changes, row.state, str(row.attempts), _moment(row.due))
        table.add_row(str(row.id), *map(escape, told), _moment(row.sent_at), escape(row.error or ""))
    out.print(table)


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(BEIJING):%m-%d %H:%M}" if at else ""
