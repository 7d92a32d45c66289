"""A message in words: the stories a subscription is told, grouped, with a subject and a reason. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import assert_never

from monitor.alert.naming import PLACES_SHOWN
from monitor.alert.telling import TextOf, no_text, tell
from monitor.alert.words import WORDS, Words
from monitor.changes import DocumentChange, SourceChange, SourceFailing, SourceRecovered
from monitor.memory import Logged, Story
from monitor.message import Facts, Link, Message, Telling, TellingGroup
from monitor.model import Subscription


def compose(
    changes: Sequence[Logged],
    subscription: Subscription,
    *,
    public_url: str,
    key: str,
    stories: Mapping[str, Story],
    unsubscribe: str | None = None,
    text_of: TextOf = no_text,
) -> Message:
    """Return what is owed to a subscription as a message in its language; `changes` is not empty.

    One story is an alert, several are a digest by city, programme and story. `public_url` (no slash at its end) is what
    links to snapshots and the log start with; `stories` are those of the changes, by id; `unsubscribe` is a URL;
    `text_of` gives the text a change was read from.
    """
    words = WORDS[subscription.language]
    tellings = [
        *_of_sources(changes, subscription, words, public_url),
        *_of_documents(changes, subscription, stories, words, public_url, text_of),
    ]
    first = tellings[0]
    single = len(tellings) == 1
    return Message(
        key=key,
        subject=_subject(tellings, words),
        preheader=" ".join((first.byline, *first.quotes[:1])),
        language=subscription.language,
        groups=(TellingGroup("", (first,)),) if single else _grouped(tellings, words),
        whole=Link(words.whole, first.links[-1].url if single else _everything(subscription, public_url)),
        footer=words.footer,
        unsubscribe=Link(words.unsubscribe, unsubscribe) if unsubscribe else None,
        thread=first.facts.story if single else _digest_thread(subscription),
    )


def _digest_thread(subscription: Subscription) -> str:
    """Return the thread of a subscription's digests: to stand in that of each story would join unrelated ones."""
    return f"digest.{hashlib.sha256(subscription.id.encode()).hexdigest()[:12]}"


def _of_documents(
    changes: Sequence[Logged],
    subscription: Subscription,
    stories: Mapping[str, Story],
    words: Words,
    public_url: str,
    text_of: TextOf,
) -> list[Telling]:
    by_story: dict[str, dict[int, DocumentChange]] = {}
    for logged in changes:
        if not isinstance(logged.change, SourceChange):
            by_story.setdefault(logged.change.story, {})[logged.id] = logged.change
    return [
        tell(told, subscription, stories.get(story), words, public_url, text_of) for story, told in by_story.items()
    ]


def _of_sources(changes: Sequence[Logged], subscription: Subscription, words: Words, public_url: str) -> list[Telling]:
    return [
        _of_source(logged.id, logged.change, subscription, words, public_url)
        for logged in changes
        if isinstance(logged.change, SourceChange)
    ]


def _of_source(number: int, change: SourceChange, subscription: Subscription, words: Words, public_url: str) -> Telling:
    match change:
        case SourceFailing():
            tag, headline, health = words.source_tag_failing, words.source_failing, change.health
            details = (words.source_error.format(error=change.error),) if change.error else ()
        case SourceRecovered():
            tag, headline, health = words.source_tag_recovered, words.source_recovered, change.was
            details = ()
        case _:
            assert_never(change)
    return Telling(
        tag=tag,
        about=words.within.format(name=change.name, city=change.source),
        headline=headline.format(name=change.name, id=change.source, health=words.health[health]),
        byline=words.moment(change.at),
        details=details,
        links=(Link(words.source_page, change.url), Link(words.source_record, f"{public_url}/sources/{change.source}")),
        why=words.source_why.format(name=subscription.name),
        facts=Facts(changes=(number,), kinds=(change.kind,), at=change.at, source=change.source, url=change.url),
    )


def _subject(tellings: Sequence[Telling], words: Words) -> str:
    first = tellings[0]
    if len(tellings) == 1:
        return words.subject.format(tag=first.tag, about=first.about) if first.tag else first.about
    cities = tuple(dict.fromkeys(city for telling in tellings for city in telling.cities))
    names = words.list_of(cities, PLACES_SHOWN)
    tag = words.digest_name.format(places=names) if names else first.tag
    return words.subject.format(tag=tag, about=words.digest_subject.format(count=len(tellings), about=first.about))


def _grouped(tellings: Sequence[Telling], words: Words) -> tuple[TellingGroup, ...]:
    """Group by city, then programme, both in the order in which they first come."""
    groups: dict[tuple[str, ...], dict[str, list[Telling]]] = {}
    for telling in tellings:
        groups.setdefault(telling.cities, {}).setdefault(telling.about, []).append(telling)
    return tuple(
        TellingGroup(" · ".join(filter(None, (words.joint.join(cities), what))), tuple(told))
        for cities, by_what in groups.items()
        for what, told in by_what.items()
    )


def _everything(subscription: Subscription, public_url: str) -> str:
    """Return where the log shows what a subscription is told: its one place, or all."""
    return f"{public_url}/?place={subscription.places[0]}" if len(subscription.places) == 1 else f"{public_url}/"
