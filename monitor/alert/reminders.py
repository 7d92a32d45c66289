"""Deadlines that come near: who is reminded of which, and in which words. Pure."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from monitor.alert.audience import concerned, is_news_to
from monitor.alert.naming import city_name
from monitor.alert.readers import Readers
from monitor.alert.telling import TextOf, tell
from monitor.alert.words import WORDS, Words
from monitor.changes import DocumentChange, DocumentWithdrawn, SourceChange
from monitor.memory import Logged, Owed
from monitor.message import Link, Message, Section, Telling, TellingGroup
from monitor.model import Deadline, Subscription, last_day, masked

WINDOW = "reminder"


def standing(lines: Iterable[Logged]) -> tuple[Logged, ...]:
    """Return one story's changes with the deadlines that stand: those of the newest reading of their document.

    What a correction no longer says is not reminded of, nor what a withdrawn document said.
    """
    told = [line for line in lines if not isinstance(line.change, SourceChange)]
    newest = {line.change.url: line.change for line in told if not isinstance(line.change, SourceChange)}
    return tuple(
        Logged(line.id, replace(line.change, deadlines=last.deadlines))
        for line in told
        if not isinstance(line.change, SourceChange)
        and not isinstance(last := newest[line.change.url], DocumentWithdrawn)
    )


def reminders(
    stories: Sequence[Sequence[Logged]],
    subscriptions: Sequence[Subscription],
    now: datetime,
    text_of: TextOf,
) -> tuple[tuple[Owed, ...], tuple[Logged, ...]]:
    """Return the reminders to be sent by now, and the changes their `changes` index into.

    `stories` are the standing changes of each story. A subscription is reminded so many days before a deadline as it
    asked for, at its own time of day, of what it would hear of at once; what was missed is caught up with on that day
    only. The reminders of one day are one message. `now` is aware; `text_of` gives a document's text.
    """
    readers = Readers.of(subscriptions)
    told: list[Logged] = []
    owed: list[Owed] = []
    for story in stories:
        found = list(_of_story(story, readers, now, text_of))
        for line in dict.fromkeys(line for line, _, _ in found):
            told.append(line)
            owed += [_owed(to, line, day, len(told) - 1) for each, to, day in found if each == line]
    return tuple(owed), tuple(told)


def _of_story(
    story: Sequence[Logged], readers: Readers, now: datetime, text_of: TextOf
) -> Iterator[tuple[Logged, Subscription, date]]:
    """Give each subscription to be reminded of this story now, once, with the change that says so and the day."""
    reminded: set[str] = set()
    for line in story:
        change = line.change
        if isinstance(change, SourceChange) or change.baseline:
            continue
        codes = {code for c in change.concerns for code in (c.code, c.city, f"{c.code[:2]}0000")}
        for subscription in readers.watching(codes):
            here = now.astimezone(ZoneInfo(subscription.timezone))
            if subscription.id in reminded or here.time() < subscription.at:
                continue
            if any(_near(change, here.date(), subscription)) and _hears(subscription, change, text_of):
                reminded.add(subscription.id)
                yield line, subscription, here.date()


def _near(change: DocumentChange, day: date, subscription: Subscription) -> Iterator[Deadline]:
    for deadline in change.deadlines:
        last = last_day(deadline.end)
        if last is not None and (last - day).days in subscription.reminders:
            yield deadline


def _hears(subscription: Subscription, change: DocumentChange, text_of: TextOf) -> bool:
    text = text_of(change) if subscription.keywords != type(subscription.keywords)() else ""
    roles = {concern.role for concern in concerned(subscription, change)}
    return bool(roles & set(subscription.roles)) and is_news_to(subscription, change, text)


def _owed(subscription: Subscription, line: Logged, day: date, index: int) -> Owed:
    change = line.change
    assert not isinstance(change, SourceChange)
    ends = sorted({str(last_day(deadline.end)) for deadline in _near(change, day, subscription)})
    due = datetime.combine(day, subscription.at, ZoneInfo(subscription.timezone)).astimezone(UTC)
    said = "\n".join((subscription.id, WINDOW, change.story, str(day), *ends))
    return Owed(
        subscription=subscription.id,
        channel=masked(subscription.channel),
        key=hashlib.sha256(said.encode()).hexdigest()[:32],
        changes=(index,),
        due=due,
        window=f"{WINDOW} {day}",
    )


def compose_reminder(
    changes: Sequence[Logged],
    subscription: Subscription,
    day: date,
    *,
    public_url: str,
    key: str,
    unsubscribe: str | None = None,
) -> Message:
    """Return the deadlines that these changes set and that come near on `day`, as a message."""
    words = WORDS[subscription.language]
    tellings = [
        _telling(line.id, line.change, subscription, day, words, public_url)
        for line in changes
        if not isinstance(line.change, SourceChange)
    ]
    first = tellings[0]
    more = words.digest_subject.format(count=len(tellings), about=first.about) if len(tellings) > 1 else first.about
    return Message(
        key=key,
        subject=words.subject.format(tag=first.tag, about=more),
        preheader=first.headline,
        language=subscription.language,
        groups=(TellingGroup("", tuple(tellings)),),
        whole=Link(words.whole, first.links[-1].url),
        footer=words.footer,
        unsubscribe=Link(words.unsubscribe, unsubscribe) if unsubscribe else None,
        thread=first.facts.story if len(tellings) == 1 else None,
    )


def _telling(
    number: int, change: DocumentChange, subscription: Subscription, day: date, words: Words, public_url: str
) -> Telling:
    """Return a story as it is told, led by what comes near instead of by what happened."""
    near = list(_near(change, day, subscription)) or list(change.deadlines)
    by_day: Mapping[date, list[Deadline]] = {}
    for deadline in near:
        by_day = {**by_day, last: [*by_day.get(last, ()), deadline]} if (last := last_day(deadline.end)) else by_day
    lines = tuple(
        words.reminder_line.format(
            what=words.joint.join(dict.fromkeys(words.deadline_names.get(d.what, d.what) for d in deadlines)),
            day=words.on(last),
            left=_left((last - day).days, words),
        )
        for last, deadlines in sorted(by_day.items())
    )
    told = tell({number: change}, subscription, None, words, public_url)
    left = min(((last - day).days for last in by_day), default=0)
    cities = words.joint.join(dict.fromkeys(city_name(c, words) for c in concerned(subscription, change)))
    return replace(
        told,
        tag=words.reminder_tag.format(places=cities, left=_left(left, words)),
        headline=words.colon.join((told.about, *lines[:1])),
        details=(),
        quotes=tuple(dict.fromkeys(deadline.text for deadline in near if deadline.text.strip()))[:3],
        differences=None,
        deadlines=Section(words.deadlines, lines[1:]) if lines[1:] else None,
        why=words.reminder_why.format(name=subscription.name),
    )


def _left(days: int, words: Words) -> str:
    return words.days_left[min(days, 2)].format(days=days)
