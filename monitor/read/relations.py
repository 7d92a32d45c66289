"""What a sentence says of the places it names: that they are pilots, were before, are to go, or are only there."""

import re
from dataclasses import dataclass
from enum import Enum

from monitor.read import cues
from monitor.read.enumerations import Enumeration
from monitor.read.passage import CJK
from monitor.read.programme import PILOT
from monitor.read.sentence import Sentence


class Relation(Enum):
    """What an enumeration is to the programme."""

    LISTED = "listed"
    REMOVED = "removed"
    PRIOR = "prior"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of a text about a pilot before its enumerations are judged.

    `counts` are the numbers of places that title and lead state for it, `names` the words the text calls it by,
    `listing_above` tells that the line above announces a list, `near` that the sentence stands in the lead of a text
    whose title is about the pilot.
    """

    counts: frozenset[int]
    names: tuple[str, ...]
    listing_above: bool = False
    near: bool = False


@dataclass(frozen=True, slots=True)
class _Around:
    """An enumeration's surroundings: the sentence before and behind it, and the clause of it."""

    enumeration: Enumeration
    sentence: Sentence
    before: str
    after: str
    near_before: str
    near_after: str
    setting: Setting

    def on_topic(self, words: str) -> bool:
        return PILOT.search(words) is not None or any(name in words for name in self.setting.names)

    @property
    def several(self) -> bool:
        return len(self.enumeration.names) >= 2

    @property
    def counted(self) -> bool:
        count = self.enumeration.tail or self.enumeration.head
        return count is not None and re.search(r"家|所|名|起", count.attribute[:2]) is None

    @property
    def opens_clause(self) -> bool:
        return not re.sub(
            r"^(?:[一二三四五六七八九十\d]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\))", "", self.near_before
        ).strip(' “"(')


def judge(enumeration: Enumeration, sentence: Sentence, setting: Setting) -> Relation:
    """Tell what the sentence makes of an enumeration."""
    if _says_nothing(sentence, setting):
        return Relation.NAMED
    around = _around(enumeration, sentence, setting)
    if cues.DATELINE.match(around.after):
        return Relation.NAMED
    if _removed(around):
        return Relation.REMOVED
    if _prior(around):
        return Relation.PRIOR
    chinese = re.search(f"[{CJK}]", sentence.text) is not None
    return Relation.LISTED if (_listed(around) if chinese else _listed_english(around)) else Relation.NAMED


def _says_nothing(sentence: Sentence, setting: Setting) -> bool:
    """Tell whether a sentence has none of the words without which no rule below finds anything."""
    if setting.listing_above or setting.near or sentence.names(setting.names) or sentence.place_counts:
        return False
    return cues.SCOPE.search(sentence.text) is None and cues.STANDING.search(sentence.text) is None


def _around(enumeration: Enumeration, sentence: Sentence, setting: Setting) -> _Around:
    before = sentence.text[: enumeration.start - sentence.start]
    after = sentence.text[enumeration.end - sentence.start :]
    near_before = re.split(r"[,。;:]", before)[-1]
    clauses = re.split(r"([,。;])", after)
    # 在某地允许…，开展…试点: what is allowed there goes on behind the comma.
    reach = 7 if re.match(r"^(?:内|范围内)?(?:允许|支持|鼓励|对)", after) else 1
    return _Around(enumeration, sentence, before, after, near_before, "".join(clauses[:reach]), setting)


def _removed(around: _Around) -> bool:
    if not cues.STANDING.search(around.sentence.text):
        return False
    if cues.REMOVED_BEFORE.search(around.before) and cues.REMOVED_OBJECT.match(around.after):
        return True
    if cues.NOT_ANY_MORE.match(around.after):
        return True
    later = cues.REMOVED_LATER.match(around.after)
    if later and around.opens_clause and not cues.KEPT_BETWEEN.search(later["between"]):
        return True
    return cues.REMOVED_AFTER.match(around.after) is not None and not cues.LIFTED.search(around.near_after)


def _prior(around: _Around) -> bool:
    clause = re.split(r"[。;]", around.before)[-1]
    if cues.WIDENED_FROM.search(around.near_before) and cues.WIDENED_TO.match(around.after):
        return True
    match = cues.PRIOR_BEFORE.search(around.near_before) or cues.PRIOR_BEFORE.search(clause)
    if match and not cues.NEW_AGAIN.search(match[0][2:]):
        return True
    if cues.PRIOR_AFTER.match(around.near_after) and "公示" not in around.near_after:
        return True
    return around.sentence.text.isascii() and cues.ENGLISH_PRIOR.match(around.after) is not None


def _listed(around: _Around) -> bool:
    enumeration, setting = around.enumeration, around.setting
    names = len(enumeration.names)
    if (
        setting.listing_above
        and around.opens_clause
        and (around.counted or names >= 5 or names * 7 >= len(around.sentence.text))
    ):
        return True
    if enumeration.subhead is not None and enumeration.subhead == enumeration.units:
        return True
    if cues.REGION_LED.search(around.before) and (setting.near or around.sentence.pilot):
        return True
    if names >= 3 and enumeration.units in setting.counts and enumeration.tail is None:
        return True
    if cues.EVENT_AFTER.match(around.near_after) and not around.counted and not PILOT.search(around.near_after):
        return False
    if around.counted and _counted_pilots(around):
        return True
    if cues.ADDED_BEFORE.search(around.before) and cues.CLOSES.match(around.after):
        return around.sentence.names(around.setting.names) or cues.SCOPE.search(around.before) is not None
    return _listed_by_words(around)


def _counted_pilots(around: _Around) -> bool:
    """Whether 等38个城市 counts pilots: the pilot is spoken of close by, or the places are chosen."""
    chosen = cues.SELECTED_AFTER.match(around.near_after)
    if cues.CHOSEN_BEFORE.search(around.before) or (chosen and not cues.WISHED.search(chosen[0])):
        return True
    near = around.near_before + around.near_after
    if around.on_topic(near):
        return True
    clause = re.split(r"[。;]", around.before)[-1][-60:] + re.split(r"[。;]", around.after)[0][:60]
    return around.on_topic(clause) and cues.OTHER_ACT.search(near) is None


def _listed_by_words(around: _Around) -> bool:
    topical = around.setting.near or around.sentence.names(around.setting.names)
    pilot_after = around.on_topic(around.near_after)
    closes = cues.CLOSES.match(around.after) is not None
    if not around.several and cues.WISHED.search(around.near_after[:12]):
        return False
    if around.setting.near and cues.OF_THESE.search(around.before):
        return True
    if cues.PILOTS_ARE.search(around.before) and (closes or around.several):
        return True
    if cues.COUNTED_BEFORE.search(around.before) and topical:
        return True
    chosen = cues.SELECTED_AFTER.match(around.near_after)
    if chosen and not cues.WISHED.search(chosen[0]) and topical and _is_subject(around):
        return True
    if cues.CHOSEN_BEFORE.search(around.before) and (pilot_after or (closes and topical)):
        return True
    if not pilot_after:
        return False
    if cues.PLACED_BEFORE.search(around.before) and cues.PILOT_DONE_AFTER.search(around.near_after):
        return (around.several or cues.HOLDS_PILOT.match(around.near_after) is not None) and not cues.SITE_AFTER.match(
            around.near_after
        )
    if cues.SUBJECT_AFTER.match(around.near_after) and around.opens_clause:
        return around.several or cues.OWN_PILOT.match(around.near_after) is not None
    return _names_own_programme(around)


def _is_subject(around: _Around) -> bool:
    """Tell whether it opens its clause as a subject; 在大连召开的…入选 is somebody else."""
    return (
        cues.EVENT_BEFORE.search(around.near_before) is None
        or re.match(r"^\s*(?:等|\d)", around.near_after) is not None
    )


def _names_own_programme(around: _Around) -> bool:
    """北京市服务业扩大开放综合试点工作方案: the place stands directly before its programme's name."""
    rest = re.sub(r"^(?:市|省)?(?:的|国家|全面|深化|开展|推进|启动|加快)*", "", around.near_after)
    return len(around.enumeration.names) <= 2 and any(
        rest.startswith(name) for name in around.setting.names if len(name) >= 6
    )


def _listed_english(around: _Around) -> bool:
    enumeration, before, after = around.enumeration, around.before, around.after
    if cues.ENGLISH_OTHER_NAME.match(after):
        return False
    if len(enumeration.names) >= 3 and enumeration.units in around.setting.counts:
        return True
    if not (around.sentence.pilot or re.search(r"\blist\b", around.sentence.text, re.IGNORECASE)):
        return False
    if enumeration.tail is not None or enumeration.head is not None or cues.ENGLISH_CHOSEN_AFTER.match(after):
        return True
    if cues.ENGLISH_CHOSEN_BEFORE.search(before):
        return around.several or cues.ENGLISH_ACT.search(before) is not None
    if not cues.ENGLISH_PLACED_BEFORE.search(before) or len(enumeration.names) < 3:
        return False
    return re.search(r"pilot", before[-120:] + after[:80], re.IGNORECASE) is not None
