"""Subscriptions that people make themselves, by command or on the page, and how any subscription is ended.

A code goes to the channel, and only who reads it there can begin the subscription (double opt-in). Every call blocks:
from a coroutine, call it on a thread.
"""

import re
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.alert import code_message
from monitor.config import Config
from monitor.memory import Enrolment
from monitor.model import Subscription
from monitor.watch.audience import channel_digest
from monitor.watch.reach import reach_of
from monitor.watch.sending import SEND_TIMEOUT, channel_of
from monitor.watch.tokens import code_digest, fresh_code, subscription_of
from notifiers import ChannelError, DeliveryError, check_channel, check_entered_channel, send
from storage import Store

CODE_HOLDS = timedelta(hours=1)
ASKED_PER_CHANNEL = 3  # an hour: nobody's mailbox is filled with codes
ASKED_IN_ALL = 200
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}", re.ASCII)


class SubscribeError(ValueError):
    """The subscription cannot be made or ended; one sentence with the way out, free of secrets."""


def entered_channel(text: str) -> str:
    """Return the channel a person entered: an e-mail address, or the URL of a bot or webhook; raises SubscribeError.

    Sends nothing and resolves no name.
    """
    text = text.strip()
    if _ADDRESS.fullmatch(text):
        return f"email:{text}"
    if text.startswith("email:") and _ADDRESS.fullmatch(text.removeprefix("email:")):
        return text
    try:
        check_entered_channel(text)
    except ChannelError as error:
        raise SubscribeError(str(error)) from None
    return text


def ask(store: Store, config: Config, wanted: Subscription, now: datetime) -> Enrolment:
    """Send a code to the channel of `wanted` and keep the subscription until the code comes back, for an hour.

    `wanted.channel` is what `entered_channel` returned; the id is ours to give. Raises SubscribeError if the channel
    may not be used, was asked for too often, or does not take the code: then nothing is kept.
    """
    subscription = replace(wanted, id=f"sub-{secrets.token_hex(6)}")
    digest = channel_digest(subscription.channel)
    if store.asked_since(now - timedelta(hours=1), digest) >= ASKED_PER_CHANNEL:
        raise SubscribeError("this channel was sent several codes within the hour; use one of them, or wait")
    if store.asked_since(now - timedelta(hours=1)) >= ASKED_IN_ALL:
        raise SubscribeError("too many people subscribe at the moment; try again in an hour")
    code, until = fresh_code(), now + CODE_HOLDS
    # Kept before it is sent: what counts is how often a channel was written to, also in vain.
    store.ask(subscription, digest, code_digest(subscription.id, code), now, until)
    try:
        _send_code(config, subscription, code, now)
    except SubscribeError:
        store.end(subscription.id, now)
        raise
    return Enrolment(subscription, "asked", now, until)


def _send_code(config: Config, subscription: Subscription, code: str, now: datetime) -> None:
    message = code_message(subscription, code, now, public_url=config.public_url)
    by_mail = subscription.channel.startswith("email:")
    try:
        channel = channel_of(config, subscription)
        check_channel(channel)
        send(channel, message, timeout=SEND_TIMEOUT, reach=None if by_mail else reach_of(config))
    except (ChannelError, DeliveryError) as error:
        raise SubscribeError(f"the code could not be sent: {error}{_way_out(str(error))}") from None


def _way_out(error: str) -> str:
    if "is not a public host" in error:
        return "; list its network under network.allow_private, or put the channel into sources.yaml"
    return ""


def confirm(store: Store, id_: str, code: str, now: datetime) -> Subscription:
    """Begin the subscription that this code was sent for, and return it; raises SubscribeError."""
    begun = store.confirm(id_, code_digest(id_, code), now)
    if begun is None:
        raise SubscribeError(
            "this is not the code, or it is more than an hour old, or was mistyped five times; ask anew"
        )
    return begun


def named_by(store: Store, config: Config, token: str) -> Subscription | None:
    """Return the subscription an unsubscribe link stands for, also one that has ended; None for a forged link."""
    id_ = subscription_of(store.signing_key(), token)
    if id_ is None:
        return None
    known = next((each for each in (*config.subscriptions, *config.operators) if each.id == id_), None)
    return known or next((enrolment.subscription for enrolment in store.enrolments(id_)), None)


def unsubscribe(store: Store, config: Config, token: str, now: datetime) -> Subscription | None:
    """End the subscription an unsubscribe link stands for and return it; None for a forged link. Twice does no harm."""
    subscription = named_by(store, config, token)
    if subscription is not None:
        end(store, config, subscription.id, now)
    return subscription


def end(store: Store, config: Config, id_: str, now: datetime) -> bool:
    """End a subscription, wherever it was made; say whether there is one with this id."""
    ours = next((each for each in (*config.subscriptions, *config.operators) if each.id == id_), None)
    if ours is not None:
        store.silence(id_, channel_digest(ours.channel), now)
        return True
    return store.end(id_, now)


def shown_channel(channel: str) -> str:
    """Return what a person recognises their own channel by: d***@example.org, wecombot://***."""
    if channel.startswith("email:"):
        name, _, domain = channel.removeprefix("email:").partition("@")
        return f"{name[:1]}***@{domain}"
    return f"{urlsplit(channel).scheme}://***"
