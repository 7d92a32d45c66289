"""What a document reports: something held that day (a meeting, a press conference), or that a document was issued.

A meeting's decision, the press conference that explains it and the formal issue days later are announcements of their
own; reprints of one of them are not.
"""

import re
import unicodedata
from datetime import date
from typing import Literal

Act = Literal["event", "issue"]

OPENING = 160
_HELD = re.compile(
    r"(?:今天|今日|昨天|昨日|(?P<month>1[0-2]|0?[1-9])月(?P<day>[12]\d|3[01]|0?[1-9])日|(?<![\d月])(?P<only>[12]\d|3[01]|0?[1-9])日)"
    r"[^。;]{0,24}?(?:召开|举行|主持)[^。;]{0,24}?(?:常务会议|部务会议|全体会议|委员会会议|发布会|吹风会|通气会)"
)
_ISSUED = re.compile(
    r"(?:日前|近日|今日|今天|昨日|昨天|新近|日)?[^。;,]{0,12}(?:印发|发布|下发|出台|公布|批复)[^。;]{0,4}《|(?:签批|批复同意|的批复》|的通知》)"
)


def act_of(text: str, published: date | None) -> Act | None:
    """Return what the opening of a text says happened; an event counts only on the day it was held or the day after."""
    opening = unicodedata.normalize("NFKC", text[:OPENING])
    held = _HELD.search(opening)
    if held is not None:
        return "event" if _is_that_day(held, published) else None
    return "issue" if _ISSUED.search(opening) else None


def _is_that_day(held: re.Match[str], published: date | None) -> bool:
    day = held["day"] or held["only"]
    if day is None or published is None:
        return day is None
    try:
        when = published.replace(month=int(held["month"] or published.month), day=int(day))
    except ValueError:
        return False
    return 0 <= (published - when).days <= 1
