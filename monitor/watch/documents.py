"""Read documents: fetch, extract, understand, and have the outcome remembered in one transaction.

What cannot be read is tried again, more and more rarely; what stays unreadable is told by its title, never passed over.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.attachment.wanted import MOST_BYTES, is_a_file
from monitor.child import ChildError
from monitor.fetch import PAGE_LIMIT, FetchError
from monitor.judge import as_last_seen, judge, judge_withdrawal
from monitor.memory import Attempt, KnownDocument, Outcome, ReadResult, Seen
from monitor.model import Page, Reading, Source, Validators
from monitor.parsing import UNDERSTAND, Refusal, Understood
from monitor.read import read_text
from monitor.story import story_keys
from monitor.watch.attached import Gathered, changed_files, gather_files
from monitor.watch.desk import Desk

log = logging.getLogger(__name__)

DOCUMENTS_PER_ROUND = 20
GONE = (404, 410)
TOLD_UNREAD_AFTER = 3
GIVEN_UP_AFTER = 12
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=12)
FILE_RETRY = timedelta(minutes=10)
LONGEST_READING = timedelta(minutes=5)

# A correction comes soon or never: a document is read again hourly on its first day, and ever more rarely after.
REREAD = (
    (timedelta(days=1), timedelta(hours=1)),
    (timedelta(days=7), timedelta(hours=12)),
    (timedelta(days=30), timedelta(days=2)),
    (timedelta(days=180), timedelta(days=15)),
)


def next_reading(document: KnownDocument, at: datetime) -> datetime | None:
    """Return when a document read at `at` is to be read again, by its age; None when it is old enough to rest."""
    age = at - document.first_seen
    return next((at + pause for until, pause in REREAD if age < until), None)


def next_try(failures: int, at: datetime) -> datetime:
    """Return when to try again after so many failures in a row: a minute, then doubling up to half a day."""
    return at + min(LONGEST_RETRY, FIRST_RETRY * (1 << min(failures - 1, 12)))


async def read_due(desk: Desk, source: Source) -> None:
    """Read the source's documents that are due, news first, round after round until none is or it takes too long.

    The rest waits for the next check: a first visit may find a thousand documents, and the listing goes on meanwhile.
    """
    tried: set[int] = set()
    loop = asyncio.get_running_loop()
    until = loop.time() + LONGEST_READING.total_seconds()
    while loop.time() < until:
        due = await asyncio.to_thread(desk.store.due_documents, source.id, desk.now(), DOCUMENTS_PER_ROUND)
        due = tuple(document for document in due if document.id not in tried)
        if not due:
            return
        for document in due:
            tried.add(document.id)
            await _read_one(desk, source, document)


async def _read_one(desk: Desk, source: Source, document: KnownDocument) -> None:
    since = document.validators if document.revisions else Validators()
    limit = MOST_BYTES if is_a_file(document.url) else PAGE_LIMIT
    fresh: dict[str, Page] = {}
    try:
        page = await desk.fetcher.fetch(document.url, validators=since, limit=limit)
    except FetchError as error:
        await asyncio.to_thread(_keep_failure, desk, source, document, str(error), error.status)
        return
    validators = page.validators if page else document.validators
    if page is None or (document.revisions and page.sha256 == document.sha256):
        fresh = await changed_files(desk, document)
        page = await asyncio.to_thread(desk.store.snapshot, document.sha256) if fresh and document.sha256 else None
    if page is None:
        await asyncio.to_thread(_keep_unchanged, desk, document, validators)
        return
    try:
        understood, files = await _understand(desk, source, document, page, fresh)
    except ChildError as error:
        log.warning("%s could not be read: %s", document.url, error)
        await asyncio.to_thread(_keep_failure, desk, source, document, str(error), None)
        return
    if isinstance(understood, Refusal):
        await asyncio.to_thread(_keep_failure, desk, source, document, understood.why, None)
    else:
        await asyncio.to_thread(_keep_reading, desk, source, document, page, understood, files, validators)


async def _understand(
    desk: Desk, source: Source, document: KnownDocument, page: Page, fresh: Mapping[str, Page]
) -> tuple[Understood | Refusal, Gathered]:
    """Have a page read, and once more with its files where it links to any; raises ChildError."""
    asked = (page, source.document, document.entry)
    understood = await desk.children.run(source.id, UNDERSTAND, *asked)
    gathered = Gathered()
    if isinstance(understood, Understood) and understood.attachments:
        gathered = await gather_files(desk, source, document, page, understood.attachments, fresh)
        understood = await desk.children.run(source.id, UNDERSTAND, *asked, gathered.files)
    assert isinstance(understood, Understood | Refusal)
    return understood, gathered


def _keep_unchanged(desk: Desk, document: KnownDocument, validators: Validators) -> None:
    attempt = Attempt(next_read=next_reading(document, desk.now()), validators=validators)
    desk.store.settle(document, attempt, (), None, lambda _: Outcome())


def _keep_reading(
    desk: Desk,
    source: Source,
    document: KnownDocument,
    page: Page,
    understood: Understood,
    files: Gathered,
    validators: Validators,
) -> None:
    at = desk.now()
    again = next_reading(document, at)
    if files.again:
        again = min(again or at + FILE_RETRY, at + FILE_RETRY)
    reading = understood.reading
    seen = replace(
        _seen(source, document, reading, at),
        title=understood.title,
        published=understood.published or reading.published or document.entry.published,
        text=understood.text,
        sha256=page.sha256,
        baseline=document.baseline and not document.revisions,
    )
    result = ReadResult(page, understood.title, understood.text, reading, again, files.pages)
    attempt = Attempt(next_read=again, validators=validators, read=result)
    _settle(desk, document, attempt, seen)


def _keep_failure(desk: Desk, source: Source, document: KnownDocument, why: str, status: int | None) -> None:
    """Try again later; gone twice is a withdrawal; what stays unreadable is told by its title."""
    at = desk.now()
    missing = document.missing + 1 if status in GONE else 0
    failures = document.failures + 1
    withdrawn = missing >= 2 and document.revisions > 0
    over = failures >= GIVEN_UP_AFTER and not document.revisions
    attempt = Attempt(
        next_read=None if withdrawn or over else next_try(failures, at),
        failures=failures,
        missing=missing,
        withdrawn=withdrawn,
        validators=document.validators,
    )
    entry = document.entry
    by_title = read_text(entry.title, title=entry.title, published=entry.published)
    reading = replace(by_title, notes=(*by_title.notes, f"需人工核对: 页面未能读取 ({why})"))
    seen = _seen(source, document, reading, at)
    if withdrawn and not document.withdrawn:
        audience = desk.audience()
        desk.store.settle(
            document,
            attempt,
            (),
            None,
            lambda known: judge_withdrawal(known, as_last_seen(known, seen), status or 0, *audience),
        )
    elif failures == TOLD_UNREAD_AFTER and not document.revisions:
        _settle(desk, document, attempt, seen)
    else:
        desk.store.settle(document, attempt, (), None, lambda _: Outcome())


def _seen(source: Source, document: KnownDocument, reading: Reading, at: datetime) -> Seen:
    """Return the document as its listing entry tells it."""
    return Seen(
        source=source.id,
        publisher=source.publisher,
        level=source.level,
        key=document.key,
        url=document.url,
        title=document.entry.title,
        published=document.entry.published,
        text=document.entry.title,
        reading=reading,
        sha256="",
        at=at,
        baseline=document.baseline,
        late=document.late,
    )


def _settle(desk: Desk, document: KnownDocument, attempt: Attempt, seen: Seen) -> None:
    audience = desk.audience()
    keys = story_keys(seen.reading, seen.title, seen.text)
    programme = seen.reading.programme.key if seen.reading.programme else None
    logged = desk.store.settle(document, attempt, keys, programme, lambda known: judge(known, seen, *audience))
    for line in logged or ():
        log.info("%s %s %s: %s", line.id, line.change.kind, seen.source, seen.title)
    if logged:
        desk.note_owing()
