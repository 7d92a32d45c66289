"""Check a source: poll its listing, remember what is new, then read every document that is due.

A failure is remembered with its source and goes no further.
"""

import asyncio
import logging
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.alert import owed
from monitor.child import ChildError
from monitor.fetch import FetchError
from monitor.health import Parsed, Polled, Trouble, Unchanged, assess
from monitor.listing import document_key
from monitor.memory import Found, Outcome, SourceMemory
from monitor.model import Entry, Health, Source
from monitor.parsing import ENTRIES, Refusal
from monitor.watch.desk import Desk
from monitor.watch.documents import read_due
from monitor.watch.listing import fetch_listing

log = logging.getLogger(__name__)

BEIJING = ZoneInfo("Asia/Shanghai")
LATE_AFTER = timedelta(days=30)


async def check(desk: Desk, source: Source) -> SourceMemory:
    """Poll a source's listing, then read its new, changed and due documents; return what is now known of the source."""
    memory = await asyncio.to_thread(desk.store.source, source.id)
    polled, entries = await _poll(desk, source, memory)
    memory = await asyncio.to_thread(_remember, desk, source, memory, polled, entries)
    await read_due(desk, source)
    return memory


async def _poll(desk: Desk, source: Source, memory: SourceMemory) -> tuple[Polled, tuple[Entry, ...]]:
    try:
        fetched = await fetch_listing(desk.fetcher, source, memory.validators, desk.now())
        if fetched is None or fetched.page.sha256 == memory.listing_sha256:
            return Unchanged(), ()
        entries = await desk.children.run(source.id, ENTRIES, fetched.page, source)
    except FetchError as error:
        return Trouble(error.health, str(error), error.retry_after), ()
    except ChildError as error:
        return Trouble(Health.BLOCKED, f"{source.url} could not be read: {error}"), ()
    if isinstance(entries, Refusal):
        return Trouble(entries.health, entries.why), ()
    assert isinstance(entries, tuple)
    return Parsed(len(entries), 0, fetched.validators, fetched.page.sha256), entries


def _remember(
    desk: Desk, source: Source, memory: SourceMemory, polled: Polled, entries: tuple[Entry, ...]
) -> SourceMemory:
    """Keep in one transaction how the poll went, what it found, and what operators hear of it."""
    at = desk.now()
    found = _new_or_changed(desk, entries, at, baseline=not memory.parsed_once)
    if isinstance(polled, Parsed):
        fresh = sum(1 for _, is_new in found if is_new)
        polled = Parsed(polled.entries, fresh, polled.validators, polled.sha256)
    after, changes = assess(memory, source, polled, at)
    outcome = Outcome(changes=changes, owed=owed(changes, *desk.audience(), at))
    desk.store.remember_check(after, [item for item, _ in found], outcome, at)
    if after.error:
        log.warning("%s is %s: %s", source.id, after.health, after.error)
    if outcome.owed:
        desk.note_owing()
    return after


def _new_or_changed(
    desk: Desk, entries: tuple[Entry, ...], at: datetime, *, baseline: bool
) -> list[tuple[Found, bool]]:
    """Return the entries that are unknown (True) or stand in the listing with another title or date (False)."""
    keyed = {document_key(entry.url): entry for entry in entries}
    known = desk.store.known(list(keyed)) if keyed else {}
    found = []
    for key, entry in keyed.items():
        document = known.get(key)
        if document is None:
            found.append((Found(key, entry, baseline=baseline, late=is_late(entry, at) and not baseline), True))
        elif (document.entry.title, document.entry.published) != (entry.title, entry.published):
            found.append((Found(key, entry), False))
    return found


def is_late(entry: Entry, at: datetime) -> bool:
    """Say whether an entry that is new at `at` bears a date long past (补发)."""
    return entry.published is not None and at.astimezone(BEIJING).date() - entry.published > LATE_AFTER
