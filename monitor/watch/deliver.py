"""Deliver what is owed: claim due rows of the outbox, send each through its channel, and write down the verdict."""

import asyncio
import logging

from monitor.watch.courier import Courier
from monitor.watch.desk import Desk
from monitor.watch.sending import Delivered, back_off
from storage import StoreError

__all__ = ["Delivered", "back_off", "deliver_due", "deliver_forever"]

log = logging.getLogger(__name__)

DAEMON = "daemon"  # of which a database has one: what a dead one held can be freed by the next
LONGEST_NAP = 1.0


async def deliver_due(desk: Desk) -> Delivered:
    """Send everything that is due, once, and return how it went."""
    courier, total = Courier(desk), Delivered()
    await courier.dispatch()
    while not courier.idle:
        total += await courier.collect()
        await courier.dispatch()
    return total


async def deliver_forever(desk: Desk, stopping: asyncio.Event) -> None:
    """Send what is due, as soon as it is owed, until `stopping`; then let what is being sent end.

    To be called by the one daemon of a database only.
    """
    courier = Courier(desk, DAEMON)
    await asyncio.to_thread(desk.store.release, DAEMON)
    stopped = asyncio.ensure_future(stopping.wait())
    while not stopping.is_set():
        owing = asyncio.ensure_future(desk.owing.wait())
        try:
            await courier.dispatch()
        except StoreError as error:
            log.error("what is owed could not be looked up: %s", error)  # noqa: TRY400
            await asyncio.wait((stopped,), timeout=LONGEST_NAP)
        await courier.collect(owing, stopped, timeout=LONGEST_NAP)
        owing.cancel()
        desk.owing.clear()
    await asyncio.to_thread(courier.give_back)
    while not courier.idle:
        await courier.collect()
