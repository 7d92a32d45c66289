"""Commands that do: the daemon, one pass, the demo, and the checks of a set-up."""

import asyncio
import json
import logging
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from monitor.alert.trial import trial_message
from monitor.as_json import source_json
from monitor.child import Children
from monitor.cli.setup import (
    DEFAULT_DATABASE,
    AsJson,
    ConfigPath,
    DatabaseUrl,
    alone,
    configuration,
    opened,
    out,
    refuse,
)
from monitor.config import Config
from monitor.demo import run_demo
from monitor.fetch import Fetcher
from monitor.memory import SourceMemory
from monitor.model import Health, Source
from monitor.schedule import run_until_stopped, stop_on_signals
from monitor.watch import Delivered, Desk, check, deliver_due, remind
from monitor.web import WebError, create_app, serve
from notifiers import ChannelError, DeliveryError, check_channel, send
from storage import Store, StoreError

log = logging.getLogger(__name__)

SENDERS = 16
SENDER = "send"
DEFAULT_PUBLIC_URL = "http://127.0.0.1:8080"
SEND_TIMEOUT = timedelta(seconds=15)
REREAD_SINCE = timedelta(days=30)
CHECKS_SIDE_BY_SIDE = 32


def utc_now() -> datetime:
    """Return the present, aware, UTC."""
    return datetime.now(UTC)


def run(
    config: ConfigPath = Path("sources.yaml"),
    database: DatabaseUrl = DEFAULT_DATABASE,
    listen: Annotated[str, typer.Option(metavar="HOST:PORT", help="Where the page listens.")] = "127.0.0.1:8080",
    web: Annotated[bool, typer.Option("--web/--no-web", help="Serve the page.")] = True,
) -> None:
    """Watch: poll every source at its pace, deliver alerts, serve the page. SIGTERM ends it cleanly."""
    settings = configuration(config)
    _log_to_stderr()
    address = _address(listen) if web else None
    with opened(database) as store, alone(store):
        try:
            asyncio.run(_run(settings, store, address))
        except WebError as error:
            refuse(str(error))
    _leave()


def _address(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal():
        refuse(f"--listen {listen}: expected HOST:PORT, such as 127.0.0.1:8080")
    return host.strip("[]"), int(port)


async def _run(settings: Config, store: Store, address: tuple[str, int] | None) -> None:
    stopping = asyncio.Event()
    stop_on_signals(stopping)
    async with Fetcher(settings.network) as fetcher:
        with _impatient_senders() as senders, Children() as children:
            desk = Desk(settings, store, fetcher, utc_now, senders, children=children)
            watching = asyncio.create_task(run_until_stopped(desk, stopping))
            try:
                if address:
                    app = create_app(store, settings, utc_now, settings.access_token)
                    log.info("the page is on http://%s:%s", *address)
                    await serve(app, *address, stopping)
                await watching
            finally:
                stopping.set()
                await watching


@contextmanager
def _impatient_senders() -> Iterator[ThreadPoolExecutor]:
    """Give a pool of senders that does not wait, at the end, for channels that hang."""
    senders = ThreadPoolExecutor(SENDERS, thread_name_prefix=SENDER)
    try:
        yield senders
    finally:
        senders.shutdown(wait=False, cancel_futures=True)


def _leave() -> None:
    """End at once if a sender still waits for its channel: Python would wait for it, and an operator would not.

    What it was sending stays claimed, and is sent again under the same key at the next start.
    """
    if any(thread.name.startswith(SENDER) for thread in threading.enumerate()):
        logging.shutdown()
        os._exit(0)


def poll(
    source: Annotated[list[str] | None, typer.Argument(help="Source ids; default: all that are enabled.")] = None,
    config: ConfigPath = Path("sources.yaml"),
    database: DatabaseUrl = DEFAULT_DATABASE,
    reread: Annotated[bool, typer.Option("--reread", help="Read again every document of the last 30 days.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check sources once, now, and deliver what is due."""
    settings = configuration(config)
    _log_to_stderr()
    chosen = _chosen(settings, source or [])
    with opened(database) as store:
        if reread:
            store.expedite([one.id for one in chosen], utc_now() - REREAD_SINCE, utc_now())
        try:
            memories, delivered = asyncio.run(_poll(settings, store, chosen))
        except StoreError as error:
            refuse(str(error))
    for memory in memories:
        if as_json:
            typer.echo(json.dumps(source_json(memory), ensure_ascii=False))
    if not as_json:
        out.print(_health_table(chosen, memories))
        out.print(f"{delivered.sent} sent, {delivered.refused} refused")
    if delivered.refused or any(memory.health not in (Health.OK, Health.QUIET) for memory in memories):
        raise typer.Exit(1)


def _chosen(settings: Config, ids: list[str]) -> list[Source]:
    known = {source.id: source for source in settings.sources}
    for id_ in ids:
        if id_ not in known:
            refuse(f"there is no source {id_!r}; `pilotwatch sources` lists them")
    return [known[id_] for id_ in ids] or [source for source in settings.sources if source.enabled]


async def _poll(settings: Config, store: Store, chosen: list[Source]) -> tuple[list[SourceMemory], Delivered]:
    seats = asyncio.Semaphore(CHECKS_SIDE_BY_SIDE)

    async def one(source: Source) -> SourceMemory:
        async with seats:
            return await check(desk, source)

    async with Fetcher(settings.network) as fetcher:
        with ThreadPoolExecutor(SENDERS, thread_name_prefix=SENDER) as senders, Children() as children:
            desk = Desk(settings, store, fetcher, utc_now, senders, children=children)
            ended = await asyncio.gather(*(one(source) for source in chosen), return_exceptions=True)
            memories = [end for end in ended if isinstance(end, SourceMemory)]
            # What one check fails with must not keep the others from being told of.
            await asyncio.to_thread(remind, desk)
            delivered = await deliver_due(desk)
    for end in ended:
        if isinstance(end, BaseException):
            raise end
    return memories, delivered


def _health_table(chosen: list[Source], memories: list[SourceMemory]) -> Table:
    table = Table("source", "health", "entries", "error", box=None, pad_edge=False)
    for source, memory in zip(chosen, memories, strict=True):
        colour = "green" if memory.health is Health.OK else "yellow" if memory.health is Health.QUIET else "red"
        table.add_row(f"{source.id} {source.name}", f"[{colour}]{memory.health}", str(memory.entries), memory.error)
    return table


def _log_to_stderr() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for chatty in ("alembic", "apscheduler", "httpcore", "httpx"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def try_channel(
    url: Annotated[str, typer.Argument(help="An apprise URL.")],
    language: Annotated[str, typer.Option(help="zh or en.")] = "zh",
    config: ConfigPath = Path("sources.yaml"),
    database: DatabaseUrl = DEFAULT_DATABASE,
) -> None:
    """Send a test message to a channel and report the channel's own verdict."""
    try:
        check_channel(url)
        message = trial_message(utc_now(), public_url=DEFAULT_PUBLIC_URL, language=language)
        send(url, message, timeout=SEND_TIMEOUT)
    except (ChannelError, DeliveryError) as error:
        refuse(str(error), 1)
    out.print("taken by the channel", style="green")


def demo(
    as_json: AsJson = False,
    keep: Annotated[bool, typer.Option("--keep", help="Leave it running, with the page.")] = False,
) -> None:
    """Show the whole way on a made-up story: no network, no account, under a minute."""
    raise typer.Exit(run_demo(out, json_output=as_json, keep=keep))


def doctor(
    config: ConfigPath = Path("sources.yaml"),
    database: DatabaseUrl = DEFAULT_DATABASE,
) -> None:
    """Check the configuration, the database and what is known of every source, and say what to do."""
    settings = configuration(config)
    enabled = [source for source in settings.sources if source.enabled]
    out.print(f"{config}: {len(enabled)} sources, {len(settings.subscriptions)} subscriptions", markup=False)
    if not settings.operators:
        out.print("operators is empty: nobody hears when a source breaks", style="yellow")
    with opened(database) as store:
        for name, value in store.describe().items():
            out.print(f"{name}: {value}", markup=False)
        memories = store.sources()
        ailing = [source for source in enabled if _ails(memories.get(source.id))]
        out.print(_health_table(ailing, [memories[source.id] for source in ailing]))
        failed = store.deliveries(state="failed")
    if failed:
        out.print(f"{len(failed)} deliveries failed: see `pilotwatch deliveries`", style="yellow")
    if ailing or failed:
        raise typer.Exit(1)
    out.print("all is well", style="green")


def _ails(memory: SourceMemory | None) -> bool:
    return memory is not None and memory.health not in (Health.OK, Health.NEVER, Health.QUIET)
