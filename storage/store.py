"""The memory of Pilotwatch: verbs of the domain, values in and values out, one public method one transaction."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from threading import Lock
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, text

from monitor.memory import (
    Attempt,
    CanaryMemory,
    Delivery,
    Enrolment,
    FetchedFile,
    Found,
    Known,
    KnownDocument,
    Logged,
    LogQuery,
    Outcome,
    Owed,
    ProgrammeSummary,
    Revision,
    SourceMemory,
    Standing,
    Stop,
    Story,
)
from monitor.model import Page, Subscription
from storage import condition, deadlines, documents, log, marks, outbox, sources, stories, subscriptions
from storage.database import Database
from storage.lead import leading

# An unchanged check moves nothing but times, and a commit writes at least a page: they are written together. What a
# crash takes with it is that a source was checked, so that it is checked again.
CHECKS_KEPT_WITHIN = timedelta(seconds=30)
CHECKS_KEPT_TOGETHER = 1000

_NOTHING = Outcome()
_ONE_OUTCOME_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7165499)")


class Store:
    """A database and what one process has not yet written to it. Every method may raise StoreError.

    Methods may be called from any thread. Times given are aware; times returned are in UTC.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._written: dict[str, SourceMemory] = {}
        self._checked: dict[str, SourceMemory] = {}
        self._checks_kept: datetime | None = None

    @classmethod
    def open(cls, url: str) -> Self:
        """Open `sqlite:///path` or `postgresql://…`, made or migrated if need be."""
        return cls(Database.open(url))

    def close(self) -> None:
        """Write what waits and close every connection."""
        try:
            self.keep_checks()
        finally:
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def leading(self) -> AbstractContextManager[None]:
        """Be the one daemon on this database while the context is open; entering raises StoreError if another is."""
        return leading(self._database)

    # Sources

    def source(self, id_: str) -> SourceMemory:
        """Give what is remembered of a source; a fresh memory if it was never checked."""
        with self._database.reading() as connection:
            memory = sources.load(connection, id_) or SourceMemory(id_)
        return self._up_to_date(memory)

    def sources(self) -> dict[str, SourceMemory]:
        """Give what is remembered of every source ever checked, by id."""
        with self._database.reading() as connection:
            memories = sources.load_all(connection)
        return {id_: self._up_to_date(memory) for id_, memory in memories.items()}

    def remember_check(self, memory: SourceMemory, found: Sequence[Found], outcome: Outcome, at: datetime) -> int:
        """Keep how a check ended: the source's memory, the entries found, and what follows. Say how many are new.

        A check that moved nothing but times is written later, with others; see `keep_checks`.
        """
        if not found and outcome == _NOTHING and self._put_off(memory):
            if self._checks_overdue(at):
                self.keep_checks(at)
            return 0
        with self._database.writing() as connection:
            sources.save(connection, memory)
            new = documents.remember(connection, memory.id, found, at)
            self._keep(connection, outcome)
        with self._lock:
            self._written[memory.id] = memory
            self._checked.pop(memory.id, None)
        return new

    def keep_checks(self, at: datetime | None = None) -> None:
        """Write the times of unchanged checks that wait to be written."""
        with self._lock:
            waiting = dict(self._checked)
        if waiting:
            with self._database.writing() as connection:
                sources.save_checks(connection, waiting.values())
        with self._lock:
            self._checks_kept = at
            self._written |= waiting
            for id_, memory in waiting.items():
                if self._checked.get(id_) is memory:
                    del self._checked[id_]

    # Documents

    def known(self, keys: Sequence[str]) -> dict[str, KnownDocument]:
        """Give the documents among these keys that were seen before, by key."""
        with self._database.reading() as connection:
            return documents.known(connection, keys)

    def titled(self, source: str, titles: Sequence[str]) -> list[KnownDocument]:
        """Give the documents of a source that its listing called by one of these titles."""
        with self._database.reading() as connection:
            return documents.titled(connection, source, titles)

    def due_documents(self, source: str, now: datetime, limit: int) -> tuple[KnownDocument, ...]:
        """Give the documents of a source to be read now: those never read first, then the longest overdue."""
        with self._database.reading() as connection:
            return documents.due(connection, source, now, limit)

    def next_document_due(self, source: str) -> datetime | None:
        """Say when the next document of a source is to be read; None if none is."""
        with self._database.reading() as connection:
            return documents.next_due(connection, source)

    def expedite(self, sources: Collection[str], since: datetime, now: datetime) -> int:
        """Have every document of these sources first seen at or after `since` read now; say how many they are."""
        with self._database.writing() as connection:
            return documents.expedite(connection, sources, since, now)

    def settle(
        self,
        document: KnownDocument,
        attempt: Attempt,
        keys: Sequence[str],
        programme: str | None,
        decide: Callable[[Known], Outcome],
    ) -> tuple[Logged, ...] | None:
        """Keep how reading a document ended, and what follows from it: all of it or nothing.

        `decide` is given what is known by now: stories sharing any of `keys`, and those of the programme with this key.
        What it raises undoes everything. None, and nothing is kept, if another process has settled a reading of this
        document since `document` was loaded.
        """
        with self._database.writing() as connection:
            self._take_turn(connection)
            now = documents.lock(connection, document.id)
            if now is None or _progress(now) != _progress(document):
                return None
            outcome = decide(stories.known(connection, now, keys, programme))
            story = None if outcome.story is None else outcome.story.id
            documents.keep_attempt(connection, document, now, attempt, story)
            return self._keep(connection, outcome)

    def document(self, key: str) -> KnownDocument | None:
        """Give a document by its canonical URL."""
        return self.known([key]).get(key)

    def documents_of(self, story: str) -> list[KnownDocument]:
        """Give the documents that carry a story, in the order they were found."""
        with self._database.reading() as connection:
            return documents.of_story(connection, story)

    def revisions(self, key: str) -> list[Revision]:
        """Give every revision of the document with this key, oldest first."""
        with self._database.reading() as connection:
            return documents.all_revisions(connection, key)

    def attached(self, document: KnownDocument) -> tuple[FetchedFile, ...]:
        """Give the attachments of a document's newest revision, as they were last fetched."""
        with self._database.reading() as connection:
            return documents.attached(connection, document.id)

    def snapshot(self, sha256: str) -> Page | None:
        """Give the exact bytes with this digest, as they were first fetched."""
        with self._database.reading() as connection:
            return documents.snapshot(connection, sha256)

    # The change log and the stories

    def log(self, query: LogQuery) -> list[Logged]:
        """Give the lines of the change log that a query asks for."""
        with self._database.reading() as connection:
            return log.find(connection, query)

    def change(self, id_: int) -> Logged | None:
        """Give one line of the change log."""
        return next(iter(self.changes([id_])), None)

    def changes(self, ids: Collection[int]) -> list[Logged]:
        """Give the lines with these numbers that exist, in the order of the numbers."""
        with self._database.reading() as connection:
            return log.load(connection, ids)

    def story(self, id_: str) -> Story | None:
        """Give a story as it stands now."""
        with self._database.reading() as connection:
            return stories.load(connection, id_)

    def story_changes(self, id_: str) -> list[Logged]:
        """Give every line about a story, oldest first."""
        return self.log(LogQuery(story=id_, oldest_first=True))

    def programmes(self) -> list[ProgrammeSummary]:
        """Count the stories of each programme, the one with the latest story first."""
        with self._database.reading() as connection:
            return stories.programmes(connection)

    def life(self, programme: str) -> tuple[Story, ...]:
        """Give the stories of the programme with this key, newest first: the 50 newest."""
        with self._database.reading() as connection:
            return stories.life(connection, programme)

    def standings(self, cities: Collection[str]) -> list[Standing]:
        """Give how programmes ever concerned these cities (prefecture-level codes) and what lies in them."""
        with self._database.reading() as connection:
            return log.standings(connection, cities)

    # Deliveries

    def claim(
        self,
        now: datetime,
        lease: timedelta,
        limit: int,
        subscriptions: Collection[str] | None = None,
        excluding: Collection[str] = (),
        excluding_channels: Collection[str] = (),
        by: str | None = None,
    ) -> list[Delivery]:
        """Take messages that are due, longest overdue first; nobody else gets them before the lease is over.

        Only those to `subscriptions` (None: all) and not to the excluded ones, nor on the excluded (masked) channels.
        Each claim counts as a try. What is neither sent, postponed nor failed by the end of the lease can be claimed
        again, or sooner, once what `by` holds is released.
        """
        free = outbox.free(now, subscriptions, excluding, excluding_channels)
        with self._database.reading() as connection:
            if not outbox.any_free(connection, free):
                return []
        with self._database.writing() as connection:
            return outbox.claim(connection, free, now + lease, limit, by)

    def release(self, by: str) -> int:
        """Free the messages a dead sender holds, so that its successor need not wait for their leases; say how many."""
        with self._database.writing() as connection:
            return outbox.release(connection, by)

    def owe(self, owed: Sequence[Owed], about: Sequence[Logged] = ()) -> None:
        """Add messages to send that follow from no new change; `about` are the changes their `changes` index into."""
        with self._database.writing() as connection:
            outbox.owe(connection, owed, about)

    def put_off(self, ids: Collection[int], due: datetime) -> None:
        """Give back claimed messages that were not tried after all, to be sent when due."""
        with self._database.writing() as connection:
            outbox.put_off(connection, ids, due)

    def refused(
        self, id_: int, error: str, *, subscription: str, due: datetime, untried: Collection[int], now: datetime
    ) -> None:
        """Give a refused message back, and have nothing else sent to its subscription before it is due again.

        `untried` are messages claimed with it that were not tried.
        """
        with self._database.writing() as connection:
            outbox.postpone(connection, id_, due, error)
            outbox.put_off(connection, untried, due)
            outbox.wait(connection, subscription, now, due)

    def stop(self, id_: int, stop: Stop, owed: Sequence[Owed]) -> bool:
        """Note that a message was refused for good and its channel takes nothing any more.

        If that is new, `owed` follows and the answer is true.
        """
        with self._database.writing() as connection:
            outbox.fail(connection, id_, stop.error)
            new = subscriptions.stop(connection, stop)
            if new:
                outbox.owe(connection, owed, ())
            return new

    def stops(self) -> dict[str, Stop]:
        """Give the stopped channels, by subscription."""
        with self._database.reading() as connection:
            return subscriptions.stops(connection)

    def forget_notices(self, subscription: str) -> None:
        """Delete the messages to a subscription that tell no change."""
        with self._database.writing() as connection:
            outbox.forget(connection, subscription)

    def sent(self, id_: int, at: datetime) -> None:
        """Note that a channel took a message."""
        with self._database.writing() as connection:
            outbox.sent(connection, id_, at)

    def postpone(self, id_: int, due: datetime, error: str) -> None:
        """Give a claimed message back, to be tried again when due."""
        with self._database.writing() as connection:
            outbox.postpone(connection, id_, due, error)

    def fail(self, id_: int, error: str) -> None:
        """Note that a message will not be sent, and why; `retry` takes it up again."""
        with self._database.writing() as connection:
            outbox.fail(connection, id_, error)

    def retry(self, now: datetime, ids: Collection[int] | None = None) -> int:
        """Make due now all failed messages, or those of these numbers, also if they only wait; say how many.

        Stopped channels that they go through are used again.
        """
        with self._database.writing() as connection:
            subscriptions.resume(connection, None if ids is None else outbox.recipients(connection, ids))
            return outbox.retry(connection, now, ids)

    def deliveries(
        self,
        state: str | None = None,
        subscription: str | None = None,
        limit: int | None = None,
        before: int | None = None,
    ) -> list[Delivery]:
        """Give rows of the ledger, newest first; `before` pages: numbers below it."""
        with self._database.reading() as connection:
            return outbox.find(connection, state, subscription, limit, before)

    def deliveries_about(self, changes: Collection[int], limit: int) -> list[Delivery]:
        """Give the rows of the ledger that tell any of these changes, newest first."""
        with self._database.reading() as connection:
            return outbox.about(connection, changes, limit)

    def delivery_counts(self) -> dict[str, int]:
        """Count the rows of the ledger in each state; a state without rows is left out."""
        with self._database.reading() as connection:
            return outbox.counts(connection)

    def next_due(self) -> datetime | None:
        """Say when the next message can be claimed; None if none waits."""
        with self._database.reading() as connection:
            return outbox.next_due(connection)

    def pending_count(self) -> int:
        """Count the messages still to be sent."""
        with self._database.reading() as connection:
            return outbox.pending(connection)

    # Subscriptions

    def ask(self, subscription: Subscription, channel: str, code: str, now: datetime, until: datetime) -> None:
        """Keep a subscription that is asked for, until its code comes back; `channel` and `code` are digests."""
        with self._database.writing() as connection:
            subscriptions.ask(connection, subscription, channel, code, now, until)

    def asked_since(self, since: datetime, channel: str | None = None) -> int:
        """Count the subscriptions asked for since, for the channel with this digest or for all."""
        with self._database.reading() as connection:
            return subscriptions.asked_since(connection, since, channel)

    def confirm(self, id_: str, code: str, now: datetime) -> Subscription | None:
        """Begin a subscription and give it, if this is the digest of its code; five wrong ones close it."""
        with self._database.writing() as connection:
            return subscriptions.confirm(connection, id_, code, now)

    def end(self, id_: str, now: datetime) -> bool:
        """End a subscription that somebody made; say whether there was one to end."""
        with self._database.writing() as connection:
            return subscriptions.end(connection, id_, now)

    def silence(self, id_: str, channel: str, now: datetime) -> None:
        """Note that a subscription of the configuration is not wanted on the channel with this digest any more."""
        with self._database.writing() as connection:
            subscriptions.silence(connection, id_, channel, now)

    def unsilence(self, id_: str) -> bool:
        """Have a subscription of the configuration served again; say whether it was silenced."""
        with self._database.writing() as connection:
            return subscriptions.unsilence(connection, id_)

    def silenced(self) -> dict[str, str]:
        """Give, for each subscription of the configuration that was ended, the digest of the channel it had."""
        with self._database.reading() as connection:
            return subscriptions.all_silenced(connection)

    def subscribed(self) -> list[Subscription]:
        """Give the subscriptions that people made and confirmed."""
        with self._database.reading() as connection:
            return subscriptions.active(connection)

    def subscriptions_version(self) -> int:
        """Give a number that grows whenever `subscribed` or `silenced` would answer otherwise."""
        with self._database.reading() as connection:
            return subscriptions.version(connection)

    def enrolments(self, id_: str | None = None) -> list[Enrolment]:
        """Give the subscriptions that people asked for, whatever became of them, or the one with this id."""
        with self._database.reading() as connection:
            return subscriptions.enrolments(connection, id_)

    def signing_key(self) -> bytes:
        """Give the secret that links are signed with."""
        with self._database.reading() as connection:
            known = marks.known_signing_key(connection)
        if known is not None:
            return known
        with self._database.writing() as connection:
            return marks.signing_key(connection)

    # Reminders and the canary

    def stories_ending(self, first: date, last: date) -> list[str]:
        """Give the stories of which a change set a deadline that ends on one of these days, both included."""
        with self._database.reading() as connection:
            return deadlines.stories(connection, first, last)

    def canary(self) -> CanaryMemory:
        """Give how the canary is doing."""
        with self._database.reading() as connection:
            return marks.canary(connection)

    def keep_canary(self, memory: CanaryMemory, owed: Sequence[Owed] = ()) -> None:
        """Keep how the canary is doing, and what follows from it."""
        with self._database.writing() as connection:
            marks.keep_canary(connection, memory)
            outbox.owe(connection, owed, ())

    # The database itself

    def health(self) -> None:
        """Return if the database answers."""
        with self._database.reading() as connection:
            connection.execute(text("SELECT 1"))

    def describe(self) -> dict[str, Any]:
        """Say which database this is, its schema's revision, its size in bytes, and how many rows each noun has."""
        with self._database.reading() as connection:
            return {"database": self._database.name, **condition.describe(connection)}

    def _keep(self, connection: Connection, outcome: Outcome) -> tuple[Logged, ...]:
        if outcome == _NOTHING:
            return ()
        self._take_turn(connection)
        if outcome.story is not None:
            stories.save(connection, outcome.story, outcome.story_keys)
        logged = log.record(connection, outcome.changes)
        deadlines.record(connection, logged)
        outbox.owe(connection, outcome.owed, logged)
        return logged

    def _take_turn(self, connection: Connection) -> None:
        """Wait for other outcomes: what is decided on what is known must not miss what is being kept beside it."""
        if self._database.dialect == "postgresql":
            connection.execute(_ONE_OUTCOME_AT_A_TIME)

    def _up_to_date(self, memory: SourceMemory) -> SourceMemory:
        with self._lock:
            self._written[memory.id] = memory
            checked = self._checked.get(memory.id)
        return memory if checked is None else sources.with_check_of(memory, checked)

    def _put_off(self, memory: SourceMemory) -> bool:
        with self._lock:
            put_off = sources.only_checked(self._written.get(memory.id), memory)
            if put_off:
                self._checked[memory.id] = memory
        return put_off

    def _checks_overdue(self, at: datetime) -> bool:
        # A clock set back must not put them off for longer.
        kept = self._checks_kept
        late = kept is None or abs(at - kept) >= CHECKS_KEPT_WITHIN
        return late or len(self._checked) >= CHECKS_KEPT_TOGETHER


def _progress(document: KnownDocument) -> tuple[int, int, bool]:
    return document.revisions, document.missing, document.withdrawn
