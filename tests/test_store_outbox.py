"""The outbox: what is owed is owed once, taken by one sender, and never forgotten."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from monitor.memory import LogQuery, Outcome, Owed
from storage import Store
from tests.kept import LATER, document, failing, log, owe, owed, published, read
from tests.values import NOON

LEASE = timedelta(minutes=10)
MINUTE = timedelta(minutes=1)


def test_a_message_is_owed_with_the_changes_it_tells(store: Store) -> None:
    log(store, failing("earlier"))
    message = Owed("dalian", "wecombot://***", "a", (1, 0), NOON)
    owe(store, message, changes=(failing("one"), failing("two"), failing("three")))
    (delivery,) = store.deliveries()
    assert (delivery.subscription, delivery.channel, delivery.key) == ("dalian", "wecombot://***", "a")
    assert (delivery.state, delivery.attempts, delivery.due, delivery.sent_at) == ("pending", 0, NOON, None)
    assert [line.change for line in store.changes(delivery.changes)] == [failing("one"), failing("two")]


def test_a_key_is_owed_once_for_ever(store: Store) -> None:
    owe(store, owed("a"), owed("a"))
    owe(store, owed("a"), owed("digest", window="daily 2026-01-09"))
    for delivery in store.claim(NOON, LEASE, 9):
        store.sent(delivery.id, NOON)
    owe(store, owed("a"), owed("digest", window="daily 2026-01-09"), owed("b"))
    assert [(each.key, each.state) for each in store.deliveries()] == [
        ("b", "pending"),
        ("digest", "sent"),
        ("a", "sent"),
    ]


def test_a_window_gathers_changes_until_a_sender_takes_it(store: Store) -> None:
    today, due = "daily 2026-01-09", LATER
    owe(store, owed("a", due=due, window=today), owed("b", due=due, window=today))
    owe(store, owed("c", due=due, window=today), owed("d", "shenyang", due, today), owed("e", due=due, window="weekly"))
    assert [(each.subscription, each.window, each.changes) for each in store.deliveries()] == [
        ("dalian", "weekly", (2,)),
        ("shenyang", today, (2,)),
        ("dalian", today, (1, 2)),
    ]
    taken = store.claim(due, LEASE, 9, subscriptions=["shenyang"])
    store.postpone(taken[0].id, due, "HTTP 500")
    owe(store, owed("f", "shenyang", due, today))
    assert [each.changes for each in store.deliveries(subscription="shenyang")] == [(3,), (2,)]


def test_the_longest_overdue_is_taken_first_and_nothing_before_it_is_due(store: Store) -> None:
    for minutes, key in ((2, "b"), (1, "a"), (3, "c"), (9, "later")):
        owe(store, owed(key, due=NOON + minutes * MINUTE))
    now = NOON + 3 * MINUTE
    assert store.next_due() == NOON + MINUTE
    assert [each.key for each in store.claim(now, LEASE, 2)] == ["a", "b"]
    assert [(each.key, each.attempts) for each in store.claim(now, LEASE, 2)] == [("c", 1)]
    assert store.claim(now, LEASE, 2) == []


def test_claims_can_be_limited_to_subscriptions(store: Store) -> None:
    owe(store, owed("a", "one"), owed("b", "two"), owed("c", "three"))
    assert store.claim(NOON, LEASE, 9, subscriptions=[]) == []
    assert [each.key for each in store.claim(NOON, LEASE, 9, subscriptions=["two"])] == ["b"]
    assert [each.key for each in store.claim(NOON, LEASE, 9, excluding=["one"])] == ["c"]


def test_a_lease_that_ran_out_can_be_taken_again(store: Store) -> None:
    owe(store, owed("a"))
    store.claim(NOON, LEASE, 9)
    assert store.claim(NOON + LEASE - MINUTE, LEASE, 9) == []
    assert store.next_due() == NOON + LEASE
    assert [each.attempts for each in store.claim(NOON + LEASE, LEASE, 9)] == [2]


def test_a_delivery_ends_sent_or_failed_or_waits(store: Store) -> None:
    owe(store, owed("a"), owed("b"), owed("c"))
    one, two, three = store.claim(NOON, LEASE, 9)
    assert store.pending_count() == 3
    store.sent(one.id, LATER)
    store.postpone(two.id, LATER, "HTTP 500")
    store.fail(three.id, "no such bot\0")
    assert [(each.state, each.sent_at, each.error) for each in store.deliveries()] == [
        ("failed", None, "no such bot�"),
        ("pending", None, "HTTP 500"),
        ("sent", LATER, None),
    ]
    assert [each.key for each in store.deliveries(state="failed")] == ["c"]
    assert [each.key for each in store.deliveries(limit=1)] == ["c"]
    assert (store.next_due(), store.pending_count()) == (LATER, 1)
    assert [each.key for each in store.claim(LATER, LEASE, 9)] == ["b"]


def test_a_late_verdict_does_not_undo_a_delivery(store: Store) -> None:
    owe(store, owed("a"))
    (slow,) = store.claim(NOON, LEASE, 9)
    (fast,) = store.claim(NOON + LEASE, LEASE, 9)
    store.sent(fast.id, LATER)
    store.postpone(slow.id, NOON, "timed out")
    store.fail(slow.id, "timed out")
    assert [each.state for each in store.deliveries()] == ["sent"]
    assert store.next_due() is None


def test_failed_messages_are_taken_up_again(store: Store) -> None:
    owe(store, *(owed(key) for key in "abcd"))
    for delivery in store.claim(NOON, LEASE, 9):
        if delivery.key == "d":
            store.postpone(delivery.id, LATER, "HTTP 500")
        else:
            store.fail(delivery.id, "HTTP 404")
    ids = {each.key: each.id for each in store.deliveries()}
    assert store.retry(NOON, [ids["a"], ids["d"], 99]) == 2
    assert [each.key for each in store.claim(NOON, LEASE, 9)] == ["a", "d"]
    assert store.retry(NOON) == 2
    assert store.retry(NOON) == 0
    assert [(each.key, each.attempts) for each in store.claim(NOON, LEASE, 9)] == [("b", 2), ("c", 2)]


def test_an_announcement_is_owed_to_thousands_in_one_step(store: Store) -> None:
    crowd = [owed(f"key-{number}", f"subscription-{number}") for number in range(1000)]
    digests = [owed(f"digest-{number}", f"subscription-{number}", window="daily") for number in range(1000)]
    done = store.settle(document(store), read(), [], None, lambda _: Outcome((published(),), (*crowd, *digests)))
    assert done is not None
    assert store.pending_count() == 2000
    (delivery,) = store.deliveries(subscription="subscription-999", limit=1)
    assert delivery.changes == (done[0].id,)
    assert len(store.log(LogQuery())) == 1


def test_several_senders_never_take_one_message_twice(store: Store, database_url: str) -> None:
    owe(store, *(owed(str(number), f"subscription-{number % 7}") for number in range(120)))
    with Store.open(database_url) as other, ThreadPoolExecutor(6) as pool:
        taken = [
            delivery.id
            for claimed in pool.map(lambda turn: (store, other)[turn % 2].claim(NOON, LEASE, 5), range(60))
            for delivery in claimed
        ]
    assert len(taken) == len(set(taken)) == 120
    assert store.claim(NOON, LEASE, 9) == []
