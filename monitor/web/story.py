"""A story: one announcement, every outlet that carries it, and all that was logged of it."""

from starlette.requests import Request
from starlette.responses import Response

from monitor.web.languages import Speech, language_of
from monitor.web.lines import KINDS, change_line
from monitor.web.programme import province_groups
from monitor.web.rendering import html, not_found
from monitor.web.site import site_of
from monitor.web.watching import place_label, watched

DELIVERIES_SHOWN = 50
CHANGES_SHOWN = 200
TASKS_SHOWN = 300


def story(request: Request) -> Response:
    """Show a story by its id."""
    site, speech = site_of(request), Speech(language_of(request))
    found = site.store.story(request.path_params["id"])
    if found is None:
        return not_found(request, "There is no such story")
    changes = site.store.story_changes(found.id)[:CHANGES_SHOWN]
    codes = watched(site.config)
    return html(
        request,
        "story.html",
        story=found,
        outlets=sorted(found.outlets, key=lambda outlet: (outlet.url != found.primary, outlet.level.rank)),
        lists=province_groups(found.places, codes, speech.language),
        lines=[change_line(line, codes, speech) for line in changes],
        kinds=KINDS,
        named={code: place_label(code, speech.language) for task in found.tasks for code in task.places},
        tasks=found.tasks[:TASKS_SHOWN],
        tasks_left_out=len(found.tasks[TASKS_SHOWN:]),
        deliveries=site.store.deliveries_about([line.id for line in changes], DELIVERIES_SHOWN),
    )
