"""A programme: its life from plan to result, its lists, its tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from starlette.requests import Request
from starlette.responses import Response

from monitor import gazetteer
from monitor.changes import Concern, ListFinalised
from monitor.memory import LogQuery, Story
from monitor.model import ListedPlace, Stage, Task
from monitor.web.deadlines import ahead, deadlines_of_tasks, deadlines_told, is_for
from monitor.web.languages import Speech, language_of
from monitor.web.lines import Badge
from monitor.web.rendering import html, not_found
from monitor.web.site import site_of
from monitor.web.watching import Asked, asked_for, is_about, place_label, watched

STEPS = (Stage.PLAN, Stage.SOLICIT, Stage.PROPOSED, Stage.ANNOUNCED, Stage.TASKS, Stage.PROGRESS)
LINES_LOOKED_AT = 200
TASKS_SHOWN = 400
SORTS = ("number", "deadline", "area")


@dataclass(frozen=True, slots=True)
class ListedBadge:
    """A listed place as a chip; `own` if it is watched."""

    badge: Badge
    focus: str | None
    own: bool


@dataclass(frozen=True, slots=True)
class Milestone:
    """A story in a programme's life, on the day it was published or else found."""

    story: Story
    day: date
    lists: dict[str, list[ListedBadge]]
    decided: ListFinalised | None


def programmes(request: Request) -> Response:
    """List the programmes, the one with the latest story first."""
    return html(request, "programmes.html", programmes=site_of(request).store.programmes())


def programme(request: Request) -> Response:
    """Show a programme by its key; `?city=` and `?sort=` apply to its tasks."""
    site, speech = site_of(request), Speech(language_of(request))
    key = request.path_params["key"]
    life = site.store.life(key)
    if not life:
        return not_found(request, "There is no such programme")
    lines = site.store.log(LogQuery(programme=key, limit=LINES_LOOKED_AT))
    decided = {line.change.story: line.change for line in lines if isinstance(line.change, ListFinalised)}
    codes = watched(site.config)
    milestones = [
        Milestone(
            story,
            day_of(story, site.config.timezone),
            province_groups(story.places, codes, speech.language),
            decided.get(story.id),
        )
        for story in life
    ]
    typed = request.query_params.get("city", "").strip()[:100]
    asked = asked_for(typed) if typed else Asked()
    sort = request.query_params.get("sort", "")
    stories_with_tasks = [story for story in life if story.tasks]
    here = site.now().astimezone(site.config.timezone).date()
    told = (*deadlines_told(lines, speech.words), *deadlines_of_tasks(life))
    return html(
        request,
        "programme.html",
        key=key,
        name=next(story.programme.name for story in life if story.programme),
        milestones=sorted(milestones, key=lambda each: (each.day, each.story.first_at)),
        steps=_steps(life),
        tasks=[(story, _tasks(story, asked.code, sort)) for story in stories_with_tasks],
        typed=typed,
        unknown=bool(typed) and asked.code is None,
        sort=sort if sort in SORTS else "number",
        ahead=ahead(told, here)[:10],
        codes_named={
            code: place_label(code, speech.language) for s in stories_with_tasks for t in s.tasks for code in t.places
        },
    )


def _steps(life: Sequence[Story]) -> list[tuple[Stage, int]]:
    """Return the usual steps of a programme's life with the number of stories at each."""
    reached = [story.stage for story in life]
    ended = [(Stage.REVOKED, reached.count(Stage.REVOKED))] if Stage.REVOKED in reached else []
    return [(step, reached.count(step)) for step in STEPS] + ended


def day_of(story: Story, zone: tzinfo) -> date:
    """Return the day a story was published, or the day it was found."""
    return story.published or story.first_at.astimezone(zone).date()


def _tasks(story: Story, code: str | None, sort: str) -> list[Task]:
    found = [task for task in story.tasks if code is None or is_for(task, code)]
    if sort == "deadline":
        found.sort(key=lambda task: task.deadline or "9999")
    elif sort == "area":
        found.sort(key=lambda task: task.area or "")
    return found[:TASKS_SHOWN]


def province_groups(places: Sequence[ListedPlace], codes: Sequence[str], language: str) -> dict[str, list[ListedBadge]]:
    """Return listed places by province, in the order in which the provinces first come."""
    grouped: dict[str, list[ListedBadge]] = {}
    for place in places:
        known = gazetteer.place(place.code)
        province = place_label(f"{place.code[:2]}0000", language)
        is_itself = known is not None and place.name in (known.name, known.short)
        name = place_label(place.code, language) if is_itself else place.name
        concern = Concern(code=place.code, name=place.name, city=place.city, role=place.role)
        chip = ListedBadge(Badge(name, place.role, place.city), place.focus, is_about(concern, codes))
        grouped.setdefault(province, []).append(chip)
    return grouped
