"""Dates as printed on Chinese sites, found in polluted text, resolved where they lack a year. All are Beijing's."""

import re
from calendar import month_abbr
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
_FIRST_YEAR = 1990
_LONGEST = 4000

_PLAIN = re.compile(r"\s*(\d{4})-(\d\d)-(\d\d)\s*")
_FULL = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?:\s*日)?(?!\d)")
_SPACED = re.compile(r"(?<!\d)((?:19|20)\d\d)\s+(\d{1,2})\s*[-/.]\s*(\d{1,2})(?!\d)")
_CHINESE = re.compile(
    r"([二一][〇○零Oo0九一二三四五六七八]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_DAY_FIRST = re.compile(r"(?<![\d.:/-])(\d{1,2})\s+((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})(?!\s*[-/.月]?\s*\d)")
_YEAR_LAST = re.compile(r"(?<![\d.:/-])(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s+((?:19|20)\d\d)(?![\d:])")
_MONTHS = {name.lower(): number for number, name in enumerate(month_abbr) if name}
_ENGLISH = re.compile(
    r"\b(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+"
    r"(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_ISO_ZONED = re.compile(r"(?<!\d)(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s?(Z|[+-]\d\d:?\d\d)(?!\d)")
_NO_YEAR = re.compile(r"(?<![\d.:/-])(?:(\d\d)[-/](\d\d)|(\d{1,2})\s*月\s*(\d{1,2})\s*日)(?![\d/.%-])")
_AGO = re.compile(r"(\d{1,4})\s*(?:个)?\s*(秒|分钟?|小时|天|日|周|星期)\s*(?:以)?前")
_CLOCK = re.compile(r"(?<![\d:-])([01]?\d|2[0-3])[:：][0-5]\d(?!\d)")
_EPOCH = re.compile(r"\s*(1\d{9})(\d{3})?\s*")
_DEADLINE_BEFORE = re.compile(
    r"(?:截止|截至|到期|止于|有效期|施行|实施|生效|失效|结束|征集时间|公示期|至|到|[~～])[^\d]{0,8}$"
)
_RANGE_AFTER = re.compile(r"^[\s\d:：]{0,10}(?:至|到|[~～]|[—–-]{1,2}\s*(?:(?:19|20)\d\d|\d{1,2}[月.]))")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "O": 0, "o": 0, "0": 0}

_URL_DATES = (
    re.compile(r"(?<!\d)((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=\d{4,})"),
    re.compile(r"/((?:19|20)\d\d)[-/](\d{1,2})[-/](\d{1,2})/"),
)


def find_date(text: str, now: datetime | None = None) -> date | None:
    """Return the first date in the text that is not labelled as a deadline nor part of a range.

    `now` (aware) is when the page was fetched: without it, dates that lack their year and "3 hours ago" are not read.
    """
    if match := _PLAIN.fullmatch(text):
        return _date(match[1], match[2], match[3])
    text = text[:_LONGEST]
    if match := _ISO_ZONED.search(text):
        return _instant(match)
    if match := _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(match[1]), UTC).astimezone(BEIJING).date()
    found = _dated(text)
    return found if found is not None or now is None else _relative(text, now.astimezone(BEIJING))


def mail_date(text: str) -> date | None:
    """Return the date of an RFC 822 time stamp; one without a zone is Beijing's."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return _local(moment)


def url_date(url: str) -> date | None:
    """Return the date a URL carries: /2026/01/09/, /202601/t20260109_1.html, /2026-01/09/, or leading an id."""
    path = url.partition("://")[2].partition("/")[2].partition("?")[0]
    for pattern in _URL_DATES:
        for match in pattern.finditer(f"/{path}"):
            if found := _date(match[1], match[2], match[3]):
                return found
    return None


def _dated(text: str) -> date | None:
    """Return the first full date by position, whatever its form."""
    found: list[tuple[int, date]] = []
    for pattern, order in _FORMS:
        for match in pattern.finditer(text):
            day = _date(*(match[i] for i in order))
            if day is not None and not _is_deadline(text, match):
                found.append((match.start(), day))
                break
    found += _chinese(text) + _english(text)
    return min(found)[1] if found else None


_FORMS = ((_FULL, (1, 2, 3)), (_SPACED, (1, 2, 3)), (_DAY_FIRST, (2, 3, 1)), (_YEAR_LAST, (3, 1, 2)))


def _chinese(text: str) -> list[tuple[int, date]]:
    if "年" not in text or not (match := _CHINESE.search(text)) or _is_deadline(text, match):
        return []
    year = "".join(str(_DIGITS[c]) for c in match[1])
    day = _date(year, str(_numeral(match[2])), str(_numeral(match[3])))
    return [(match.start(), day)] if day else []


def _numeral(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + (_DIGITS.get(ones, 0) if ones else 0)


def _english(text: str) -> list[tuple[int, date]]:
    match = _ENGLISH.search(text)
    if not match or not (day := match[1] or match[3]):
        return []
    found = _date(match[4], str(_MONTHS[match[2].lower()]), day)
    return [(match.start(), found)] if found else []


def _relative(text: str, now: datetime) -> date | None:
    """Resolve a date without its year, or a distance from now; one that would lie ahead is last year's."""
    if match := _AGO.search(text):
        return _ago(int(match[1]), match[2], now)
    for word, days in (("前天", 2), ("昨天", 1), ("昨日", 1), ("今天", 0), ("今日", 0), ("刚刚", 0)):
        if word in text:
            return (now - timedelta(days=days)).date()
    for match in _NO_YEAR.finditer(text):
        month, number = match[1] or match[3], match[2] or match[4]
        tomorrow = now.date() + timedelta(days=1)
        both = (_date(str(year), month, number) for year in (now.year, now.year - 1))
        possible = [each for each in both if each is not None and each <= tomorrow]
        if possible and not _is_deadline(text, match):
            return possible[0]
    return now.date() if _CLOCK.fullmatch(text.strip()) else None


def _ago(count: int, unit: str, now: datetime) -> date | None:
    hours = {"秒": 1 / 3600, "分": 1 / 60, "分钟": 1 / 60, "小时": 1, "天": 24, "日": 24, "周": 168, "星期": 168}[unit]
    day = (now - timedelta(hours=count * hours)).date()
    return day if day.year >= _FIRST_YEAR else None


def _is_deadline(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 16) : match.start()], text[match.end() : match.end() + 16]
    return bool(_DEADLINE_BEFORE.search(before) or _RANGE_AFTER.match(after))


def _date(year: str, month: str, day: str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found.year >= _FIRST_YEAR else None


def _instant(match: re.Match[str]) -> date | None:
    zone = "+00:00" if match[2] == "Z" else match[2]
    try:
        return _local(datetime.fromisoformat(match[1].replace(" ", "T") + zone))
    except ValueError:
        return None


def _local(moment: datetime) -> date | None:
    try:
        return moment.astimezone(BEIJING).date() if moment.tzinfo else moment.date()
    except (OverflowError, ValueError):
        return None
