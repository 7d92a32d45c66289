"""How many pilots a text states, in which unit, and whether all of them are named."""

import itertools
import re
from dataclasses import dataclass

from monitor.read.counts import Count
from monitor.read.enumerations import Enumeration
from monitor.read.passage import CJK
from monitor.read.programme import speaks_of_pilot
from monitor.read.sentence import Sentence

_CHOOSING = re.compile(
    r"入选|名单|确定|公布|选择|选取|纳入|拟|入围|上榜|成为|新增|增加|批准|批复|同意|试点|入列|列进|list|select|pilot|include|approve"
)
_CUMULATIVE = re.compile(
    r"(?:累计|共计?(?:发布|公布|建成|建设)|已(?:经)?(?:发布|公布|建成|建设|有|形成)|总数|达到?|覆盖|分布在|前[一二三四五六七八九十]批|此前|先前|原有|"
    r"现有|目前(?:全国)?|加上|就是|existing|previous|布局|规划|全国要在|支持(?=\d+个)|每年|每个|不超过|in total|"
    r"on top of)[^,。;]{0,16}$"
)
_NOT_PILOTS = re.compile(r"^\s*(?:以上|家|名(?!单)|人|户|项|全覆盖)")
_COVERAGE = re.compile(r"^[^,。;]{0,6}(?:全覆盖|的\d+%|GDP)")
_PART_OF_TEXT = re.compile(
    r"(?:每(?:个|批|年)|其中(?:,)?(?:有)?|[东中西]部|东北|第[一二三四五六七八九十]批|另有?|还有)[^,。;]{0,6}$"
)
_NO_PILOT_SITES = ("社区", "项目", "景区", "中心", "商圈")
_PERIOD_ONLY = re.compile(r"^(?:年|月|日|批|类|项|次|%)")


@dataclass(frozen=True, slots=True)
class StatedPlaces:
    """The stated number of pilots; `count` None where the text states none."""

    count: int | None
    approximate: bool
    unit: str


@dataclass(frozen=True, slots=True)
class ListedIn:
    """An enumeration that lists pilots, with its sentence."""

    enumeration: Enumeration
    sentence: Sentence


def stated_places(
    title: Sentence,
    sentences: list[Sentence],
    listed: list[ListedIn],
    named_units: int,
    names: tuple[str, ...],
    lead_end: int,
) -> StatedPlaces:
    """Find the stated number of pilots.

    That of the list's own sentence wins, in parts where each part has its own number; else the title's; else that of
    a sentence about choosing pilots. Running totals, former batches and quotas are passed over.
    """
    own = _of_lists(listed, names)
    title_count = _best(title, names, titled=True)
    if own is not None:
        return own
    if title_count is not None:
        return _stated(title_count[1])
    spoken_for = {item.sentence.start for item in listed if item.enumeration.subset}
    sentences = [sentence for sentence in sentences if sentence.start not in spoken_for]
    if len(sentences) > 12:
        sentences = [sentence for sentence in sentences if sentence.names(names)]
    scored = [
        (score + (2 if sentence.start < lead_end else 0), count)
        for sentence in sentences
        if (found := _best(sentence, names))
        for score, count in [found]
    ]
    if scored:
        score, count = max(scored, key=lambda pair: (pair[0], pair[1].value == named_units))
        if score > 2:
            return _stated(count)
    return StatedPlaces(None, False, "city")


def _stated(count: Count) -> StatedPlaces:
    return StatedPlaces(count.value, count.approximate, count.unit)


def _parts_match(listed: list[ListedIn]) -> bool:
    tails = [item.enumeration for item in listed if item.enumeration.tail is not None]
    return len(tails) >= 2 and all(e.tail is not None and e.tail.value == e.units for e in tails)


def _of_lists(listed: list[ListedIn], names: tuple[str, ...]) -> StatedPlaces | None:
    counted = [item for item in listed if item.enumeration.tail or item.enumeration.head]
    if not counted:
        return None
    by_sentence = [item for item in counted if item.sentence.start == counted[0].sentence.start]
    tails = [item.enumeration.tail or item.enumeration.head for item in by_sentence]
    real = [count for count in tails if count is not None]
    everywhere = [item for item in listed if item.sentence.start == counted[0].sentence.start]
    if len(real) >= 2 and len({count.start for count in real}) == len(real):
        if _parts_match(by_sentence) and len(everywhere) == len(by_sentence):
            return StatedPlaces(
                sum(count.value for count in real),
                any(count.approximate for count in real),
                "area" if len({c.unit for c in real}) > 1 else real[0].unit,
            )
        if len(everywhere) == len(by_sentence) and _joined(by_sentence):
            return StatedPlaces(sum(count.value for count in real), any(count.approximate for count in real), "area")
        near = [item for item in by_sentence if _names_follow(item, names)]
        chosen = near[-1] if near else by_sentence[0]
        count = chosen.enumeration.tail or chosen.enumeration.head
        return _stated(count) if count else None
    if (
        len(everywhere) > 1
        and real[0].value == by_sentence[0].enumeration.units
        and by_sentence[0].enumeration.tail is not None
    ):
        return None  # a part of the list counts itself: 北京、天津、上海、重庆4个直辖市和沈阳…
    return _stated(real[0])


def _joined(parts: list[ListedIn]) -> bool:
    """Whether counted parts are joined to one list: …4个直辖市和5个计划单列市，以及石家庄、太原等12个城市."""
    for first, second in itertools.pairwise(parts):
        tail = first.enumeration.tail
        if tail is None or second.enumeration.tail is None:
            return False
        gap = first.sentence.text[tail.end - first.sentence.start : second.enumeration.start - first.sentence.start]
        if not re.fullmatch(r",?(?:和|以及|及|、|与)", gap):
            return False
    return True


def _names_follow(item: ListedIn, names: tuple[str, ...]) -> bool:
    after = item.sentence.text[item.enumeration.end - item.sentence.start :]
    return any(name in re.split(r"[,。;]", after)[0] for name in names)


def _best(sentence: Sentence, names: tuple[str, ...], *, titled: bool = False) -> tuple[float, Count] | None:
    best: tuple[float, Count] | None = None
    for count in sentence.place_counts:
        score = _score(count, sentence, names, titled=titled)
        if score > 0 and (best is None or score > best[0]):
            best = (score, count)
    return best


def _score(count: Count, sentence: Sentence, names: tuple[str, ...], *, titled: bool) -> float:
    text = sentence.text
    before, after = text[: count.start - sentence.start], text[count.end - sentence.start :]
    if (
        _CUMULATIVE.search(before)
        or _NOT_PILOTS.match(after)
        or _COVERAGE.match(after)
        or _PART_OF_TEXT.search(before[-10:])
        or count.value < 2
    ):
        return 0
    clause = (
        re.split(r"[。;]", before)[-1][-40:]
        + text[count.start - sentence.start : count.end - sentence.start]
        + re.split(r"[。;]", after)[0][:40]
    )
    attribute = count.attribute
    noun = text[: count.end - sentence.start][-2:]
    is_noun = count.unit == "site" and any(name.endswith(noun) for name in names) and noun not in _NO_PILOT_SITES
    topical = is_noun or bool(speaks_of_pilot(clause) or any(n in clause for n in names))
    if not topical:
        return 0
    score = 1.0
    score += 2 if _CHOOSING.search(clause) else 0
    score += 2 if "试点" in attribute or "示范" in attribute or any(name in attribute for name in names) else 0
    if not re.search(f"[{CJK}]", text):
        score += 1
    if count.unit == "site" and noun != "试点" and not is_noun:
        return 0
    if re.search(r"(?:这次|本次|此次|这|该)的?$", before):
        score += 1.5
    if count.unit in ("district", "county", "province") and not titled:
        score -= 1
    return score + (2 if titled else 0)
