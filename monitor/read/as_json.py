"""A Reading as the JSON that other programs rely on (DESIGN.md, section 3)."""

from typing import Any

from monitor.model import Deadline, Evidence, ListedPlace, Mention, PilotList, Reading, Task, TaskList


def reading_json(reading: Reading, *, id: str | None = None) -> dict[str, Any]:  # noqa: A002 (the contract's word)
    """One object per reading, keys in the contract's order, null where the text does not say."""
    return {
        "id": id,
        "title": reading.title,
        "published": reading.published.isoformat() if reading.published else None,
        "language": reading.language,
        "is_pilot_announcement": reading.is_pilot_announcement,
        "stage": str(reading.stage),
        "programme": {"key": reading.programme.key, "name": reading.programme.name} if reading.programme else None,
        "batch": reading.batch,
        "issuers": list(reading.issuers),
        "document_number": reading.document_number,
        "cites": list(reading.cites),
        "pilot_list": _pilot_list(reading.pilot_list) if reading.pilot_list else None,
        "task_list": _task_list(reading.task_list) if reading.task_list else None,
        "mentions": [_mention(mention) for mention in reading.mentions],
        "deadlines": [_deadline(deadline) for deadline in reading.deadlines],
        "notes": list(reading.notes),
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {"start": evidence.start, "end": evidence.end, "quote": evidence.quote}


def _pilot_list(pilots: PilotList) -> dict[str, Any]:
    return {
        "stated_count": pilots.stated_count,
        "approximate": pilots.approximate,
        "unit": pilots.unit,
        "complete": pilots.complete,
        "places": [_listed_place(place) for place in pilots.places],
    }


def _listed_place(place: ListedPlace) -> dict[str, Any]:
    return {
        "code": place.code,
        "name": place.name,
        "city": place.city,
        "role": str(place.role),
        "focus": place.focus,
        "via": place.via,
        "evidence": _evidence(place.evidence),
    }


def _task_list(tasks: TaskList) -> dict[str, Any]:
    return {
        "stated_count": tasks.stated_count,
        "stated_areas": tasks.stated_areas,
        "parts": [{"count": part.count, "what": part.what} for part in tasks.parts],
        "items": [_task(task) for task in tasks.items],
    }


def _task(task: Task) -> dict[str, Any]:
    return {
        "number": task.number,
        "area": task.area,
        "text": task.text,
        "places": list(task.places),
        "lead": list(task.lead),
        "deadline": task.deadline,
        "evidence": _evidence(task.evidence),
    }


def _mention(mention: Mention) -> dict[str, Any]:
    return {
        "code": mention.code,
        "name": mention.name,
        "city": mention.city,
        "role": str(mention.role),
        "surface": mention.surface,
        "start": mention.start,
        "end": mention.end,
        "quote": mention.quote,
        "via": mention.via,
    }


def _deadline(deadline: Deadline) -> dict[str, Any]:
    return {
        "what": deadline.what,
        "start": deadline.start,
        "end": deadline.end,
        "duration": deadline.duration,
        "text": deadline.text,
        "evidence": _evidence(deadline.evidence),
    }
