"""A document just read + what is known of it -> everything that follows: its story, the changes, who is owed a message.

Pure: the store calls it inside the transaction that remembers the outcome, so that no two outlets of one announcement
can both believe they were first.
"""

from collections.abc import Sequence
from dataclasses import replace

from monitor.alert import owed
from monitor.changes import Change
from monitor.compare import first_reading, new_reading, withdrawn
from monitor.memory import Known, Outcome, Seen, Story
from monitor.model import Subscription
from monitor.story import find_story, join, open_story, proposal_of, story_keys


def judge(
    known: Known, seen: Seen, subscriptions: Sequence[Subscription], operators: Sequence[Subscription]
) -> Outcome:
    """Return what follows from a document's first reading or new revision."""
    before = find_story(known, seen)
    story = open_story(seen) if before is None else join(before, seen)
    if known.previous is None:
        changes = first_reading(seen, story, before, _decided(known, before, story))
    else:
        changes = new_reading(seen, story, known.previous, before or story)
    if not changes:
        return Outcome()
    return _outcome(changes, story, seen, subscriptions, operators)


def judge_withdrawal(
    known: Known, seen: Seen, status: int, subscriptions: Sequence[Subscription], operators: Sequence[Subscription]
) -> Outcome:
    """Return what follows from a document being gone; `seen` is its last revision at the time it was found gone."""
    story = known.own_story or open_story(seen)
    return _outcome((withdrawn(seen, story, status),), story, seen, subscriptions, operators)


def _outcome(
    changes: Sequence[Change],
    story: Story,
    seen: Seen,
    subscriptions: Sequence[Subscription],
    operators: Sequence[Subscription],
) -> Outcome:
    return Outcome(
        changes=tuple(changes),
        owed=owed(changes, subscriptions, operators, seen.at, seen.text),
        story=story,
        story_keys=story_keys(seen.reading, seen.title, seen.text),
    )


def _decided(known: Known, before: Story | None, story: Story) -> Story | None:
    """Return the 公示 that is decided now: by the first telling of the list, and again by the first whole one."""
    if before is not None and (before.complete or not story.complete):
        return None
    return proposal_of(known.life, story)


def as_last_seen(known: Known, seen: Seen) -> Seen:
    """Return `seen` with the words and the reading of the document's last revision, where there is one."""
    if known.previous is None:
        return seen
    return replace(seen, text=known.previous.text, reading=known.previous.reading, sha256=known.previous.sha256)
