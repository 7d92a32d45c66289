"""When things happen: APScheduler wiring and nothing else.

The store's `next_due` is the truth about when a source is due; APScheduler only keeps the alarm clocks, rebuilt at
every start, so that a restart neither loses a poll nor starts them all anew.
"""

import asyncio
import contextlib
import logging
import signal
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor.memory import SourceMemory
from monitor.model import Source
from monitor.watch import Desk, check, deliver_forever, fly_forever, remind_forever

log = logging.getLogger(__name__)

CHECKS_SIDE_BY_SIDE = 32
GRACE = timedelta(seconds=3)


async def run_until_stopped(desk: Desk, stopping: asyncio.Event) -> None:
    """Poll every enabled source at its pace and deliver what is owed until `stopping`, then end within 10 s.

    Whatever ends the delivery loop early ends the daemon too, and is raised: alive but silent is the worst state.
    """
    scheduler = AsyncIOScheduler(timezone=desk.config.timezone)
    clock = Clock(desk, scheduler)
    memories = await asyncio.to_thread(desk.store.sources)
    for source in desk.config.sources:
        if source.enabled:
            clock.set(source, first_due(source, memories.get(source.id), desk.now()))
    delivering = asyncio.create_task(deliver_forever(desk, stopping))
    besides = [asyncio.create_task(each(desk, stopping)) for each in (remind_forever, fly_forever)]
    scheduler.start()
    stopped = asyncio.create_task(stopping.wait())
    await asyncio.wait((stopped, delivering), return_when=asyncio.FIRST_COMPLETED)
    stopping.set()
    scheduler.pause()
    await clock.drain(GRACE)
    scheduler.shutdown(wait=False)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(delivering, GRACE.total_seconds())
    for task in besides:
        task.cancel()
    await asyncio.gather(*besides, return_exceptions=True)


def first_due(source: Source, memory: SourceMemory | None, now: datetime) -> datetime:
    """Return when to poll a source first after a start: when it was due, but no later than its pace asks for today."""
    if memory is None or memory.next_due is None:
        return now
    return max(now, min(memory.next_due, now + source.every))


def stop_on_signals(stopping: asyncio.Event) -> None:
    """Let SIGTERM and SIGINT set `stopping`; call it from the running loop."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)


class Clock:
    """One alarm a source, set anew after each check for the time the check decided.

    Alarms are single dates, not intervals, so that a check longer than its interval is never skipped or run twice, and
    they have no grace time, so that one that is late (a suspended machine, a busy loop) still rings.
    """

    def __init__(self, desk: Desk, scheduler: AsyncIOScheduler) -> None:
        self._desk = desk
        self._scheduler = scheduler
        self._seats = asyncio.Semaphore(CHECKS_SIDE_BY_SIDE)
        self._running: set[asyncio.Task[None]] = set()

    def set(self, source: Source, due: datetime) -> None:
        """Have the source checked at `due`."""
        self._scheduler.add_job(
            self._start,
            "date",
            run_date=due,
            args=[source],
            id=f"source:{source.id}",
            replace_existing=True,
            misfire_grace_time=None,
        )

    async def drain(self, grace: timedelta) -> None:
        """Wait for the running checks to end; after `grace` stop them between two steps. What was committed stays."""
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=grace.total_seconds())
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _start(self, source: Source) -> None:
        task = asyncio.create_task(self._check(source))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _check(self, source: Source) -> None:
        due = None
        try:
            async with self._seats:
                due = (await check(self._desk, source)).next_due
        except Exception:
            # Whatever it is (a full disk, a bug), the other sources go on and this one is tried again at its pace.
            log.exception("the check of %s ended early", source.id)
        finally:
            self.set(source, due or self._desk.now() + source.every)
