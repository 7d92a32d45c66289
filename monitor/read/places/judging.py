"""Whether a hit really names a place, and as what."""

import re
from dataclasses import dataclass

from monitor.read.fold import Folded
from monitor.read.places.boundary import cost, is_word
from monitor.read.places.context import Around, lies_in, new_area, sure
from monitor.read.places.following import Class, following, rank_is_a_word
from monitor.read.places.lexicon import FORMER_SHORTS, Form, Hit
from monitor.read.places.naming import Kind

TOLERATED = 7  # a word boundary may be a little unlikely: twice
TOLERATED_MORE_AT_START = 13  # at the start of a clause, or after 在, no word can reach into the name from the left
TOLERATED_WITH_EVIDENCE = 35  # with its province before it or in a list: 33 times
OWN_WEIGHT = {Form.SHORT: 60, Form.FAINT: 55, Form.FULL: 22, Form.ZONE: 40, Form.COUNTY: 30, Form.FORMER: 32}
_PERSON = re.compile(r"(?:同志|先生|女士|教授|院士|博士|烈士|[一-鿿]?某(?![一-鿿]))")
_SURNAME = (
    "王李张刘陈杨黄赵吴周徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁董余苏叶吕魏蒋田杜丁沈姜范傅钟卢汪戴崔陆"
    "廖姚邹熊孟秦白江阎薛侯雷龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚"
)
# A surname alone between a mark and the name: 、孟庆阳、 is a person.
_PERSONAL = re.compile(rf"(?:[、，,：:；;（(\s]|^)[{_SURNAME}]$")
# After a title or an appointment a surname makes any name a given one: 任命刘保定为…, 书记王延安.
_TITLED = re.compile(
    r"(?:任命|聘任|免去|授予|追授|选举|推选|提名|追认|负责人|联系人|代表人|法人|书记|主任|主席|市长|县长|局长|厅长|处长|校长|院长|"
    r"董事长|理事长|会长|秘书长|总经理|经理|委员|代表|教授|研究员|院士|大师|律师|工程师|作家|作者|记者|编辑|同志|烈士|医生|选手|"
    rf"党员|村民|民警|战士|先生|女士|名叫|叫做|演员|艺术家|传承人|工匠|教师|老师|职工|工人|队长|站长|所长|导演|学者|专家|劳模|教练|运动员)[{_SURNAME}]$"
)
_OF_A_PERSON = re.compile(
    r"任(?!务)|同志|当选|辞去|说|表示|介绍|主持|出席|委员|局长|市长|书记|副|先生|女士|律师|医生|教授|院士"
)
# 十|大连锁, 更|大连作: a numeral or an adverb takes 大 for itself, unless it ends a word (统一, 变更, 赶超).
_TAKES_GREAT = re.compile(
    r"(?:(?<![统唯第之周期同单专合逐划归])[一二两三四五六七八九十]|(?<![变赶反高改新更])[扩巨宽庞宏更最较超极壮])$"
)
_SLOGAN = re.compile(r"[一-鿿](?<![市港湾版段篇站号])[、，”’》]")
_LEADS_TO_A_PLACE = re.compile(
    r"(?:(?<![存现正内实潜所旨重贵自外好])在|位于|来自|前往|抵达|落户|[赴驻]|支持|同意|批准|授予)$"
)
_TAKES_A_PLACE = re.compile(r"(?:支持|同意|批准|原则同意|在|赴|驻|推动|指导|援助|帮扶|授予|批复|关于)$")
_ACTION = re.compile(
    r"建设|开展|设立|打造|创建|实施|承接|转型|加快|推进|申报|举办|召开|举行|入选|获批|获评|列入|纳入|等[地市]|"
    r"两[地市]|市区|机场|口岸|综合|率先|深化|探索|经济转型|资源型"
)
_ACADEMY = re.compile(r"(?:中国科学院|中科院|中国农科院|中国社科院)$")
# A bank's branch in a city is the bank's; the central bank's is the place's.
_BANK = re.compile(r"(?<!人民)银行(?:股份有限公司)?$")
_BRANCH = re.compile(r"市?[一-鿿]{0,6}?(?:分|支)行")
_SENTENCE_END = re.compile(r"[。；;！!？?\n]")
_FORMERLY = re.compile(r"(?:原|旧|前|时|曾[为属]?)$")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A hit taken for a naming: up to `end` with the words that belong to it."""

    hit: Hit
    kind: Kind
    reason: str
    end: int


def judge(folded: Folded, here: Around, mentioned: frozenset[str]) -> Verdict | None:
    """Judge a hit: None if it names nothing. `mentioned` are codes that full names of the text stand for."""
    hit, text = here.hit, folded.text
    if hit.entry.form is Form.FULL:
        return _full(folded, here, mentioned)
    if _other_sense(text, hit) or _adjective(text, here):
        return None
    evidence = _evidence(here)
    tolerated = TOLERATED_WITH_EVIDENCE if evidence else TOLERATED
    if here.open_left or _LEADS_TO_A_PLACE.search(text, max(0, hit.start - 4), hit.start):
        tolerated += TOLERATED_MORE_AT_START
    if hit.entry.form is Form.FORMER and not _plausibly_former(text, here):
        return None
    if hit.entry.form in (Form.FAINT, Form.COUNTY) and not _supported(folded, here, mentioned):
        return None
    if not _stands_alone(text, here, tolerated):
        return None
    if _PERSON.match(text, hit.end) and not (here.open_left or evidence):
        return None
    if _of_an_institution(text, hit):
        return Verdict(hit, Kind.ORGANISATION, "organisation", hit.end)
    verdict = _classified(hit, following(folded, hit.end, full=False), evidence or "word")
    if verdict.kind is not Kind.STREET_OR_OTHER and _belongs_elsewhere(here):
        return Verdict(hit, Kind.STREET_OR_OTHER, "inside_another_place", verdict.end)
    return verdict


def _full(folded: Folded, here: Around, mentioned: frozenset[str]) -> Verdict | None:
    hit, text = here.hit, folded.text
    size = len(hit.entry.surface)
    if size > 2 and text[hit.end - 1] == "市" and rank_is_a_word(text, hit.end):
        return None
    if not hit.entry.lone and not here.parent and not _sibling(here):
        return None
    told = here.parent is not None or here.previous is not None or here.next is not None
    if size == 2 and not (
        told or _formerly(text, hit) or _parent_mentioned(hit, mentioned) or _opens_a_clause(text, here)
    ):
        return None
    if size <= 3 and not _stands_alone(text, here, TOLERATED_WITH_EVIDENCE if told else TOLERATED):
        return None
    if _of_an_institution(text, hit):
        return Verdict(hit, Kind.ORGANISATION, "organisation", hit.end)
    return _classified(hit, following(folded, hit.end, full=True), "full_name")


def _of_an_institution(text: str, hit: Hit) -> bool:
    """Whether it is where an academy's institute or a bank's branch sits: 浦发银行大连分行."""
    if _ACADEMY.search(text, max(0, hit.start - 6), hit.start):
        return True
    return bool(_BRANCH.match(text, hit.end)) and bool(_BANK.search(text, max(0, hit.start - 12), hit.start))


def _opens_a_clause(text: str, here: Around) -> bool:
    """Whether a county of one character plus its rank starts a clause and no other word starts there."""
    plain = not text.startswith(("级", "域", "城", "区", "乡"), here.hit.end)
    return here.open_left and plain and not cost(text, here.hit.start, here.hit.end, OWN_WEIGHT[Form.FULL])


def _parent_mentioned(hit: Hit, mentioned: frozenset[str]) -> bool:
    return any(p.city in mentioned or p.province in mentioned for p in hit.entry.places)


def _classified(hit: Hit, follows: Class | None, reason: str) -> Verdict:
    own = Kind.ZONE if hit.entry.form is Form.ZONE else Kind.PLACE
    if follows is None or (own is Kind.ZONE and follows.reason == "event"):
        return Verdict(hit, own, reason, hit.end)
    return Verdict(hit, follows.kind, follows.reason, hit.end + follows.length)


def _other_sense(text: str, hit: Hit) -> bool:
    for offset, phrase in hit.entry.phrases:
        if hit.start >= offset and text.startswith(phrase, hit.start - offset):
            return True
    return False


def _adjective(text: str, here: Around) -> bool:
    """Whether the 大 a name starts with is the adjective: of the word before it, or of a slogan (大连通、快响应)."""
    start, end = here.hit.start, here.hit.end
    if text[start] != "大":
        return False
    if here.open_left:
        return bool(_SLOGAN.match(text, end)) and is_word(text[start + 1 : end + 1])
    return bool(_TAKES_GREAT.search(text, max(0, start - 2), start))


def _evidence(here: Around) -> str | None:
    """Why the hit is a place apart from standing as a word, as a reason code."""
    if here.parent is not None:
        return "parent"
    if (here.previous and sure(here.previous.entry)) or (here.next and sure(here.next.entry)):
        return "list"
    return None


def _sibling(here: Around) -> bool:
    """Whether a neighbour in the list lies in the same city."""
    cities = {p.city for p in here.hit.entry.places}
    return any(p.city in cities and p.kind == "county" for n in (here.previous, here.next) if n for p in n.entry.places)


def _supported(folded: Folded, here: Around, mentioned: frozenset[str]) -> bool:
    """Whether a name that is also a word, or a county's without its rank, has something to vouch for it."""
    hit, text = here.hit, folded.text
    if (here.previous or here.next) and any(new_area(text, hit.end, p) for p in hit.entry.places):
        return True
    if all(p.kind == "zone" for p in hit.entry.places):
        return False
    if here.parent is not None or any(p.code in mentioned for p in hit.entry.places):
        return True
    neighbours = [n for n in (here.previous, here.next) if n is not None and sure(n.entry)]
    beside = [p for n in neighbours for p in n.entry.places if p.kind != "zone"]
    kin = not {p.province for p in beside}.isdisjoint(p.province for p in hit.entry.places)
    if hit.entry.form is Form.FAINT:
        return kin or any(p.kind != "county" for p in beside) or _acts(folded, here)
    if kin or _sibling(here):
        return True
    return any(p.city in mentioned for p in hit.entry.places) and not cost(text, hit.start, hit.end, 30)


def _acts(folded: Folded, here: Around) -> bool:
    """Whether the name stands where only a place can: 支持朝阳建设…, or with a body or a zone of its own."""
    hit, text = here.hit, folded.text
    if not here.open_left and not _TAKES_A_PLACE.search(text, max(0, hit.start - 4), hit.start):
        return False
    if here.open_right:
        return False
    follows = following(folded, hit.end, full=False)
    return bool(_ACTION.match(text, hit.end)) if follows is None else follows.kind in (Kind.BODY, Kind.ZONE)


def _plausibly_former(text: str, here: Around) -> bool:
    hit = here.hit
    if len(hit.entry.surface) > 2 or here.parent or hit.entry.surface in FORMER_SHORTS or _formerly(text, hit):
        return True
    return here.open_left and not text.startswith(("级", "域", "城", "区"), hit.end)


def _formerly(text: str, hit: Hit) -> bool:
    return bool(_FORMERLY.search(text, max(0, hit.start - 2), hit.start))


def _stands_alone(text: str, here: Around, tolerated: int) -> bool:
    """Whether the hit is a word of its own where it stands."""
    hit = here.hit
    low = hit.start if here.open_left or here.touching else max(0, hit.start - 6)
    high = hit.end if here.open_right else min(len(text), hit.end + 6)
    if low == hit.start and high == hit.end:
        return True
    if _a_person(text, here):
        return False
    return cost(text[low:high], hit.start - low, hit.end - low, OWN_WEIGHT.get(hit.entry.form, 40)) <= tolerated


def _a_person(text: str, here: Around) -> bool:
    """Whether a surname stands before the name and makes it a given one: 孟庆阳, 王保定任…."""
    hit = here.hit
    if here.parent is not None or len(hit.entry.surface) > 2:
        return False
    if _TITLED.search(text, max(0, hit.start - 5), hit.start):
        return True
    ends = here.open_right or _OF_A_PERSON.match(text, hit.end)
    return bool(ends) and bool(_PERSONAL.search(text, max(0, hit.start - 3), hit.start))


def _belongs_elsewhere(here: Around) -> bool:
    """西山区海口街道: right after the full name of a place it does not lie in, a bare name is local."""
    before, hit = here.touching, here.hit
    if before is None or before.entry.form is not Form.FULL or here.parent is not None:
        return False
    return all(b.kind != "province" and not lies_in(b, p) for b in before.entry.places for p in hit.entry.places)


class LocalNames:
    """Bare names that a sentence gave to something small: 海口街道、海口工业园区 of one district are both local."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._seen: dict[str, int] = {}

    def weigh(self, verdict: Verdict, here: Around) -> Verdict:
        """Turn the verdict into a local name if the sentence already used the name for one."""
        hit, surface = verdict.hit, verdict.hit.entry.surface
        if verdict.kind is Kind.STREET_OR_OTHER:
            self._seen[surface] = hit.end
        elif surface in self._seen and here.parent is None and verdict.kind is Kind.ZONE:
            same_sentence = not _SENTENCE_END.search(self._text, self._seen[surface], hit.start)
            return Verdict(hit, Kind.STREET_OR_OTHER, "local_name", verdict.end) if same_sentence else verdict
        return verdict
