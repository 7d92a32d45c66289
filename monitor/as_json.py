"""The JSON shapes that other programs rely on (docs/api.md): one flat object a line. Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from monitor.changes import (
    AboutDocument,
    AboutList,
    Change,
    DocumentRevised,
    ListChanged,
    ListFinalised,
    Proof,
    Reworded,
    SourceFailing,
    SourceRecovered,
    StoryJoined,
    TasksChanged,
)
from monitor.compare.wording import edits
from monitor.memory import Delivery, Logged, SourceMemory, Story

Object = dict[str, Any]


def instant(at: datetime | None) -> str | None:
    """Return an instant as ISO 8601 in UTC, to the second."""
    return at.isoformat(timespec="seconds") if at else None


def change_json(logged: Logged) -> Object:
    """Return a line of the change log."""
    change = logged.change
    line: Object = {"id": logged.id, "at": instant(change.at), "kind": change.kind}
    if isinstance(change, SourceFailing | SourceRecovered):
        health = change.health if isinstance(change, SourceFailing) else change.was
        error = change.error if isinstance(change, SourceFailing) else None
        return line | _nothing_said(change.name, change.source, change.url) | {"health": health, "error": error}
    listed = change if isinstance(change, AboutList) else None
    return line | {
        "title": change.title,
        "source": change.source,
        "url": change.url,
        "story": change.story,
        "programme": change.programme.key if change.programme else None,
        "programme_name": change.programme.name if change.programme else None,
        "stage": change.stage,
        "batch": change.batch,
        "published": change.published.isoformat() if change.published else None,
        "places": [{"code": c.code, "name": c.name, "role": c.role} for c in change.concerns],
        "added": list(getattr(change, "added", ())),
        "removed": list(getattr(change, "removed", ())),
        "stated_count": listed.stated_count if listed else getattr(change, "stated_count", None),
        "complete": listed.complete if listed else None,
        "evidence": [_proof(proof) for proof in change.evidence],
        "notes": list(change.notes),
        "baseline": change.baseline,
        "late": change.late,
    }


def _nothing_said(title: str, source: str, url: str) -> Object:
    return {
        "title": title,
        "source": source,
        "url": url,
        "story": None,
        "programme": None,
        "stage": None,
        "batch": None,
        "places": [],
        "added": [],
        "removed": [],
        "stated_count": None,
        "complete": None,
        "evidence": [],
    }


def _proof(proof: Proof) -> Object:
    return {"quote": proof.quote, "url": proof.url, "snapshot": proof.snapshot}


def diff_of(change: Change) -> Object:
    """Return what a change changed, for `show`: only the keys that apply to its kind."""
    match change:
        case DocumentRevised():
            return {"added_text": list(change.added_text), "removed_text": list(change.removed_text)}
        case TasksChanged():
            reworded = [_reworded(r) for r in change.reworded]
            return {"added": list(change.added), "removed": list(change.removed), "reworded": reworded}
        case ListChanged() | ListFinalised():
            renamed = [{"before": r.before, "after": r.after} for r in change.renamed]
            diff: Object = {"added": list(change.added), "removed": list(change.removed), "renamed": renamed}
            diff["rolled_up"] = [{"before": list(r.before), "after": list(r.after)} for r in change.rolled_up]
            if isinstance(change, ListFinalised):
                diff |= {"proposed_url": change.proposed_url, "proposed_story": change.proposed_story}
            return diff
        case StoryJoined():
            return {"added": list(change.added), "conflicts": list(change.conflicts)}
        case _:
            return {}


def _reworded(task: Reworded) -> Object:
    """Return an edited task; `edits` are its runs of characters: kept, removed and added, in reading order."""
    told = [{"kind": edit.kind, "text": edit.text} for edit in edits(task.before, task.after)]
    return {"number": task.number, "before": task.before, "after": task.after, "edits": told}


def life_json(story: Story, decision: ListFinalised | None) -> Object:
    """Return a story as a step in its programme's life; `decision` is what it made of a proposal, if it did."""
    return story_json(story) | {
        "published": story.published.isoformat() if story.published else None,
        "document_number": story.document_number,
        "tasks": story.stated_tasks or len(story.tasks) or None,
        "decided": None if decision is None else diff_of(decision),
    }


def story_json(story: Story) -> Object:
    """Return a story: its outlets, the one that leads first, and what they disagree about."""
    lead = next(outlet for outlet in story.outlets if outlet.url == story.primary)
    return {
        "story": story.id,
        "title": story.title,
        "programme": story.programme.key if story.programme else None,
        "stage": story.stage,
        "batch": story.batch,
        "primary": {"source": lead.source, "url": lead.url},
        "documents": [
            {
                "source": outlet.source,
                "url": outlet.url,
                "published": outlet.published.isoformat() if outlet.published else None,
            }
            for outlet in story.outlets
        ],
        "places": [{"code": p.code, "name": p.name, "role": p.role} for p in story.places],
        "stated_count": story.stated_count,
        "complete": story.complete,
        "conflicts": list(story.conflicts),
    }


def delivery_json(delivery: Delivery) -> Object:
    """Return a row of the delivery ledger, the channel's secrets masked."""
    return {
        "id": delivery.id,
        "subscription": delivery.subscription,
        "channel": delivery.channel,
        "changes": list(delivery.changes),
        "state": delivery.state,
        "attempts": delivery.attempts,
        "due": instant(delivery.due),
        "sent_at": instant(delivery.sent_at),
        "error": delivery.error,
    }


def source_json(memory: SourceMemory) -> Object:
    """Return how a source is doing."""
    return {
        "id": memory.id,
        "health": memory.health,
        "last_ok": instant(memory.last_ok),
        "last_new": instant(memory.last_new),
        "entries": memory.entries,
        "failures": memory.failures,
        "error": memory.error,
    }


def places_told(change: Change) -> Iterable[str]:
    """Return the places a change concerns as a person reads them: name and role."""
    if isinstance(change, AboutDocument):
        return [f"{concern.name}({concern.role})" for concern in change.concerns]
    return []
