"""Commands for subscriptions that people make themselves, and for the ledger of what was sent."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from monitor.as_json import Object, instant
from monitor.cli import ask as asking
from monitor.cli.setup import DEFAULT_DATABASE, AsJson, ConfigPath, DatabaseUrl, configuration, opened, out, refuse
from monitor.config import Config, ConfigError, subscription_from
from monitor.memory import Enrolment, Stop
from monitor.model import Pace, Role, Subscription, masked
from monitor.watch.audience import channel_digest
from monitor.watch.subscribe import SubscribeError, ask, confirm, end, entered_channel, shown_channel
from storage import Store

ledger = typer.Typer(invoke_without_command=True)


def subscribe(
    channel: Annotated[str, typer.Argument(help="An e-mail address, or the URL of a bot or webhook.")],
    place: Annotated[list[str] | None, typer.Option(help="A place or group of cities to hear of.")] = None,
    name: Annotated[str | None, typer.Option(help="What the subscription is called in messages.")] = None,
    programme: Annotated[list[str] | None, typer.Option(help="Only this programme's key.")] = None,
    source: Annotated[list[str] | None, typer.Option(help="Only this source's id.")] = None,
    role: Annotated[list[Role] | None, typer.Option(help="Roles to hear of at the pace chosen.")] = None,
    keyword_any: Annotated[list[str] | None, typer.Option("--any", help="One of these words must occur.")] = None,
    keyword_all: Annotated[list[str] | None, typer.Option("--all", help="Each of these words must occur.")] = None,
    keyword_none: Annotated[list[str] | None, typer.Option("--none", help="None of these words may occur.")] = None,
    pace: Annotated[Pace, typer.Option(help="How soon to hear.")] = Pace.AT_ONCE,
    at: Annotated[str, typer.Option(help="When digests and reminders go.")] = "08:00",
    day: Annotated[str, typer.Option(help="On which day weekly digests go.")] = "monday",
    timezone: Annotated[str | None, typer.Option(help="The time zone of these; default: the configuration's.")] = None,
    quiet: Annotated[str | None, typer.Option(metavar="HH:MM-HH:MM", help="When nothing is sent.")] = None,
    urgent: Annotated[list[Role] | None, typer.Option(help="Roles that pass in quiet hours.")] = None,
    language: Annotated[str, typer.Option(help="zh or en.")] = "zh",
    code: Annotated[str | None, typer.Option(help="With an id instead of a channel: the code that was sent.")] = None,
    config: ConfigPath = Path("sources.yaml"),
    database: DatabaseUrl = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Subscribe a channel: a code is sent to it, and once it is entered here, alerts go there.

    `pilotwatch subscribe ID --code CODE` enters the code later.
    """
    settings = configuration(config)
    if code is not None:
        _confirm(channel, code, database, as_json=as_json)
        return
    start, _, stop = (quiet or "").partition("-")
    block: Object = {
        "name": name or "、".join(place or []) or "-",
        "channel": channel,
        "places": place or [],
        "programmes": programme or [],
        "sources": source or [],
        "keywords": {"any": keyword_any or [], "all": keyword_all or [], "none": keyword_none or []},
        "pace": pace,
        "at": at,
        "day": day,
        "timezone": timezone,
        "quiet": {"start": start, "end": stop, "urgent": urgent or []} if quiet else None,
        "language": language,
    }
    _ask(settings, block | ({"roles": role} if role else {}), database, as_json=as_json)


def _ask(settings: Config, block: Object, database: str, *, as_json: bool) -> None:
    try:
        wanted = subscription_from(block, settings, entered_channel)
        with opened(database) as store:
            enrolment = ask(store, settings, wanted, datetime.now(UTC))
    except (ConfigError, SubscribeError) as error:
        refuse(str(error), 1 if isinstance(error, SubscribeError) else 2)
    id_ = enrolment.subscription.id
    if as_json:
        _print([enrolment_json(enrolment)])
        return
    out.print(f"A code was sent to {shown_channel(enrolment.subscription.channel)}.", markup=False)
    if sys.stdin.isatty():
        _confirm(id_, typer.prompt("Code"), database, as_json=False)
    else:
        out.print(f"Enter it within an hour: pilotwatch subscribe {id_} --code CODE", markup=False)


def _confirm(id_: str, code: str, database: str, *, as_json: bool) -> None:
    with opened(database) as store:
        try:
            begun = confirm(store, id_, code, datetime.now(UTC))
        except SubscribeError as error:
            refuse(str(error), 1)
        (enrolment,) = store.enrolments(id_)
    if as_json:
        _print([enrolment_json(enrolment)])
    else:
        out.print(f"{begun.name} is subscribed; `pilotwatch unsubscribe {id_}` ends it.", markup=False)


def subscriptions(
    config: ConfigPath = Path("sources.yaml"),
    database: DatabaseUrl = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Show who is told of what: the configuration's subscriptions and those that people made."""
    settings = configuration(config)
    with opened(database) as store:
        rows = list(_everyone(settings, store))
    if as_json:
        _print(rows)
        return
    columns = ("id", "name", "channel", "places", "pace", "state", "since", "stopped")
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        told = (str(row[column] or "") for column in columns if column != "places")
        cells = list(map(escape, told))
        table.add_row(*cells[:3], escape("、".join(row["places"])), *cells[3:])
    out.print(table)


def _everyone(settings: Config, store: Store) -> Iterator[Object]:
    silenced, stops = store.silenced(), store.stops()
    for each in settings.subscriptions:
        ended = silenced.get(each.id) == channel_digest(each.channel)
        row = subscription_json(each) | {
            "from": "configuration",
            "state": "ended" if ended else "active",
            "since": None,
        }
        yield row | {"stopped": _stopped(each, stops)}
    for enrolment in store.enrolments():
        yield enrolment_json(enrolment) | {"stopped": _stopped(enrolment.subscription, stops)}


def _stopped(subscription: Subscription, stops: dict[str, Stop]) -> str | None:
    stop = stops.get(subscription.id)
    return stop.error if stop and stop.channel == channel_digest(subscription.channel) else None


def unsubscribe(
    id_: Annotated[str, typer.Argument(metavar="ID", help="The subscription's id, as `subscriptions` shows it.")],
    undo: Annotated[bool, typer.Option("--undo", help="Serve a subscription of the configuration again.")] = False,
    config: ConfigPath = Path("sources.yaml"),
    database: DatabaseUrl = DEFAULT_DATABASE,
) -> None:
    """End a subscription, or begin one of the configuration again that was ended by its link."""
    settings = configuration(config)
    with opened(database) as store:
        done = store.unsilence(id_) if undo else end(store, settings, id_, datetime.now(UTC))
    if not done:
        refuse(f"there is no such subscription {id_!r}; `pilotwatch subscriptions` lists them", 1)
    out.print(f"{id_} is {'served again' if undo else 'ended'}.", markup=False)


@ledger.callback()
def deliveries(
    context: typer.Context,
    state: Annotated[str | None, typer.Option(help="pending, sent or failed.")] = None,
    limit: asking.Limit = None,
    config: ConfigPath = Path("sources.yaml"),
    database: DatabaseUrl = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Show who was told what, when, how often it was tried and with which answer; `retry` takes up what failed."""
    if context.invoked_subcommand is None:
        asking.deliveries(state, limit, config, database, as_json)


@ledger.command()
def retry(
    ids: Annotated[list[int] | None, typer.Argument(metavar="ID...", help="Only these deliveries.")] = None,
    config: ConfigPath = Path("sources.yaml"),
    database: DatabaseUrl = DEFAULT_DATABASE,
) -> None:
    """Have failed deliveries sent again, and the channels that stopped used again."""
    with opened(database) as store:
        count = store.retry(datetime.now(UTC), ids or None)
    out.print(f"{count} to be sent again; `pilotwatch run` or `pilotwatch poll` sends them")


def subscription_json(subscription: Subscription) -> Object:
    """Return a subscription for programs, its channel masked."""
    quiet = subscription.quiet
    return {
        "id": subscription.id,
        "name": subscription.name,
        "channel": masked(subscription.channel),
        "places": list(subscription.places),
        "programmes": list(subscription.programmes),
        "sources": list(subscription.sources),
        "roles": list(subscription.roles),
        "digest": list(subscription.digest),
        "keywords": {
            "any": list(subscription.keywords.any),
            "all": list(subscription.keywords.all),
            "none": list(subscription.keywords.none),
        },
        "pace": subscription.pace,
        "at": f"{subscription.at:%H:%M}",
        "day": subscription.day,
        "timezone": subscription.timezone,
        "quiet": {"start": f"{quiet.start:%H:%M}", "end": f"{quiet.end:%H:%M}", "urgent": list(quiet.urgent)}
        if quiet
        else None,
        "salutation": subscription.salutation,
        "reminders": list(subscription.reminders),
        "language": subscription.language,
    }


def enrolment_json(enrolment: Enrolment) -> Object:
    """Return a subscription that somebody made, and how far it has come."""
    return subscription_json(enrolment.subscription) | {
        "from": "people",
        "state": enrolment.state,
        "since": instant(enrolment.confirmed_at),
        "until": instant(enrolment.until) if enrolment.state == "asked" else None,
    }


def _print(rows: list[Object]) -> None:
    for row in rows:
        typer.echo(json.dumps(row, ensure_ascii=False))
