"""Who is served when: a subscription's messages in order, subscriptions side by side, nobody behind a dead channel."""

import asyncio
import logging
from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from monitor.memory import Delivery
from monitor.watch.desk import Desk
from monitor.watch.sending import Delivered, send_in_turn
from storage import StoreError

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
CLAIMED_AT_ONCE = 64
LANE_WIDTH = 4
RETRIES_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Round:
    """Messages of one subscription that are sent one after the other; `lane` is its channel, masked."""

    subscription: str
    lane: str
    queue: Sequence[Delivery]

    @property
    def is_retry(self) -> bool:
        """Whether its first message was refused before."""
        return self.queue[0].attempts > 1


@dataclass(slots=True)
class Courier:
    """Sends what is due from the desk's threads.

    A channel that hangs holds a thread for as long as a time-out, so one server or service (a lane) gets only a few
    of them, and all that was refused before only half: what is new always finds a free one.
    """

    desk: Desk
    by: str | None = None
    _waiting: dict[str, deque[Round]] = field(default_factory=lambda: defaultdict(deque))
    _running: dict[asyncio.Future[Delivered], Round] = field(default_factory=dict)
    _failures: Counter[str] = field(default_factory=Counter)

    async def dispatch(self) -> None:
        """Start sending what is due now to every subscription that is not being served yet, as far as there is room."""
        crowded = [lane for lane, rounds in self._waiting.items() if rounds]
        if sum(len(self._waiting[lane]) for lane in crowded) < CLAIMED_AT_ONCE:
            await self._claim(crowded)
        for lane in list(self._waiting):
            self._start(lane)

    async def _claim(self, crowded: Sequence[str]) -> None:
        waiting = (each for rounds in self._waiting.values() for each in rounds)
        busy = frozenset(each.subscription for each in (*self._running.values(), *waiting))
        due = await asyncio.to_thread(
            self.desk.store.claim,
            self.desk.now(),
            LEASE,
            CLAIMED_AT_ONCE,
            excluding=busy,
            excluding_channels=crowded,
            by=self.by,
        )
        queues: dict[tuple[str, str], list[Delivery]] = defaultdict(list)
        for delivery in due:
            queues[delivery.subscription, delivery.channel].append(delivery)
        for (subscription, lane), queue in queues.items():
            self._waiting[lane].append(Round(subscription, lane, queue))

    def _start(self, lane: str) -> None:
        rounds = self._waiting[lane]
        for _ in range(len(rounds)):
            running = self._running.values()
            if sum(each.lane == lane for each in running) >= LANE_WIDTH:
                return
            turn = rounds.popleft()
            retries = sum(each.is_retry for each in running)
            if any(each.subscription == turn.subscription for each in running) or (
                turn.is_retry and retries >= RETRIES_AT_ONCE
            ):
                rounds.append(turn)
                continue
            sending = asyncio.get_running_loop().run_in_executor(
                self.desk.senders, send_in_turn, self.desk, turn.queue, self._failures[turn.subscription]
            )
            self._running[sending] = turn
        if not rounds:
            del self._waiting[lane]

    async def collect(self, *others: asyncio.Future[Any], timeout: float | None = None) -> Delivered:  # noqa: ASYNC109
        """Wait until a round ends, one of `others` is done or `timeout` seconds have passed; return what was sent."""
        waited: tuple[asyncio.Future[Any], ...] = (*self._running, *others)
        if waited:
            await asyncio.wait(waited, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        return sum((self._result(each) for each in list(self._running) if each.done()), Delivered())

    def _result(self, ended: asyncio.Future[Delivered]) -> Delivered:
        turn = self._running.pop(ended)
        try:
            delivered = ended.result()
        except StoreError as error:
            # What was claimed stays owed, and is claimed again when its lease is over.
            log.error("deliveries to %s could not be written down: %s", turn.subscription, error)  # noqa: TRY400
            return Delivered(refused=len(turn.queue))
        if delivered.refused:
            self._failures[turn.subscription] += 1
        else:
            self._failures.pop(turn.subscription, None)
        return delivered

    @property
    def idle(self) -> bool:
        """Whether nothing is being sent."""
        return not self._running and not any(self._waiting.values())

    def give_back(self) -> None:
        """Give back what was claimed and will not be sent by us."""
        ids = [delivery.id for rounds in self._waiting.values() for turn in rounds for delivery in turn.queue]
        self._waiting.clear()
        if ids:
            self.desk.store.put_off(ids, self.desk.now())
