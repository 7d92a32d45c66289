"""Subscriptions that people make, channels that stopped, the days that deadlines end, and who holds a delivery."""

import calendar
import contextlib
import json
import re
from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
ROWS_AT_ONCE = 1000
LAST_DAY = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?", re.ASCII)


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("claimed_by", sa.Text(), nullable=True))
    op.add_column("deliveries", sa.Column("notice", sa.Text(), nullable=True))
    op.create_table(
        "deadlines",
        sa.Column("change", ROW_NUMBER, autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["change"], ["changes.id"], name=op.f("fk_deadlines_change")),
        sa.PrimaryKeyConstraint("change", "day", name=op.f("pk_deadlines")),
    )
    op.create_index(op.f("ix_deadlines_day"), "deadlines", ["day"])
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
    )
    op.create_index(op.f("ix_subscriptions_asked_at"), "subscriptions", ["asked_at"])
    op.create_index(op.f("ix_subscriptions_channel_asked_at"), "subscriptions", ["channel", "asked_at"])
    op.create_index(op.f("ix_subscriptions_state"), "subscriptions", ["state"])
    op.create_table(
        "silenced",
        sa.Column("subscription", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("subscription", name=op.f("pk_silenced")),
    )
    op.create_table(
        "stopped",
        sa.Column("subscription", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("subscription", name=op.f("pk_stopped")),
    )
    op.create_table(
        "marks",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_marks")),
    )
    _note_deadlines()


def _note_deadlines() -> None:
    """Fill in the days of the deadlines that the log tells already."""
    connection = op.get_bind()
    lines = sa.text(
        "SELECT id, body FROM changes WHERE id > :after AND body LIKE '%\"deadlines\":[{%' ORDER BY id LIMIT :rows"
    )
    add = sa.text("INSERT INTO deadlines (change, day) VALUES (:change, :day)").bindparams(
        sa.bindparam("day", type_=sa.Date())
    )
    after = 0
    while rows := connection.execute(lines, {"after": after, "rows": ROWS_AT_ONCE}).all():
        after = rows[-1].id
        days = [{"change": row.id, "day": day} for row in rows for day in sorted(set(_days(json.loads(row.body))))]
        if days:
            connection.execute(add, days)


def _days(change: dict[str, object]) -> Iterator[date]:
    deadlines = change.get("deadlines")
    for deadline in deadlines if isinstance(deadlines, list) else []:
        match = LAST_DAY.fullmatch(str(deadline.get("end")))
        if match is None:
            continue
        year, month, day = (int(part or 0) for part in match.groups())
        with contextlib.suppress(ValueError):
            yield date(year, month, day or calendar.monthrange(year, month)[1])
