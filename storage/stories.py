"""The stories, found by their keys and by their programme."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, func, select

from monitor.memory import Known, KnownDocument, ProgrammeSummary, Story
from monitor.model import Programme
from storage import documents, facts
from storage.schema import stories, story_keys
from storage.statements import chunks, insert

_MOST = 50  # stories of a programme, and as many that share a key: a step costs the same however much is kept
_NEWEST = (
    select(stories.c.id, stories.c.first_at, stories.c.body)
    .order_by(stories.c.first_at.desc(), stories.c.id.desc())
    .limit(_MOST)
)


def load(connection: Connection, id_: str) -> Story | None:
    """Give a story by its id."""
    body = connection.scalar(select(stories.c.body).where(stories.c.id == id_))
    return None if body is None else facts.story_from_json(body)


def known(connection: Connection, document: KnownDocument, keys: Collection[str], programme: str | None) -> Known:
    """Gather what bears on a document just read: newest first, and at most 50 each."""
    return Known(
        document=document,
        previous=documents.last_revision(connection, document.id) if document.revisions else None,
        own_story=None if document.story is None else load(connection, document.story),
        stories=_sharing(connection, keys),
        life=() if programme is None else life(connection, programme),
    )


def save(connection: Connection, story: Story, keys: Collection[str]) -> None:
    """Keep a story as it stands now, to be found by these keys besides its earlier ones."""
    kept = {
        "programme": story.programme and story.programme.key,
        "programme_name": story.programme and story.programme.name,
        "stage": story.stage.value,
        "first_at": story.first_at,
        "body": facts.story_to_json(story),
    }
    into = insert(connection, stories).values(id=story.id, **kept)
    connection.execute(into.on_conflict_do_update(index_elements=["id"], set_=kept))
    if keys:
        pairs = [{"key": key, "story": story.id} for key in dict.fromkeys(keys)]
        connection.execute(insert(connection, story_keys).on_conflict_do_nothing(), pairs)


def programmes(connection: Connection) -> list[ProgrammeSummary]:
    """Count the stories of each programme, the one with the latest story first."""
    last_at = func.max(stories.c.first_at)
    rows = connection.execute(
        select(
            stories.c.programme,
            func.max(stories.c.programme_name).label("name"),
            func.count().label("stories"),
            func.min(stories.c.first_at).label("first_at"),
            last_at.label("last_at"),
        )
        .where(stories.c.programme.is_not(None))
        .group_by(stories.c.programme)
        .order_by(last_at.desc(), stories.c.programme)
    )
    return [
        ProgrammeSummary(Programme(row.programme, row.name), row.stories, row.first_at, row.last_at) for row in rows
    ]


def life(connection: Connection, programme: str) -> tuple[Story, ...]:
    """Give the 50 newest stories of a programme, newest first."""
    rows = connection.execute(_NEWEST.where(stories.c.programme == programme))
    return tuple(facts.story_from_json(row.body) for row in rows)


def _sharing(connection: Connection, keys: Collection[str]) -> tuple[Story, ...]:
    sharing: dict[str, Any] = {}
    for chunk in chunks(keys):
        ids = select(story_keys.c.story).where(story_keys.c.key.in_(chunk))
        newest = _NEWEST.where(stories.c.id.in_(ids))
        sharing |= {row.id: row for row in connection.execute(newest)}
    rows = sorted(sharing.values(), key=lambda row: (row.first_at, row.id), reverse=True)
    return tuple(facts.story_from_json(row.body) for row in rows[:_MOST])
