"""Today: what changed for the watched cities, a story a line, and what lies ahead."""

from collections import Counter
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from monitor.memory import Logged, LogQuery
from monitor.model import Health
from monitor.web.deadlines import ahead, deadlines_told
from monitor.web.languages import Speech, language_of
from monitor.web.lines import by_day, story_lines
from monitor.web.rendering import day_heading, html
from monitor.web.site import Site, site_of
from monitor.web.watching import MOST_WATCHED, Asked, asked_for, place_label, watched

LINES_LOOKED_AT = 300
STORIES_SHOWN = 40
STANDING_SHOWN = 60
DEADLINES_SHOWN = 8
WELL = (Health.OK, Health.NEVER, Health.QUIET)


def today(request: Request) -> Response:
    """Show what changed for the places that subscriptions watch, or for `?place=`."""
    site, speech = site_of(request), Speech(language_of(request))
    typed = request.query_params.get("place", "").strip()
    asked = asked_for(typed) if typed else Asked()
    codes = (asked.code,) if asked.code else watched(site.config)
    lines = lines_about(site, codes)
    stories = story_lines((line for line in lines if not _is_old(line)), codes, speech)
    standing = story_lines((line for line in lines if _is_old(line)), codes, speech)
    here = site.now().astimezone(site.config.timezone).date()
    days = [
        (day_heading(day, here, speech), told) for day, told in by_day(stories[:STORIES_SHOWN], site.config.timezone)
    ]
    return html(
        request,
        "today.html",
        typed=typed,
        asked=asked,
        places=[(code, place_label(code, speech.language)) for code in watched(site.config)],
        chosen=asked.code,
        days=days,
        older=len(stories) > STORIES_SHOWN or len(lines) >= LINES_LOOKED_AT,
        standing=standing[:STANDING_SHOWN],
        standing_count=len(standing),
        ahead=ahead(deadlines_told(lines, speech.words), here)[:DEADLINES_SHOWN],
        state=_state(site),
    )


def lines_about(site: Site, codes: Sequence[str], limit: int = LINES_LOOKED_AT) -> list[Logged]:
    """Return the newest lines about any of these places, newest first."""
    found: dict[int, Logged] = {}
    for code in codes[:MOST_WATCHED]:
        found |= {line.id: line for line in site.store.log(LogQuery(place=code, limit=limit))}
    return [found[id_] for id_ in sorted(found, reverse=True)][:limit]


def _is_old(line: Logged) -> bool:
    """Say whether a line tells what was there already at the first visit to its source."""
    return bool(getattr(line.change, "baseline", False))


def _state(site: Site) -> Counter[str]:
    memories = site.store.sources()
    enabled = [source.id for source in site.config.sources if source.enabled]
    ailing = sum(id_ in memories and memories[id_].health not in WELL for id_ in enabled)
    unread = sum(id_ not in memories for id_ in enabled)
    return Counter({"sources": len(enabled), "ailing": ailing, "unread": unread, **site.store.delivery_counts()})
