"""Check a source: poll its listing, remember what is new, then read every document that is due.

A failure is remembered with its source and goes no further.
"""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime

from monitor.alert import owed
from monitor.child import ChildError
from monitor.fetch import FetchError
from monitor.health import Parsed, Polled, Trouble, Unchanged, assess, usual_pause
from monitor.listing import document_key
from monitor.memory import Outcome, SourceMemory
from monitor.model import Entry, Health, Source
from monitor.parsing import ENTRIES, Refusal
from monitor.watch.desk import Desk
from monitor.watch.documents import read_due
from monitor.watch.listing import fetch_listing
from monitor.watch.news import Noted, could_have_moved, sift

log = logging.getLogger(__name__)


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
        return Trouble(entries.health, entries.why, entries=len(entries.entries)), entries.entries
    assert isinstance(entries, tuple)
    pause = usual_pause(entry.published for entry in entries)
    return Parsed(len(entries), 0, fetched.validators, fetched.page.sha256, pause), entries


def _remember(
    desk: Desk, source: Source, memory: SourceMemory, polled: Polled, entries: tuple[Entry, ...]
) -> SourceMemory:
    """Keep in one transaction how the poll went, what it found, and what operators hear of it."""
    at = desk.now()
    noted = _note(desk, source, entries, at, baseline=not memory.parsed_once)
    if isinstance(polled, Parsed):
        polled = replace(polled, new=len(noted.new))
    after, changes = assess(memory, source, polled, at)
    outcome = Outcome(changes=changes, owed=owed(changes, *desk.audience(), at))
    desk.store.remember_check(after, noted.found, outcome, at)
    if noted.moved:
        log.warning("%s was redesigned: %s known documents stand at new addresses", source.id, len(noted.moved))
    if after.error:
        log.warning("%s is %s: %s", source.id, after.health, after.error)
    if outcome.owed:
        desk.note_owing()
    return after


def _note(desk: Desk, source: Source, entries: tuple[Entry, ...], at: datetime, *, baseline: bool) -> Noted:
    keyed = {document_key(entry.url): entry for entry in entries}
    known = desk.store.known(list(keyed)) if keyed else {}
    unknown = [entry for key, entry in keyed.items() if key not in known]
    asked = not baseline and could_have_moved(unknown)
    titled = desk.store.titled(source.id, [entry.title for entry in unknown]) if asked else []
    return sift(keyed, known, titled, at, baseline=baseline)
