"""Places named one after another: 北京、上海和辽宁大连等38个城市, with the count that goes with them."""

import itertools
import re
from dataclasses import dataclass

from monitor.read.counts import Count
from monitor.read.layout import Span
from monitor.read.numerals import ENGLISH_NUMBER, NUMBER, number
from monitor.read.places import Naming
from monitor.read.sentence import Sentence

_LIST_KINDS = frozenset({"place", "district", "zone"})
_GAP = re.compile(
    r"(?:\s|[、,/;&·\"“”《》]|和|及|与|以及|还有|跟|暨|并|\band\b|\bas well as\b|-|—+|–|~|\(|\)|"
    r"\([^()]{1,12}\)|市|省|县|区|\d{1,3}[.)、])*"
)
_JOINT_GAP = re.compile(r"(?:市|县)?\s*(?:-|—+|–|~|\()\s*")
_QUALIFYING_GAP = re.compile(r"[ 的省市]?|\)?(?:自由贸易试验区|自贸试验区|自贸区)")
_LEADING_GAP = re.compile(r"省?\s*(?:\(\s*\d*个?\s*\))?\s*(?:\d+个)?(?:城市)?\s*(?::|——|\(|—|的)\s*")
_TRAILING_GAP = re.compile(r"\s*(?:,|in|'s|of|\()\s*(?:\w+ China's\s*)?")
_TAIL_GAP = re.compile(
    r"\)?(?:[市省县区])?\s*(?:等|共计|一共|合计|共有|共|这|在内的|等地的|等地|的|及其他|以及其他|"
    r",?\s*and(?: the)?(?: other)?|"
    r",?\s*(?:are |were |is |was )?(?:also )?among(?: the)?|and|these|,共|,共计|,一共|\(共|\(|中的|全部|总计|"
    r"[,，]等|”|\")*\s*"
)
_HEAD_GAP = re.compile(
    r"[^。;:、,]{0,16}?(?:,\s*)?(?:包括|分别[为是]|为|是|有|即|如下|:|——|—|--+|\(|including|such as|namely|among them|"
    r"like|in|of|are|were|comprising)+:?\s*[“\"(]*"
)
_SUBHEAD = re.compile(r"(\d{1,3}|[一二三四五六七八九十]{1,3})个(?:城市|地区|枢纽)?\s*(?:——|--|—|:|\(|为|是)\s*$")
_ENGLISH_REST = re.compile(rf"\s*,?\s*and\s+(?P<number>{ENGLISH_NUMBER})\s+(?:other|more|another)\s+\w+", re.IGNORECASE)
_SUBSET = re.compile(
    r"(?!等)(?:[\u4e00-\u9fff]{0,12}的)?(?:\d{1,3}|[一二两三四五六七八九十]{1,3})个(?:城市|地区|县|区|市)"
)


_Named = tuple[Naming, int, int]
"""A name with where its words begin and end, its province included."""


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Places in a row inside one sentence.

    `units` counts joined places (宁波-舟山) once. `tail` and `head` are the counts directly behind and before,
    `subhead` the number of a part (东部地区10个：). `open_end` tells that 等 follows, `subset` that the last words
    speak of unnamed places (浙江的6个城市).
    """

    names: tuple[Naming, ...]
    start: int
    end: int
    units: int
    tail: Count | None = None
    head: Count | None = None
    subhead: int | None = None
    open_end: bool = False
    subset: bool = False


def inside(inner: Naming, outer: Naming) -> bool:
    """Whether one named place lies in another."""
    if not inner.code or not outer.code:
        return False
    if inner.code == outer.code:
        return inner.kind == "zone" and outer.kind != "zone"
    if outer.kind == "zone":
        return False
    if outer.code.endswith("0000"):
        return inner.code[:2] == outer.code[:2]
    return outer.code.endswith("00") and inner.code[:4] == outer.code[:4]


def enumerations(sentence: Sentence, namings: list[Naming]) -> list[Enumeration]:
    """Find the enumerations of a sentence, single names included, in order."""
    names = _without_qualifiers(sentence, _listable(namings))
    counts = sentence.place_counts
    found: list[Enumeration] = []
    group: list[_Named] = []
    for item in names:
        if group and not _connected(sentence, group[-1], item):
            found.append(_enumeration(sentence, group, counts))
            group = []
        group.append(item)
    if group:
        found.append(_enumeration(sentence, group, counts))
    return found


def _listable(namings: list[Naming]) -> list[Naming]:
    """Places, customs districts, and closed groups that are meant as a whole (5个计划单列市, not 2个计划单列市).

    A group behind names is their count (北京、天津、上海、重庆4个直辖市), not a further entry.
    """
    kept: list[Naming] = []
    for index, naming in enumerate(namings):
        if naming.excluded:
            continue
        if naming.kind in _LIST_KINDS or (naming.kind == "body" and naming.surface.endswith("海关")):
            kept.append(naming)
        elif naming.kind == "group" and naming.tier == "closed" and naming.members:
            count = re.match(rf"({NUMBER})个?", naming.surface)
            behind = index > 0 and naming.start - namings[index - 1].end <= 2 and namings[index - 1].kind in _LIST_KINDS
            whole = count is None or number(count[1]) == len(naming.members)
            if whole and not (behind and count is not None):
                kept.append(naming)
    return kept


def _without_qualifiers(sentence: Span, names: list[Naming]) -> list[_Named]:
    """Each name that stands for itself, and where it begins with its province: 辽宁省|大连市, Shenyang in Liaoning."""
    kept: list[_Named] = []
    begins: int | None = None
    for index, naming in enumerate(names):
        after = names[index + 1] if index + 1 < len(names) else None
        if kept and inside(kept[-1][0], naming):
            gap = _text(sentence, kept[-1][0].end, naming.start)
            if _TRAILING_GAP.fullmatch(gap):
                kept[-1] = (kept[-1][0], kept[-1][1], naming.end)
                continue
        if after is not None and (after.start < naming.end or inside(after, naming)):
            gap = _text(sentence, naming.end, after.start)
            province = naming.code.endswith("0000")
            if _QUALIFYING_GAP.fullmatch(gap) or (province and _LEADING_GAP.fullmatch(gap)):
                begins = naming.start if begins is None else begins
                continue
        kept.append((naming, begins if begins is not None else naming.start, naming.end))
        begins = None
    return kept


def _text(sentence: Span, start: int, end: int) -> str:
    return sentence.text[max(0, start - sentence.start) : max(0, end - sentence.start)]


def _connected(sentence: Span, before: _Named, after: _Named) -> bool:
    if "group" in (before[0].kind, after[0].kind):
        return False
    gap = _text(sentence, before[2], after[1])
    return len(gap) <= 24 and _GAP.fullmatch(gap) is not None


def _enumeration(sentence: Span, group: list[_Named], counts: list[Count]) -> Enumeration:
    names = [naming for naming, _, _ in group]
    start, end = group[0][1], group[-1][2]
    joints = sum(
        1
        for (_, _, ends), (_, begins, _) in itertools.pairwise(group)
        if _JOINT_GAP.fullmatch(_text(sentence, ends, begins))
    )
    after = _text(sentence, end, sentence.start + len(sentence.text))
    before = _text(sentence, sentence.start, start)
    subset = False
    if names[-1].code.endswith("0000") and len(names) > 1 and (match := _SUBSET.match(after)):
        attributed = "的" in match[0]
        own = [count for count in counts if count.start >= end]
        if attributed or (own and own[0].value != len(names)):
            subset = True
            names.pop()
            end = names[-1].end
    tail = None if subset else _tail(sentence, names, end, counts)
    head = _head(sentence, start, counts)
    subhead = _SUBHEAD.search(before)
    unique = {(naming.code, naming.name): naming for naming in names}.values()
    return Enumeration(
        tuple(names),
        start,
        end,
        sum(max(1, len(naming.members)) if naming.kind == "group" else 1 for naming in unique) - joints,
        tail,
        head,
        number(subhead[1]) if subhead else None,
        re.match(r"[市省县区)]?\s*等", after) is not None,
        subset,
    )


def _tail(sentence: Span, names: list[Naming], end: int, counts: list[Count]) -> Count | None:
    rest = _ENGLISH_REST.match(_text(sentence, end, sentence.start + len(sentence.text)))
    if rest and (others := number(rest["number"])):
        return Count(end, end + rest.end(), others + len(names), "city")
    whole = re.match(rf"({NUMBER})个?", names[-1].surface) if names[-1].kind == "group" else None
    if whole and (value := number(whole[1])):
        return Count(names[-1].start, names[-1].end, value, "city")
    for count in counts:
        if 0 <= count.start - end <= 24 and _TAIL_GAP.fullmatch(_text(sentence, end, count.start)):
            return count
    return None


def _head(sentence: Span, start: int, counts: list[Count]) -> Count | None:
    for count in reversed(counts):
        if count.end <= start <= count.end + 24 and _HEAD_GAP.fullmatch(_text(sentence, count.end, start)):
            return count
    return None
