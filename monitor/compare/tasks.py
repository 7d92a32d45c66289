"""Two readings of a task list, aligned by text and number."""

from collections.abc import Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz, process

from monitor.changes import Proof, Reworded, TasksChanged, TasksPublished
from monitor.compare.places import concerns, proof
from monitor.compare.text import folded
from monitor.memory import Seen
from monitor.model import Reading, Role, Task

SAME_TASK = 60.0


def tasks_first_read(seen: Seen, said: Mapping[str, Any]) -> tuple[TasksPublished, ...]:
    """Return the fact of a task list read for the first time."""
    tasks = seen.reading.task_list
    if tasks is None or not (tasks.items or tasks.stated_count):
        return ()
    return (
        TasksPublished(
            **said,
            stated_count=tasks.stated_count,
            stated_areas=tasks.stated_areas,
            item_count=len(tasks.items),
            concerns=tuple(c for c in concerns(seen.reading) if c.role is Role.TASKED),
            evidence=_proofs_of_tasks(seen, [task for task in tasks.items if task.places]),
        ),
    )


def _proofs_of_tasks(seen: Seen, tasks: Sequence[Task]) -> tuple[Proof, ...]:
    return tuple(proof(seen, task.evidence) for task in tasks)


def tasks_reread(seen: Seen, said: Mapping[str, Any], before: Reading) -> tuple[TasksChanged | TasksPublished, ...]:
    """Return how a document's tasks changed since its last revision; the places whose own tasks did are concerned."""
    old = before.task_list.items if before.task_list else ()
    new = seen.reading.task_list.items if seen.reading.task_list else ()
    if not old:
        return tasks_first_read(seen, said)
    added, removed, reworded = align_tasks(old, new)
    if not (added or removed or reworded):
        return ()
    touched = {task.number for task in added} | {now.number for _, now in reworded}
    places = {code for task in (*added, *removed, *(now for _, now in reworded)) for code in task.places}
    return (
        TasksChanged(
            **said,
            added=tuple(task.text for task in added),
            removed=tuple(task.text for task in removed),
            reworded=tuple(Reworded(number=now.number, before=was.text, after=now.text) for was, now in reworded),
            concerns=tuple(c for c in concerns(seen.reading) if c.code in places or c.city in places),
            evidence=_proofs_of_tasks(seen, [task for task in new if task.number in touched]),
        ),
    )


def align_tasks(old: Sequence[Task], new: Sequence[Task]) -> tuple[list[Task], list[Task], list[tuple[Task, Task]]]:
    """Return the tasks added, removed, and reworded (before, after).

    Equal texts are the same task whatever their numbers; of the rest, the closest texts at least `SAME_TASK` per
    cent alike.
    """
    left = {folded(task.text): task for task in old}
    fresh = [task for task in new if left.pop(folded(task.text), None) is None]
    added: list[Task] = []
    reworded: list[tuple[Task, Task]] = []
    for task in fresh:
        twin = process.extractOne(folded(task.text), list(left), scorer=fuzz.ratio, score_cutoff=SAME_TASK)
        if twin is None:
            added.append(task)
        else:
            reworded.append((left.pop(twin[0]), task))
    return added, list(left.values()), reworded
