"""The enumerations of an article's prose, each judged in its sentence and in those that it continues."""

import itertools
import re
from bisect import bisect_left
from dataclasses import dataclass, replace

from monitor import gazetteer
from monitor.read.enumerations import Enumeration, enumerations
from monitor.read.layout import Span
from monitor.read.passage import CJK
from monitor.read.places import Kind, Naming
from monitor.read.relations import Relation, Setting, judge
from monitor.read.sentence import Sentence

_LIST_ABOVE = re.compile(
    r"(?:名单|如下|(?:试点|示范|创建|先行|典型|入选)(?:城市|地区|县|区|单位)|包括|分别[为是])[^。]{0,12}[:(]?\s*$"
)
_LIST_ABOVE_ENGLISH = re.compile(r"(?:list|cities|areas|follows?|are)\s*:\s*$", re.IGNORECASE)
_NUMERAL = r"(?:\d{1,3}|[一二三四五六七八九十两]{1,3})"
_CONTINUES = re.compile(
    rf"(?:等)?(?:共)?(?:{_NUMERAL}个?)?(?:[{CJK}]{{0,8}}?),?(?:和|以及|及|、|与|"
    rf";)(?:[东中西北]+部?(?:地区)?{_NUMERAL}个(?:——|--|—|\(|:))?\s*"
)
# 北京城市副中心、苏南重点城市、郑州…10个地区: what is no division we know stands between those we know.
_STRANGER = re.compile(rf"[{CJK}]{{0,12}}(?:、[{CJK}]{{2,12}}){{0,4}}、(?:[{CJK}]{{2,4}}(?:省|自治区))?")
_SHARED_CLASS = re.compile(
    rf"(?P<names>(?:[{CJK}]{{2,6}}、){{1,20}}[{CJK}]{{2,6}}?)(?:等)?{_NUMERAL}个(?:国家级)?(?P<suffix>新区|"
    rf"经开区|高新区|综合保税区|自贸片区|片区)"
)


_EXCLUDING_BRACKET = re.compile(r"\((?:不含|不包括|除)[^()]{1,40}\)[^()]{0,40}$")


@dataclass(frozen=True, slots=True)
class Judged:
    """An enumeration and what its sentence makes of it."""

    enumeration: Enumeration
    sentence: Sentence
    relation: Relation


def judged_enumerations(
    lines: list[Span], spans: list[Sentence], namings: list[Naming], setting: Setting, lead: int
) -> list[Judged]:
    """Every enumeration of the sentences with its relation; `lead` is where the text's lead ends."""
    announced = _lines_below_headings(lines)
    starts = [naming.start for naming in namings]
    judged: list[Judged] = []
    for sentence in spans:
        inner = namings[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        inner = [_past_bracket(sentence, naming) for naming in inner]
        if not inner:
            continue
        here = replace(setting, listing_above=sentence.start in announced, near=setting.near and sentence.start < lead)
        named = enumerations(sentence, with_shared_class(sentence, inner))
        group = [Judged(enumeration, sentence, judge(enumeration, sentence, here)) for enumeration in named]
        judged.extend(_carried(group, sentence, here))
    return judged


def _lines_below_headings(lines: list[Span]) -> set[int]:
    """Where the lines begin whose line above announces a list."""
    below = set()
    for above, line in itertools.pairwise(lines):
        title = len(above.text) <= 40 and "名单" in above.text and "。" not in above.text
        ending = above.text[-60:]
        if title or _LIST_ABOVE.search(ending) or _LIST_ABOVE_ENGLISH.search(ending):
            below.add(line.start)
    return below


def with_shared_class(sentence: Sentence, namings: list[Naming]) -> list[Naming]:
    """哈尔滨、江北、两江5个国家级新区: each name shares the class that ends the list, and is read with it."""
    out = namings
    for match in _SHARED_CLASS.finditer(sentence.text):
        own: list[Naming] = []
        for name in re.finditer(rf"[{CJK}]+", match["names"]):
            words = name[0]
            for cut in range(len(words) - 1):
                found = gazetteer.resolve(words[cut:] + match["suffix"])
                if found and found[0].kind in ("zone", "county"):
                    start = sentence.start + match.start("names") + name.start() + cut
                    end = start + len(words) - cut
                    place = found[0]
                    own.append(
                        Naming(start, end, words[cut:], place.code, place.name, place.city, Kind.ZONE, "shared class")
                    )
                    break
        if len(own) >= 2:
            first, last = own[0].start, own[-1].end
            out = sorted([n for n in out if n.end <= first or n.start >= last] + own, key=lambda n: n.start)
    return out


def _past_bracket(sentence: Sentence, naming: Naming) -> Naming:
    """辽宁省（不含大连市）、吉林省: what a bracket leaves out ends with the bracket."""
    if not naming.excluded:
        return naming
    before = sentence.text[: naming.start - sentence.start][-100:]
    closed = _EXCLUDING_BRACKET.search(before) is not None
    return replace(naming, excluded=False) if closed else naming


def _carried(group: list[Judged], sentence: Sentence, setting: Setting) -> list[Judged]:
    """Carry a list on to the enumerations that continue it.

    An enumeration that continues a listed one (4个直辖市和沈阳…) is listed too; so are those that together have the
    stated number of names.
    """
    out = list(group)
    for chain in _chains(group, sentence):
        together = sum(out[index].enumeration.units for index in chain)
        relations = {out[index].relation for index in chain}
        if Relation.LISTED in relations or (len(chain) > 1 and together in setting.counts):
            for index in chain:
                if out[index].relation is Relation.NAMED:
                    out[index] = replace(out[index], relation=Relation.LISTED)
    return out


def _chains(group: list[Judged], sentence: Sentence) -> list[list[int]]:
    chains: list[list[int]] = []
    for index, item in enumerate(group):
        if index:
            before = group[index - 1].enumeration
            gap = sentence.text[before.end - sentence.start : item.enumeration.start - sentence.start]
            if (len(gap) <= 24 and _CONTINUES.fullmatch(gap)) or (len(gap) <= 40 and _STRANGER.fullmatch(gap)):
                chains[-1].append(index)
                continue
        chains.append([index])
    return chains
