"""What is told besides the change log: a channel that stopped, the canary, a code to prove a channel. Pure."""

from datetime import datetime

from monitor.alert.words import WORDS, Words
from monitor.memory import Notice
from monitor.message import Facts, Link, Message, Telling, TellingGroup
from monitor.model import Subscription


def compose_notice(
    notice: Notice, subscription: Subscription, *, public_url: str, key: str, unsubscribe: str | None = None
) -> Message:
    """Return a notice as a message in the language of whom it is for."""
    words = WORDS[subscription.language]
    tag, headline = words.notices[notice.kind]
    telling = _telling(
        tag=tag,
        about=notice.name or words.footer,
        headline=headline.format(name=notice.name, channel=notice.channel),
        details=(words.source_error.format(error=notice.error),) if notice.error else (),
        why=words.source_why.format(name=subscription.name),
        kind=notice.kind,
        at=notice.at,
        link=Link(words.ledger, f"{public_url}/deliveries"),
        words=words,
    )
    return _message(telling, key, words, subscription.language, unsubscribe)


def code_message(subscription: Subscription, code: str, now: datetime, *, public_url: str) -> Message:
    """Return the message that carries the code which proves that a channel works; `now` is aware."""
    words = WORDS[subscription.language]
    telling = _telling(
        tag=words.code_tag,
        about=words.code_about,
        headline=words.code_headline.format(code=f"{code[:4]} {code[4:]}"),
        details=(words.code_details,),
        why=words.code_why.format(name=subscription.name),
        kind="code",
        at=now,
        link=Link(words.trial_link, f"{public_url}/"),
        words=words,
    )
    return _message(telling, f"code-{subscription.id}", words, subscription.language, None)


def _telling(
    *,
    tag: str,
    about: str,
    headline: str,
    details: tuple[str, ...],
    why: str,
    kind: str,
    at: datetime,
    link: Link,
    words: Words,
) -> Telling:
    return Telling(
        tag=tag,
        about=about,
        headline=headline,
        byline=words.moment(at),
        details=details,
        why=why,
        facts=Facts(changes=(), kinds=(kind,), at=at, source="pilotwatch", url=link.url),
        links=(link,),
    )


def _message(telling: Telling, key: str, words: Words, language: str, unsubscribe: str | None) -> Message:
    return Message(
        key=key,
        subject=words.subject.format(tag=telling.tag, about=telling.about),
        preheader=telling.headline,
        language=language,
        groups=(TellingGroup("", (telling,)),),
        whole=Link(words.whole, telling.links[0].url),
        footer=words.footer,
        unsubscribe=Link(words.unsubscribe, unsubscribe) if unsubscribe else None,
    )
