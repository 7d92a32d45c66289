"""For those who keep the house: is it alive, and its figures."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from monitor.config import Config
from monitor.memory import LogQuery, SourceMemory
from monitor.model import Health
from monitor.watch.canary import is_alive
from monitor.web.site import Site, site_of
from storage import StoreError

PATIENCE = timedelta(minutes=10)


def healthz(request: Request) -> Response:
    """Answer 200 if the database answers, sources are polled, messages are sent and canaries arrive, else 503."""
    state = _state(site_of(request))
    ok = set(state.values()) == {"ok"}
    headers = {"cache-control": "no-store"}
    return JSONResponse({"status": "ok" if ok else "failing", **state}, 200 if ok else 503, headers)


def _state(site: Site) -> dict[str, str]:
    try:
        site.store.health()
        memories, next_delivery = site.store.sources(), site.store.next_due()
    except StoreError:
        return {"database": "failing"}
    polling = is_polling(site.config, memories, site.started, site.now())
    sending = next_delivery is None or max(next_delivery, site.started) + PATIENCE > site.now()
    every = site.config.canary
    canary = {} if every is None else {"canary": "ok" if _is_flying(site, every) else "late"}
    return {
        "database": "ok",
        "polling": "ok" if polling else "late",
        "deliveries": "ok" if sending else "late",
        **canary,
    }


def _is_flying(site: Site, every: timedelta) -> bool:
    return is_alive(site.store.canary(), every, site.started, site.now())


def is_polling(config: Config, memories: dict[str, SourceMemory], started: datetime, now: datetime) -> bool:
    """Say whether the scheduler lives: no enabled source is overdue by three times its pace, and at least ten minutes.

    A source that was due before `started`, or never checked, became due then.
    """
    for source in config.sources:
        if source.enabled:
            due = memories.get(source.id, SourceMemory(source.id)).next_due
            if max(due or started, started) + max(3 * source.every, PATIENCE) < now:
                return False
    return True


def metrics(request: Request) -> Response:
    """Give figures in Prometheus' text format, times as Unix seconds."""
    site = site_of(request)
    memories = site.store.sources()
    text = "".join(
        f"# HELP pilotwatch_{name} {meaning}\n# TYPE pilotwatch_{name} gauge\n"
        + "".join(f"pilotwatch_{name}{labels} {value}\n" for labels, value in samples)
        for name, meaning, samples in _gauges(
            site, [memories.get(s.id, SourceMemory(s.id)) for s in site.config.sources if s.enabled]
        )
    )
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")


Samples = list[tuple[str, float]]


def _gauges(site: Site, memories: list[SourceMemory]) -> Iterator[tuple[str, str, Samples]]:
    newest = site.store.log(LogQuery(limit=1))
    counts = site.store.delivery_counts()
    yield "log_changes", "Number of the newest line of the change log.", [("", newest[0].id if newest else 0)]
    states = [(_label("state", state), float(counts.get(state, 0))) for state in ("pending", "sent", "failed")]
    yield "deliveries", "Messages by state.", states
    next_due = site.store.next_due()
    late = max(0.0, (site.now() - next_due).total_seconds()) if next_due else 0.0
    yield "deliveries_overdue_seconds", "How long the most overdue message has waited.", [("", round(late, 3))]
    well = [(_label("source", m.id), float(m.health in (Health.OK, Health.QUIET))) for m in memories]
    yield "source_ok", "1 if the source was last read well.", well
    for name, meaning, value in _OF_A_SOURCE:
        yield name, meaning, [(_label("source", m.id), value(m)) for m in memories]


_OF_A_SOURCE: tuple[tuple[str, str, Callable[[SourceMemory], float]], ...] = (
    ("source_entries", "Entries in the last good listing.", lambda memory: memory.entries),
    ("source_failures", "Checks that failed in a row.", lambda memory: memory.failures),
    ("source_last_ok_seconds", "When the source was last read well.", lambda memory: _seconds(memory.last_ok)),
    ("source_last_new_seconds", "When the source last had something new.", lambda memory: _seconds(memory.last_new)),
)


def _label(name: str, value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'{{{name}="{escaped}"}}'


def _seconds(at: datetime | None) -> float:
    return at.timestamp() if at else 0.0
