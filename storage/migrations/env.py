"""What Alembic runs: the revisions, over the connection that `storage/upgrade.py` hands in."""

from typing import Any

from alembic import context

from storage.schema import metadata

connection = context.config.attributes["connection"]


def ours(_object: Any, name: str | None, kind: str, _reflected: bool, _compared: Any) -> bool:  # noqa: FBT001
    """Leave the search index and its shadow tables out of comparisons: it differs between the databases."""
    return not (kind == "table" and name is not None and name.startswith("change_words"))


context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
    include_object=ours,
)
with context.begin_transaction():
    context.run_migrations()
