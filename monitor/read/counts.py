"""Stated counts: how many cities, hubs or tasks a sentence says there are."""

import re
from dataclasses import dataclass

from monitor.read.layout import Span
from monitor.read.numerals import ENGLISH_NUMBER, HAN_NUMBER, NUMBER, number
from monitor.read.passage import CJK

PLACE_UNITS = {
    "city": (
        "直辖市|计划单列市|副省级城市|省会城市|地级市|县级市|个?城市|个市(?![场政区县])|市(?![场政区县州辖内])|座城市|座城"
        "|城(?!市?[镇乡际建])|cities|city"
    ),
    "area": (
        r"(?:省市|市省|市县|县市区|区县|市区县|省区市|县\(市、区\)|市\(区\)|市\(县\)|市\(州\)|区\(市\)|市州|州市|县\(市\)"
        r"|省\(市\)|省\(区、市\)|市\(地\))|地区|地方|地(?![级方区点])|区域|单位|areas?|regions?|localities|places"
    ),
    "county": "县(?!级)|counties|county",
    "district": "(?:市辖)?区(?!域)|城区|districts?",
    "province": r"省份|省区|省(?!级|市|区|会)|provinces?",
    "zone": "新区|片区|园区|开发区|高新区|试验区|示范区|先行区|先导区|合作区|保税区|zones?",
    "customs": "直属海关|海关|关区",
    "site": "枢纽|基地|街区|商圈|社区|中心|景区|项目|试点|hubs?|bases|sites|pilots",
}
_UNIT_NAMES = "|".join(f"(?P<{unit}>{pattern})" for unit, pattern in PLACE_UNITS.items())
# Between a number and its unit there may be an attribute: 9个服务业扩大开放综合试点城市.
_ATTRIBUTE = rf"[{CJK}“”\"'A-Za-z0-9+·]{{0,24}}?"
_ROUGH_BEFORE = "(?P<rough_before>约|近|不超过|不少于|至少|超过|上|数)?"
_ROUGH_AFTER = "(?P<rough_after>左右|余|多|以上)?"

_PLACE_COUNT = re.compile(
    rf"{_ROUGH_BEFORE}(?P<number>{NUMBER}){_ROUGH_AFTER}(?:个|座|大|处|"
    rf"家)?{_ROUGH_AFTER.replace('rough_after', 'rough_late')}(?:{_UNIT_NAMES})"
)
_COUNTED_ATTRIBUTE = re.compile(
    rf"{_ROUGH_BEFORE}(?P<number>{NUMBER}){_ROUGH_AFTER}(?:个|座){_ROUGH_AFTER.replace('rough_after', 'rough_late')}"
    rf"(?P<attribute>(?:(?!方面|领域|进行|措施|任务|环节|方向)[{CJK}“”\"'A-Za-z0-9+·]){{1,24}}?)"
    rf"(?P<unit>试点城市|示范城市|先行城市|城市|试点地区|示范地区|地区|试点省份?|试点区域|试点县|试点市|试点单位|示范区|先行区|试验区|示范县|枢纽|试点|基地|街区)"
)
_COUNT_BEHIND = re.compile(
    rf"(?P<unit>试点城市|示范城市|试点地区|城市|地区|枢纽|试点|示范县|示范区)(?:名单)?(?:共有?|共计|一共|合计|"
    rf"为){_ROUGH_BEFORE}(?P<number>{NUMBER})(?:个|座|家)(?![{CJK}])"
)
_COUNT_ALONE = re.compile(rf"(?P<unit>名单)[^。;]{{0,20}}?共(?:有|计)?(?P<number>{NUMBER})个(?![{CJK}])")
_ENGLISH_COUNT = re.compile(
    rf"(?<![\w,.$-])(?P<rough_before>(?i:about|around|some|nearly|over|up to|at least|"
    rf"more than)\s+)?(?P<number>{ENGLISH_NUMBER})"
    r"(?P<attribute>(?:\s+(?!percent|million|billion|of\b|key|major|"
    r"priority)[A-Za-z-]{2,16}){0,3}?)\s+(?P<unit>(?i:cities|places|areas|regions|provinces|"
    r"municipalities|districts|counties|zones|hubs|localities))\b"
)
_TASK_COUNT = re.compile(
    rf"(?P<number>{NUMBER})(?P<rough>余|多)?(?:项|条|大|个|类)(?P<rough_late>余|多)?"
    rf"(?P<attribute>(?:(?!领域|方面|了|个|进行|开展)[{CJK}“”\"+、A-Za-z0-9]){{0,16}}?)"
    r"(?P<noun>任务举措|政策措施|具体举措|具体措施|任务|举措|措施|试点事项|改革事项|改革试点项目|试点政策)"
)
_ENGLISH_TASK_COUNT = re.compile(
    rf"(?<![\w,.$-])(?P<number>{ENGLISH_NUMBER})(?P<attribute>(?:\s+[A-Za-z-]{{2,16}}){{0,4}}?)\s+(?P<noun>(?i:tasks|"
    rf"measures|initiatives))\b"
)
_AREA_COUNT = re.compile(
    rf"(?P<number>\d{{1,2}}(?=个|大|类|方面|领域)|{HAN_NUMBER}{{1,3}}(?=个|大|类))(?:个|大|类)?(?:重点|主要|关键|具体|"
    rf"不同)?(?P<noun>方面|领域|方向|维度|板块|类别|重点工作|工作领域|行业领域)"
)
_AREA_BLOCKS = re.compile(rf"(?:抓|聚焦|围绕|分为?|包括|从)(?P<number>{NUMBER})(?:大)?(?P<noun>块|类重点工作|大方面)")
_ENGLISH_AREA_COUNT = re.compile(
    rf"(?<![\w,.$-])(?P<number>{ENGLISH_NUMBER})\s+(?:(?!pilot|existing|other|"
    rf"more)[a-z-]+\s+){{0,2}}?(?P<noun>(?i:areas|fields|aspects|sectors|categories))\b"
)


_TASK_NOUNS = re.compile("任务|措施|举措|事项|试点项目|试点政策|asks|easures|nitiatives")
_AREA_NOUNS = re.compile("方面|领域|方向|维度|类别|重点工作|块|reas|ields|spects|ectors|ategories")


@dataclass(frozen=True, slots=True)
class Count:
    """A number of things as a text states it."""

    start: int
    end: int
    value: int
    unit: str
    approximate: bool = False
    attribute: str = ""


def _is_slogan(text: str, start: int, end: int) -> bool:
    """Tell whether a number counts nothing: 百城千区, “100 cities, hundreds of districts”, part of a decimal."""
    digits = text[start:end]
    before = text[max(0, start - 1) : start]
    if digits.strip() in ("百", "千", "万", "十百", "百千", "千百"):
        return True
    if before in ("“", '"', "「") and (number(digits) or 0) % 100 == 0:
        return True
    return before in (".", "/", "-", "年", "%") and digits.isdigit() and before != "年"


def place_counts(sentence: Span) -> list[Count]:
    """Every stated number of places in a sentence, in order."""
    text = sentence.text
    found: list[Count] = []
    if re.search(f"[{CJK}]", text):
        found += [count for match in _PLACE_COUNT.finditer(text) if (count := _count(sentence, match))]
        taken = [(count.start, count.end) for count in found]
        for match in (*_COUNTED_ATTRIBUTE.finditer(text), *_COUNT_BEHIND.finditer(text), *_COUNT_ALONE.finditer(text)):
            attribute = (match.groupdict().get("attribute") or "") + match["unit"]
            count = _count(sentence, match, unit=_unit_of(match["unit"]), attribute=attribute)
            if count and not any(a < count.end and count.start < b for a, b in taken):
                found.append(count)
    else:
        found += [
            count
            for match in _ENGLISH_COUNT.finditer(text)
            if (count := _count(sentence, match, unit=_unit_of(match["unit"].lower())))
        ]
    return sorted(found, key=lambda count: count.start)


def _count(sentence: Span, match: re.Match[str], unit: str | None = None, attribute: str = "") -> Count | None:
    value = number(match["number"])
    start, end = match.span("number")
    if value is None or not 1 <= value <= 5000 or _is_slogan(sentence.text, start, end):
        return None
    if sentence.text[max(0, start - 1) : start] in ("第", "前") or sentence.text[end : end + 1] in ("年", "月", "日"):
        return None
    groups = match.groupdict()
    rough = any(groups.get(name) for name in ("rough_before", "rough_after", "rough_late"))
    if sentence.text[match.end() : match.end() + 2] == "左右":
        rough = True
    unit = unit or next(name for name in PLACE_UNITS if groups.get(name))
    begins = start if groups.get("unit") and match.start("unit") < start else match.start()
    return Count(sentence.start + begins, sentence.start + match.end(), value, unit, rough, attribute)


def _unit_of(word: str) -> str:
    for unit, pattern in PLACE_UNITS.items():
        if re.search(rf"(?:{pattern})$", word):
            return unit
    return "area"


def task_counts(sentence: Span) -> list[Count]:
    """Every stated number of tasks or measures in a sentence, in order."""
    if not _TASK_NOUNS.search(sentence.text):
        return []
    patterns = (_TASK_COUNT,) if re.search(f"[{CJK}]", sentence.text) else (_ENGLISH_TASK_COUNT,)
    found = []
    for pattern in patterns:
        for match in pattern.finditer(sentence.text):
            value = number(match["number"])
            if value and value <= 3000 and not _is_slogan(sentence.text, *match.span("number")):
                found.append(
                    Count(
                        sentence.start + match.start(),
                        sentence.start + match.end(),
                        value,
                        match["noun"],
                        bool(match.groupdict().get("rough") or match.groupdict().get("rough_late")),
                        match["attribute"],
                    )
                )
    return found


def area_counts(sentence: Span) -> list[Count]:
    """Every stated number of areas (方面, 领域, fields) in a sentence, in order."""
    if not _AREA_NOUNS.search(sentence.text):
        return []
    patterns = (_AREA_COUNT, _AREA_BLOCKS) if re.search(f"[{CJK}]", sentence.text) else (_ENGLISH_AREA_COUNT,)
    return [
        Count(sentence.start + match.start(), sentence.start + match.end(), value, match["noun"])
        for pattern in patterns
        for match in pattern.finditer(sentence.text)
        if (value := number(match["number"]))
    ]
