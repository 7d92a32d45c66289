"""From owed to delivered: channels that fail in every way, senders that die, and who hears of it."""

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.alert import owed
from monitor.changes import DocumentPublished
from monitor.config import Config
from monitor.fetch import Fetcher
from monitor.memory import Delivery, Outcome
from monitor.model import Network, QuietHours, Subscription
from monitor.watch import Delivered, Desk, deliver_due, deliver_forever
from monitor.watch.deliver import DAEMON
from storage import Store
from tests.announcements import NOW, PUBLIC_URL, concern, said, subscription
from tests.receivers import Answer, Receiver, receiver


class Post:
    """A post office: subscriptions, an operator, a store, and a clock that the test sets."""

    def __init__(self, store: Store, operator: str) -> None:
        self.store, self.time = store, NOW
        self.readers: list[Subscription] = []
        self.operator = subscription(id="operator-1", name="operator 1", channel=operator, places=())

    def subscribe(self, name: str, channel: str, **more: object) -> Subscription:
        self.readers.append(subscription(id=name, name=name, channel=channel, **more))
        return self.readers[-1]

    def announce(self, *titles: str) -> None:
        """Have these documents logged, and messages owed for them."""
        for title in titles:
            change = DocumentPublished(**said(concern(), title=title, story=title, programme=None, batch=None))
            due = owed([change], self.readers, [self.operator], self.time)
            self.store.remember_check(self.store.source("mofcom"), [], Outcome((change,), due), self.time)

    async def deliver(self, after: timedelta = timedelta(0)) -> Delivered:
        self.time += after
        with ThreadPoolExecutor(16) as senders:
            async with Fetcher(Network()) as fetcher:
                return await deliver_due(self.desk(senders, fetcher))

    def desk(self, senders: ThreadPoolExecutor, fetcher: Fetcher) -> Desk:
        config = Config(ZoneInfo("Asia/Shanghai"), Network(), PUBLIC_URL, (self.operator,), (), tuple(self.readers))
        return Desk(config, self.store, fetcher, lambda: self.time, senders)

    def ledger(self, name: str) -> list[Delivery]:
        """The rows of a subscription, oldest first."""
        return self.store.deliveries(subscription=name)[::-1]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/post.db") as store:
        yield store


@pytest.fixture
def operators() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


@pytest.fixture
def post(store: Store, operators: Receiver) -> Post:
    return Post(store, f"json://{operators.address}/operator")


async def test_a_permanent_refusal_stops_the_channel_and_the_operator_hears_of_it_once(
    post: Post, hook: Receiver, operators: Receiver
) -> None:
    post.subscribe("gone", f"json://{hook.address}/gone?token=s3cret-token")
    hook.answer = Answer(410)
    post.announce("one", "two", "three")
    await post.deliver()
    await post.deliver(timedelta(hours=1))
    assert len(hook.requests) == 1
    assert {row.state for row in post.ledger("gone")} == {"failed"}
    assert "HTTP 410" in str(post.ledger("gone")[0].error)
    assert "pilotwatch deliveries retry" in str(post.ledger("gone")[1].error)
    (told,) = operators.requests
    assert "“gone”" in told.json["message"]
    assert "deliveries retry" in told.json["message"]
    assert "s3cret" not in told.body.decode()


async def test_retrying_takes_a_stopped_channel_into_use_again(post: Post, hook: Receiver) -> None:
    post.subscribe("gone", f"json://{hook.address}/gone")
    hook.answer = Answer(404)
    post.announce("one", "two")
    await post.deliver()
    hook.answer = Answer()
    assert post.store.retry(post.time) == 2
    assert await post.deliver() == Delivered(sent=2)
    post.announce("three")
    assert await post.deliver() == Delivered(sent=1)


async def test_another_channel_in_the_configuration_needs_no_retry(post: Post, hook: Receiver) -> None:
    reader = post.subscribe("moved", f"json://{hook.address}/old")
    hook.answer = Answer(404)
    post.announce("one")
    await post.deliver()
    hook.answer = Answer()
    post.readers = [replace(reader, channel=f"json://{hook.address}/new")]
    post.announce("two")
    assert await post.deliver() == Delivered(sent=1)


async def test_after_a_refusal_nothing_else_is_tried_on_that_channel_until_its_time(post: Post, hook: Receiver) -> None:
    post.subscribe("down", f"json://{hook.address}/down")
    hook.answer = Answer(503, headers={"retry-after": "600"})
    post.announce("one", "two", "three")
    assert await post.deliver() == Delivered(refused=1)
    assert await post.deliver(timedelta(minutes=9)) == Delivered()
    hook.answer = Answer()
    assert await post.deliver(timedelta(minutes=1)) == Delivered(sent=3)
    assert [row.attempts for row in post.ledger("down")] == [2, 1, 1]


async def test_a_message_that_is_always_refused_does_not_stand_before_the_others(post: Post, hook: Receiver) -> None:
    post.subscribe("picky", f"json://{hook.address}/picky")
    post.announce("poison")
    hook.answer = Answer(500)
    await post.deliver()
    post.announce("one", "two")
    hook.answers = [Answer(), Answer(), Answer(500)]
    assert await post.deliver(timedelta(hours=1)) == Delivered(sent=2, refused=1)
    assert [row.state for row in post.ledger("picky")] == ["pending", "sent", "sent"]


async def test_dead_channels_delay_no_other(post: Post, hook: Receiver) -> None:
    with receiver() as dead:
        dead.answer = Answer(hangs=True)
        for number in range(20):
            post.subscribe(f"dead-{number}", f"json://{dead.address}/{number}?rto=1.5&cto=1.5")
        post.subscribe("alive", f"json://{hook.address}/alive")
        post.announce("one")
        began = time.monotonic()
        delivering = asyncio.create_task(post.deliver())
        assert await asyncio.to_thread(hook.asked.wait, 10)
        assert time.monotonic() - began < 1.4
        delivering.cancel()
        dead.release.set()
        await asyncio.gather(delivering, return_exceptions=True)


async def test_what_a_killed_daemon_held_is_sent_at_the_next_start(post: Post, hook: Receiver) -> None:
    post.subscribe("a", f"json://{hook.address}/a")
    post.announce("one")
    post.store.claim(post.time, timedelta(minutes=10), 9, by=DAEMON)
    assert await post.deliver() == Delivered()
    stopping = asyncio.Event()
    with ThreadPoolExecutor(4) as senders:
        async with Fetcher(Network()) as fetcher:
            running = asyncio.create_task(deliver_forever(post.desk(senders, fetcher), stopping))
            assert await asyncio.to_thread(hook.asked.wait, 10)
            stopping.set()
            await running
    assert [row.state for row in post.ledger("a")] == ["sent"]


async def test_in_quiet_hours_a_retry_waits_for_the_morning(post: Post, hook: Receiver) -> None:
    now = datetime(2026, 1, 9, 13, 59, tzinfo=NOW.tzinfo)  # 21:59 in Shanghai
    quiet = QuietHours(now.replace(hour=22, minute=0).time(), now.replace(hour=7, minute=0).time())
    post.time = now
    post.subscribe("sleeper", f"json://{hook.address}/sleeper", quiet=quiet)
    post.announce("one")
    hook.answer = Answer(500)
    await post.deliver()
    hook.answer = Answer()
    assert await post.deliver(timedelta(hours=3)) == Delivered(sent=0)
    assert len(hook.requests) == 1
    assert await post.deliver(timedelta(hours=6, minutes=1)) == Delivered(sent=1)


async def test_a_message_to_a_subscription_that_has_ended_is_not_sent(post: Post, hook: Receiver) -> None:
    post.subscribe("leaver", f"json://{hook.address}/leaver")
    post.announce("one")
    post.readers.clear()
    await post.deliver()
    assert hook.requests == []
    assert "has ended" in str(post.ledger("leaver")[0].error)


async def test_every_message_carries_its_key_and_the_link_that_ends_it(post: Post, hook: Receiver) -> None:
    post.subscribe("a", f"json://{hook.address}/a")
    post.announce("one")
    await post.deliver()
    (request,) = hook.requests
    assert request.headers["x-pilotwatch-key"] == post.ledger("a")[0].key
    assert f"{PUBLIC_URL}/unsubscribe/" in request.json["message"]
