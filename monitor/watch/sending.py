"""Send one subscription's messages, one after the other, and write down what its channel says to each."""

import hashlib
import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from monitor.alert import compose, compose_notice, compose_reminder, held_until, standing
from monitor.changes import DocumentChange, SourceChange
from monitor.config import Config
from monitor.listing import document_key
from monitor.memory import Delivery, Logged, Notice, Owed, Stop
from monitor.message import Message
from monitor.model import Subscription, masked
from monitor.watch.audience import channel_digest
from monitor.watch.desk import Desk
from monitor.watch.reach import reach_of
from monitor.watch.tokens import unsubscribe_url
from notifiers import ChannelError, DeliveryError, send

log = logging.getLogger(__name__)

SEND_TIMEOUT = timedelta(seconds=15)
FIRST_BACK_OFF = timedelta(seconds=2)
LONGEST_BACK_OFF = timedelta(minutes=30)
REMINDER = "reminder "


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


def channel_of(config: Config, subscription: Subscription) -> str:
    """Return the channel to send to: for an address that somebody entered (`email:`), by way of our own mail server."""
    scheme, _, address = subscription.channel.partition(":")
    if scheme != "email":
        return subscription.channel
    if config.mail is None:
        raise ChannelError("no e-mail can be sent to people who subscribed: set `mail` in the configuration")
    return f"{config.mail}{'&' if '?' in config.mail else '?'}to={quote(address, safe='@')}"


def send_in_turn(desk: Desk, queue: Sequence[Delivery], failures: int) -> Delivered:
    """Send the messages of one subscription until one is refused; `failures` are the rounds that ended so before it."""
    subscription = desk.subscription(queue[0].subscription)
    if subscription is None:
        for delivery in queue:
            desk.store.fail(delivery.id, f"the subscription {delivery.subscription} has ended or is not configured")
        return Delivered(refused=len(queue))
    stop = desk.store.stops().get(subscription.id)
    if stop is not None and stop.channel == channel_digest(subscription.channel):
        for delivery in queue:
            desk.store.fail(
                delivery.id, f"the channel is stopped ({stop.error}); `pilotwatch deliveries retry` resumes"
            )
        return Delivered(refused=len(queue))
    sent = 0
    for number, delivery in enumerate(queue):
        verdict = _send_one(desk, delivery, subscription)
        if isinstance(verdict, DeliveryError):
            _refused(desk, delivery, subscription, verdict, queue[number + 1 :], failures)
            return Delivered(sent, 1)
        sent += verdict
    return Delivered(sent)


def _send_one(desk: Desk, delivery: Delivery, subscription: Subscription) -> DeliveryError | bool:
    """Send a message and note it, or return why it was refused; False for one that waits for the morning."""
    changes = desk.store.changes(delivery.changes)
    told = [line.change for line in changes if not isinstance(line.change, SourceChange)]
    until = held_until(subscription, told, desk.now())
    if until is not None:
        desk.store.put_off([delivery.id], until)
        return False
    try:
        message = _message(desk, delivery, subscription, changes)
        reach = reach_of(desk.config) if desk.everyone.entered(subscription.id) else None
        reach = None if subscription.channel.startswith("email:") else reach
        send(channel_of(desk.config, subscription), message, timeout=SEND_TIMEOUT, reach=reach)
    except DeliveryError as error:
        return error
    except ChannelError as error:
        return DeliveryError(str(error), permanent=True)
    except Exception as error:
        # Whatever a library raised, the message stays owed and visible, and must not hold up those of others.
        log.warning("delivery %s failed: %s", delivery.id, type(error).__name__, exc_info=error)
        return DeliveryError(f"{type(error).__name__} while sending; see the log")
    desk.store.sent(delivery.id, desk.now())
    return True


def _message(desk: Desk, delivery: Delivery, subscription: Subscription, changes: Sequence[Logged]) -> Message:
    public_url, key = desk.config.public_url, delivery.key
    leave = unsubscribe_url(desk.store.signing_key(), public_url, subscription.id)
    if delivery.notice is not None:
        return compose_notice(delivery.notice, subscription, public_url=public_url, key=key, unsubscribe=leave)
    if delivery.window is not None and delivery.window.startswith(REMINDER):
        day = delivery.due.astimezone(ZoneInfo(subscription.timezone)).date()
        lines = _as_they_stand(desk, changes)
        return compose_reminder(lines, subscription, day, public_url=public_url, key=key, unsubscribe=leave)
    ids = dict.fromkeys(line.change.story for line in changes if not isinstance(line.change, SourceChange))
    stories = {id_: story for id_ in ids if (story := desk.store.story(id_))}
    return compose(
        changes,
        subscription,
        public_url=public_url,
        key=key,
        stories=stories,
        unsubscribe=leave,
        text_of=lambda change: text_read(desk, change),
    )


def _as_they_stand(desk: Desk, changes: Sequence[Logged]) -> list[Logged]:
    """Return the changes with the deadlines that their documents set by now."""
    stories = dict.fromkeys(line.change.story for line in changes if not isinstance(line.change, SourceChange))
    stand = {line.id: line for story in stories for line in standing(desk.store.story_changes(story))}
    return [stand.get(line.id, line) for line in changes]


def text_read(desk: Desk, change: DocumentChange) -> str:
    """Return the text that a change was read from, as far as it is kept; empty if it is not."""
    snapshots = {proof.snapshot for proof in change.evidence}
    revisions = desk.store.revisions(document_key(change.url))
    return next((each.text for each in reversed(revisions) if each.sha256 in snapshots), "")


def _refused(
    desk: Desk,
    delivery: Delivery,
    subscription: Subscription,
    error: DeliveryError,
    untried: Sequence[Delivery],
    failures: int,
) -> None:
    """Put off what could not be sent, with all that would go the same way; a channel that is gone is stopped."""
    now = desk.now()
    if error.permanent:
        _stop(desk, delivery, subscription, error)
        desk.store.put_off([each.id for each in untried], now)
        return
    pause = back_off(max(delivery.attempts, failures + 1), random.random())  # noqa: S311 - spreads load, guards nothing
    desk.store.refused(
        delivery.id,
        str(error),
        subscription=subscription.id,
        due=now + max(pause, error.retry_after or timedelta()),
        untried=[each.id for each in untried],
        now=now,
    )


def _stop(desk: Desk, delivery: Delivery, subscription: Subscription, error: DeliveryError) -> None:
    """Stop the channel, and have the operators told of it once."""
    now, shown = desk.now(), masked(subscription.channel)
    stop = Stop(subscription.id, channel_digest(subscription.channel), now, str(error))
    notice = Notice("channel_stopped", now, subscription.name, shown, str(error))
    _, operators = desk.audience()
    others = [operator for operator in operators if operator.id != subscription.id]
    if desk.store.stop(delivery.id, stop, notify(others, notice)):
        log.error("the channel %s of %s is stopped: %s", shown, subscription.name, error)
        desk.note_owing()


def notify(recipients: Sequence[Subscription], notice: Notice) -> tuple[Owed, ...]:
    """Return the messages that tell each of them what the notice says, at once."""
    return tuple(
        Owed(
            subscription=recipient.id,
            channel=masked(recipient.channel),
            key=hashlib.sha256(f"{recipient.id}\n{notice}".encode()).hexdigest()[:32],
            changes=(),
            due=notice.at,
            notice=notice,
        )
        for recipient in recipients
    )
