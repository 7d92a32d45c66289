"""What every test may ask for."""

from collections.abc import Iterator

import pytest

from tests.webserver import Site


@pytest.fixture
def site() -> Iterator[Site]:
    """An empty website on loopback."""
    with Site() as site:
        yield site
