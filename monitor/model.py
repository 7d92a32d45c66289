"""The nouns of Pilotwatch as frozen values.

Standard library only. Times are aware UTC datetimes; calendar dates are those of Asia/Shanghai. Offsets count code
points of the text they belong to.
"""

import hashlib
import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum


class Level(StrEnum):
    """How much a source's word weighs; listed from the most to the least authoritative."""

    STATE_COUNCIL = "state_council"
    MINISTRY = "ministry"
    PROVINCE = "province"
    CITY = "city"
    NEWS = "news"

    @property
    def rank(self) -> int:
        """0 for the most authoritative level; the State Council and a ministry weigh the same."""
        return {Level.STATE_COUNCIL: 0, Level.MINISTRY: 0, Level.PROVINCE: 1, Level.CITY: 2, Level.NEWS: 3}[self]


class Stage(StrEnum):
    """Where in a programme's life a document stands."""

    SOLICIT = "solicit"
    PLAN = "plan"
    PROPOSED = "proposed"
    ANNOUNCED = "announced"
    TASKS = "tasks"
    PROGRESS = "progress"
    REVOKED = "revoked"
    OTHER = "other"


class Role(StrEnum):
    """How a document names a place, from the most to the least urgent."""

    SELECTED = "selected"
    PROPOSED = "proposed"
    TASKED = "tasked"
    REMOVED = "removed"
    EXCLUDED = "excluded"
    IMPLIED = "implied"
    MENTIONED = "mentioned"
    ORGANISATION = "organisation"


class Health(StrEnum):
    """How a source is doing (DESIGN.md section 6)."""

    OK = "ok"
    EMPTY = "empty"
    BLOCKED = "blocked"
    REDESIGNED = "redesigned"
    UNREACHABLE = "unreachable"
    CHARSET_SUSPECT = "charset_suspect"
    QUIET = "quiet"
    NEVER = "never"


class Pace(StrEnum):
    """How soon a subscription wants to hear."""

    AT_ONCE = "at_once"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"


# --- what is watched ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HtmlListing:
    """CSS selectors into a listing page; `link`, `title` and `date` are relative to `entry`, None: the usual place."""

    entry: str
    link: str | None = None
    title: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class FeedListing:
    """An RSS or Atom feed; nothing to configure."""


@dataclass(frozen=True, slots=True)
class JpaasListing:
    """A column of the jpaas platform: the page names its list unit, whose JSON holds the list as HTML.

    The selectors apply to that HTML. `tag` is the unit's tagId where the usual ones do not tell it, `fallback` the
    address of the unit as last known, asked where the column page names none.
    """

    entry: str
    link: str | None = None
    title: str | None = None
    date: str | None = None
    tag: str | None = None
    fallback: str | None = None


@dataclass(frozen=True, slots=True)
class JpageListing:
    """A column of the jcms platform: records in CDATA, in the page or behind its data proxy.

    The selectors apply to each record. `unit` is the unit's id where a column has several, `fallback` as for jpaas.
    """

    link: str | None = None
    title: str | None = None
    date: str | None = None
    unit: str | None = None
    fallback: str | None = None


@dataclass(frozen=True, slots=True)
class DsJsonListing:
    """A column of Xinhua's platform: a shell whose `data="datasource:ID"` names the file `ds_ID.json` beside it.

    `shell` selects that element where the usual ones do not, `fallback` is the file as last known.
    """

    shell: str | None = None
    fallback: str | None = None


@dataclass(frozen=True, slots=True)
class WebIdxListing:
    """A column of Liaoning's platform: links to /<digits>/index.shtml whose first eight digits are the date."""


@dataclass(frozen=True, slots=True)
class JsonListing:
    """A JSON list: dotted paths to it and into its items, of which the first that holds something counts.

    `link` may be an address with paths in braces. `day_turns_at` is when, in Beijing, the day's list is out: before it
    `{day}` in the source's URL is the day before.
    """

    items: str
    link: tuple[str, ...]
    title: tuple[str, ...]
    date: tuple[str, ...] = ()
    day_turns_at: timedelta = timedelta(0)


ListingRule = HtmlListing | FeedListing | JpaasListing | JpageListing | DsJsonListing | WebIdxListing | JsonListing


@dataclass(frozen=True, slots=True)
class DocumentRule:
    """CSS selectors into a document page; None means the generic reading."""

    title: str | None = None
    published: str | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a healthy listing looks like."""

    min_entries: int = 1
    quiet_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One column of one site that is polled."""

    id: str
    name: str
    publisher: str
    level: Level
    url: str
    every: timedelta
    listing: ListingRule
    document: DocumentRule = DocumentRule()
    expect: Expectation = Expectation()
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Network:
    """How we fetch.

    `allow_private` are private networks that may be fetched (CIDR), `per_host_interval` the pause between requests to
    one host, `timeout` what one fetch may take from connection to last byte.
    """

    allow_private: tuple[str, ...] = ()
    per_host_interval: timedelta = timedelta(seconds=1.5)
    timeout: timedelta = timedelta(seconds=20)


DEFAULT_ROLES = (Role.SELECTED, Role.PROPOSED, Role.TASKED, Role.REMOVED, Role.EXCLUDED)


DIGEST_ROLES = (Role.IMPLIED, Role.MENTIONED)


@dataclass(frozen=True, slots=True)
class Keywords:
    """Words a document must hold: one of `any`, each of `all`, and none of `none`; empty asks for nothing."""

    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A time of day in which nothing is sent but what tells of an `urgent` role; it may span midnight."""

    start: time
    end: time
    urgent: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who wants to hear of what, when, and where.

    `places` are gazetteer codes (a city also stands for its districts and zones), `programmes` and `sources` are keys
    and ids, empty meaning all. `channel` is an apprise URL and a secret. Of `roles` it hears at its pace, of `digest`
    daily. Digests go at `at`, weekly ones on `day` (0 is Monday), in `timezone`. `salutation` says whether a notice
    addressed to the whole country is told at all. `reminders` are days before a deadline.
    """

    id: str
    name: str
    channel: str = field(repr=False)
    places: tuple[str, ...]
    programmes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    roles: tuple[Role, ...] = DEFAULT_ROLES
    pace: Pace = Pace.AT_ONCE
    language: str = "zh"
    digest: tuple[Role, ...] = DIGEST_ROLES
    keywords: Keywords = Keywords()
    at: time = time(8)
    day: int = 0
    timezone: str = "Asia/Shanghai"
    quiet: QuietHours | None = None
    salutation: bool = False
    reminders: tuple[int, ...] = (7, 3, 1)


_NAMES_A_HOST = re.compile(
    r"(?:mailtos?|jsons?|forms?|xmls?|barks?|gotifys?|mmosts?|mqtts?|workflows?)://"
    r"(?P<login>[^@/?#]*@)?(?P<host>[\w.-]+(?::\d+)?|\[[0-9A-Fa-f:.]+\](?::\d+)?)(?:[/?#][^@]*)?",
    re.ASCII,
)


def masked(channel: str) -> str:
    """Return a channel's URL without its secrets, for ledgers, logs and errors: its scheme, and its host if it has one.

    Many services keep their key where a host would stand (`wecombot://KEY`), and a password may hold any character: the
    host is shown only for schemes that have one and where nothing else could be meant.
    """
    if channel.startswith("email:"):
        return "email:***"
    scheme, separator, _ = channel.partition("://")
    if not separator or not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme):
        return "***"
    if scheme.lower() == "console":
        return "console://"
    address, _, query = channel.partition("?")
    named = _NAMES_A_HOST.fullmatch(address.replace(scheme, scheme.lower(), 1))
    if named is None or (query and not re.match(r"[\w:+-]+=", query)):
        return f"{scheme.lower()}://***"
    return f"{scheme.lower()}://{'***@' if named['login'] else ''}{named['host']}"


@dataclass(frozen=True, slots=True)
class Place:
    """An administrative division, or a zone that belongs to one.

    `code` is the GB/T 2260 code ("210200"); a zone carries its host's code and its own `name`. `city` is the
    prefecture-level code it rolls up to (a municipality's districts roll up to "110000"); a province is its own.
    """

    code: str
    name: str
    short: str
    city: str
    province: str
    kind: str
    english: str = ""


# --- what is fetched ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us to ask "has it changed?" with."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The exact bytes a server sent, after transfer and content decoding.

    `url` is the final URL after redirects; header names are lower-case.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    fetched_at: datetime

    @property
    def sha256(self) -> str:
        """Hex digest of the body: the name of the snapshot."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def validators(self) -> Validators:
        """What to send with the next request for this URL."""
        return Validators(self.headers.get("etag"), self.headers.get("last-modified"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a listing; `url` is absolute, `published` as the listing states it."""

    url: str
    title: str
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table's grid; `start` and `end` locate its words in the document's text.

    A cell spanning several rows or columns stands in each of them with the same offsets, `inherited` in all but the
    first.
    """

    text: str
    start: int
    end: int
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its spans expanded: every row has the same number of cells."""

    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file a document links to."""

    url: str
    name: str


@dataclass(frozen=True, slots=True)
class Document:
    """One article or notice as extracted from its page.

    `text` starts with the title on a line of its own and then holds the body, a line a block, a table a line per row
    with its cells separated by tabs. `notes` say what could not be read.
    """

    url: str
    title: str
    published: date | None
    publisher: str | None
    text: str
    tables: tuple[Table, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    charset: str = "utf-8"
    notes: tuple[str, ...] = ()


# --- what is understood: the Reading (DESIGN.md section 3) ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that prove something: verbatim, an ellipsis marking what is left out."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Programme:
    """A policy pilot: `key` is stable and folds spellings, `name` is for people."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class ListedPlace:
    """A place a document says is (to be, no longer) a pilot."""

    code: str
    name: str
    city: str
    role: Role
    evidence: Evidence
    focus: str | None = None
    via: str | None = None


@dataclass(frozen=True, slots=True)
class PilotList:
    """The places a document lists, the count it states, and whether all are named (None: no way to know)."""

    places: tuple[ListedPlace, ...]
    stated_count: int | None = None
    approximate: bool = False
    unit: str = "city"
    complete: bool | None = None


@dataclass(frozen=True, slots=True)
class TaskPart:
    """A stated share of the tasks: 103 of them from an earlier plan."""

    count: int
    what: str


@dataclass(frozen=True, slots=True)
class Task:
    """One counted task; `number` as a reader would count it, `places` are codes it is for (empty: all)."""

    number: str
    text: str
    evidence: Evidence
    area: str | None = None
    places: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    deadline: str | None = None


@dataclass(frozen=True, slots=True)
class TaskList:
    """The tasks a document sets."""

    items: tuple[Task, ...]
    stated_count: int | None = None
    stated_areas: int | None = None
    parts: tuple[TaskPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """Where the text names a place, and how; `via` names the group that implies it."""

    code: str
    name: str
    city: str
    role: Role
    surface: str
    start: int
    end: int
    quote: str
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date the document sets: `start` and `end` as precise as the text ("2025", "2025-04", "2025-04-25")."""

    what: str
    text: str
    evidence: Evidence
    start: str | None = None
    end: str | None = None
    duration: str | None = None


_LAST_DAY = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?", re.ASCII)


def last_day(end: str | None) -> date | None:
    """Return the last day of a deadline's `end`: that of the month where it names no day, None for a mere year."""
    if end is None or (match := _LAST_DAY.fullmatch(end)) is None:
        return None
    year, month, day = int(match[1]), int(match[2]), int(match[3] or 0)
    try:
        return date(year, month, day or monthrange(year, month)[1])
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the system understood of one revision of a document."""

    title: str | None
    published: date | None
    language: str
    is_pilot_announcement: bool
    stage: Stage
    programme: Programme | None = None
    batch: int | None = None
    issuers: tuple[str, ...] = ()
    document_number: str | None = None
    cites: tuple[str, ...] = ()
    pilot_list: PilotList | None = None
    task_list: TaskList | None = None
    mentions: tuple[Mention, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    notes: tuple[str, ...] = ()
