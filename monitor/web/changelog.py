"""The change log: filters in a form, pages by number, every view a link."""

from starlette.requests import Request
from starlette.responses import Response

from monitor.model import Role, Stage
from monitor.web.asking import Question, question
from monitor.web.languages import Speech, language_of
from monitor.web.lines import KINDS, change_line
from monitor.web.rendering import html
from monitor.web.site import site_of
from monitor.web.watching import PEERS, place_label, watched

ROLES = tuple(role for role in Role if role is not Role.ORGANISATION)
STAGES = tuple(stage for stage in Stage if stage is not Stage.OTHER)


def changelog(request: Request) -> Response:
    """Show the lines that the filters leave, newest first, 50 a page."""
    site, speech = site_of(request), Speech(language_of(request))
    asked = question(request.query_params, site.config.timezone)
    found = [] if asked.problems else site.store.log(asked.query)
    shown = found[: asked.page_size]
    codes = (asked.query.place,) if asked.query.place else watched(site.config)
    return html(
        request,
        "changelog.html",
        lines=[change_line(line, codes, speech) for line in shown],
        asked=asked,
        older=_older(asked, shown[-1].id) if len(found) > len(shown) else None,
        newest=asked.link("/changes") if asked.query.before else None,
        json_link=asked.link("/api/changes"),
        kinds=KINDS,
        roles=ROLES,
        stages=STAGES,
        programmes=site.store.programmes(),
        sources=site.config.sources,
        places=[place_label(code, speech.language) for code in dict.fromkeys((*watched(site.config), *PEERS))],
    )


def _older(asked: Question, last: int) -> str:
    return asked.link("/changes", before=last)
