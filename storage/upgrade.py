"""Bringing a database's schema up to date with Alembic: all steps in one transaction, or none.

The revisions stand in `migrations/versions/` and travel in the wheel; there is no alembic.ini.
"""

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from storage.condition import revision
from storage.refusal import StoreError, shown

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7165497)")


def configuration(connection: Connection | None = None) -> Config:
    """Give Alembic's configuration, for migrating over this connection."""
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine) -> None:
    """Migrate to the newest revision. Raises StoreError for a database that is newer than this program or not ours."""
    with engine.execution_options(writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(_ONE_AT_A_TIME)
        config = configuration(connection)
        current = revision(connection)
        if current is None:
            _refuse_strangers(connection)
        elif current not in {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}:
            raise StoreError(
                f"{shown(engine.url)} was written by a newer Pilotwatch (schema {current}); update this one, "
                "or restore the backup made before the update."
            )
        command.upgrade(config, "head")


def _refuse_strangers(connection: Connection) -> None:
    tables = sorted(inspect(connection).get_table_names())
    if tables:
        raise StoreError(
            f"{shown(connection.engine.url)} holds another program's tables ({', '.join(tables[:3])}); "
            "name another database with --database."
        )
