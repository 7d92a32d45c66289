"""What is known + what was just read -> the facts of the change log. Pure: the same input gives the same changes.

Lists are compared as sets of codes, texts after NFKC without white space: order, suffixes, width and furniture are
never a change. What was not named in a partial list is unknown, never removed.
"""

from typing import Any

from monitor.changes import Change, Concern, DocumentPublished, DocumentRevised, DocumentWithdrawn, StoryJoined
from monitor.compare.lists import list_completed, list_first_read, list_reread, shrank_unread
from monitor.compare.places import (
    concerns,
    listed_concern,
    most_urgent,
    new_concerns,
    proofs_of_mentions,
    proofs_of_places,
)
from monitor.compare.tasks import tasks_first_read, tasks_reread
from monitor.compare.text import is_half_loaded, line_diff, same_to_a_reader
from monitor.memory import Revision, Seen, Story
from monitor.model import Role, Stage

__all__ = ["concerns", "first_reading", "new_reading", "same_to_a_reader", "withdrawn"]

HALF_LOADED_NOTE = "需人工核对: 页面内容较上次大幅缩短，可能未完整加载，不作移出处理"
UNREAD_LIST_NOTE = "需人工核对: 名单较上次缩短，但未读出的地名仍在文中或名单整体未能读出，不作移出处理"


def first_reading(seen: Seen, story: Story, joined: Story | None, proposal: Story | None) -> tuple[Change, ...]:
    """Return what a document read for the first time adds to the log.

    `story` is its story with the document in it, `joined` the same story before (None: the document opened it),
    `proposal` the 公示 that this list decides, if any.
    """
    said = _said(seen, story)
    published = DocumentPublished(**said, concerns=concerns(seen.reading), evidence=proofs_of_mentions(seen))
    if joined is not None:
        return (published, _story_joined(seen, said, joined, story), *list_completed(seen, said, proposal))
    return (published, *list_first_read(seen, said, proposal), *tasks_first_read(seen, said))


def new_reading(seen: Seen, story: Story, before: Revision, story_before: Story) -> tuple[Change, ...]:
    """Return what a known document's new revision changes; nothing if a person would see no difference.

    `story_before` is the story as it stood: an edit that only brings an outlet in line with it concerns nobody.
    """
    if same_to_a_reader(before.text, seen.text):
        return ()
    said = _said(seen, story)
    half_loaded = is_half_loaded(before.text, seen.text)
    if half_loaded:
        said["notes"] = (*said["notes"], HALF_LOADED_NOTE)
    unread = not half_loaded and shrank_unread(before.reading, seen)
    if unread:
        said["notes"] = (*said["notes"], UNREAD_LIST_NOTE)
    added, removed = line_diff(before.text, seen.text)
    revised = DocumentRevised(
        **said,
        concerns=new_concerns(before.reading, seen.reading, story_before),
        evidence=proofs_of_mentions(seen),
        added_text=added,
        removed_text=removed,
    )
    lists = list_reread(seen, said, before.reading, story_before, story, certain=not (half_loaded or unread))
    tasks = () if half_loaded else tasks_reread(seen, said, before.reading)
    return (revised, *lists, *tasks)


def withdrawn(seen: Seen, story: Story, status: int) -> DocumentWithdrawn:
    """Return the fact that a document is gone; `seen` is its last revision."""
    return DocumentWithdrawn(
        **_said(seen, story), concerns=concerns(seen.reading), evidence=proofs_of_mentions(seen), status=status
    )


def _said(seen: Seen, story: Story) -> dict[str, Any]:
    """Return the fields every change of a document tells."""
    reading = seen.reading
    return {
        "at": seen.at,
        "source": seen.source,
        "publisher": seen.publisher,
        "url": seen.url,
        "title": seen.title,
        "published": seen.published,
        "story": story.id,
        "programme": reading.programme or story.programme,
        "stage": reading.stage,
        "batch": reading.batch or story.batch,
        "issuers": reading.issuers,
        "document_number": reading.document_number,
        "deadlines": reading.deadlines,
        "notes": reading.notes,
        "baseline": seen.baseline,
        "late": seen.late,
    }


def _story_joined(seen: Seen, said: dict[str, Any], before: Story, after: Story) -> StoryJoined:
    """Tell what one more outlet adds, only to those for whom it is new: a recap or a plain reprint concerns nobody."""
    known = {place.code for place in before.places}
    ours = {place.code: place for place in (seen.reading.pilot_list.places if seen.reading.pilot_list else ())}
    is_recap = seen.reading.stage is Stage.PROGRESS
    added = [place for place in after.places if place.code not in known and place.code in ours]
    leads = after.primary == seen.url
    kept = {place.code for place in after.places}
    overruled = [place for place in before.places if place.code not in kept] if leads else []
    told = [
        *map(listed_concern, added),
        *(listed_concern(p, Role.REMOVED) for p in overruled),
        *_newly_tasked(seen, before),
    ]
    lead = next(outlet for outlet in after.outlets if outlet.url == after.primary)
    return StoryJoined(
        **said,
        primary_source=lead.source,
        primary_url=lead.url,
        added=tuple(place.name for place in added),
        conflicts=tuple(c for c in after.conflicts if c not in before.conflicts),
        concerns=() if is_recap else most_urgent(told),
        evidence=proofs_of_places(seen, ours.values()),
    )


def _newly_tasked(seen: Seen, before: Story) -> list[Concern]:
    """Return the places this outlet gives tasks where no earlier one named them."""
    known = {place.code for place in before.places} | {code for task in before.tasks for code in task.places}
    return [c for c in concerns(seen.reading) if c.role is Role.TASKED and not {c.code, c.city} & known]
