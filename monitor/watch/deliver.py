"""Deliver what is owed: claim due rows of the outbox, send each through its channel, and write down the verdict."""

import asyncio
import contextlib
import logging
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from monitor.alert import compose
from monitor.changes import AboutDocument
from monitor.memory import Delivery
from monitor.message import Message
from monitor.model import Subscription
from monitor.watch.desk import Desk
from notifiers import DeliveryError, send

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
CLAIMED_AT_ONCE = 32
SEND_TIMEOUT = timedelta(seconds=15)
FIRST_BACK_OFF = timedelta(seconds=2)
LONGEST_BACK_OFF = timedelta(minutes=30)
LONGEST_NAP = 1.0


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many messages were taken by their channels, and how many were not."""

    sent: int = 0
    refused: int = 0

    def __add__(self, other: "Delivered") -> "Delivered":
        """Add two counts."""
        return Delivered(self.sent + other.sent, self.refused + other.refused)


def back_off(attempts: int, chance: float) -> timedelta:
    """Return the pause after so many attempts: 2 s, doubling up to 30 min, less up to a quarter by `chance` (0..1).

    The jitter keeps the retries of many messages from arriving at a recovering channel at the same moment.
    """
    pause = min(LONGEST_BACK_OFF, FIRST_BACK_OFF * (1 << min(attempts - 1, 20)))
    return pause * (1 - chance / 4)


class Courier:
    """Sends what is due: each subscription's messages in order, the subscriptions side by side.

    A slow or dead channel therefore delays nobody else's messages, only its own.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rounds: dict[str, asyncio.Future[Delivered]] = {}

    async def dispatch(self) -> None:
        """Start sending what is due now to every subscription that is not being served yet."""
        store, busy = self._desk.store, frozenset(self._rounds)
        due = await asyncio.to_thread(store.claim, self._desk.now(), LEASE, CLAIMED_AT_ONCE, excluding=busy)
        queues: dict[str, list[Delivery]] = defaultdict(list)
        for delivery in due:
            queues[delivery.subscription].append(delivery)
        loop = asyncio.get_running_loop()
        for subscription, queue in queues.items():
            self._rounds[subscription] = loop.run_in_executor(self._desk.senders, _send_all, self._desk, queue)

    async def collect(self, *, wait: bool) -> Delivered:
        """Return what was sent since; with `wait`, once at least one of the running rounds has ended."""
        if self._rounds and wait:
            await asyncio.wait(self._rounds.values(), return_when=asyncio.FIRST_COMPLETED)
        ended = {who: future for who, future in self._rounds.items() if future.done()}
        for who in ended:
            del self._rounds[who]
        return sum((future.result() for future in ended.values()), Delivered())

    @property
    def idle(self) -> bool:
        """Whether nothing is being sent."""
        return not self._rounds


async def deliver_due(desk: Desk) -> Delivered:
    """Send everything that is due, once, and return how it went."""
    courier, total = Courier(desk), Delivered()
    await courier.dispatch()
    while not courier.idle:
        total += await courier.collect(wait=True)
        await courier.dispatch()
    return total


async def deliver_forever(desk: Desk, stopping: asyncio.Event) -> None:
    """Send what is due, as soon as it is owed, until `stopping`; then let what is being sent end."""
    courier = Courier(desk)
    while not stopping.is_set():
        await courier.dispatch()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(desk.owing.wait(), LONGEST_NAP)
        desk.owing.clear()
        await courier.collect(wait=False)
    while not courier.idle:
        await courier.collect(wait=True)


def _send_all(desk: Desk, queue: Sequence[Delivery]) -> Delivered:
    return sum((_send_one(desk, delivery) for delivery in queue), Delivered())


def _send_one(desk: Desk, delivery: Delivery) -> Delivered:
    subscription = desk.subscription(delivery.subscription)
    if subscription is None:
        desk.store.fail(delivery.id, f"the subscription {delivery.subscription} is no longer in the configuration")
        return Delivered(refused=1)
    try:
        send(subscription.channel, _message(desk, delivery, subscription), timeout=SEND_TIMEOUT)
    except DeliveryError as error:
        return _refused(desk, delivery, error)
    except Exception as error:
        # stay owed and visible like any other and must not hold up the messages behind it.
        log.warning("delivery %s failed: %s", delivery.id, type(error).__name__, exc_info=error)
        return _refused(desk, delivery, DeliveryError(f"{type(error).__name__} while sending; see the log"))
    desk.store.sent(delivery.id, desk.now())
    return Delivered(sent=1)


def _message(desk: Desk, delivery: Delivery, subscription: Subscription) -> Message:
    changes = desk.store.changes(delivery.changes)
    stories = {
        change.story: story
        for logged in changes
        if isinstance(change := logged.change, AboutDocument) and (story := desk.store.story(change.story))
    }
    return compose(changes, subscription, public_url=desk.config.public_url, key=delivery.key, stories=stories)


def _refused(desk: Desk, delivery: Delivery, error: DeliveryError) -> Delivered:
    if error.permanent:
        desk.store.fail(delivery.id, str(error))
    else:
        pause = back_off(delivery.attempts, random.random())  # noqa: S311 - spreads load, guards nothing
        due = desk.now() + max(pause, error.retry_after or timedelta())
        desk.store.postpone(delivery.id, due, str(error))
    return Delivered(refused=1)
