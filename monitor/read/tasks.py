"""The tasks a text sets: the stated counts, and the numbered items of an official text."""

import itertools
import re
from dataclasses import dataclass

from monitor.model import Task, TaskPart
from monitor.read.counts import Count
from monitor.read.dates import targets
from monitor.read.layout import Span
from monitor.read.numerals import ENGLISH_NUMBER, NUMBER, number
from monitor.read.passage import CJK, Passage
from monitor.read.places import Naming
from monitor.read.sentence import Sentence

_LEVELS = (
    re.compile(r"^(?:第?[一二三四五六七八九十]{1,3}(?:、|章|部分)|[一二三四五六七八九十]{1,3}\.)\s*"),
    re.compile(r"^\([一二三四五六七八九十]{1,3}\)\s*"),
    re.compile(r"^(?:\d{1,3}\s*[.、](?!\d)|第[一二三四五六七八九十百\d]{1,4}条)\s*"),
    re.compile(r"^(?:\(\d{1,3}\)|[①-⑳]|\d{1,2}\))\s*"),
)
_NO_TASKS = re.compile(
    r"总体要求|指导思想|基本原则|工作目标|主要目标|发展目标|保障|组织(?:实施|领导)|工作要求|有关要求|申报|附则|实施步骤|时间安排|进度安排|背景|名单|公示"
)
_TASK_SECTION = re.compile(
    r"任务|举措|措施|重点(?:工作|领域|方向)|主要内容|试点内容|支持|推动|推进|提升|促进|加快|深化|扩大|建设"
)
_LEAD = re.compile(
    r"\((?:(?:牵头|责任|负责|配合)(?:单位|部门)?\s*:)?(?P<who>[^()]{2,200})\)\s*[。;]?$|(?:牵头|责任)(?:单位|部门)\s*:\s*(?P<label>[^。;\n]{2,120})"
)
_SPLIT_WHO = re.compile(
    r"[、,;:\s]|(?:按(?:照)?职责分工|分别|共同)*(?:牵头|负责|配合|参与)(?:单位|部门)?|(?:分别|共同)$|(?<=[部委局署办院行会厅府关])(?:以及|会同|和|及|与|等)"
)
_BODY = re.compile(r"(?:部|委|委员会|局|署|办|办公室|院|行|会|厅|府|社|海关|中心|集团|公司|[省市区县州]|单位|部门)$")
_SUM_STEP = re.compile(rf"(?P<n>{NUMBER})项(?P<what>[{CJK}、]{{0,24}}?(?:措施|举措|任务|政策|要求|事项))")
_CUT = re.compile(r"(?:缩减|压减|减少|删减|由|从|平均|受理|投诉|发布)$")
_PART = re.compile(
    rf"(?:包括|其中|含|有|including)\s*,?\s*(?P<n>{ENGLISH_NUMBER}|{NUMBER})(?:项|条|"
    rf"个)?\s*(?P<what>[^,,。;、]{{2,40}}?)(?=[,,。;、]|\band\b|以及|和|$|\[)"
    rf"(?:\s*(?:,|、|和|以及|及|and)\s*(?P<n2>{ENGLISH_NUMBER}|{NUMBER})(?:项|条|个)?\s*(?P<what2>[^,,。;、\[]{{2,40}}))?"
)


@dataclass(frozen=True, slots=True)
class Stated:
    """What a text says of its tasks in numbers, with the sentence that says it."""

    count: int | None
    areas: int | None
    parts: tuple[TaskPart, ...]
    sentence: Sentence | None


def stated_tasks(
    title: Sentence, sentences: list[Sentence], listing: Sentence | None, names: tuple[str, ...]
) -> Stated:
    """Give the number of tasks and areas that a text states for its programme.

    The title's number wins, then one in the sentence with the list, then the first in a sentence about the pilot; a
    list of numbered kinds of measures (9项…、4项…以及2项…) is their sum.
    """
    best: tuple[float, Count, Sentence] | None = None
    for rank, sentence in enumerate([title, *sentences]):
        if rank > 5 and not sentence.names(names):
            continue
        for count in sentence.task_counts:
            score = _task_score(count, sentence, rank, listing, names)
            if score > 0 and (best is None or score > best[0]):
                best = (score, count, sentence)
    areas = _stated_areas(title, sentences, listing, names)
    if best is None:
        return Stated(None, areas, (), None)
    _, count, sentence = best
    if sentence is title:
        sentence = next((s for s in sentences if any(c.value == count.value for c in s.task_counts)), title)
    total = (
        _sum(sentence, count)
        if not re.search(r"共计|总计|共", sentence.text[: max(0, count.start - sentence.start)][-4:])
        else None
    )
    return Stated(total or count.value, areas, _parts(sentence, total or count.value), sentence)


def _task_score(count: Count, sentence: Sentence, rank: int, listing: Sentence | None, names: tuple[str, ...]) -> float:
    before = sentence.text[: max(0, count.start - sentence.start)]
    if (
        count.value < 2
        or _CUT.search(before)
        or count.approximate
        or "类" in sentence.text[count.start - sentence.start : count.start - sentence.start + 4]
    ):
        return 0
    score = 1.0 if count.unit != "measures" else 0.8
    topical = sentence.names(names)
    score += 6 if rank == 0 else 0
    score += 3 if listing is not None and sentence.start == listing.start and rank > 0 else 0
    score += (
        3
        if "试点" in count.attribute
        or "pilot" in count.attribute
        or "具体" in count.attribute
        or "specific" in count.attribute
        else 0
    )
    score += 2 if "任务" in count.unit or "task" in count.unit.lower() else 0
    score += 1.5 if topical else 0
    score += 1 if 0 < rank <= 5 else 0
    return score if topical or rank <= 5 else 0


def _sum(sentence: Sentence, count: Count) -> int | None:
    """9项…措施、4项…措施以及2项…要求: three kinds side by side are counted together."""
    steps = list(_SUM_STEP.finditer(sentence.text))
    if len(steps) < 2 or count.start - sentence.start != steps[0].start("n"):
        return None
    gaps = [sentence.text[a.end() : b.start()] for a, b in itertools.pairwise(steps)]
    if not all(re.fullmatch(r"[、,和及以与]{1,3}", gap) for gap in gaps):
        return None
    return sum(number(step["n"]) or 0 for step in steps)


def _stated_areas(
    title: Sentence, sentences: list[Sentence], listing: Sentence | None, names: tuple[str, ...]
) -> int | None:
    best: tuple[float, int] | None = None
    for rank, sentence in enumerate([title, *sentences]):
        if not sentence.names(names) and not (listing is not None and sentence.start == listing.start):
            continue
        for count in sentence.area_counts:
            score = 5.0 if rank == 0 else 2.0 - min(rank, 20) / 20
            if best is None or score > best[0]:
                best = (score, count.value)
    return best[1] if best else None


def _parts(sentence: Sentence, total: int) -> tuple[TaskPart, ...]:
    match = _PART.search(sentence.text)
    if match is None:
        return ()
    parts = []
    for n, what in ((match["n"], match["what"]), (match["n2"], match["what2"])):
        value = number(n) if n else None
        if value and what and value < total:
            parts.append(TaskPart(value, re.sub(r"\s*\[\d+\].*$", "", what).strip(" .。")))
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class _Item:
    level: int
    lines: list[Span]
    area: str | None


def task_items(
    passage: Passage, lines: list[Span], namings: list[Naming], stated: int | None
) -> tuple[tuple[Task, ...], int | None]:
    """Find the numbered tasks of an official text, and how many areas hold them.

    Of the levels of numbering (一、 （一） 1. ①) the one whose items the stated count counts is the level of tasks;
    without one, the deepest level that all sections use. Sections on aims, organisation and safeguards hold none.
    """
    marked = [(line, _level(line.text)) for line in lines]
    if sum(level is not None for _, level in marked) < 3:
        return (), None
    by_level = {level: _items_at(marked, level) for level in range(4)}
    level = _task_level(by_level, stated)
    if level is None:
        return (), None
    items = by_level[level]
    areas = len(dict.fromkeys(item.area for item in items if item.area)) or None
    tasks = tuple(_task(passage, str(index), item, namings) for index, item in enumerate(items, 1))
    return tasks, areas


def _level(text: str) -> int | None:
    return next((level for level, pattern in enumerate(_LEVELS) if pattern.match(text)), None)


def _items_at(marked: list[tuple[Span, int | None]], level: int) -> list[_Item]:
    items: list[_Item] = []
    area: str | None = None
    skipping = False
    for line, found in marked:
        if found is not None and found < level:
            heading = _LEVELS[found].sub("", line.text)
            if found == 0 or not skipping:
                skipping = bool(_NO_TASKS.search(heading[:20])) and found == 0
            area = re.split(r"[。:]", heading)[0][:60]
            continue
        if skipping:
            continue
        if found == level:
            if level == 0 and _NO_TASKS.search(line.text[:24]):
                items.append(_Item(-1, [], None))
                continue
            items.append(_Item(level, [line], area))
        elif items and items[-1].lines:
            items[-1].lines.append(line)
    return [item for item in items if item.lines]


def _task_level(by_level: dict[int, list[_Item]], stated: int | None) -> int | None:
    if stated is not None:
        for level, items in by_level.items():
            if len(items) == stated:
                return level
    for level in (2, 1, 0):
        items = by_level[level]
        if len(items) >= 3 and any(
            _TASK_SECTION.search(item.lines[0].text[:60]) or (item.area and _TASK_SECTION.search(item.area))
            for item in items
        ):
            return level
    return None


def _task(passage: Passage, label: str, item: _Item, namings: list[Naming]) -> Task:
    start, end = item.lines[0].start, item.lines[-1].end
    text = passage.text[start:end]
    own = _LEVELS[item.level].match(text)
    evidence = passage.evidence(start, end)
    body = passage.evidence(start + (own.end() if own else 0), end).quote
    places = tuple(
        dict.fromkeys(n.code for n in namings if start <= n.start < end and n.kind in ("place", "district", "zone"))
    )
    lead: list[str] = []
    for match in _LEAD.finditer(text):
        who = match["who"] or match["label"] or ""
        lead += [part for part in _SPLIT_WHO.split(who) if 2 <= len(part) <= 24 and _BODY.search(part)]
    deadline = next((iso for line in item.lines for _, _, iso in targets(line, None)), None)
    return Task(label, body, evidence, item.area, places, tuple(dict.fromkeys(lead)), deadline)
