"""The documents, their revisions, and the bytes they were read from."""

import zlib
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from monitor.memory import Attempt, FetchedFile, Found, KnownDocument, ReadResult, Revision
from monitor.model import Entry, Page, Validators
from storage import facts
from storage.schema import documents, fetches, indexable, revisions, snapshots, storable
from storage.statements import chunks, insert

_MOVED = (
    update(documents)
    .where(documents.c.id == bindparam("number"))
    .values({name: bindparam(name) for name in ("key", "url")})
    .values(etag=None, last_modified=None, missing=0)
)
_RELISTED = (
    update(documents)
    .where(documents.c.id == bindparam("number"))
    .values({name: bindparam(name) for name in ("url", "title", "published", "next_read")})
)


def known(connection: Connection, keys: Collection[str]) -> dict[str, KnownDocument]:
    """Give the documents among these keys that were seen before, by key."""
    found: dict[str, KnownDocument] = {}
    for chunk in chunks(keys):
        rows = {row.key: row for row in connection.execute(select(documents).where(documents.c.key.in_(chunk)))}
        found |= {key: _document(rows[indexable(key)]) for key in chunk if indexable(key) in rows}
    return found


def titled(connection: Connection, source: str, titles: Collection[str]) -> list[KnownDocument]:
    """Give the documents of a source that its listing called by one of these titles."""
    found: list[KnownDocument] = []
    for chunk in chunks(titles):
        wanted = (documents.c.source == source) & documents.c.title.in_([storable(title) for title in chunk])
        found += [
            _document(row) for row in connection.execute(select(documents).where(wanted).order_by(documents.c.id))
        ]
    return found


def remember(connection: Connection, source: str, found: Sequence[Found], at: datetime) -> int:
    """Keep what a listing of this source showed; say how many documents are new.

    New ones are to be read at once. A known one is to be read again when its listing now gives it another title or
    date; a listing other than the one that showed it first has no say in that. One that moved keeps all but its URL.
    """
    wanted = {each.key: each for each in reversed(found)}
    before = known(connection, wanted)
    moved = {each.moved: each for each in wanted.values() if each.moved is not None and each.key not in before}
    if moved:
        rows = [{"number": number, "key": each.key, "url": each.entry.url} for number, each in moved.items()]
        connection.execute(_MOVED, rows)
        wanted = {key: each for key, each in wanted.items() if each.moved not in moved}
    new = [_new(source, each, at) for key, each in wanted.items() if key not in before]
    changed = [
        {"number": document.id, "next_read": at, **_entry(wanted[key].entry)}
        for key, document in before.items()
        if document.source == source and _differs(document.entry, wanted[key].entry)
    ]
    if changed:
        connection.execute(_RELISTED, changed)
    if not new:
        return 0
    into = insert(connection, documents).on_conflict_do_nothing(index_elements=["key"]).returning(documents.c.id)
    return len(connection.execute(into, new[::-1]).all())


def due(connection: Connection, source: str, now: datetime, limit: int) -> tuple[KnownDocument, ...]:
    """Give the documents to be read now: news first, then what a first visit found, then the longest overdue."""
    rows = connection.execute(
        select(documents)
        .where(documents.c.source == source, documents.c.next_read <= now)
        .order_by(documents.c.revisions > 0, documents.c.baseline, documents.c.next_read, documents.c.id)
        .limit(limit)
    )
    return tuple(_document(row) for row in rows)


def next_due(connection: Connection, source: str) -> datetime | None:
    """Say when the next document of a source is to be read; None if none is."""
    first: datetime | None = connection.scalar(
        select(func.min(documents.c.next_read)).where(documents.c.source == source)
    )
    return first


def expedite(connection: Connection, sources: Collection[str], since: datetime, now: datetime) -> int:
    """Have every document of these sources first seen at or after `since` read now; say how many they are."""
    wanted = documents.c.source.in_(sources) & (documents.c.first_seen >= since)
    return connection.execute(update(documents).where(wanted).values(next_read=now)).rowcount


def lock(connection: Connection, id_: int) -> KnownDocument | None:
    """Give a document as it is now, and let no other transaction change it before this one ends."""
    row = connection.execute(select(documents).where(documents.c.id == id_).with_for_update()).one_or_none()
    return None if row is None else _document(row)


def by_key(connection: Connection, key: str) -> KnownDocument | None:
    """Give a document by its canonical URL."""
    return known(connection, [key]).get(key)


def of_story(connection: Connection, story: str) -> list[KnownDocument]:
    """Give the documents that carry a story, in the order they were found."""
    rows = connection.execute(select(documents).where(documents.c.story == story).order_by(documents.c.id))
    return [_document(row) for row in rows]


def keep_attempt(
    connection: Connection, seen: KnownDocument, now: KnownDocument, attempt: Attempt, story: str | None
) -> None:
    """Keep how reading a document ended. `seen` is what the reader started from, `now` what the row says by now."""
    kept: dict[str, Any] = {"failures": attempt.failures, "missing": attempt.missing, "withdrawn": attempt.withdrawn}
    if now.next_read == seen.next_read:  # otherwise somebody asked for another reading meanwhile
        kept["next_read"] = attempt.next_read
    if not attempt.failures and not attempt.missing:
        kept |= {"etag": attempt.validators.etag, "last_modified": attempt.validators.last_modified}
    if attempt.read is not None:
        kept |= {"revisions": now.revisions + 1, "sha256": attempt.read.page.sha256}
        _keep_revision(connection, now, attempt.read)
    if story is not None:
        kept["story"] = story
    connection.execute(update(documents).where(documents.c.id == now.id).values(kept))


def last_revision(connection: Connection, document: int) -> Revision | None:
    """Give a document's newest revision; None if it was never read."""
    newest = select(revisions).where(revisions.c.document == document).order_by(revisions.c.number.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    return None if row is None else _revision(row)


def all_revisions(connection: Connection, key: str) -> list[Revision]:
    """Give every revision of a document, oldest first."""
    of_key = select(revisions).join(documents).where(documents.c.key == key).order_by(revisions.c.number)
    return [_revision(row) for row in connection.execute(of_key)]


def snapshot(connection: Connection, sha256: str) -> Page | None:
    """Give the exact bytes of this digest, as they were first fetched."""
    fetch = (
        select(fetches, snapshots.c.body)
        .join(snapshots, snapshots.c.sha256 == fetches.c.sha256)
        .where(fetches.c.sha256 == sha256)
        .order_by(fetches.c.id)
        .limit(1)
    )
    row = connection.execute(fetch).one_or_none()
    if row is None:
        return None
    headers = facts.headers_from_json(row.headers)
    return Page(row.url, row.status, headers, zlib.decompress(row.body), row.fetched_at)


def attached(connection: Connection, document: int) -> tuple[FetchedFile, ...]:
    """Give the attachments of a document's newest revision: what was fetched after its page."""
    read = select(revisions.c.sha256).where(revisions.c.document == document)
    page = select(func.max(fetches.c.id)).where(fetches.c.document == document, fetches.c.sha256.in_(read))
    rows = connection.execute(
        select(fetches)
        .where(fetches.c.document == document, fetches.c.id > page.scalar_subquery())
        .order_by(fetches.c.id)
    )
    return tuple(
        FetchedFile(row.url, row.status, row.sha256, Validators(headers.get("etag"), headers.get("last-modified")))
        for row in rows
        for headers in (facts.headers_from_json(row.headers),)
    )


def _keep_fetch(connection: Connection, document: int, page: Page) -> None:
    sha256 = page.sha256
    if connection.scalar(select(snapshots.c.sha256).where(snapshots.c.sha256 == sha256)) is None:
        kept = insert(connection, snapshots).values(sha256=sha256, body=zlib.compress(page.body))
        connection.execute(kept.on_conflict_do_nothing())
    connection.execute(
        fetches.insert().values(
            document=document,
            sha256=sha256,
            url=page.url,
            status=page.status,
            headers=facts.headers_to_json(page.headers),
            fetched_at=page.fetched_at,
        )
    )


def _keep_revision(connection: Connection, document: KnownDocument, read: ReadResult) -> None:
    page, sha256 = read.page, read.page.sha256
    for fetched in (page, *read.attached):
        _keep_fetch(connection, document.id, fetched)
    connection.execute(
        revisions.insert().values(
            document=document.id,
            number=document.revisions + 1,
            sha256=sha256,
            read_at=page.fetched_at,
            title=read.title,
            text=facts.text_to_bytes(read.text),
            reading=facts.reading_to_bytes(read.reading),
        )
    )


def _new(source: str, found: Found, at: datetime) -> dict[str, Any]:
    state = {"first_seen": at, "next_read": at, "baseline": found.baseline, "late": found.late, "withdrawn": False}
    return {"key": found.key, "source": source, **state, **_entry(found.entry)}


def _entry(entry: Entry) -> dict[str, Any]:
    return {"url": entry.url, "title": entry.title, "published": entry.published}


def _differs(known: Entry, listed: Entry) -> bool:
    return (known.title, known.published) != (storable(listed.title), listed.published)


def _document(row: Any) -> KnownDocument:
    return KnownDocument(
        id=row.id,
        key=row.key,
        url=row.url,
        source=row.source,
        entry=Entry(row.url, row.title, row.published),
        first_seen=row.first_seen,
        baseline=row.baseline,
        late=row.late,
        revisions=row.revisions,
        failures=row.failures,
        missing=row.missing,
        withdrawn=row.withdrawn,
        next_read=row.next_read,
        validators=Validators(row.etag, row.last_modified),
        sha256=row.sha256,
        story=row.story,
    )


def _revision(row: Any) -> Revision:
    return Revision(
        text=facts.text_from_bytes(row.text),
        reading=facts.reading_from_bytes(row.reading),
        sha256=row.sha256,
        read_at=row.read_at,
        title=row.title,
    )
