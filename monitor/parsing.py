"""What is done with fetched bytes, whole: the tasks that run in a child process. Pure, and answers are plain values.

They are called by name, so that the parsers of files are loaded in the child only.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from monitor.attachment.append import Fetched, append_attachments
from monitor.document import DocumentError, extract
from monitor.listing import ListingError, parse_listing
from monitor.model import Attachment, DocumentRule, Entry, Health, Page, Reading, Source
from monitor.read import read

ENTRIES = "monitor.parsing:entries"
UNDERSTAND = "monitor.parsing:understand"
READ_FILE = "monitor.attachment.contents:read_file"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A page that could not be read as what it should be, and what that means for its source.

    `entries` are those of a listing that shows too few: they are no less new for that.
    """

    health: Health
    why: str
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """A document as extracted and read; `attachments` are the files its page links to."""

    title: str
    published: date | None
    text: str = field(repr=False)
    reading: Reading = field(repr=False)
    attachments: tuple[Attachment, ...] = ()


def entries(page: Page, source: Source) -> tuple[Entry, ...] | Refusal:
    """Return what a listing shows."""
    try:
        return parse_listing(page, source)
    except ListingError as error:
        return Refusal(error.health, str(error), tuple(error.entries))


def understand(
    page: Page, rule: DocumentRule, entry: Entry | None, files: Sequence[Fetched] = ()
) -> Understood | Refusal:
    """Return what a page says together with its attached files."""
    try:
        document = extract(page, rule, entry)
    except DocumentError as error:
        return Refusal(error.health, str(error))
    document = append_attachments(document, files)
    return Understood(document.title, document.published, document.text, read(document), document.attachments)
