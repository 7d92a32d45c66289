"""What is remembered between two polls, and what a step asks to have remembered: what `storage` takes and gives."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from monitor.changes import Change
from monitor.model import (
    Entry,
    Health,
    Level,
    ListedPlace,
    Page,
    Programme,
    Reading,
    Role,
    Stage,
    Subscription,
    Task,
    Validators,
)


@dataclass(frozen=True, slots=True)
class SourceMemory:
    """A source between two polls.

    `parsed_once` turns true with the first listing ever parsed: until then everything found is the baseline. `entries`
    is the last good count, `usual_entries` a slow average of it. `told` says that operators know it is failing.
    `usual_pause` is how long it is now and then without news, as the dates on its listing tell.
    """

    id: str
    validators: Validators = Validators()
    listing_sha256: str | None = None
    next_due: datetime | None = None
    last_checked: datetime | None = None
    last_ok: datetime | None = None
    last_new: datetime | None = None
    entries: int = 0
    usual_entries: float = 0.0
    failures: int = 0
    health: Health = Health.NEVER
    error: str | None = None
    parsed_once: bool = False
    told: bool = False
    usual_pause: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A listing entry to remember: new, or known under this key with another title or date.

    `key` is the canonical URL (scheme, `www.`, fragment and tracking parameters folded away): the document's identity.
    `moved` is the number of the known document that now stands under this key: its site was redesigned.
    """

    key: str
    entry: Entry
    baseline: bool = False
    late: bool = False
    moved: int | None = None


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document as remembered, without its texts.

    `revisions` counts what was read so far (0: never), `failures` the reads that failed in a row, `missing` the 404 or
    410 answers in a row. `next_read` is None when it is not to be read again.
    """

    id: int
    key: str
    url: str
    source: str
    entry: Entry
    first_seen: datetime
    baseline: bool
    late: bool
    revisions: int
    failures: int
    missing: int
    withdrawn: bool
    next_read: datetime | None
    validators: Validators
    sha256: str | None
    story: str | None


@dataclass(frozen=True, slots=True)
class Revision:
    """A document as read at one moment."""

    text: str = field(repr=False)
    reading: Reading = field(repr=False)
    sha256: str
    read_at: datetime
    title: str = ""


@dataclass(frozen=True, slots=True)
class Outlet:
    """One document of a story; `sketch` is a sample of its text by which a reprint is recognised.

    `stage` is what this document was read as; a recap (progress) says nothing new of the list. `act` tells a meeting or
    press conference of the day ("event") from the issuing of a document ("issue").
    """

    source: str
    publisher: str
    level: Level
    url: str
    title: str
    published: date | None
    places: tuple[ListedPlace, ...] = ()
    complete: bool | None = None
    stated_count: int | None = None
    sketch: tuple[str, ...] = ()
    stage: Stage | None = None
    act: Literal["event", "issue"] | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One real-world announcement, however many outlets carry it; `outlets` in the order they were read.

    `id` is derived from the first document's key, so that the same input gives the same stories. `primary` is the URL
    of the outlet that leads. `places` is the list as best known, each name from the most authoritative outlet that has
    it.
    """

    id: str
    programme: Programme | None
    stage: Stage
    batch: int | None
    document_number: str | None
    title: str
    published: date | None
    first_at: datetime
    primary: str
    outlets: tuple[Outlet, ...]
    places: tuple[ListedPlace, ...] = ()
    stated_count: int | None = None
    complete: bool | None = None
    tasks: tuple[Task, ...] = ()
    stated_tasks: int | None = None
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgrammeSummary:
    """How many stories a programme has, and when its first and its latest began."""

    programme: Programme
    stories: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """That a programme concerned a place in a role: the number of the first change that said so, and of the latest."""

    programme: str
    code: str
    city: str
    role: Role
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Notice:
    """What a message tells that is no line of the change log: how a channel or the canary is doing.

    `name` is the subscription it is about, `channel` is masked.
    """

    kind: Literal["channel_stopped", "canary", "canary_missing", "canary_back"]
    at: datetime
    name: str = ""
    channel: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """A message owed to one subscription.

    `changes` index into the changes remembered in the same step. `window` names the digest it belongs to ("daily
    2026-01-09"); None is a message of its own. `key` is what makes a repetition recognisable. `channel` is masked.
    """

    subscription: str
    channel: str
    key: str
    changes: tuple[int, ...]
    due: datetime
    window: str | None = None
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows from a step: everything in it is remembered in one transaction or not at all."""

    changes: tuple[Change, ...] = ()
    owed: tuple[Owed, ...] = ()
    story: Story | None = None
    story_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What the memory holds that bears on a document just read.

    `previous` is its last revision, `own_story` the story it belongs to, `stories` those that share a key with it, and
    `life` those of the same programme, newest first.
    """

    document: KnownDocument
    previous: Revision | None
    own_story: Story | None
    stories: tuple[Story, ...]
    life: tuple[Story, ...]


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A document's new revision, as read: what is kept besides the changes it causes.

    `attached` are its attachments as fetched; one that could not be fetched has no body and the status 0.
    """

    page: Page
    title: str
    text: str
    reading: Reading
    next_read: datetime | None
    attached: tuple[Page, ...] = ()


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """An attachment as last fetched, without its bytes; `sha256` names them, `status` 0: it could not be fetched."""

    url: str
    status: int
    sha256: str
    validators: Validators


@dataclass(frozen=True, slots=True)
class Attempt:
    """How an attempt to read a document ended: with a new revision (`read`), unchanged, or in failure."""

    next_read: datetime | None
    failures: int = 0
    missing: int = 0
    withdrawn: bool = False
    validators: Validators = Validators()
    read: ReadResult | None = None


@dataclass(frozen=True, slots=True)
class LogQuery:
    """Which lines of the change log are wanted; None or empty means any, newest first unless `oldest_first`.

    `place` is a gazetteer code: a city also finds its districts and zones, a province code what lies in it. `text`
    finds lines whose title, names or quotes hold it. `before` pages: ids below it.
    """

    place: str | None = None
    programme: str | None = None
    kinds: tuple[str, ...] = ()
    source: str | None = None
    story: str | None = None
    stage: Stage | None = None
    role: Role | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str | None = None
    before: int | None = None
    limit: int | None = None
    oldest_first: bool = False


@dataclass(frozen=True, slots=True)
class Logged:
    """A change with the number under which the log holds it."""

    id: int
    change: Change


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of the outbox and of the ledger; `state` is pending, sent or failed, `channel` is masked."""

    id: int
    subscription: str
    channel: str
    key: str
    changes: tuple[int, ...]
    state: str
    attempts: int
    due: datetime
    sent_at: datetime | None
    error: str | None
    window: str | None = None
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A subscription that somebody made by command or on the page, and how far it has come.

    It is `asked` until the code sent to its channel comes back before `until`, then `active`, at last `ended`.
    """

    subscription: Subscription
    state: Literal["asked", "active", "ended"]
    asked_at: datetime
    until: datetime
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A channel that said it will never take a message; `channel` is a digest of its URL, which a new one ends."""

    subscription: str
    channel: str
    at: datetime
    error: str


@dataclass(frozen=True, slots=True)
class CanaryMemory:
    """The last synthetic announcement: when it set out, when one last arrived, and what keeps it.

    `told` says that operators know that none arrives.
    """

    started: datetime | None = None
    arrived: datetime | None = None
    error: str | None = None
    told: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """A document as just read, with what its source says of itself: what is compared with what is known."""

    source: str
    publisher: str
    level: Level
    key: str
    url: str
    title: str
    published: date | None
    text: str = field(repr=False)
    reading: Reading = field(repr=False)
    sha256: str
    at: datetime
    baseline: bool = False
    late: bool = False
