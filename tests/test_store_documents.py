"""What is remembered of documents, their revisions and snapshots, and that a step is kept whole or not at all."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from monitor.memory import Attempt, Found, Known, Outcome
from monitor.model import Entry, Validators
from storage import Store
from tests.kept import LATER, document, found, nothing, owed, published, read, story
from tests.values import NOON, RETAIL, reading

KEY = "mofcom.gov.cn/1.html"


def remember(store: Store, *entries: Found, source: str = "mofcom", late: bool = True) -> int:
    return store.remember_check(store.source(source), entries, Outcome(), LATER if late else NOON)


def test_a_new_entry_is_a_document_to_be_read_at_once(store: Store) -> None:
    entry = Entry("https://www.mofcom.gov.cn/1.html?from=list", "公布试点名单", date(2026, 1, 9))
    assert remember(store, Found(KEY, entry, baseline=True, late=True), late=False) == 1
    known = store.known([KEY, "mofcom.gov.cn/2.html"])[KEY]
    assert (known.entry, known.url, known.source) == (entry, entry.url, "mofcom")
    assert (known.first_seen, known.next_read) == (NOON, NOON)
    assert (known.baseline, known.late, known.revisions, known.withdrawn) == (True, True, 0, False)
    assert store.due_documents("mofcom", NOON, 10) == (known,)
    assert store.next_document_due("mofcom") == NOON


def test_an_entry_twice_in_one_listing_is_one_document(store: Store) -> None:
    assert remember(store, found(title="one"), found(title="two"), found("other")) == 2
    assert store.known([KEY])[KEY].entry.title == "one"
    assert [each.key for each in store.due_documents("mofcom", LATER, 9)] == [KEY, "other"]


@pytest.mark.parametrize("entry", [found(title="更正: 公布试点名单"), found(published=date(2026, 1, 10))])
def test_an_entry_under_another_title_or_date_is_read_again(store: Store, entry: Found) -> None:
    known = document(store)
    store.settle(known, replace(read(), next_read=None), [], None, nothing)
    assert remember(store, entry) == 0
    again = store.known([KEY])[KEY]
    assert (again.entry, again.next_read, again.first_seen) == (entry.entry, LATER, NOON)


def test_the_same_entry_again_changes_nothing(store: Store) -> None:
    known = document(store)
    assert remember(store, found()) == 0
    assert store.known([KEY])[KEY] == known


def test_another_source_has_no_say_in_how_a_document_is_listed(store: Store) -> None:
    known = document(store)
    assert remember(store, found(title="转载: 公布试点名单"), source="news") == 0
    assert store.known([KEY])[KEY] == known


def test_a_hostile_title_is_kept_and_not_taken_for_a_change(store: Store) -> None:
    hostile = found(title="大连\0\ud800'; DROP TABLE documents --")
    assert remember(store, hostile, late=False) == 1
    remember(store, hostile)
    known = store.known([KEY])[KEY]
    assert (known.entry.title, known.next_read) == ("大连��'; DROP TABLE documents --", NOON)


def test_an_address_of_any_length_is_known_again(store: Store) -> None:
    long = [f"mofcom.gov.cn/{'%E5%A4%A7' * 2000}{end}" for end in "ab"]
    assert remember(store, *map(found, long)) == 2
    assert remember(store, *map(found, long)) == 0
    assert [store.known(long)[key].url for key in long] == [f"https://{key}" for key in long]


def test_thousands_of_keys_are_looked_up_in_one_go(store: Store) -> None:
    keys = [f"mofcom.gov.cn/{number}" for number in range(1700)]
    assert remember(store, *map(found, keys)) == 1700
    assert sorted(store.known([*keys, "unknown"])) == sorted(keys)


def test_those_never_read_come_first_then_the_longest_overdue(store: Store) -> None:
    for number, next_read in enumerate([NOON + timedelta(minutes=2), NOON + timedelta(minutes=1), None]):
        known = document(store, f"read-{number}")
        store.settle(known, replace(read(), next_read=next_read), [], None, nothing)
    document(store, "never-read")
    document(store, "elsewhere", source="news")
    due = store.due_documents("mofcom", LATER, 9)
    assert [each.key for each in due] == ["never-read", "read-1", "read-0"]
    assert store.due_documents("mofcom", LATER, 1) == due[:1]
    assert store.next_document_due("gov") is None


def test_recent_documents_can_be_read_again_at_once(store: Store) -> None:
    recent, old = document(store, "recent"), document(store, "old")
    for each in (recent, old, document(store, "elsewhere", source="news")):
        store.settle(each, replace(read(), next_read=None), [], None, nothing)
    remember(store, found("later"))
    assert store.expedite(["mofcom"], LATER, LATER) == 1
    assert store.expedite(["mofcom"], NOON, LATER) == 3
    assert {each.key for each in store.due_documents("mofcom", LATER, 9)} == {"recent", "old", "later"}
    assert store.due_documents("news", LATER, 9) == ()


def test_a_reading_is_kept_with_its_bytes(store: Store) -> None:
    attempt = read("大连市入选\n零售业创新提升试点", "<p>大连</p>".encode("gb18030"))
    store.settle(document(store), attempt, [], None, nothing)
    assert attempt.read is not None
    assert store.snapshot(attempt.read.page.sha256) == attempt.read.page
    (revision,) = store.revisions(KEY)
    assert (revision.text, revision.reading, revision.title) == (attempt.read.text, reading(), "公布试点名单")
    assert (revision.sha256, revision.read_at) == (attempt.read.page.sha256, NOON)
    known = store.document(KEY)
    assert known is not None
    assert (known.revisions, known.sha256, known.validators) == (1, revision.sha256, Validators('"1"', None))
    assert store.snapshot("00" * 32) is None


def test_the_same_bytes_are_kept_once_however_often_they_are_fetched(store: Store) -> None:
    for key in ("a", "b"):
        store.settle(document(store, key), read(), [], None, nothing)
    rows = store.describe()["rows"]
    assert (rows["snapshots"], rows["fetches"], rows["revisions"]) == (1, 2, 2)


def test_the_next_step_is_given_what_the_last_one_kept(store: Store) -> None:
    kept = story(document_number="商资函〔2025〕84号")
    first = store.settle(
        document(store), read("一"), ["number:84"], None, lambda _: Outcome((published(),), (), kept, ("number:84",))
    )
    assert [logged.change for logged in first or ()] == [published()]
    given: list[Known] = []

    def decide(known: Known) -> Outcome:
        given.append(known)
        return Outcome()

    again = store.document(KEY)
    assert again is not None
    assert again.story == "s1"
    store.settle(again, read("二"), [], None, decide)
    store.settle(document(store, "reprint", source="news"), read(), ["number:84", "x"], RETAIL.key, decide)
    own, reprint = given
    assert own.previous is not None
    assert (own.document, own.previous.text, own.own_story, own.stories, own.life) == (again, "一", kept, (), ())
    assert (reprint.previous, reprint.own_story, reprint.stories, reprint.life) == (None, None, (kept,), (kept,))
    assert [each.key for each in store.documents_of("s1")] == [KEY]
    assert [revision.text for revision in store.revisions(KEY)] == ["一", "二"]


def test_a_programmes_life_is_its_newest_fifty_stories(store: Store) -> None:
    known = document(store)
    for number in range(52):
        told = story(f"s{number}", first_at=NOON + timedelta(hours=number))
        keys = ("shared",)
        store.remember_check(store.source("mofcom"), [], Outcome((), (), told, keys), NOON)
    given: list[Known] = []

    def decide(known: Known) -> Outcome:
        given.append(known)
        return Outcome()

    store.settle(known, Attempt(None), ["shared"], RETAIL.key, decide)
    assert [each.id for each in given[0].life] == [f"s{number}" for number in range(51, 1, -1)]
    assert given[0].stories == given[0].life
    (summary,) = store.programmes()
    assert (summary.programme, summary.stories) == (RETAIL, 52)
    assert (summary.first_at, summary.last_at) == (NOON, NOON + timedelta(hours=51))


def test_who_comes_second_keeps_nothing(store: Store, database_url: str) -> None:
    known = document(store)
    with Store.open(database_url) as other:
        assert other.settle(known, read("first"), [], None, nothing) == ()
    late = store.settle(known, read("second"), [], None, lambda _: Outcome((published(),), (owed("a"),)))
    assert late is None
    assert [revision.text for revision in store.revisions(KEY)] == ["first"]
    assert store.deliveries() == []


def test_what_a_decision_raises_undoes_the_step(store: Store) -> None:
    known = document(store)

    def decide(_known: Known) -> Outcome:
        raise LookupError("undecided")

    before = store.describe()["rows"]
    with pytest.raises(LookupError, match="undecided"):
        store.settle(known, read(), [], None, decide)
    assert store.document(KEY) == known
    assert store.describe()["rows"] == before


def test_a_reading_asked_for_meanwhile_is_not_forgotten(store: Store) -> None:
    known = document(store)
    remember(store, found(title="更正"))
    store.settle(known, read(), [], None, nothing)
    again = store.document(KEY)
    assert again is not None
    assert (again.next_read, again.revisions) == (LATER, 1)


def test_a_failed_reading_keeps_the_validators(store: Store) -> None:
    store.settle(document(store), read(), [], None, nothing)
    known = store.document(KEY)
    assert known is not None
    store.settle(known, Attempt(next_read=LATER, failures=1, missing=1), [], None, nothing)
    failed = store.document(KEY)
    assert failed is not None
    assert (failed.failures, failed.missing, failed.validators) == (1, 1, Validators('"1"', None))
    store.settle(failed, Attempt(next_read=None, failures=2, missing=2, withdrawn=True), [], None, nothing)
    gone = store.document(KEY)
    assert gone is not None
    assert (gone.withdrawn, gone.next_read, gone.revisions) == (True, None, 1)
