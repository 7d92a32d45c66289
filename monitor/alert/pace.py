"""When a message of a pace goes, and what quiet hours make of it. Pure."""

from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, time, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from monitor.alert.words import BEIJING
from monitor.model import Pace, QuietHours, Role, Subscription

DIGEST_HOUR = time(8)
MONDAY = 0


def next_window(
    pace: Pace, now: datetime, at: time = DIGEST_HOUR, day: int = MONDAY, zone: ZoneInfo = BEIJING
) -> tuple[datetime, str | None]:
    """Return when a message of this pace is due (UTC) and the name of the digest it goes into, if any.

    Hourly digests go at the full hour, daily ones at the time `at` and weekly ones then on the weekday `day` (0 is
    Monday), in `zone`; a change at the very moment goes into the next.
    """
    here = now.astimezone(zone)
    match pace:
        case Pace.AT_ONCE:
            return now.astimezone(UTC), None
        case Pace.HOURLY:
            due = here.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
            return due.astimezone(UTC), f"hourly {due:%Y-%m-%d %H:00}"
        case Pace.DAILY:
            due = datetime.combine(here.date(), at, zone)
            due += timedelta(days=0 if due > here else 1)
            return due.astimezone(UTC), f"daily {due:%Y-%m-%d}"
        case Pace.WEEKLY:
            due = datetime.combine(here.date(), at, zone) + timedelta(days=(day - here.weekday()) % 7)
            due += timedelta(days=0 if due > here else 7)
            return due.astimezone(UTC), f"weekly {due:%Y-%m-%d}"
        case _:
            assert_never(pace)


def window_of(
    subscription: Subscription, pace: Pace, roles: AbstractSet[Role], now: datetime
) -> tuple[datetime, str | None]:
    """Return when a message that tells these roles is due (UTC), and the name of the digest it goes into, if any.

    What falls into quiet hours waits for their end, and what waited through one night comes as one message.
    """
    zone = ZoneInfo(subscription.timezone)
    due, window = next_window(pace, now, subscription.at, subscription.day, zone)
    until = quiet_until(subscription, roles, due)
    if until is None:
        return due, window
    if pace in (Pace.AT_ONCE, Pace.HOURLY):
        window = f"quiet until {until.astimezone(zone):%Y-%m-%d %H:%M}"
    return until, window


def quiet_until(subscription: Subscription, roles: AbstractSet[Role], at: datetime) -> datetime | None:
    """Return when the quiet hours end (UTC) that keep a message back at this moment; None if nothing does."""
    quiet = subscription.quiet
    if quiet is None or roles & set(quiet.urgent):
        return None
    here = at.astimezone(ZoneInfo(subscription.timezone))
    if not _within(quiet, here.time()):
        return None
    end = datetime.combine(here.date(), quiet.end, here.tzinfo)
    return (end if end > here else end + timedelta(days=1)).astimezone(UTC)


def _within(quiet: QuietHours, now: time) -> bool:
    if quiet.start <= quiet.end:
        return quiet.start <= now < quiet.end
    return now >= quiet.start or now < quiet.end
