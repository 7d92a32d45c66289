"""What the page asks the store: standings of cities, the life of a programme, who was told of a change."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from monitor.memory import Known, Outcome, Standing
from monitor.model import Programme, Role
from storage import Store
from tests import kept
from tests.values import NOON

SHOPS = Programme("small-shops", "小店经济推进行动")


def test_a_standing_spans_from_the_first_change_that_said_so_to_the_latest(store: Store) -> None:
    dalian, harbour = kept.concern(), kept.concern("210202", "中山区", Role.TASKED, city="210200")
    kept.log(store, kept.published("一", dalian), kept.published("二", dalian, harbour))
    kept.log(store, kept.published("三", dalian, kept.concern("370200", "青岛市"), programme=SHOPS))

    found = sorted(store.standings(["210200"]), key=lambda standing: standing.first)

    assert found == [
        Standing("retail-innovation", "210200", "210200", Role.SELECTED, 1, 2),
        Standing("retail-innovation", "210202", "210200", Role.TASKED, 2, 2),
        Standing("small-shops", "210200", "210200", Role.SELECTED, 3, 3),
    ]


def test_changes_without_a_programme_give_no_standing(store: Store) -> None:
    kept.log(store, kept.published("一", kept.concern(), programme=None))

    assert store.standings(["210200"]) == []


def test_the_life_of_a_programme_is_its_stories_newest_first(store: Store) -> None:
    for number, story in enumerate((kept.story("s1"), kept.story("s2"), kept.story("s3", programme=SHOPS))):
        document = kept.document(store, f"mofcom.gov.cn/{number}.html")
        outcome = Outcome(story=replace(story, first_at=NOON + timedelta(hours=number)))
        store.settle(document, kept.read(), (), None, partial(_anyhow, outcome))

    assert [story.id for story in store.life("retail-innovation")] == ["s2", "s1"]


def _anyhow(outcome: Outcome, _: Known) -> Outcome:
    return outcome


def test_deliveries_are_found_by_the_changes_they_tell(store: Store) -> None:
    kept.owe(store, kept.owed("a"), changes=[kept.published("一")])
    kept.owe(store, kept.owed("b", "qingdao"), changes=[kept.published("二")])

    assert [delivery.subscription for delivery in store.deliveries_about([2], 10)] == ["qingdao"]
    assert [delivery.subscription for delivery in store.deliveries_about([1, 2], 10)] == ["qingdao", "dalian"]
    assert len(store.deliveries_about([1, 2], 1)) == 1
    assert store.deliveries_about([3], 10) == []


def test_the_ledger_can_be_paged_and_counted(store: Store) -> None:
    kept.owe(store, kept.owed("a"), changes=[kept.published("一")])
    kept.owe(store, kept.owed("b"), changes=[kept.published("二")])
    newest, oldest = store.deliveries()
    store.sent(oldest.id, NOON)

    assert store.deliveries(before=newest.id) == [*store.deliveries(state="sent")]
    assert store.delivery_counts() == {"pending": 1, "sent": 1}
