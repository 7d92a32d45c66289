"""Fetch the files a document links to and have them read: a list is often only in one of them."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from monitor.attachment.append import Contents, Fetched
from monitor.attachment.wanted import MOST_BYTES, wanted
from monitor.child import FILES, ChildError
from monitor.fetch import FetchError
from monitor.memory import FetchedFile, KnownDocument
from monitor.model import Attachment, Health, Page, Source, Validators
from monitor.parsing import READ_FILE
from monitor.watch.desk import Desk

log = logging.getLogger(__name__)

TOGETHER_LIMIT = 60_000_000
YOUNG = timedelta(days=1)
NOT_FETCHED = 0


@dataclass(frozen=True, slots=True)
class Gathered:
    """A document's files as fetched and as read; `again` says that one may be had soon."""

    pages: tuple[Page, ...] = field(default=(), repr=False)
    files: tuple[Fetched, ...] = field(default=(), repr=False)
    again: bool = False


async def changed_files(desk: Desk, document: KnownDocument) -> dict[str, Page]:
    """Return the files of an unchanged page that have changed, or that can be had at last, by URL.

    On its first day a document is read again hourly: files whose server gives nothing to ask "has it changed?" with are
    then left alone, unless they are still missing.
    """
    young = desk.now() - document.first_seen < YOUNG
    changed: dict[str, Page] = {}
    for file in await asyncio.to_thread(desk.store.attached, document):
        if young and file.status != NOT_FETCHED and file.validators == Validators():
            continue
        try:
            page = await desk.fetcher.fetch(file.url, validators=_since(file), limit=MOST_BYTES)
        except FetchError as error:
            log.info("%s: %s", document.url, error)
            continue
        if page is not None and page.sha256 != file.sha256:
            changed[file.url] = replace(page, url=file.url)
    return changed


async def gather_files(
    desk: Desk,
    source: Source,
    document: KnownDocument,
    page: Page,
    attachments: Sequence[Attachment],
    fresh: Mapping[str, Page],
) -> Gathered:
    """Fetch a document's files, but for those that are `fresh` or unchanged, and have each read in a child."""
    known = {file.url: file for file in await asyncio.to_thread(desk.store.attached, document)}
    pages: list[Page] = []
    files: list[Fetched] = []
    again = False
    left = TOGETHER_LIMIT
    for attachment in wanted(attachments):
        if attachment.url in (page.url, document.url):
            own = replace(attachment, url=page.url)
            files.append((own, await _read(desk, source, own, page.body)))
            continue
        try:
            file = fresh.get(attachment.url) or await _fetched(desk, attachment.url, known, min(left, MOST_BYTES))
        except FetchError as error:
            file = Page(attachment.url, NOT_FETCHED, {}, b"", desk.now())
            contents = Contents(notes=(f"需人工核对: 附件“{attachment.name}”未能下载（{error}）",))
            again = again or error.health is Health.UNREACHABLE
        else:
            left = max(left - len(file.body), 0)
            contents = await _read(desk, source, attachment, file.body)
        pages.append(file)
        files.append((attachment, contents))
    return Gathered(tuple(pages), tuple(files), again)


async def _fetched(desk: Desk, url: str, known: Mapping[str, FetchedFile], limit: int) -> Page:
    """Return a file, from our own snapshots where its server says that it has not changed; raises FetchError."""
    before = known.get(url)
    if before is not None and before.status != NOT_FETCHED:
        page = await desk.fetcher.fetch(url, validators=before.validators, limit=limit)
        page = page or await asyncio.to_thread(desk.store.snapshot, before.sha256)
        if page is not None:
            return replace(page, url=url)
    page = await desk.fetcher.fetch(url, limit=limit)
    assert page is not None, "no validators were sent, so the server cannot answer 304"
    return replace(page, url=url)


def _since(file: FetchedFile) -> Validators:
    return file.validators if file.status != NOT_FETCHED else Validators()


async def _read(desk: Desk, source: Source, attachment: Attachment, data: bytes) -> Contents:
    try:
        contents = await desk.children.run(source.id, READ_FILE, data, attachment.name, limits=FILES)
    except ChildError as error:
        log.warning("%s, attachment of %s: %s", attachment.url, source.id, error)
        return Contents(notes=(f"需人工核对: 附件“{attachment.name}”未能读取（{error}）",))
    assert isinstance(contents, Contents)
    return contents
