"""Whether a name is said to be left out: 辽宁省（不含大连）, 除大连外, 大连另行下达."""

import re
from bisect import bisect_left

BEFORE, AFTER = 120, 60
_TRIGGER = re.compile(
    r"[不未除没暂单另以之扣剔排自无](?:"
    r"(?<=不)(?:含|包|涵盖|涉及|适用|计|[将把得再列纳被参享执在考支实属开]|作要求)|(?<=未)[含包将把列纳被参]|"
    r"(?<=除)|(?<=[没暂])[有未不]"
    r"|(?<=单)[列独]|(?<=[另自])[行文]|(?<=[以之])外|(?<=扣)除|(?<=剔)除|(?<=排)除|(?<=无)需)"
)
_STOP = re.compile(r"[。；;！!？?]")
_OPENING = re.compile(
    r"(?<!包括但)(?:不含(?![税糖铅氟息]|增值税|本数)|不包括|不包含|不涵盖|不涉及|不适用于?|未含|未包括|不计|"
    r"扣除|剔除|排除|除去|除开|(?:暂不|不得|不再|不|未|没有|暂未)(?:将|把)|(?:暂不|不再|不予|不)支持|暂不考虑|不考虑)"
)
_EXCEPT = re.compile(r"(?<![清解拆消免开删切排革破废扫剔扣整根铲去拔])除了?(?![去开尘湿雪冰草险夕颤法以])")
_OUTSIDE = re.compile(r"(?:(?:[之以])?外(?![资商贸国汇币交环包向部]|地(?!区))|除外)")
_INCLUSIVE = re.compile(
    r"^[，,]?\s*(?:还|也|亦|同时|另|又|新增|增加|再|同步|进一步|拟|继续)|^[，,][^，。；]{0,12}?(?:还|也|亦|同样)(?![未不没])"
)
_LEFT_OUT = re.compile(
    r"^(?:市|省|地区|自贸片区|片区|辖区|海关|等[地市]?|[两三四五六七八九十\d]+[个]?(?:市|城市|地|计划单列市|"
    r"省|省份)|个?计划单列市|及其[一-鿿]{2,6}|因[一-鿿]{2,10}?(?=不|未)|[（(][^）)]{0,12}[）)]|和|与|及|、)*"
    r"(?:除外|不含|不计|不在(?:此|其)列|单列|另行|另文|自行(?!车)|不列入|不纳入|未列入|未纳入|未被列入|未被纳入|"
    r"暂不|不适用|不参加|不参与|不享受|不执行|未参与|未参加|不包括在内|不计入|不在[一-鿿]{0,10}?(?:范围|之列)|无需|不作要求|不实行|不属于|不开展)"
)
_APART = re.compile(r"^(?:市|地区|等[地市]?)?(?:数据|数|情况|部分|资金|指标|任务)?单独[一-鿿]{2}")
_ALL_LEFT_OUT = re.compile(r"[^，,；;：:]{0,40}(?:除外|单列|另行[一-鿿]{2}|不列入|不纳入)")
_AFTER_OUTSIDE = re.compile(r"^(?:市|地区|等[地市]?)?(?:以外|之外)(?![资商贸国汇币交环包向部])")
# A denial of the denial: 并非不包括大连, 不得将大连排除在外.
_DENIED = re.compile(r"(?:并非|不是|并不是|从未|绝非|没有)$|(?:不得|不应|不能|不可|不宜|不会|避免)(?:将|把)$")
_KEPT_IN = re.compile(r"^[^，。；]{0,12}?(?:排除|剔除|除外|拒)")
_NOT_ONLY = re.compile(r"(?:不仅|不但|不只|不单|不限于|不光|不止)[^，。；]{0,12}$")


class Exclusions:
    """The places of a text where words of leaving out stand; most texts have none, and most names are far from them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._triggers = [found.start() for found in _TRIGGER.finditer(text)]

    def cover(self, start: int, end: int) -> bool:
        """Whether the name at [start, end) is left out."""
        near = bisect_left(self._triggers, start - BEFORE)
        if near == len(self._triggers) or self._triggers[near] > end + AFTER:
            return False
        return excluded(self._text, start, end)


def excluded(text: str, start: int, end: int) -> bool:
    """Whether the name at [start, end) is left out by the words around it."""
    before, after = _clause(text, start, end)
    if _left_out(before, after):
        return True
    if _NOT_ONLY.search(before):
        return False
    return _listed_after(before, after) or _excepted(before, after)


def _clause(text: str, start: int, end: int) -> tuple[str, str]:
    """Cut out what stands around a name up to the ends of its sentence, or of the brackets it stands in."""
    before = text[max(0, start - BEFORE) : start]
    if stops := list(_STOP.finditer(before)):
        before = before[stops[-1].end() :]
    opened = max(before.rfind("（"), before.rfind("("), before.rfind("【"))
    closed = max(before.rfind("）"), before.rfind(")"), before.rfind("】"))
    after = text[end : end + AFTER]
    if stop := _STOP.search(after):
        after = after[: stop.start()]
    bracketed = opened > closed
    if bracketed:
        before = before[opened + 1 :]
        close = min((at for at in (after.find("）"), after.find(")")) if at >= 0), default=len(after))
        after = after[:close]
        if _APART.match(after) or _ALL_LEFT_OUT.fullmatch(after):
            after = "单列"
    return before, after


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(iter(reversed(list(pattern.finditer(text)))), None)


def _listed_after(before: str, after: str) -> bool:
    """Tell whether a word of leaving out opened the list that the name stands in."""
    found = _last(_OPENING, before)
    if found is None:
        return False
    if _denied(before, found, after):
        return False
    between = before[found.end() :]
    if re.search(r"[，,：:]", between) and not re.fullmatch(r"[一-鿿、，,和与及（）() ]*", between):
        return False
    return not re.search(r"，|,(?=[一-鿿]{4})|：|但|而|仅|只|包括|应|需|可|由|经|负责", between)


def _denied(before: str, opening: re.Match[str], after: str) -> bool:
    if _DENIED.search(before[: opening.start()]):
        return True
    return bool(_DENIED.search(opening[0])) and bool(_KEPT_IN.match(after))


def _excepted(before: str, after: str) -> bool:
    """Tell whether 除 … 外 takes the name out; it does not where what follows adds to it: 除大连外，还."""
    found = _last(_EXCEPT, before)
    if found is None:
        return False
    between = before[found.end() :]
    if _OUTSIDE.search(between) or len(between) > 60:
        return False
    outside = _OUTSIDE.search(after)
    if outside is None:
        return bool(re.match(r"^(?:市|地区)?$", after)) and not between
    if re.search(r"[。；]", after[: outside.start()]):
        return False
    return not _INCLUSIVE.match(after[outside.end() :])


def _left_out(before: str, after: str) -> bool:
    """Tell whether the words after the name leave it out."""
    if _AFTER_OUTSIDE.match(after) and not _EXCEPT.search(before):
        return not re.search(r"(?:不限于|不仅限于|拓展到|延伸到|辐射)[^，。]{0,8}$", before)
    found = _LEFT_OUT.match(after)
    return bool(found) and not re.search(r"(?:并非|不是|从未)$", before)
