"""Two daemons on one database would poll everything twice."""

import pytest

from storage import Store, StoreError


def test_a_second_daemon_is_refused_in_one_sentence(database_url: str) -> None:
    with (
        Store.open(database_url) as first,
        Store.open(database_url) as second,
        first.leading(),
        pytest.raises(StoreError, match=r"another daemon is running on this database; end it"),
        second.leading(),
    ):
        pytest.fail("two daemons lead one database")


def test_the_next_daemon_may_lead_once_the_first_has_ended(database_url: str) -> None:
    with Store.open(database_url) as first, first.leading():
        pass
    with Store.open(database_url) as second, second.leading():
        assert second.pending_count() == 0
