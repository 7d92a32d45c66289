"""Which batch of a programme a text is about."""

import re
from collections.abc import Iterable

from monitor.read.numerals import ENGLISH_ORDINAL, HAN_NUMBER, number, ordinal
from monitor.read.passage import CJK
from monitor.read.programme import PILOT
from monitor.read.sentence import Sentence

_BATCH = re.compile(rf"(?P<first>首批)|第\s*(?P<n>{HAN_NUMBER}{{1,3}}|\d{{1,2}})\s*批")
_ENGLISH = re.compile(rf"(?P<n>{ENGLISH_ORDINAL})[- ](?:batch|group|round)\b", re.IGNORECASE)
_PLACES = re.compile(r"城市|地区|名单|入选|市县|县|省|区|枢纽|基地|试点|地(?=入选|上榜)|\d+地")
_OTHER_THING = re.compile(
    rf"^[{CJK}“”\d、]{{0,8}}?(?:企业|\d[家户]|商店|产品|项目|捐赠|人员|患者|学校|专家|车|辆|台|航班|游客|资金|措施|任务|清单|案例|经验)"
)
_PRIOR = re.compile(r"(?:前|此前|先前|已|继|上|早在)[^,。;]{0,12}$")


def batch_of(
    title: str, listing: Sentence | None, sentences: Iterable[Sentence], names: tuple[str, ...], *, recap: bool
) -> int | None:
    """Give the batch, from the title, else the sentence with the list, else the first sentence about the programme.

    A batch of something else (首批57户商店) or a former batch (前三批) does not count; in a recap, which speaks of many
    things, only one directly before the programme's name does.
    """
    if (found := _batch(title, names, lenient=True, sole=True)) is not None:
        return found
    if (
        listing is not None
        and (found := _batch(listing.text, names, lenient=not recap, strict=recap, sole=True)) is not None
    ):
        return found
    for sentence in sentences:
        if sentence.names(names) and (found := _batch(sentence.text, names, strict=recap)) is not None:
            return found
    return None


def _batch(
    text: str, names: tuple[str, ...], *, lenient: bool = False, strict: bool = False, sole: bool = False
) -> int | None:
    for match in _BATCH.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        value = 1 if match["first"] else number(match["n"])
        if value is None or not 1 <= value <= 60 or _PRIOR.search(before[-16:]):
            continue
        if (
            _OTHER_THING.match(after)
            and not re.match(r"(?:确定|启动|开展|纳入|选择|入选)", after)
            and not any(name in after[:40] for name in names)
        ):
            continue
        near = re.split(r"[,。;]", after)[0][:44]
        adverb = lenient and re.match(r"(?:正式)?(?:确定|启动|纳入|入选|选择|遴选)", after)
        if (
            adverb
            or any(name in near for name in names)
            or (not strict and PILOT.search(near))
            or (lenient and _PLACES.search(near))
            or (sole and not near.strip())
            or (lenient and PILOT.search(re.split(r"[,。;]", before)[-1]))
        ):
            return value
    for match in _ENGLISH.finditer(text):
        value = ordinal(match["n"])
        if (
            value
            and value <= 60
            and re.search(r"(?i)pilot|cit|hub|list|zone|area|region", text[match.end() : match.end() + 60])
        ):
            return value
    return None
