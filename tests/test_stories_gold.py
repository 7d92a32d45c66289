"""How well reprints are told from other announcements: scores that must not fall."""

import json
import random
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.changes import AboutList, StoryJoined
from tests.reprints import facts, recap, tellings
from tests.shelf import Shelf, Telling, pairwise

LABELS = Path(__file__).parents[2] / "shared" / "gold" / "announcements.jsonl"


@pytest.mark.skipif(not LABELS.exists(), reason="the labelled announcements are not part of this repository")
def test_labelled_announcements_are_grouped_as_people_group_them() -> None:
    """Recaps bear no label but join the story they repeat, so pairs with them are not counted."""
    rows = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    shelf, truth = Shelf(), {}
    for row in sorted(rows, key=lambda row: (_day(row) or date.max, row["id"])):
        group, stage = row["expected"]["group"], row["expected"]["stage"]
        shelf.put(Telling(row["id"], row["title"], row["text"], _day(row), group or row["id"]))
        if group or stage != "progress":
            truth[row["id"]] = group or row["id"]
    precision, recall, wrong = pairwise(shelf.placed, truth)
    assert (precision, recall) >= (0.98, 0.98), wrong
    assert recall >= 0.98, wrong


def _day(row: dict[str, Any]) -> date | None:
    """Return the labelled day; the middle of a period that is named less precisely."""
    published: str = row["published"] or ""
    if len(published) in (4, 7):
        return date.fromisoformat(published + {4: "-07-01", 7: "-15"}[len(published)])
    if published[:1].isdigit():
        return date.fromisoformat(published)
    return datetime.strptime(f"{published} +0800", "%B %d, %Y %z").date() if published else None


@pytest.mark.parametrize("seed", [11, 12])
def test_generated_reprints_are_one_story_each_and_batches_and_stages_are_several(seed: int) -> None:
    chance = random.Random(seed)
    told = [telling for fact in facts(seed) for telling in tellings(fact, chance)]
    chance.shuffle(told)
    shelf = Shelf()
    for telling in sorted(told, key=lambda telling: telling.published or date.max):
        shelf.put(telling)
    precision, recall, wrong = pairwise(shelf.placed, {telling.id: telling.announcement for telling in told})
    assert precision >= 0.98, wrong[:5]
    assert recall >= 0.98, wrong[:5]


def test_recaps_join_the_decision_of_their_batch_and_concern_nobody() -> None:
    chance, shelf = random.Random(5), Shelf()
    decisions = [fact for fact in facts(5) if fact.stage == "公布"]
    told = [telling for fact in decisions for telling in tellings(fact, chance, outlets=2)]
    recaps = [recap(fact, number) for number, fact in enumerate(decisions)]
    for telling in sorted(told + recaps, key=lambda telling: telling.published or date.max):
        shelf.put(telling)
    for telling in recaps:
        assert shelf.placed[telling.id] == shelf.placed[f"{telling.announcement}/0"]
        joined = [
            change for change in shelf.outcomes[telling.id].changes if isinstance(change, StoryJoined | AboutList)
        ]
        assert [change.concerns for change in joined] == [()]
