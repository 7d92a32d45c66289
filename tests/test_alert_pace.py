"""When a subscription hears: at its own time, outside its quiet hours, and only of what it asked for."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from monitor.alert import Readers, held_until, owed
from monitor.changes import DocumentPublished
from monitor.memory import Owed
from monitor.model import Keywords, Pace, QuietHours, Role, Subscription
from tests.announcements import NOW, concern, said, subscription

NIGHT = QuietHours(time(22), time(7), urgent=(Role.REMOVED,))
MIDNIGHT = datetime(2026, 1, 9, 16, tzinfo=UTC)  # 00:00 in Shanghai
MORNING = datetime(2026, 1, 9, 23, tzinfo=UTC)  # 07:00 in Shanghai


def told(
    to: Subscription, now: datetime = NOW, role: Role = Role.SELECTED, text: str = "", **more: Any
) -> tuple[Owed, ...]:
    return owed([DocumentPublished(**said(concern(role, **more)))], [to], [], now, text)


@pytest.mark.parametrize(
    ("wishes", "due", "window"),
    [
        ({"pace": Pace.DAILY, "at": time(18, 30)}, datetime(2026, 1, 9, 10, 30, tzinfo=UTC), "daily 2026-01-09"),
        ({"pace": Pace.DAILY, "at": time(9)}, datetime(2026, 1, 10, 1, tzinfo=UTC), "daily 2026-01-10"),
        (
            {"pace": Pace.DAILY, "at": time(9), "timezone": "Europe/Berlin"},
            datetime(2026, 1, 9, 8, tzinfo=UTC),
            "daily 2026-01-09",
        ),
        (
            {"pace": Pace.WEEKLY, "at": time(17), "day": 4},
            datetime(2026, 1, 9, 9, tzinfo=UTC),
            "weekly 2026-01-09",
        ),
        (
            {"pace": Pace.WEEKLY, "at": time(9), "day": 4},
            datetime(2026, 1, 16, 1, tzinfo=UTC),
            "weekly 2026-01-16",
        ),
    ],
)
def test_a_digest_goes_at_the_subscriptions_own_time(wishes: dict[str, Any], due: datetime, window: str) -> None:
    (found,) = told(subscription(**wishes))
    assert (found.due, found.window) == (due, window)


def test_a_digest_keeps_its_wall_clock_time_when_the_clocks_change() -> None:
    reader = subscription(pace=Pace.DAILY, at=time(8), timezone="Europe/Berlin")
    before, after = datetime(2026, 3, 27, 12, tzinfo=UTC), datetime(2026, 3, 29, 12, tzinfo=UTC)
    assert [told(reader, at)[0].due.hour for at in (before, after)] == [7, 6]


def test_quiet_hours_keep_a_message_until_their_end() -> None:
    (found,) = told(subscription(quiet=NIGHT), MIDNIGHT)
    assert (found.due, found.window) == (MORNING, "quiet until 2026-01-10 07:00")


def test_what_waited_through_one_night_comes_as_one_message() -> None:
    windows = {told(subscription(quiet=NIGHT), MIDNIGHT + timedelta(hours=h))[0].window for h in (-1, 0, 6)}
    assert len(windows) == 1


@pytest.mark.parametrize("pace", [Pace.HOURLY, Pace.DAILY])
def test_a_digest_that_falls_into_quiet_hours_waits_too(pace: Pace) -> None:
    (found,) = told(subscription(quiet=NIGHT, pace=pace, at=time(3)), MIDNIGHT)
    assert found.due == MORNING


@pytest.mark.parametrize("now", [MORNING, MIDNIGHT - timedelta(hours=2, seconds=1)])
def test_outside_of_quiet_hours_a_message_goes_at_once(now: datetime) -> None:
    assert told(subscription(quiet=NIGHT), now)[0].due == now


def test_quiet_hours_are_those_of_the_subscriptions_time_zone() -> None:
    assert told(subscription(quiet=NIGHT, timezone="America/New_York"), MIDNIGHT)[0].due == MIDNIGHT


def test_an_urgent_role_passes_in_quiet_hours() -> None:
    assert told(subscription(quiet=NIGHT), MIDNIGHT, Role.REMOVED)[0].due == MIDNIGHT


def test_a_retry_does_not_wake_anybody_either() -> None:
    change = DocumentPublished(**said(concern()))
    urgent = DocumentPublished(**said(concern(Role.REMOVED)))
    reader = subscription(quiet=NIGHT)
    assert held_until(reader, [change], MIDNIGHT) == MORNING
    assert held_until(reader, [change, urgent], MIDNIGHT) is None
    assert held_until(reader, [change], MORNING) is None


@pytest.mark.parametrize(
    ("keywords", "hears"),
    [
        (Keywords(any=("夜经济", "首店")), True),
        (Keywords(any=("夜经济",)), False),
        (Keywords(all=("首店", "ＦＩＲＳＴ store")), True),
        (Keywords(all=("首店", "夜经济")), False),
        (Keywords(none=("征求意见",)), True),
        (Keywords(none=("首店",)), False),
        (Keywords(any=("零售业",), all=("首店",), none=("夜经济",)), True),
    ],
)
def test_keywords_are_looked_for_in_the_whole_document(keywords: Keywords, *, hears: bool) -> None:
    assert bool(told(subscription(keywords=keywords), text="发展首店经济 (First Store)")) is hears


def test_the_salutation_is_told_in_the_digest_to_those_who_ask_for_it_and_wakes_nobody() -> None:
    line: dict[str, Any] = {"via": "计划单列市", "quote": "各省、自治区、直辖市、计划单列市商务主管部门："}
    everything: dict[str, Any] = {"roles": tuple(Role), "salutation": True}
    (found,) = told(subscription(**everything), role=Role.IMPLIED, **line)
    assert found.window == "daily 2026-01-10"
    assert told(subscription(roles=tuple(Role)), role=Role.IMPLIED, **line) == ()


def test_mentions_can_be_left_out_of_the_digest() -> None:
    assert told(subscription(digest=()), role=Role.MENTIONED) == ()


def test_only_those_who_watch_a_place_are_looked_at() -> None:
    elsewhere = [subscription(id=str(n), places=(f"{n:06}",)) for n in range(100)]
    readers = Readers([*elsewhere, subscription(id="a"), subscription(id="b", places=("210000", "210200"))])
    assert [each.id for each in readers.watching(["210200", "210000"])] == ["a", "b"]
    assert [each.subscription for each in owed([DocumentPublished(**said(concern()))], readers, [], NOW)] == ["a", "b"]
    assert readers.find("a") is not None
    assert readers.find("c") is None
