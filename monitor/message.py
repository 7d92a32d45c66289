"""A message as words in an order, before any channel gives it a form: what `alert` makes and `notifiers` send.

Every text in it may come from a page and is hostile: whoever gives it a form escapes it for that form.
"""

from dataclasses import dataclass
from datetime import date, datetime

from monitor.model import Programme, Role, Stage


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a label, such as what changed or which deadlines are set."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Links:
    """Links under a label, such as the other outlets; `more` tells of those left out."""

    label: str
    links: tuple[Link, ...]
    more: str = ""


@dataclass(frozen=True, slots=True)
class ToldPlace:
    """A place as a program wants it: the reader's own language in `name`, the bare words in `short`."""

    code: str
    name: str
    short: str
    role: Role


@dataclass(frozen=True, slots=True)
class Facts:
    """What a program wants to know of a told story; `at` is when the last of its changes was found."""

    changes: tuple[int, ...]
    kinds: tuple[str, ...]
    at: datetime
    source: str
    url: str
    title: str = ""
    story: str | None = None
    programme: Programme | None = None
    stage: Stage | None = None
    batch: int | None = None
    published: date | None = None
    document_number: str | None = None
    places: tuple[ToldPlace, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    stated_count: int | None = None
    complete: bool | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """One story in words, its parts in the order they are told.

    `tag` is what stands in the subject's brackets, `about` the programme or the title, `cities` the cities concerned by
    their bare names; `quotes` are verbatim.
    """

    tag: str
    about: str
    headline: str
    byline: str
    why: str
    facts: Facts
    cities: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    differences: Section | None = None
    deadlines: Section | None = None
    links: tuple[Link, ...] = ()
    outlets: Links | None = None
    warnings: Section | None = None


@dataclass(frozen=True, slots=True)
class TellingGroup:
    """The stories of one city and programme in a digest; a message of its own has one group without a heading."""

    heading: str
    tellings: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A message to one subscription, in its language.

    `key` is the same for every attempt, `thread` for every message about a story. `whole` leads to all it tells, for
    channels that take less. `preheader` is the line a mailbox shows beside the subject.
    """

    key: str
    subject: str
    preheader: str
    language: str
    groups: tuple[TellingGroup, ...]
    whole: Link
    footer: str = ""
    unsubscribe: Link | None = None
    thread: str | None = None

    @property
    def tellings(self) -> tuple[Telling, ...]:
        """Every story in the message, in order."""
        return tuple(telling for group in self.groups for telling in group.tellings)
