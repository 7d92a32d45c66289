"""The outbox and the ledger of deliveries: one row per message and recipient, from owed to sent or failed."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, case, func, or_, select, update

from monitor.memory import Delivery, Logged, Notice, Owed
from storage.schema import deliveries, delivery_changes, indexable, owed_keys
from storage.statements import chunks, insert


def owe(connection: Connection, owed: Sequence[Owed], logged: Sequence[Logged]) -> None:
    """Add messages to send about changes just logged.

    A key that was owed before is ignored. What belongs to a window joins that window's row, unless a sender has ever
    taken it: then what was sent under its key is settled, and a row of its own follows.
    """
    new = _never_owed(connection, owed)
    rows = _open_windows(connection, new)
    fresh = [each for each in _first_of_window(new) if _window(each) not in rows]
    if fresh:
        numbers = connection.execute(_ADD, [_row(each) for each in fresh]).scalars()
        rows |= {_window(each): number for each, number in zip(fresh, numbers, strict=True)}
    if new:
        keys = [{"key": each.key, "delivery": rows[_window(each)]} for each in new]
        connection.execute(owed_keys.insert(), keys)
    links = {(rows[_window(each)], logged[index].id): None for each in new for index in each.changes}
    if links:
        pairs = [{"delivery": delivery, "change": change} for delivery, change in links]
        connection.execute(insert(connection, delivery_changes).on_conflict_do_nothing(), pairs)


def free(
    now: datetime, subscriptions: Collection[str] | None, excluding: Collection[str], channels: Collection[str] = ()
) -> ColumnElement[bool]:
    """Give the condition under which a message can be claimed: due, held by nobody, for one of these subscriptions.

    None stands for all subscriptions; the excluded ones, and those on these (masked) channels, are left out in any
    case.
    """
    condition = _PENDING & (deliveries.c.due <= now) & _unclaimed(now)
    if subscriptions is not None:
        condition &= deliveries.c.subscription.in_(subscriptions)
    if channels:
        condition &= deliveries.c.channel.not_in(channels)
    return condition & deliveries.c.subscription.not_in(excluding)


def any_free(connection: Connection, free: ColumnElement[bool]) -> bool:
    """Say whether there is anything to claim."""
    return connection.scalar(select(deliveries.c.id).where(free).limit(1)) is not None


def claim(
    connection: Connection, free: ColumnElement[bool], until: datetime, limit: int, by: str | None = None
) -> list[Delivery]:
    """Take free messages so that nobody else takes them before `until`; each counts a try.

    The longest overdue come first, and among those due together the least tried: one that is refused again and again
    does not stand before the others. `by` is who takes them.
    """
    order = (deliveries.c.due, deliveries.c.attempts, deliveries.c.id)
    ids = connection.scalars(
        select(deliveries.c.id).where(free).order_by(*order).limit(limit).with_for_update(skip_locked=True)
    ).all()
    taken = update(deliveries).values(claimed_until=until, claimed_by=by, attempts=deliveries.c.attempts + 1)
    for chunk in chunks(ids):
        connection.execute(taken.where(deliveries.c.id.in_(chunk), free))
    return _load(connection, ids)


def sent(connection: Connection, id_: int, at: datetime) -> None:
    """Note that a channel took the message."""
    kept = {"state": "sent", "sent_at": at, "claimed_until": None, "error": None}
    connection.execute(update(deliveries).where(deliveries.c.id == id_, deliveries.c.state != "sent").values(kept))


def postpone(connection: Connection, id_: int, due: datetime, error: str) -> None:
    """Give a message back, to be tried again when due."""
    _give_back(connection, id_, {"due": due, "error": error})


def fail(connection: Connection, id_: int, error: str) -> None:
    """Note that the message will not be sent, and why."""
    _give_back(connection, id_, {"state": "failed", "error": error})


def release(connection: Connection, by: str) -> int:
    """Free what this sender holds, because it is dead; say how many messages that is."""
    held = _PENDING & (deliveries.c.claimed_by == by) & deliveries.c.claimed_until.is_not(None)
    return connection.execute(update(deliveries).where(held).values(claimed_until=None)).rowcount


def put_off(connection: Connection, ids: Collection[int], due: datetime) -> None:
    """Give back claimed messages that were not tried after all, to be sent when due."""
    untried = update(deliveries).values(due=due, claimed_until=None, attempts=deliveries.c.attempts - 1)
    for chunk in chunks(ids):
        connection.execute(untried.where(deliveries.c.id.in_(chunk), _PENDING))


def wait(connection: Connection, subscription: str, now: datetime, until: datetime) -> None:
    """Have nothing that nobody holds sent to a subscription before `until`."""
    early = _PENDING & (deliveries.c.subscription == subscription) & (deliveries.c.due < until) & _unclaimed(now)
    connection.execute(update(deliveries).where(early).values(due=until))


def forget(connection: Connection, subscription: str) -> None:
    """Delete the messages to a subscription that tell no change, sent or not."""
    ids = connection.scalars(
        select(deliveries.c.id).where(deliveries.c.subscription == subscription, deliveries.c.notice.is_not(None))
    ).all()
    for chunk in chunks(ids):
        connection.execute(owed_keys.delete().where(owed_keys.c.delivery.in_(chunk)))
        connection.execute(deliveries.delete().where(deliveries.c.id.in_(chunk)))


def recipients(connection: Connection, ids: Collection[int]) -> set[str]:
    """Give the subscriptions these messages are for."""
    return {
        subscription
        for chunk in chunks(ids)
        for subscription in connection.scalars(select(deliveries.c.subscription).where(deliveries.c.id.in_(chunk)))
    }


def retry(connection: Connection, now: datetime, ids: Collection[int] | None) -> int:
    """Make failed messages due now, and those named even if they only wait; say how many they are."""
    again = update(deliveries).values(state="pending", due=now, claimed_until=None)
    if ids is None:
        return connection.execute(again.where(deliveries.c.state == "failed")).rowcount
    open_ = or_(deliveries.c.state == "failed", _PENDING & _unclaimed(now))
    return sum(connection.execute(again.where(deliveries.c.id.in_(chunk), open_)).rowcount for chunk in chunks(ids))


def find(
    connection: Connection, state: str | None, subscription: str | None, limit: int | None, before: int | None = None
) -> list[Delivery]:
    """Give rows of the ledger, newest first."""
    wanted = select(deliveries.c.id).order_by(deliveries.c.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(deliveries.c.id < before)
    if state is not None:
        wanted = wanted.where(deliveries.c.state == state)
    if subscription is not None:
        wanted = wanted.where(deliveries.c.subscription == subscription)
    return _load(connection, connection.scalars(wanted).all())


def about(connection: Connection, changes: Collection[int], limit: int) -> list[Delivery]:
    """Give the rows that tell any of these changes, newest first."""
    told = {
        number: None
        for chunk in chunks(changes)
        for number in connection.scalars(
            select(delivery_changes.c.delivery).distinct().where(delivery_changes.c.change.in_(chunk))
        )
    }
    return _load(connection, sorted(told, reverse=True)[:limit])


def counts(connection: Connection) -> dict[str, int]:
    """Count the rows in each state."""
    rows = connection.execute(select(deliveries.c.state, func.count().label("rows")).group_by(deliveries.c.state))
    return {row.state: row.rows for row in rows}


def next_due(connection: Connection) -> datetime | None:
    """Say when the next message can be taken: when it is due and no sender holds it; None if none waits."""
    held = deliveries.c.claimed_until > deliveries.c.due
    free_at = case((held, deliveries.c.claimed_until), else_=deliveries.c.due)
    first: datetime | None = connection.scalar(select(func.min(free_at)).where(_PENDING))
    return first


def pending(connection: Connection) -> int:
    """Count what is still to be sent."""
    return connection.scalar(select(func.count()).select_from(deliveries).where(_PENDING)) or 0


_NOTICE: TypeAdapter[Notice] = TypeAdapter(Notice)
_PENDING = deliveries.c.state == "pending"
_ADD = deliveries.insert().returning(deliveries.c.id, sort_by_parameter_order=True)

Window = tuple[str, str]


def _window(owed: Owed) -> Window:
    # A message of its own is a window that nothing else belongs to: its key cannot be the name of one.
    return (owed.subscription, f"\n{owed.key}" if owed.window is None else owed.window)


def _never_owed(connection: Connection, owed: Sequence[Owed]) -> list[Owed]:
    by_key = {indexable(each.key): each for each in reversed(owed)}
    before = {
        key
        for chunk in chunks(by_key)
        for key in connection.scalars(select(owed_keys.c.key).where(owed_keys.c.key.in_(chunk)))
    }
    return [by_key[key] for key in reversed(by_key) if key not in before]


def _open_windows(connection: Connection, owed: Iterable[Owed]) -> dict[Window, int]:
    """Give the row that still takes changes of each window; on PostgreSQL no sender can take it before we are done."""
    rows: dict[Window, int] = {}
    by_window: dict[str, dict[str, None]] = {}
    for each in owed:
        if each.window is not None:
            by_window.setdefault(each.window, {})[each.subscription] = None
    for window, subscriptions in by_window.items():
        untouched = (deliveries.c.window == window) & _PENDING & (deliveries.c.attempts == 0)
        for chunk in chunks(subscriptions):
            wanted = select(deliveries.c.id, deliveries.c.subscription).where(
                untouched, deliveries.c.subscription.in_(chunk)
            )
            found = connection.execute(wanted.order_by(deliveries.c.id).with_for_update())
            rows |= {(row.subscription, window): row.id for row in found}
    return rows


def _first_of_window(owed: Iterable[Owed]) -> list[Owed]:
    first: dict[Window, Owed] = {}
    for each in owed:
        first.setdefault(_window(each), each)
    return list(first.values())


def _row(owed: Owed) -> dict[str, Any]:
    return {
        "subscription": owed.subscription,
        "channel": owed.channel,
        "key": owed.key,
        "window": owed.window,
        "state": "pending",
        "due": owed.due,
        "notice": _NOTICE.dump_json(owed.notice).decode() if owed.notice else None,
    }


def _unclaimed(now: datetime) -> ColumnElement[bool]:
    return deliveries.c.claimed_until.is_(None) | (deliveries.c.claimed_until <= now)


def _give_back(connection: Connection, id_: int, kept: dict[str, Any]) -> None:
    # Only while pending: a sender whose lease ran out must not take back what another one has sent since.
    mine = (deliveries.c.id == id_) & _PENDING
    connection.execute(update(deliveries).where(mine).values(claimed_until=None, **kept))


def _load(connection: Connection, ids: Sequence[int]) -> list[Delivery]:
    rows: dict[int, Any] = {}
    told: dict[int, list[int]] = {}
    for chunk in chunks(ids):
        rows |= {row.id: row for row in connection.execute(select(deliveries).where(deliveries.c.id.in_(chunk)))}
        links = select(delivery_changes).where(delivery_changes.c.delivery.in_(chunk))
        for link in connection.execute(links.order_by(delivery_changes.c.change)):
            told.setdefault(link.delivery, []).append(link.change)
    return [_delivery(rows[id_], told.get(id_, [])) for id_ in ids]


def _delivery(row: Any, told: Sequence[int]) -> Delivery:
    return Delivery(
        id=row.id,
        subscription=row.subscription,
        channel=row.channel,
        key=row.key,
        changes=tuple(told),
        state=row.state,
        attempts=row.attempts,
        due=row.due,
        sent_at=row.sent_at,
        error=row.error,
        window=row.window,
        notice=_NOTICE.validate_json(row.notice) if row.notice else None,
    )
