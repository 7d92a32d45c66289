"""Dates, periods and deadlines, in Chinese and English; calendar dates are those of Asia/Shanghai."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

from monitor.read.layout import Span
from monitor.read.numerals import ENGLISH_NUMBER, NUMBER, number

_MONTHS = {
    name: value
    for value, name in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        1,
    )
}
_MONTH = "(?:" + "|".join(f"{name[:3]}(?:{name[3:]})?\\.?" if name != "may" else "may" for name in _MONTHS) + ")"

_Y, _M, _D = r"(?:19|20)\d{2}", r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12]\d|0?[1-9])"
_FULL = rf"(?:(?P<ay>{_Y})\s*年\s*)?(?P<am>{_M})\s*月\s*(?P<ad>{_D})\s*[日号]"
_NUMERIC = rf"(?P<ay>{_Y})[-/.](?P<am>{_M})[-/.](?P<ad>{_D})(?!\d)"
_NUMERIC_END = rf"(?P<by>{_Y})[-/.](?P<bm>{_M})[-/.](?P<bd>{_D})(?!\d)"
_WHEN = r"(?:\((?:星期|周)[一二三四五六日天]\))?(?:上午|下午)?(?:\d{1,2}[:时点]\d{0,2}分?)?"
_SEP = r"\s*(?:起|开始)?\s*,?\s*(?:至|到|-|—+|–|~|\bto\b|截止(?:到|至|于)?)\s*"
_RANGE = re.compile(_FULL + _WHEN + _SEP + rf"(?:(?:(?P<by>{_Y})\s*年\s*)?(?P<bm>{_M})\s*月\s*)?(?P<bd>{_D})\s*[日号]")
_NUMERIC_RANGE = re.compile(_NUMERIC + r"\s*(?:至|到|-|—+|–|~)\s*" + _NUMERIC_END)
_DAY = re.compile(_FULL)
_NUMERIC_DAY = re.compile(_NUMERIC)
_YEAR_RANGE = re.compile(
    rf"(?P<a>{_Y})\s*年?\s*(?:-|—+|–|~|至|到)\s*(?P<b>{_Y})\s*年?(?![\d.月-])|"
    rf"(?i:from\s+(?P<ea>{_Y})\s+(?:to|through|until)\s+(?P<eb>{_Y}))"
)
_BY_DATE = re.compile(
    rf"(?P<cue>截止(?:到|至|于|时间为?|日期为?)?|于|在|到|至|力争到?|不迟于|争取)?\s*(?:(?P<y>{_Y})\s*年|(?P<rel>今年|明年|年内|本年))\s*"
    rf"(?:(?P<m>{_M})\s*月)?(?:(?P<d>{_D})\s*日)?(?P<half>[上下]半年|(?:年)?底|年末|内|末)?\s*(?P<end>底?前|之前|"
    rf"以前|底|内|,|力争|基本|全面|实现|形成|建成)?"
)
_BY_ENGLISH = re.compile(
    rf"(?i:\b(?:by|before|until|"
    rf"no later than)\s+(?:the end of\s+)?(?:(?P<month>{_MONTH})\s*(?P<d>{_D})?,?\s*)?(?P<y>{_Y}))\b"
)
_ENGLISH_DATE = re.compile(rf"(?i:(?P<month>{_MONTH})\s+(?P<d>{_D})(?:st|nd|rd|th)?(?:,\s*(?P<y>{_Y}))?)\b")
_PERIOD_ZH = re.compile(
    rf"(?P<what>(?:试点|建设|创建|培育|示范|改革|实施|行动|探索|有效|公示|申报)(?:建设|工作|实施)?(?:期限|周期|时间|期)|为期|用|时间|"
    rf"有效期)(?:为|是|定为|:)?\s*(?:原则上)?(?:为)?\s*"
    rf"(?P<n>{NUMBER}|半)(?P<rough>-\d{{1,2}})?\s*个?(?P<unit>工作日|年|月|天|日|周)(?!份|\d)"
)
_IN_PERIOD_ZH = re.compile(rf"(?P<n>{NUMBER})个?(?P<unit>年|月)(?:之?内|时间|行动(?!计划))")
_PERIOD_EN = re.compile(
    rf"(?i:(?P<what>period|construction period|pilot|term|lasts?|for|"
    rf"within)[^.;]{{0,40}}?\s(?P<n>{ENGLISH_NUMBER})[- ](?P<unit>years?|months?|working days|"
    rf"business days|days|weeks))\b"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A date or period in a passage: `start` and `end` as precise as the text, `duration` ISO 8601 or words."""

    what: str
    at: int
    to: int
    start: str | None = None
    end: str | None = None
    duration: str | None = None
    note: str | None = None


def _iso(year: int, month: int | None = None, day: int | None = None) -> str | None:
    if month is None:
        return f"{year:04d}"
    if day is None:
        return f"{year:04d}-{month:02d}"
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def near(published: date | None, month: int, day: int | None = None) -> int | None:
    """Give the year of a date given without one: the one that brings it nearest to the publication."""
    if published is None:
        return None
    candidates = []
    for year in (published.year - 1, published.year, published.year + 1):
        try:
            candidates.append((abs((date(year, month, day or 15) - published).days), year))
        except ValueError:
            continue
    return min(candidates)[1] if candidates else None


def working_days_from(first: date, count: int, *, counting_first: bool) -> tuple[date, bool]:
    """Find the last of `count` working days by the official holiday calendar, and whether it covered them all.

    Where it does not (years not yet decreed), Monday to Friday are counted instead.
    """
    day, left, covered = first, count, True
    if not counting_first:
        day += timedelta(days=1)
    while True:
        working, known = _is_working_day(day)
        covered = covered and known
        if working:
            left -= 1
            if left <= 0:
                return day, covered
        day += timedelta(days=1)


def _is_working_day(day: date) -> tuple[bool, bool]:
    try:
        return bool(chinese_calendar.is_workday(day)), True
    except NotImplementedError:
        return day.weekday() < 5, False


def ranges(sentence: Span, published: date | None) -> Iterator[tuple[int, int, str, str]]:
    """Day ranges of a sentence as (start offset, end offset, first day, last day)."""
    for match in _RANGE.finditer(sentence.text):
        month, day = int(match["am"]), int(match["ad"])
        year = int(match["ay"]) if match["ay"] else near(published, month, day)
        if year is None:
            continue
        end_month = int(match["bm"]) if match["bm"] else month
        end_year = int(match["by"]) if match["by"] else year + (1 if end_month < month else 0)
        first, last = _iso(year, month, day), _iso(end_year, end_month, int(match["bd"]))
        if first and last and first <= last:
            yield sentence.start + match.start(), sentence.start + match.end(), first, last
    for match in _NUMERIC_RANGE.finditer(sentence.text):
        first = _iso(int(match["ay"]), int(match["am"]), int(match["ad"]))
        last = _iso(int(match["by"]), int(match["bm"]), int(match["bd"]))
        if first and last and first <= last:
            yield sentence.start + match.start(), sentence.start + match.end(), first, last


def days(sentence: Span, published: date | None) -> Iterator[tuple[int, int, str]]:
    """Single days of a sentence as (start offset, end offset, day)."""
    for pattern in (_DAY, _NUMERIC_DAY):
        for match in pattern.finditer(sentence.text):
            month, day = int(match["am"]), int(match["ad"])
            year = int(match["ay"]) if match["ay"] else near(published, month, day)
            if year is not None and (iso := _iso(year, month, day)):
                yield sentence.start + match.start(), sentence.start + match.end(), iso
    for match in _ENGLISH_DATE.finditer(sentence.text):
        month, day = _english_month(match["month"]), int(match["d"])
        year = int(match["y"]) if match["y"] else near(published, month, day)
        if year is not None and (iso := _iso(year, month, day)):
            yield sentence.start + match.start(), sentence.start + match.end(), iso


def _english_month(name: str) -> int:
    return next(value for month, value in _MONTHS.items() if month.startswith(name.lower().rstrip(".")[:3]))


def durations(sentence: Span) -> Iterator[tuple[int, int, str, str]]:
    """Periods of a sentence as (start offset, end offset, what, duration)."""
    for match in _PERIOD_ZH.finditer(sentence.text):
        value = None if match["n"] == "半" else number(match["n"])
        text = _duration(value, match["unit"], half=match["n"] == "半")
        if match["rough"]:
            text = match[0][match.start("n") - match.start() :]
        if text:
            yield sentence.start + match.start(), sentence.start + match.end(), match["what"], text
    for match in _IN_PERIOD_ZH.finditer(sentence.text):
        if (value := number(match["n"])) and value <= 30 and (text := _duration(value, match["unit"])):
            yield sentence.start + match.start(), sentence.start + match.end(), "", text
    for match in _PERIOD_EN.finditer(sentence.text):
        value = number(match["n"])
        if value and (text := _duration(value, match["unit"].lower())):
            yield sentence.start + match.start(), sentence.start + match.end(), match["what"], text


def _duration(value: int | None, unit: str, *, half: bool = False) -> str | None:
    if unit in ("工作日", "working days", "business days"):
        return f"{value}个工作日" if unit == "工作日" else f"{value} working days"
    letter = {"年": "Y", "月": "M", "天": "D", "日": "D", "周": "W"}.get(unit) or unit[0].upper()
    if half:
        return "P6M" if letter == "Y" else None
    return f"P{value}{letter}" if value else None


def targets(sentence: Span, published: date | None) -> Iterator[tuple[int, int, str]]:
    """Years, months and days by which something is to be done, as (start offset, end offset, date)."""
    for match in _BY_DATE.finditer(sentence.text):
        if not (match["cue"] or (match["end"] or "") in ("前", "底前", "之前", "以前", "底", "内") or match["half"]):
            continue
        if match["cue"] in ("在", "于") and not (match["end"] or match["half"]):
            continue
        year = _year(match, published)
        if year is None:
            continue
        month = int(match["m"]) if match["m"] else {"上": 6, "下": 12}.get((match["half"] or " ")[0])
        iso = _iso(year, month, int(match["d"]) if match["d"] and match["m"] else None)
        if iso and (match["cue"] or match["end"] or match["half"]):
            yield sentence.start + match.start(), sentence.start + match.end(), iso
    for match in _BY_ENGLISH.finditer(sentence.text):
        month = _english_month(match["month"]) if match["month"] else None
        iso = _iso(int(match["y"]), month, int(match["d"]) if match["d"] else None)
        if iso:
            yield sentence.start + match.start(), sentence.start + match.end(), iso


def _year(match: re.Match[str], published: date | None) -> int | None:
    if match["y"]:
        return int(match["y"])
    if published is None:
        return None
    return published.year + (1 if match["rel"] == "明年" else 0)


def year_ranges(sentence: Span) -> Iterator[tuple[int, int, str, str]]:
    """Year ranges of a sentence (2025-2029, from 2025 to 2029)."""
    for match in _YEAR_RANGE.finditer(sentence.text):
        first, last = match["a"] or match["ea"], match["b"] or match["eb"]
        if int(first) < int(last):
            yield sentence.start + match.start(), sentence.start + match.end(), first, last
