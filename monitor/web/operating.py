"""For those who keep the house: is it alive, and its figures."""

from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from monitor.config import Config
from monitor.memory import SourceMemory
from monitor.web.site import Site, site_of
from storage import StoreError

PATIENCE = timedelta(minutes=10)


def healthz(request: Request) -> Response:
    """Answer 200 if the database answers, sources are polled and messages are sent, else 503."""
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
    return {
        "database": "ok",
        "polling": "ok" if polling else "late",
        "deliveries": "ok" if sending else "late",
    }


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
