"""Commands that show what stands: a city's dossier, and the life of a programme."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from monitor.as_json import Object, life_json
from monitor.changes import AboutDocument, ListFinalised
from monitor.cli.ask import BEIJING, place_code, print_lines
from monitor.cli.setup import DEFAULT_DATABASE, AsJson, ConfigPath, DatabaseUrl, opened, out, refuse
from monitor.gazetteer import place
from monitor.memory import LogQuery, Story
from monitor.web.deadlines import is_for
from monitor.web.standing import INSIDE, Stand, stands
from storage import Store

LINES_LOOKED_AT = 1000


def city(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A place by its name or six-digit code.")],
    database: DatabaseUrl = DEFAULT_DATABASE,
    config: ConfigPath = Path("sources.yaml"),
    as_json: AsJson = False,
) -> None:
    """Show a city's dossier: in which programmes, in which role, since when, with which tasks and deadlines."""
    found = place(place_code(name))
    code = found.city if found else place_code(name)
    with opened(database) as store:
        parts = [_part(store, key, stand, code) for (key, _), stand in _latest_first(store, code)]
        deadlines = list(_deadlines(store, code))
    where = place(code)
    dossier: Object = {"code": code, "name": where.name if where else code, "programmes": parts, "deadlines": deadlines}
    if as_json:
        print_lines([dossier])
        return
    out.print(f"[bold]{escape(dossier['name'])}[/] {code}")
    table = Table("programme", "key", "role", "since", "through", "tasks", box=None, pad_edge=False)
    for part in parts:
        told = (part["name"], part["programme"], part["role"], part["since"] or "", part["through"] or "")
        table.add_row(*map(escape, told), str(len(part["tasks"]) or ""))
    out.print(table)
    for part in parts:
        for task in part["tasks"]:
            out.print(f"{part['name']} {task['number']}. {task['text']} {task['deadline'] or ''}", markup=False)
    for deadline in deadlines:
        out.print(f"{deadline['end']} {deadline['what']} {deadline['title']}", markup=False)


def _latest_first(store: Store, code: str) -> list[tuple[tuple[str, str], Stand]]:
    """Return how the city stands in each programme: those it takes part in first."""
    stood = stands(store.standings([code]))
    return sorted(stood.items(), key=lambda item: (item[1].role not in INSIDE, -item[1].last))


def _part(store: Store, key: str, stand: Stand, code: str) -> Object:
    life = store.life(key)
    since = store.change(stand.since)
    change = since.change if since else None
    through = place(stand.through) if stand.through else None
    day = (change.published or change.at.astimezone(BEIJING).date()) if isinstance(change, AboutDocument) else None
    named = next((story.programme.name for story in life if story.programme), key)
    tasks = [task for story in life for task in story.tasks if is_for(task, code)] if stand.role in INSIDE else []
    return {
        "programme": key,
        "name": named,
        "role": stand.role.value,
        "also": [role.value for role in stand.also],
        "since": day.isoformat() if day else None,
        "through": through.name if through else None,
        "url": change.url if change else None,
        "tasks": [{"number": task.number, "text": task.text, "deadline": task.deadline} for task in tasks],
    }


def _deadlines(store: Store, code: str) -> Iterator[Object]:
    """Give the deadlines that lines about the city tell, each once, the latest first."""
    told: dict[tuple[str, str, str], Object] = {}
    for line in store.log(LogQuery(place=code, limit=LINES_LOOKED_AT)):
        if isinstance(line.change, AboutDocument):
            for each in line.change.deadlines:
                if each.end:
                    about = {"end": each.end, "what": each.what, "title": line.change.title, "url": line.change.url}
                    told.setdefault((each.end, each.what, line.change.story), about)
    yield from (told[key] for key in sorted(told, reverse=True))


def programme(
    key: Annotated[str, typer.Argument(metavar="KEY", help="A programme's key, as `pilotwatch log` tells it.")],
    database: DatabaseUrl = DEFAULT_DATABASE,
    config: ConfigPath = Path("sources.yaml"),
    as_json: AsJson = False,
) -> None:
    """Show a programme's life: its announcements in order, and what each decision changed."""
    with opened(database) as store:
        life = sorted(store.life(key), key=_begun)
        finals = store.log(LogQuery(programme=key, kinds=("list_finalised",), oldest_first=True))
    if not life:
        refuse(f"no story of a programme {key!r} is known; `pilotwatch log` tells the keys", 1)
    decided = {f.change.story: f.change for f in finals if isinstance(f.change, ListFinalised)}
    if as_json:
        print_lines(life_json(story, decided.get(story.id)) for story in life)
        return
    out.print(f"[bold]{escape(_name(life, key))}[/] {escape(key)}")
    table = Table("date", "stage", "batch", "title", "places", "outlets", "story", box=None, pad_edge=False)
    for story in life:
        batch = str(story.batch or "")
        told = (_begun(story).isoformat(), story.stage.value, batch, escape(story.title))
        table.add_row(*told, str(len(story.places) or ""), str(len(story.outlets)), story.id)
    out.print(table)
    for final in decided.values():
        change = json.dumps({"added": final.added, "removed": final.removed}, ensure_ascii=False)
        out.print(f"{final.proposed_story} -> {final.story} {change}", markup=False)


def _begun(story: Story) -> date:
    return story.published or story.first_at.astimezone(BEIJING).date()


def _name(life: Sequence[Story], key: str) -> str:
    return next((story.programme.name for story in life if story.programme), key)
