"""Groups of cities in a text: 14个沿海开放城市, 计划单列市 in a salutation, 东北地区."""

import re

from monitor.read.fold import Folded
from monitor.read.places.exclusion import Exclusions
from monitor.read.places.lexicon import Hit
from monitor.read.places.naming import Kind, Naming

_COUNT = re.compile(r"(?:(?:\d{1,3}|[一二三四五六七八九十两]{1,4})个?|各个?|全部|所有)$")
_GROUPS = "计划单列市|直辖市|省会城市|副省级城?市|开放城市|经济特区|国家级新区"
_GROUP_BEFORE = re.compile(rf"(?:{_GROUPS})(?:[、，]|和|与|及|以及)$")
_GROUP_AFTER = re.compile(rf"(?:[、，]|和|与|及|以及)(?:各|国家)?(?:{_GROUPS})")
_SALUTED = re.compile(r"各(?:省|直辖市|自治区|计划单列市|副省级|有关省)")
_TAIL = re.compile(r"地区|区域|城市群|经济圈|经济带")
_COLON = re.compile(r"[：:\n。]")
SALUTATION_REACH = 300
# Kinds of city that plans aim at: only a number or 各 before them means the cities that are it already.
AIMED_AT = {"国家中心城市", "国际消费中心城市", "一线城市", "经济特区"}


def group_naming(folded: Folded, text: str, hit: Hit, exclusions: Exclusions) -> Naming | None:
    """Name a group, with the number before it; None where its name is an aim (创建国家中心城市)."""
    group = hit.entry.group
    if group is None:
        return None
    count = _COUNT.search(folded.text, max(0, hit.start - 5), hit.start)
    if group.name in AIMED_AT and count is None and not _among_groups(folded.text, hit):
        return None
    first = count.start() if count and count[0][0] not in "各全所" else hit.start
    last = hit.end
    if tail := _TAIL.match(folded.text, last):
        last = tail.end()
    start, end = folded.start(first), folded.end(last)
    saluted = _in_salutation(folded.text, hit)
    return Naming(
        start, end, text[start:end], "", group.name, "", Kind.GROUP, "salutation" if saluted else "group",
        group.tier, exclusions.cover(hit.start, last), group.name, group.members,
    )  # fmt: skip


def _among_groups(text: str, hit: Hit) -> bool:
    """Whether other groups stand in one list with it: 沿海开放城市和经济特区."""
    return bool(_GROUP_BEFORE.search(text, max(0, hit.start - 8), hit.start) or _GROUP_AFTER.match(text, hit.end))


def _in_salutation(text: str, hit: Hit) -> bool:
    """各省、自治区、直辖市、计划单列市财政厅（局）：at the head of a notice speaks to everybody."""
    if hit.start > SALUTATION_REACH:
        return False
    begin = max(text.rfind(mark, 0, hit.start) for mark in "。；\n》") + 1
    colon = _COLON.search(text, hit.end)
    addressed = colon is not None and colon[0] in "：:" and colon.start() - hit.end < 120
    return addressed and bool(_SALUTED.search(text, begin, hit.end))
