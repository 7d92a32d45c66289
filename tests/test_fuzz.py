"""Hostile bytes and texts for every parser, a moment each; `python -m tests.fuzzing SECONDS` runs them for longer."""

import pytest

from tests.fuzzing import TARGETS, run


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_whatever_it_is_given_a_parser_fails_as_it_says(name: str) -> None:
    assert run(TARGETS[name], examples=60, start=20260305) >= 60
