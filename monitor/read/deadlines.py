"""The deadlines a text sets: public-notice periods, pilot periods, dates of effect, targets and closing dates."""

import re
from datetime import date

from monitor.model import Deadline
from monitor.read.dates import days, durations, ranges, targets, working_days_from, year_ranges
from monitor.read.layout import Span
from monitor.read.passage import Passage

_NOTICE = re.compile(r"公示|public notice|public comment|publicity")
_APPLY = re.compile(r"申报|报送|征集|推荐|报名|截止|applications?|submit")
_PERIOD_WORDS = re.compile(r"试点|建设|创建|培育|示范|改革|期限|period|pilot|construction|行动")
_UNTIL = re.compile(r"(?:公示)?(?:到|至|截至|截止(?:到|至|于|时间为?)?)\s*$")
_SINCE = re.compile(r"自\s*$|从\s*$")
_DATELINE = re.compile(r"^\s*(?:电|讯|消息|\d{1,2}:\d{2}|来源|上午|下午)")
_GOAL = re.compile(
    r"目标|建成|形成|实现|力争|达到|完成|基本|全面|推开|覆盖|压缩|培育|建设|探索|reach|form|achieve|complete|build"
)
# The words for the period itself, which `what` says already.
_NAMED = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,6}(?:期限|周期|时间|期)(?=\D{0,6}[\d一二两三四五六七八九十半])(?:为|是|定为|[:：])?(?:为期)?|为期)\s*"
)
_UNITS = (
    "年",
    "月",
    "日",
    "天",
    "周",
    "20",
    "19",
    "year",
    "month",
    "day",
    "Year",
    "Month",
    "Day",
    "YEAR",
    "MONTH",
    "DAY",
)
_NUMBERED = re.compile(
    r"[\d一二两三四五六七八九十半]\s*个?(?:[年月日天周]|工作日)|(?:19|20)\d{2}|(?i:years?|months?|days)\b"
)


def deadlines(
    passage: Passage, sentences: list[Span], published: date | None
) -> tuple[tuple[Deadline, ...], tuple[str, ...]]:
    """Find the deadlines of a text in order, each once, and notes on what could not be computed."""
    kept: dict[tuple[str, str | None, str | None, str | None], Deadline] = {}
    notes: list[str] = []
    for sentence in sentences:
        words = sentence.text
        if not any(unit in words for unit in _UNITS) or not _NUMBERED.search(words):
            continue
        reader = _Sentence(passage, sentence, published)
        reader.read()
        for found in reader.found:
            kept.setdefault((found.what, found.start, found.end, found.duration), found)
        notes += reader.notes
    return tuple(kept.values()), tuple(dict.fromkeys(notes))


class _Sentence:
    """Reads the deadlines of one sentence; a stretch of it serves for one of them only."""

    def __init__(self, passage: Passage, sentence: Span, published: date | None) -> None:
        self._passage = passage
        self._span = sentence
        self._published = published
        self._taken: list[tuple[int, int]] = []
        self.found: list[Deadline] = []
        self.notes: list[str] = []

    def read(self) -> None:
        """Ranges before periods before single days before targets: the fuller form wins."""
        self._ranges()
        for at, to, what, duration in durations(self._span):
            if self._free(at, to):
                self._period(at, to, what, duration)
        self._single_days()
        for at, to, first, last in year_ranges(self._span):
            if self._free(at, to) and (_GOAL.search(self._span.text) or "每年" in self._span.text):
                yearly = re.search(r"每年|分[\d一二三四五]批|every year", self._span.text)
                self._add("分批确定" if yearly else "期限", at, to, start=first, end=last)
        for at, to, when in targets(self._span, self._published):
            if self._free(at, to) and _GOAL.search(self._span.text[at - self._span.start :]):
                self._add("目标", at, to, end=when)

    def _free(self, at: int, to: int) -> bool:
        return all(to <= a or b <= at for a, b in self._taken)

    def _add(
        self,
        what: str,
        at: int,
        to: int,
        *,
        start: str | None = None,
        end: str | None = None,
        duration: str | None = None,
    ) -> None:
        self._taken.append((at, to))
        evidence = self._passage.evidence(at, to)
        said = _NAMED.sub("", evidence.quote) or evidence.quote
        self.found.append(Deadline(what, said, evidence, start, end, duration))

    def _before(self, at: int) -> str:
        return self._span.text[: at - self._span.start]

    def _after(self, to: int) -> str:
        return self._span.text[to - self._span.start :]

    def _ranges(self) -> None:
        for at, to, first, last in ranges(self._span, self._published):
            before = self._before(at)[-30:]
            if _NOTICE.search(self._span.text):
                self._add("公示期", at, to, start=first, end=last)
            elif _APPLY.search(self._span.text):
                self._add("申报期", at, to, start=first, end=last)
            elif _PERIOD_WORDS.search(before):
                self._add("期限", at, to, start=first, end=last)
            else:
                self._taken.append((at, to))

    def _period(self, at: int, to: int, what: str, duration: str) -> None:
        around = (
            self._before(at)[-24:]
            + self._span.text[at - self._span.start : to - self._span.start]
            + self._after(to)[:12]
        )
        if "工作日" in duration or "days" in duration:
            if _NOTICE.search(around):
                self._notice_period(at, to, duration)
        elif _NOTICE.search(around) and duration.endswith("D"):
            self._add("公示期", at, to, duration=duration)
        elif name := self._period_name(what, around):
            self._add(name, at, to, duration=duration)

    def _period_name(self, what: str, around: str) -> str | None:
        if what.isascii() and what:
            return "试点期" if re.search(r"(?i)pilot|construction|period", around) else None
        if not what:
            if "行动" in around:
                return "行动期"
            return "期限" if re.search(r"试点|建设|覆盖|完成", around) else None
        if what in ("用", "时间", "为期") and not _PERIOD_WORDS.search(self._span.text):
            return None
        return "建设期限" if "建设" in what or "创建" in what else "试点期"

    def _notice_period(self, at: int, to: int, duration: str) -> None:
        """Add a public notice of so many working days.

        Its last day is found by the holiday calendar, from the stated first day, else from the day after publication.
        """
        count = int(re.sub(r"\D", "", duration) or 0)
        starts = [day for _, end, day in days(self._span, self._published) if self._after(end).startswith("起")]
        first = date.fromisoformat(starts[0]) if starts else self._published
        if first is None or not 0 < count <= 60:
            self._add("公示期", at, to, duration=duration)
            return
        last, covered = working_days_from(first, count, counting_first=bool(starts))
        if not covered:
            self.notes.append(f"{last.year}年节假日安排未收录, 公示期按周一至周五推算")
        self._add(
            "公示期", at, to, start=first.isoformat() if starts else None, end=last.isoformat(), duration=duration
        )

    def _single_days(self) -> None:
        singles = [found for found in days(self._span, self._published) if self._free(found[0], found[1])]
        self._notice_in_two_parts(singles)
        for at, to, day in singles:
            if self._free(at, to) and (what := self._single(at, to)):
                start, end = (day, None) if what == "实施" else (None, day)
                self._add(what, at, to, start=start, end=end)

    def _notice_in_two_parts(self, singles: list[tuple[int, int, str]]) -> None:
        """公示到6月6日，自5月31日起: both ends in one sentence, in either order."""
        if not _NOTICE.search(self._span.text) or len(singles) < 2:
            return
        until = [found for found in singles if _UNTIL.search(self._before(found[0]))]
        since = [found for found in singles if _SINCE.search(self._before(found[0]))]
        if until and since and since[0][2] <= until[0][2]:
            self._taken.append(since[0][:2])
            self._add("公示期", until[0][0], until[0][1], start=since[0][2], end=until[0][2])

    def _single(self, at: int, to: int) -> str | None:
        before, after = self._before(at), self._after(to)
        if _DATELINE.match(after) and len(before) < 30:
            return None
        if _SINCE.search(before) and after.startswith("起"):
            return "实施" if re.search(r"实施|施行|执行|生效|实行|试行|开展|启动", after[:80]) else None
        if _NOTICE.search(before[-30:]) and _UNTIL.search(before):
            return "公示期"
        if re.match(r"^\s*(?:前|之前|以前|\d{1,2}[:时]|\([周星])", after) or _UNTIL.search(before):
            if _APPLY.search(self._span.text):
                return "申报截止"
            return "公示期" if _NOTICE.search(self._span.text) else "截止"
        return None
