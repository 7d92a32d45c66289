"""What every test may ask for."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url

from storage import Store
from tests.databases import empty, postgresql_schema, postgresql_server
from tests.webserver import Site


@pytest.fixture
def site() -> Iterator[Site]:
    """An empty website on loopback."""
    with Site() as site:
        yield site


@pytest.fixture(scope="session")
def postgresql() -> Iterator[URL]:
    """A PostgreSQL server: the one named by PILOTWATCH_TEST_POSTGRES, else one that runs as long as the tests."""
    if named := os.environ.get("PILOTWATCH_TEST_POSTGRES"):
        yield make_url(named).set(drivername="postgresql+psycopg")
        return
    with postgresql_server() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql: URL) -> Iterator[str]:
    """A schema with our tables, which each test leaves empty."""
    with postgresql_schema(postgresql) as url:
        Store.open(url).close()
        yield url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with our tables, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "pilotwatch.db"
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each supported kind that holds nothing yet."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path)
        yield f"sqlite:///{tmp_path}/pilotwatch.db"
        return
    url = request.getfixturevalue("migrated_postgresql")
    yield url
    empty(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each supported kind that was never opened."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/pilotwatch.db"
        return
    with postgresql_schema(request.getfixturevalue("postgresql")) as url:
        yield url


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An open, empty store on each supported database."""
    with Store.open(database_url) as store:
        yield store
