"""A city's dossier: its programmes, roles, tasks and deadlines, and how its peers stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from monitor import gazetteer
from monitor.changes import AboutDocument
from monitor.memory import LogQuery, Story
from monitor.model import Place, Role, Task
from monitor.web.deadlines import ahead, deadlines_of_tasks, deadlines_told, is_for
from monitor.web.languages import Speech, language_of
from monitor.web.lines import KINDS, change_line
from monitor.web.rendering import html, not_found
from monitor.web.site import Site, site_of
from monitor.web.standing import Stand, matrix, stands
from monitor.web.watching import PEERS, asked_for, place_label, watched

RECENT_SHOWN = 15
LINES_LOOKED_AT = 400
PROGRAMMES_SHOWN = 40
TASKS_SHOWN = 100
TAKES_PART = (Role.SELECTED, Role.TASKED, Role.PROPOSED)


@dataclass(frozen=True, slots=True)
class Part:
    """A city's part in a programme; `since` is when what first said so was published."""

    key: str
    name: str
    stand: Stand
    since: date | None
    through: str | None


def cities(request: Request) -> Response:
    """Lead to the dossier of `?city=`, or list the cities that are watched."""
    site, language = site_of(request), language_of(request)
    typed = request.query_params.get("city", "").strip()[:100]
    asked = asked_for(typed) if typed else None
    if asked is not None and asked.code is not None:
        return RedirectResponse(f"/cities/{asked.choices[0].city}", 303)
    listed = dict.fromkeys((*watched(site.config), *PEERS))
    return html(
        request,
        "cities.html",
        typed=typed,
        choices=asked.choices if asked else (),
        unknown=asked is not None and not asked.choices,
        places=[(code, place_label(code, language)) for code in listed],
    )


def city(request: Request) -> Response:
    """Show a city by its code; a district leads to its city."""
    site, speech = site_of(request), Speech(language_of(request))
    place = gazetteer.place(request.path_params["code"])
    if place is None:
        return not_found(request, "There is no such place")
    if place.city != place.code:
        return RedirectResponse(f"/cities/{place.city}", 303)
    return _dossier(request, site, speech, place)


def _dossier(request: Request, site: Site, speech: Speech, place: Place) -> Response:
    columns = tuple(dict.fromkeys((place.code, *PEERS)))
    stood = stands(site.store.standings(columns))
    names = {each.programme.key: each.programme.name for each in site.store.programmes()}
    rows = matrix(stood, columns)[:PROGRAMMES_SHOWN]
    parts = _parts(site, stood, names, place.code, speech)
    lines = site.store.log(LogQuery(place=place.code, limit=LINES_LOOKED_AT))
    taking_part = [part.key for part in parts if part.stand.role in TAKES_PART]
    lives = [story for key in taking_part[:PROGRAMMES_SHOWN] for story in site.store.life(key) if story.tasks]
    here = site.now().astimezone(site.config.timezone).date()
    told = (*deadlines_told(lines, speech.words), *deadlines_of_tasks(lives, place.code))
    return html(
        request,
        "city.html",
        place=place,
        name=place_label(place.code, speech.language),
        parts=parts,
        columns=[(code, place_label(code, speech.language)) for code in columns],
        matrix=[(key, names.get(key, key), row) for key, row in rows],
        tasks=_tasks(lives, place.code),
        ahead=ahead(told, here)[:12],
        kinds=KINDS,
        lines=[change_line(line, (place.code,), speech) for line in lines[:RECENT_SHOWN]],
    )


def _parts(
    site: Site, stood: Mapping[tuple[str, str], Stand], names: Mapping[str, str], code: str, speech: Speech
) -> list[Part]:
    """Return a city's programmes: those it takes part in first, each group latest first."""
    own = {programme: stand for (programme, city_), stand in stood.items() if city_ == code}
    proofs = {line.id: line.change for line in site.store.changes([stand.since for stand in own.values()])}
    order = sorted(own.items(), key=lambda item: (item[1].role not in TAKES_PART, -item[1].last))
    return [
        Part(
            key,
            names.get(key, key),
            stand,
            first.published or first.at.astimezone(site.config.timezone).date()
            if isinstance(first := proofs.get(stand.since), AboutDocument)
            else None,
            place_label(stand.through, speech.language) if stand.through else None,
        )
        for key, stand in order
    ]


def _tasks(lives: Sequence[Story], code: str) -> list[tuple[Story, Task]]:
    """Return the tasks that are for a city, those that name it first."""
    found = [(story, task) for story in lives for task in story.tasks if is_for(task, code)]
    return sorted(found, key=lambda pair: not pair[1].places)[:TASKS_SHOWN]
