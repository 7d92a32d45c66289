"""The first tables, and the search index of the change log."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    create_tables()
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE change_words USING fts5(words, content='', columnsize=0, tokenize='ascii')")
    else:
        op.create_table(
            "change_words",
            sa.Column("change", sa.BigInteger(), nullable=False, autoincrement=False),
            sa.Column("words", sa.Text(), nullable=False),
            sa.Column("grams", sa.ARRAY(sa.Text()), nullable=False),
            sa.ForeignKeyConstraint(["change"], ["changes.id"], name=op.f("fk_change_words_change")),
            sa.PrimaryKeyConstraint("change", name=op.f("pk_change_words")),
        )
        op.create_index(op.f("ix_change_words_grams"), "change_words", ["grams"], postgresql_using="gin")


def create_tables() -> None:
    op.create_table(
        "changes",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=True),
        sa.Column("programme", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_changes_at"), "changes", ["at"], unique=False)
    op.create_index(op.f("ix_changes_kind_id"), "changes", ["kind", "id"], unique=False)
    op.create_index(op.f("ix_changes_programme_id"), "changes", ["programme", "id"], unique=False)
    op.create_index(op.f("ix_changes_source_id"), "changes", ["source", "id"], unique=False)
    op.create_index(op.f("ix_changes_story_id"), "changes", ["story", "id"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("subscription", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("window", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due", INSTANT, nullable=False),
        sa.Column("claimed_until", INSTANT, nullable=True),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    op.create_index(op.f("ix_deliveries_state_due"), "deliveries", ["state", "due"], unique=False)
    op.create_index(op.f("ix_deliveries_subscription_window"), "deliveries", ["subscription", "window"], unique=False)
    op.create_table(
        "documents",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("first_seen", INSTANT, nullable=False),
        sa.Column("baseline", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("revisions", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("missing", sa.Integer(), server_default="0", nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("next_read", INSTANT, nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("story", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("key", name=op.f("uq_documents_key")),
    )
    op.create_index(op.f("ix_documents_source_first_seen"), "documents", ["source", "first_seen"], unique=False)
    op.create_index(op.f("ix_documents_source_next_read"), "documents", ["source", "next_read"], unique=False)
    op.create_index(op.f("ix_documents_story"), "documents", ["story"], unique=False)
    op.create_table(
        "snapshots",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_snapshots")),
    )
    op.create_table(
        "sources",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("listing_sha256", sa.Text(), nullable=True),
        sa.Column("last_new", INSTANT, nullable=True),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("health", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("parsed_once", sa.Boolean(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
    )
    op.create_table(
        "stories",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=True),
        sa.Column("programme_name", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stories")),
    )
    op.create_index(op.f("ix_stories_programme_first_at"), "stories", ["programme", "first_at"], unique=False)
    op.create_table(
        "change_places",
        sa.Column("change", ROW_NUMBER, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["change"], ["changes.id"], name=op.f("fk_change_places_change")),
    )
    op.create_index(op.f("ix_change_places_change"), "change_places", ["change"], unique=False)
    op.create_index(op.f("ix_change_places_city_change"), "change_places", ["city", "change"], unique=False)
    op.create_index(op.f("ix_change_places_code_change"), "change_places", ["code", "change"], unique=False)
    op.create_table(
        "delivery_changes",
        sa.Column("delivery", ROW_NUMBER, autoincrement=False, nullable=False),
        sa.Column("change", ROW_NUMBER, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["change"], ["changes.id"], name=op.f("fk_delivery_changes_change")),
        sa.ForeignKeyConstraint(["delivery"], ["deliveries.id"], name=op.f("fk_delivery_changes_delivery")),
        sa.PrimaryKeyConstraint("delivery", "change", name=op.f("pk_delivery_changes")),
    )
    op.create_index(op.f("ix_delivery_changes_change"), "delivery_changes", ["change"], unique=False)
    op.create_table(
        "fetches",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("document", ROW_NUMBER, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("fetched_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name=op.f("fk_fetches_document")),
        sa.ForeignKeyConstraint(["sha256"], ["snapshots.sha256"], name=op.f("fk_fetches_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fetches")),
    )
    op.create_index(op.f("ix_fetches_document"), "fetches", ["document"], unique=False)
    op.create_index(op.f("ix_fetches_sha256"), "fetches", ["sha256"], unique=False)
    op.create_table(
        "owed_keys",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("delivery", ROW_NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["delivery"], ["deliveries.id"], name=op.f("fk_owed_keys_delivery")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_owed_keys")),
    )
    op.create_table(
        "revisions",
        sa.Column("document", ROW_NUMBER, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("read_at", INSTANT, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("reading", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name=op.f("fk_revisions_document")),
        sa.ForeignKeyConstraint(["sha256"], ["snapshots.sha256"], name=op.f("fk_revisions_sha256")),
        sa.PrimaryKeyConstraint("document", "number", name=op.f("pk_revisions")),
    )
    op.create_table(
        "source_checks",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("next_due", INSTANT, nullable=True),
        sa.Column("last_checked", INSTANT, nullable=True),
        sa.Column("last_ok", INSTANT, nullable=True),
        sa.Column("usual_entries", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_source_checks_source")),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_source_checks")),
    )
    op.create_table(
        "story_keys",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], name=op.f("fk_story_keys_story")),
        sa.PrimaryKeyConstraint("key", "story", name=op.f("pk_story_keys")),
    )
    op.create_index(op.f("ix_story_keys_story"), "story_keys", ["story"], unique=False)
