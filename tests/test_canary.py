"""The canary arrives, and when it does not, the operator and /healthz say so."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.config import Config
from monitor.fetch import Fetcher
from monitor.memory import CanaryMemory
from monitor.model import Network
from monitor.watch import Desk, deliver_due, deliver_forever
from monitor.watch import canary as birds
from storage import Store
from tests.announcements import NOW, PUBLIC_URL, subscription
from tests.receivers import Answer, Receiver, receiver
from tests.web_client import page, visitor

EVERY = timedelta(minutes=15)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/canary.db") as store:
        yield store


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


@pytest.fixture
def config(hook: Receiver) -> Config:
    operator = subscription(id="operator-1", name="operator 1", channel=f"json://{hook.address}/operator", places=())
    return Config(ZoneInfo("Asia/Shanghai"), Network(), PUBLIC_URL, (operator,), (), (), canary=EVERY)


@asynccontextmanager
async def running(store: Store, config: Config) -> AsyncIterator[Desk]:
    with ThreadPoolExecutor(4) as senders:
        async with Fetcher(Network()) as fetcher:
            yield Desk(config, store, fetcher, lambda: datetime.now(UTC), senders)


async def flown(desk: Desk) -> CanaryMemory:
    """Send one canary while messages are being delivered."""
    stopping = asyncio.Event()
    delivering = asyncio.create_task(deliver_forever(desk, stopping))
    async with birds.nest() as site:
        subscription = birds._subscription(desk.config, site)
        desk.everyone.add_private(subscription)
        memory = await birds.fly(desk, site, subscription)
    stopping.set()
    await delivering
    await deliver_due(desk)
    return memory


async def test_a_canary_goes_the_whole_way_and_leaves_nothing_behind(
    store: Store, config: Config, hook: Receiver
) -> None:
    async with running(store, config) as desk:
        memory = await flown(desk)
    assert memory.error is None
    assert memory.arrived is not None
    assert hook.requests == []
    assert store.deliveries() == []
    assert not any(store.describe()["rows"][table] for table in ("changes", "documents", "stories"))


async def test_a_canary_that_is_refused_is_told_once_and_its_return_once(
    store: Store, config: Config, hook: Receiver
) -> None:
    private = replace(config, canary_channel=f"json://{hook.address}/private")
    hook.answer = Answer(404)
    with receiver() as operators:
        operator = replace(config.operators[0], channel=f"json://{operators.address}/operator")
        async with running(store, replace(private, operators=(operator,))) as desk:
            for _ in range(2):
                assert (await flown(desk)).error
            hook.answer = Answer()
            store.retry(datetime.now(UTC))
            assert (await flown(desk)).error is None
        titles = [json.loads(request.body)["pilotwatch"]["stories"][0]["kinds"][0] for request in operators.requests]
    assert titles.count("canary_missing") == titles.count("canary_back") == 1


async def test_healthz_says_when_canaries_do_not_arrive(store: Store, config: Config) -> None:
    clock = {"now": NOW}
    async with visitor(page(store, config, now=lambda: clock["now"])) as client:
        assert (await client.get("/healthz")).json()["canary"] == "ok"
        store.keep_canary(CanaryMemory(NOW, None, "its message did not arrive", told=True))
        late = await client.get("/healthz")
        assert (late.status_code, late.json()["canary"]) == (503, "late")
        store.keep_canary(CanaryMemory(NOW, NOW))
        assert (await client.get("/healthz")).json()["canary"] == "ok"
        clock["now"] = NOW + timedelta(hours=1)
        assert (await client.get("/healthz")).json()["canary"] == "late"
