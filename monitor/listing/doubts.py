"""What looks wrong about a listing that was read. Pure."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.markup.words import is_cut
from monitor.model import Entry

_BEIJING = ZoneInfo("Asia/Shanghai")
_SHORT = 5
_ABANDONED = timedelta(days=180)


def doubts(entries: Sequence[Entry], now: datetime) -> list[str]:
    """Return a sentence for each sign that the selectors find something else than the list; `now` is aware."""
    today = now.astimezone(_BEIJING).date()
    days = [entry.published for entry in entries if entry.published is not None]
    titles = Counter(entry.title for entry in entries)
    said = {
        "have no date: give a date selector, unless the list shows none": len(entries) - len(days),
        "are dated in the future: their date may be a deadline": sum(day > today for day in days),
        "have a title that is cut: give a fuller title selector": sum(is_cut(entry.title) for entry in entries),
        "have a title of a word or none, as menus have": sum(len(entry.title) < _SHORT for entry in entries),
        "share their title with another": sum(count for count in titles.values() if count > 1),
    }
    found = [f"{count} of {len(entries)} {problem}" for problem, count in said.items() if count]
    if days and today - max(days) > _ABANDONED:
        found.append(f"the newest is of {max(days)}: has the column moved?")
    return found
