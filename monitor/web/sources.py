"""The sources board: how each is doing and what to do, with the failures of the last 30 days as a strip."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from starlette.requests import Request
from starlette.responses import Response

from monitor.changes import SourceFailing, SourceRecovered
from monitor.memory import Logged, LogQuery, SourceMemory
from monitor.model import Health, Source
from monitor.web.languages import Speech, language_of
from monitor.web.lines import KINDS, change_line
from monitor.web.phrases import HEALTH, LEVELS
from monitor.web.rendering import html, not_found
from monitor.web.site import Site, site_of
from monitor.web.watching import watched

DAYS = 30
RECENT_SHOWN = 20
TROUBLES_LOOKED_AT = 2000
WAY_OUT = {
    Health.EMPTY: "No entries in the list: if the page shows some, mend the entry selector.",
    Health.BLOCKED: "The site turns us away: lengthen `every`, or ask its owner to let us in.",
    Health.REDESIGNED: "Compare the entry selector with the page and record it anew.",
    Health.UNREACHABLE: "Try the address from this machine; it is tried again by itself.",
    Health.CHARSET_SUSPECT: "See in which charset the site sends the page now.",
    Health.QUIET: "See whether the site publishes elsewhere now.",
}
_UNITS = (("d", 86400), ("h", 3600), ("m", 60), ("s", 1))
WORST_FIRST = (
    Health.BLOCKED,
    Health.REDESIGNED,
    Health.EMPTY,
    Health.UNREACHABLE,
    Health.CHARSET_SUSPECT,
    Health.QUIET,
    Health.NEVER,
    Health.OK,
)


@dataclass(frozen=True, slots=True)
class Board:
    """A source, how it is doing, and per day of the last 30 whether it was known to fail."""

    source: Source
    memory: SourceMemory
    strip: tuple[tuple[date, bool], ...]

    @property
    def state(self) -> str:
        """How it is doing, as a phrase."""
        return HEALTH[self.memory.health] if self.source.enabled else "switched off"

    @property
    def level(self) -> str:
        """How much its word weighs, as a phrase."""
        return LEVELS[self.source.level]

    @property
    def pace(self) -> str:
        """How often it is polled, as sources.yaml writes it."""
        seconds = int(self.source.every.total_seconds())
        unit, size = next((unit, size) for unit, size in _UNITS if seconds % size == 0)
        return f"{seconds // size}{unit}"

    @property
    def way_out(self) -> str | None:
        """What to do about it, as a phrase."""
        return WAY_OUT.get(self.memory.health) if self.source.enabled else None


def sources(request: Request) -> Response:
    """Show every source, the ailing first."""
    site = site_of(request)
    boards = _boards(site, site.config.sources)
    boards.sort(key=lambda board: (not board.source.enabled, WORST_FIRST.index(board.memory.health)))
    return html(request, "sources.html", boards=boards, days=DAYS)


def source(request: Request) -> Response:
    """Show one source by its id, with what was logged of it."""
    site, speech = site_of(request), Speech(language_of(request))
    found = [each for each in site.config.sources if each.id == request.path_params["id"]]
    if not found:
        return not_found(request, "There is no such source")
    lines = site.store.log(LogQuery(source=found[0].id, limit=RECENT_SHOWN))
    shown = [change_line(line, watched(site.config), speech) for line in lines]
    return html(request, "source.html", board=_boards(site, found)[0], lines=shown, kinds=KINDS, days=DAYS)


def _boards(site: Site, wanted: Sequence[Source]) -> list[Board]:
    memories = site.store.sources()
    now = site.now()
    kinds = ("source_failing", "source_recovered")
    since = now - timedelta(days=DAYS)
    only = wanted[0].id if len(wanted) == 1 else None
    troubles = site.store.log(LogQuery(kinds=kinds, since=since, source=only, limit=TROUBLES_LOOKED_AT))
    return [
        Board(one, memory, strip(_of(troubles, one.id), memory, now, site.config.timezone))
        for one in wanted
        if (memory := memories.get(one.id, SourceMemory(one.id)))
    ]


def _of(lines: Iterable[Logged], source_id: str) -> list[SourceFailing | SourceRecovered]:
    return [
        line.change
        for line in lines
        if isinstance(line.change, SourceFailing | SourceRecovered) and line.change.source == source_id
    ]


def strip(
    troubles: Sequence[SourceFailing | SourceRecovered], memory: SourceMemory, now: datetime, zone: tzinfo
) -> tuple[tuple[date, bool], ...]:
    """Return the last 30 days, oldest first, and of each whether the source was known to fail in it.

    `troubles` are those of the time, newest first. Before the first of them the source was in the other state.
    """
    today = now.astimezone(zone).date()
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    failed: set[date] = set()
    until = today if memory.told else None
    for trouble in troubles:
        day = trouble.at.astimezone(zone).date()
        if isinstance(trouble, SourceRecovered):
            until = day
        else:
            failed |= {each for each in days if day <= each <= (until or day)}
            until = None
    if until is not None:
        failed |= {each for each in days if each <= until}
    return tuple((day, day in failed) for day in days)
