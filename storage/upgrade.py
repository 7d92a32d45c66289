"""Bringing a database's schema up to date with Alembic: all steps in one transaction, or none.

The revisions stand in `migrations/versions/` and travel in the wheel; there is no alembic.ini.
"""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7165498)")


class TooNew(Exception):  # noqa: N818  # told as one sentence by `database.py`
    """The schema's revision is unknown to this version of the program."""


class NotOurs(Exception):  # noqa: N818
    """The database has tables, but never was one of Pilotwatch's."""


def configuration(connection: Connection | None = None) -> Config:
    """Give Alembic's configuration, for migrating over this connection."""
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    return config


def revision(connection: Connection) -> str | None:
    """Say at which revision a database is; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine) -> None:
    """Migrate to the newest revision and dispose of the engine. Raises TooNew, NotOurs, or what the driver raises."""
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(_ONE_AT_A_TIME)
            _upgrade(connection)
    finally:
        engine.dispose()


def _upgrade(connection: Connection) -> None:
    config = configuration(connection)
    scripts = ScriptDirectory.from_config(config)
    current = revision(connection)
    if current == scripts.get_current_head():
        return
    if current is None:
        strangers = sorted(set(inspect(connection).get_table_names()) - {"alembic_version"})
        if strangers:
            raise NotOurs(", ".join(strangers[:3]))
    elif current not in {script.revision for script in scripts.walk_revisions()}:
        raise TooNew(current)
    command.upgrade(config, "head")
