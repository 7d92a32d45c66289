"""The tables, as SQLAlchemy Core sees them.

To change them: edit here, write the next file in `migrations/versions/`, put its number in REVISION, and
`tests/test_store_migrations.py` says whether all agree. The search index is not here, for it differs between the
databases: see `search.py`.
"""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
REVISION = "0003"  # the newest in migrations/versions/, which makes these tables
LONGEST_KEY = 500  # characters; PostgreSQL refuses index entries beyond 2,704 bytes
metadata = MetaData(naming_convention=NAMING)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept and given back in UTC, which SQLite forgets."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the driver UTC. Raises ValueError for a time without its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without its zone cannot be stored: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give back aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text that may come from a hostile page: what a database refuses is replaced by a mark, one for one."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Give the driver what every database takes."""
        return None if value is None else storable(value)


class Key(TypeDecorator[str]):
    """Text that is looked up by an index, which has no room for the longest addresses: those end in their digest."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Give the driver what every index takes."""
        return None if value is None else indexable(value)


def indexable(text: str) -> str:
    """Give the form under which a text is looked up: itself, or, beyond 500 characters, a start and its SHA-256."""
    text = storable(text)
    if len(text) <= LONGEST_KEY:
        return text
    return f"{text[: LONGEST_KEY - 65]}#{sha256(text.encode()).hexdigest()}"


def storable(text: str) -> str:
    """Replace NUL and lone surrogates, which PostgreSQL and UTF-8 have no room for, by U+FFFD; the length stays."""
    if "\0" in text:
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    if text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    return "".join("\N{REPLACEMENT CHARACTER}" if "\ud800" <= char <= "\udfff" else char for char in text)


# SQLite numbers rows by itself only when the column is called INTEGER.
RowNumber = BigInteger().with_variant(Integer, "sqlite")


def _number() -> Column[Any]:
    return Column("id", RowNumber, primary_key=True)


def _text(name: str) -> Column[Any]:
    return Column(name, Words, nullable=False)


sources = Table(
    "sources",
    metadata,
    Column("id", Words, primary_key=True),
    Column("etag", Words),
    Column("last_modified", Words),
    Column("listing_sha256", Words),
    Column("last_new", Instant),
    Column("entries", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    _text("health"),
    Column("error", Words),
    Column("parsed_once", Boolean, nullable=False),
    Column("told", Boolean, nullable=False),
    Column("usual_pause", Float),  # days
)

# What every check moves, apart from the rest: narrow rows share a page, so an unchanged check writes few bytes.
source_checks = Table(
    "source_checks",
    metadata,
    Column("source", Words, ForeignKey("sources.id"), primary_key=True),
    Column("next_due", Instant),
    Column("last_checked", Instant),
    Column("last_ok", Instant),
    Column("usual_entries", Float, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    _number(),
    Column("key", Key, nullable=False, unique=True),
    _text("url"),
    _text("source"),
    _text("title"),
    Column("published", Date),
    Column("first_seen", Instant, nullable=False),
    Column("baseline", Boolean, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("revisions", Integer, nullable=False, server_default="0"),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("missing", Integer, nullable=False, server_default="0"),
    Column("withdrawn", Boolean, nullable=False),
    Column("next_read", Instant),
    Column("etag", Words),
    Column("last_modified", Words),
    Column("sha256", Words),
    Column("story", Words, index=True),
    Index(None, "source", "next_read"),
    Index(None, "source", "first_seen"),
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("sha256", Words, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

fetches = Table(
    "fetches",
    metadata,
    _number(),
    Column("document", RowNumber, ForeignKey("documents.id"), nullable=False, index=True),
    Column("sha256", Words, ForeignKey("snapshots.sha256"), nullable=False, index=True),
    _text("url"),
    Column("status", Integer, nullable=False),
    _text("headers"),
    Column("fetched_at", Instant, nullable=False),
)

revisions = Table(
    "revisions",
    metadata,
    Column("document", RowNumber, ForeignKey("documents.id"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sha256", Words, ForeignKey("snapshots.sha256"), nullable=False),
    Column("read_at", Instant, nullable=False),
    _text("title"),
    Column("text", LargeBinary, nullable=False),
    Column("reading", LargeBinary, nullable=False),
)

stories = Table(
    "stories",
    metadata,
    Column("id", Words, primary_key=True),
    Column("programme", Key),
    Column("programme_name", Words),
    _text("stage"),
    Column("first_at", Instant, nullable=False),
    _text("body"),
    Index(None, "programme", "first_at"),
)

story_keys = Table(
    "story_keys",
    metadata,
    Column("key", Key, primary_key=True),
    Column("story", Words, ForeignKey("stories.id"), primary_key=True, index=True),
)

changes = Table(
    "changes",
    metadata,
    _number(),
    Column("at", Instant, nullable=False, index=True),
    _text("kind"),
    _text("source"),
    Column("story", Words),
    Column("programme", Key),
    Column("stage", Words),
    _text("body"),
    Index(None, "kind", "id"),
    Index(None, "source", "id"),
    Index(None, "story", "id"),
    Index(None, "programme", "id"),
    sqlite_autoincrement=True,
)

change_places = Table(
    "change_places",
    metadata,
    Column("change", RowNumber, ForeignKey("changes.id"), nullable=False, index=True),
    _text("code"),
    _text("city"),
    _text("role"),
    Index(None, "code", "change"),
    Index(None, "city", "change"),
)

deliveries = Table(
    "deliveries",
    metadata,
    _number(),
    _text("subscription"),
    _text("channel"),
    Column("key", Key, nullable=False),
    Column("window", Words),
    _text("state"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due", Instant, nullable=False),
    Column("claimed_until", Instant),
    Column("sent_at", Instant),
    Column("error", Words),
    Column("claimed_by", Words),
    Column("notice", Words),
    Index(None, "state", "due"),
    Index(None, "subscription", "window"),
)

# Every key ever owed, also those that joined a digest's row: this is what makes "nothing is owed twice" hold.
owed_keys = Table(
    "owed_keys",
    metadata,
    Column("key", Key, primary_key=True),
    Column("delivery", RowNumber, ForeignKey("deliveries.id"), nullable=False),
)

delivery_changes = Table(
    "delivery_changes",
    metadata,
    Column("delivery", RowNumber, ForeignKey("deliveries.id"), primary_key=True, autoincrement=False),
    Column("change", RowNumber, ForeignKey("changes.id"), primary_key=True, autoincrement=False, index=True),
)

# The last days that changes set, so that reminders need not read the whole log.
deadlines = Table(
    "deadlines",
    metadata,
    Column("change", RowNumber, ForeignKey("changes.id"), primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True, index=True),
)

# Subscriptions made by command or on the page; `body` holds the channel, which nothing else knows.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Words, primary_key=True),
    _text("state"),
    _text("body"),
    Column("channel", Words, nullable=False),
    Column("code", Words, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("asked_at", Instant, nullable=False, index=True),
    Column("until", Instant, nullable=False),
    Column("confirmed_at", Instant),
    Column("ended_at", Instant),
    Index(None, "channel", "asked_at"),
    Index(None, "state"),
)

# Subscriptions of the configuration that were ended by their link; another channel under the name begins anew.
silenced = Table(
    "silenced",
    metadata,
    Column("subscription", Words, primary_key=True),
    Column("channel", Words, nullable=False),
    Column("at", Instant, nullable=False),
)

# Channels that said they will never take a message, until a person has put them right.
stopped = Table(
    "stopped",
    metadata,
    Column("subscription", Words, primary_key=True),
    Column("channel", Words, nullable=False),
    Column("at", Instant, nullable=False),
    _text("error"),
)

# Single values: what unsubscribe links are signed with, how often subscriptions changed, how the canary is doing.
marks = Table("marks", metadata, Column("name", Words, primary_key=True), _text("value"))
