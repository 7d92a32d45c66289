"""The facts of the change log: a closed union, in the past tense, never edited.

Each fact carries everything needed to tell it, its evidence, and the places it concerns. To add a kind: define it here,
add it to `Change`, and `assert_never` in `alert.py` makes mypy list the rest.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from monitor.model import Deadline, Health, Programme, Role, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The words that prove a change; `snapshot` is the sha256 of the bytes they were read from.

    `start` and `end` locate the quote in the text of the revision read from that snapshot.
    """

    quote: str
    url: str
    snapshot: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """A place a change is about, and what the change means for it."""

    code: str
    name: str
    city: str
    role: Role
    quote: str = ""
    focus: str | None = None
    via: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed:
    """The same division under another name."""

    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RolledUp:
    """A city that was listed by its districts and zones and is now listed itself, or the other way round; names."""

    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reworded:
    """A task whose text was edited."""

    number: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutDocument:
    """What every change of a document tells.

    `baseline` marks what was already there on the first visit to its source: it is logged and never sent. `late` marks
    a find whose own date is long past (补发). `notes` say what was not understood (需人工核对).
    """

    at: datetime
    source: str
    publisher: str
    url: str
    title: str
    published: date | None
    story: str
    programme: Programme | None
    stage: Stage
    batch: int | None
    issuers: tuple[str, ...] = ()
    document_number: str | None = None
    concerns: tuple[Concern, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    evidence: tuple[Proof, ...] = ()
    notes: tuple[str, ...] = ()
    baseline: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPublished(AboutDocument):
    """A document was read for the first time."""

    kind: Literal["document_published"] = "document_published"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRevised(AboutDocument):
    """A known document now says something else; `added` and `removed` are the lines a person would see differ."""

    added_text: tuple[str, ...] = ()
    removed_text: tuple[str, ...] = ()
    kind: Literal["document_revised"] = "document_revised"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentWithdrawn(AboutDocument):
    """A known document was gone twice in a row."""

    status: int
    kind: Literal["document_withdrawn"] = "document_withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutList(AboutDocument):
    """What every change of a pilot list tells; names are those of the places added, removed and renamed.

    What stands under `rolled_up` is neither added nor removed.
    """

    stated_count: int | None = None
    named_count: int = 0
    unit: str = "city"
    complete: bool | None = None
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    rolled_up: tuple[RolledUp, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPublished(AboutList):
    """A story's first pilot list."""

    kind: Literal["list_published"] = "list_published"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChanged(AboutList):
    """A known list now reads otherwise, in the same document or in a more authoritative one."""

    previous_count: int | None = None
    kind: Literal["list_changed"] = "list_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFinalised(AboutList):
    """A proposed list was decided; `added` and `removed` are against the proposal at `proposed_url`."""

    proposed_url: str
    proposed_story: str
    kind: Literal["list_finalised"] = "list_finalised"


@dataclass(frozen=True, slots=True, kw_only=True)
class TasksPublished(AboutDocument):
    """A story's first task list."""

    stated_count: int | None = None
    stated_areas: int | None = None
    item_count: int = 0
    kind: Literal["tasks_published"] = "tasks_published"


@dataclass(frozen=True, slots=True, kw_only=True)
class TasksChanged(AboutDocument):
    """A known task list now reads otherwise."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    reworded: tuple[Reworded, ...] = ()
    kind: Literal["tasks_changed"] = "tasks_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryJoined(AboutDocument):
    """One more outlet carries a known story.

    `added` are places the story did not have before, `conflicts` what this outlet says against a more authoritative
    one.
    """

    primary_source: str
    primary_url: str
    added: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    kind: Literal["story_joined"] = "story_joined"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFailing:
    """A source stopped working; told to operators once."""

    at: datetime
    source: str
    name: str
    url: str
    health: Health
    error: str
    kind: Literal["source_failing"] = "source_failing"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecovered:
    """A source works again; told to operators once."""

    at: datetime
    source: str
    name: str
    url: str
    was: Health
    kind: Literal["source_recovered"] = "source_recovered"


ListChange = ListPublished | ListChanged | ListFinalised
TaskChange = TasksPublished | TasksChanged
DocumentChange = DocumentPublished | DocumentRevised | DocumentWithdrawn | ListChange | TaskChange | StoryJoined
SourceChange = SourceFailing | SourceRecovered
Change = DocumentChange | SourceChange
