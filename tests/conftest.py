"""What every test may ask for."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url

from storage import Store
from tests.databases import postgresql_schema, postgresql_server
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


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each supported kind."""
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
