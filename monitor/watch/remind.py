"""Remind people of deadlines: look up what ends soon, and have each reminder owed once."""

import asyncio
import logging
from datetime import timedelta

from monitor.alert import reminders, standing
from monitor.watch.desk import Desk
from monitor.watch.sending import text_read
from storage import StoreError

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=5)
_ZONES_APART = timedelta(days=1)  # a day begins, somewhere, a day before it ends elsewhere


def remind(desk: Desk) -> int:
    """Have the reminders owed whose time has come, and say how many; those owed already are not owed again."""
    now = desk.now()
    subscriptions, _ = desk.audience()
    furthest = max((day for each in subscriptions for day in each.reminders), default=None)
    if furthest is None:
        return 0
    first, last = (now - _ZONES_APART).date(), (now + _ZONES_APART + timedelta(days=furthest)).date()
    stories = [standing(desk.store.story_changes(id_)) for id_ in desk.store.stories_ending(first, last)]
    owed, about = reminders(stories, subscriptions, now, lambda change: text_read(desk, change))
    if owed:
        desk.store.owe(owed, about)
        desk.note_owing()
    return len(owed)


async def remind_forever(desk: Desk, stopping: asyncio.Event) -> None:
    """Remind every five minutes until `stopping`."""
    while not stopping.is_set():
        try:
            await asyncio.to_thread(remind, desk)
        except StoreError as error:
            log.error("deadlines could not be looked up: %s", error)  # noqa: TRY400
        await asyncio.wait((asyncio.ensure_future(stopping.wait()),), timeout=EVERY.total_seconds())
