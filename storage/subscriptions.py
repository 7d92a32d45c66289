"""Subscriptions that people made themselves, those of the configuration that ended themselves, and stopped channels."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, func, select, update

from monitor.memory import Enrolment, Stop
from monitor.model import Subscription
from storage import marks
from storage.schema import silenced, stopped, subscriptions
from storage.statements import chunks, insert

WRONG_CODES = 5
_VERSION = "subscriptions"
_BODY: TypeAdapter[Subscription] = TypeAdapter(Subscription)


def ask(
    connection: Connection, subscription: Subscription, channel: str, code: str, now: datetime, until: datetime
) -> None:
    """Keep a subscription that is asked for; `channel` and `code` are digests, by which both are recognised."""
    connection.execute(
        subscriptions.insert().values(
            id=subscription.id,
            state="asked",
            body=_BODY.dump_json(subscription).decode(),
            channel=channel,
            code=code,
            asked_at=now,
            until=until,
        )
    )


def asked_since(connection: Connection, since: datetime, channel: str | None = None) -> int:
    """Count what was asked for since, for one channel or for all."""
    wanted = select(func.count()).select_from(subscriptions).where(subscriptions.c.asked_at >= since)
    if channel is not None:
        wanted = wanted.where(subscriptions.c.channel == channel)
    return connection.scalar(wanted) or 0


def confirm(connection: Connection, id_: str, code: str, now: datetime) -> Subscription | None:
    """Begin the subscription if this is the digest of its code; each wrong one counts, and five are too many."""
    open_ = (
        (subscriptions.c.id == id_)
        & (subscriptions.c.state == "asked")
        & (subscriptions.c.until > now)
        & (subscriptions.c.tries < WRONG_CODES)
    )
    begin = update(subscriptions).where(open_, subscriptions.c.code == code)
    if connection.execute(begin.values(state="active", confirmed_at=now, code="")).rowcount == 0:
        connection.execute(update(subscriptions).where(open_).values(tries=subscriptions.c.tries + 1))
        return None
    marks.count(connection, _VERSION)
    body = connection.scalar(select(subscriptions.c.body).where(subscriptions.c.id == id_))
    assert body is not None
    return _BODY.validate_json(body)


def end(connection: Connection, id_: str, now: datetime) -> bool:
    """End a subscription; say whether there was one to end."""
    running = (subscriptions.c.id == id_) & (subscriptions.c.state != "ended")
    done = connection.execute(update(subscriptions).where(running).values(state="ended", ended_at=now, code=""))
    if done.rowcount:
        marks.count(connection, _VERSION)
    return bool(done.rowcount)


def silence(connection: Connection, id_: str, channel: str, now: datetime) -> None:
    """Note that a subscription of the configuration is not wanted on this channel any more."""
    row = insert(connection, silenced).values(subscription=id_, channel=channel, at=now)
    connection.execute(row.on_conflict_do_update(index_elements=["subscription"], set_={"channel": channel, "at": now}))
    marks.count(connection, _VERSION)


def unsilence(connection: Connection, id_: str) -> bool:
    """Have a subscription of the configuration served again; say whether it was silenced."""
    done = connection.execute(silenced.delete().where(silenced.c.subscription == id_))
    if done.rowcount:
        marks.count(connection, _VERSION)
    return bool(done.rowcount)


def all_silenced(connection: Connection) -> dict[str, str]:
    """Give the digest of the channel on which each silenced subscription is not wanted."""
    return {row.subscription: row.channel for row in connection.execute(select(silenced))}


def version(connection: Connection) -> int:
    """Give a number that grows whenever it changes who is to be told."""
    return marks.counted(connection, _VERSION)


def active(connection: Connection) -> list[Subscription]:
    """Give the subscriptions that people made and confirmed, in the order in which they did."""
    wanted = select(subscriptions.c.body).where(subscriptions.c.state == "active")
    ordered = wanted.order_by(subscriptions.c.confirmed_at, subscriptions.c.id)
    return [_BODY.validate_json(body) for body in connection.scalars(ordered)]


def enrolments(connection: Connection, id_: str | None = None) -> list[Enrolment]:
    """Give what people asked for, the newest first, or the one with this id."""
    wanted = select(subscriptions).order_by(subscriptions.c.asked_at.desc(), subscriptions.c.id)
    if id_ is not None:
        wanted = wanted.where(subscriptions.c.id == id_)
    return [_enrolment(row) for row in connection.execute(wanted)]


def stop(connection: Connection, stop: Stop) -> bool:
    """Note that a channel takes nothing any more; say whether that is new."""
    known = connection.execute(select(stopped).where(stopped.c.subscription == stop.subscription)).one_or_none()
    if known is not None and known.channel == stop.channel:
        return False
    connection.execute(stopped.delete().where(stopped.c.subscription == stop.subscription))
    row = {"subscription": stop.subscription, "channel": stop.channel, "at": stop.at, "error": stop.error}
    connection.execute(stopped.insert().values(row))
    return True


def stops(connection: Connection) -> dict[str, Stop]:
    """Give the stopped channels, by subscription."""
    return {
        row.subscription: Stop(row.subscription, row.channel, row.at, row.error)
        for row in connection.execute(select(stopped))
    }


def resume(connection: Connection, ids: Collection[str] | None) -> None:
    """Take the stopped channels of these subscriptions, or all, into use again."""
    if ids is None:
        connection.execute(stopped.delete())
        return
    for chunk in chunks(ids):
        connection.execute(stopped.delete().where(stopped.c.subscription.in_(chunk)))


def _enrolment(row: Any) -> Enrolment:
    return Enrolment(
        subscription=_BODY.validate_json(row.body),
        state=row.state,
        asked_at=row.asked_at,
        until=row.until,
        confirmed_at=row.confirmed_at,
        ended_at=row.ended_at,
    )
