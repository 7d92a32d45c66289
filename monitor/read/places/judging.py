"""Whether a hit really names a place, and as what."""

import re
from dataclasses import dataclass

from monitor.model import Place
from monitor.read.fold import Folded
from monitor.read.places.boundary import cost
from monitor.read.places.context import Around, lies_in, sure
from monitor.read.places.following import Class, following, rank_is_a_word
from monitor.read.places.lexicon import Entry, Form, Hit
from monitor.read.places.naming import Kind

TOLERATED = 9  # a word boundary may be a little unlikely: 2.5 times
TOLERATED_WITH_EVIDENCE = 35  # with its province before it or in a list: 33 times
OWN_WEIGHT = {Form.SHORT: 60, Form.FAINT: 55, Form.FULL: 32, Form.ZONE: 40, Form.COUNTY: 30, Form.FORMER: 32}
_PERSON = re.compile(r"(?:同志|先生|女士|教授|院士|博士|烈士|[一-鿿]?某)")
_FORMERLY = re.compile(r"(?:原|旧|前|时|曾[为属]?)$")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A hit taken for a naming: up to `end` with the words that belong to it."""

    hit: Hit
    kind: Kind
    reason: str
    end: int


def judge(folded: Folded, here: Around, mentioned: frozenset[str]) -> Verdict | None:
    """The verdict on a hit, None if it names nothing. `mentioned` are codes that full names of the text stand for."""
    hit, text = here.hit, folded.text
    if hit.entry.form is Form.FULL:
        return _full(folded, here, mentioned)
    if _other_sense(text, hit):
        return None
    evidence = _evidence(here, mentioned)
    if hit.entry.form is Form.FORMER and not _plausibly_former(text, hit):
        return None
    if hit.entry.form in (Form.FAINT, Form.COUNTY) and not _supported(text, here, mentioned, evidence):
        return None
    if not _stands_alone(text, here, TOLERATED_WITH_EVIDENCE if evidence else TOLERATED):
        return None
    if _PERSON.match(text, hit.end) and not (here.open_left or evidence):
        return None
    if _belongs_elsewhere(here):
        return Verdict(hit, Kind.STREET_OR_OTHER, "inside_another_place", hit.end)
    return _classified(hit, following(text, hit.end, full=False), evidence or "word")


def _full(folded: Folded, here: Around, mentioned: frozenset[str]) -> Verdict | None:
    hit, text = here.hit, folded.text
    if len(hit.entry.surface) > 2 and text[hit.end - 1] == "市" and rank_is_a_word(text, hit.end):
        return None
    parents = {code for p in hit.entry.places for code in (p.city, p.province)}
    told = bool(here.parent) or bool(here.previous) or bool(here.next)
    if not hit.entry.lone and not here.parent and not _sibling(here):
        return None
    if len(hit.entry.surface) == 2 and not (told or parents & mentioned or _FORMERLY.search(text, 0, hit.start)):
        return None
    if len(hit.entry.surface) <= 3 and not _stands_alone(text, here, TOLERATED_WITH_EVIDENCE if told else TOLERATED):
        return None
    return _classified(hit, following(text, hit.end, full=True), "full_name")


def _classified(hit: Hit, follows: Class | None, reason: str) -> Verdict:
    if follows is None:
        return Verdict(hit, _kind(hit.entry), reason, hit.end)
    kind = follows.kind
    if kind is Kind.ZONE and hit.entry.form is Form.ZONE:
        reason = "zone"
    elif (
        kind is Kind.STREET_OR_OTHER
        and hit.entry.places
        and hit.entry.places[0].kind == "zone"
        and follows.reason != "street"
    ):
        return Verdict(hit, _kind(hit.entry), reason, hit.end)
    return Verdict(hit, kind, follows.reason, hit.end + follows.length)


def _kind(entry: Entry) -> Kind:
    if entry.form is Form.ZONE:
        return Kind.ZONE
    return Kind.PLACE if any(p.code in (p.city, p.province) for p in entry.places) else Kind.DISTRICT


def _other_sense(text: str, hit: Hit) -> bool:
    return any(
        text.startswith(phrase, hit.start - offset) for offset, phrase in hit.entry.phrases if hit.start >= offset
    )


def _evidence(here: Around, mentioned: frozenset[str]) -> str | None:
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


def _supported(text: str, here: Around, mentioned: frozenset[str], evidence: str | None) -> bool:
    """Whether a name that is also a word, or a county's without its rank, has something to vouch for it."""
    hit = here.hit
    if here.parent is not None or any(p.code in mentioned for p in hit.entry.places):
        return True
    neighbours = [n for n in (here.previous, here.next) if n is not None and sure(n.entry)]
    if hit.entry.form is Form.FAINT:
        follows = following(text, hit.end, full=False)
        return bool(neighbours) or (follows is not None and follows.kind in (Kind.BODY, Kind.ZONE) and here.open_left)
    provinces = {p.province for n in neighbours for p in n.entry.places}
    if any(p.province in provinces for p in hit.entry.places):
        return True
    return any(p.city in mentioned for p in hit.entry.places) and not cost(text, hit.start, hit.end, 30)


def _plausibly_former(text: str, hit: Hit) -> bool:
    return (
        len(hit.entry.surface) > 2
        or bool(_FORMERLY.search(text, 0, hit.start))
        or hit.entry.surface in ("襄樊", "思茅")
    )


def _stands_alone(text: str, here: Around, tolerated: int) -> bool:
    """Whether the hit is a word of its own where it stands."""
    hit = here.hit
    low = hit.start if here.open_left or here.touching else max(0, hit.start - 6)
    high = hit.end if here.open_right else min(len(text), hit.end + 6)
    if low == hit.start and high == hit.end:
        return True
    return cost(text[low:high], hit.start - low, hit.end - low, OWN_WEIGHT.get(hit.entry.form, 40)) <= tolerated


def _belongs_elsewhere(here: Around) -> bool:
    """西山区海口街道: right after the full name of a place it does not lie in, a bare name is local."""
    before = here.touching
    if before is None or before.entry.form is not Form.FULL or here.parent is not None:
        return False
    return all(_below_province(b) and not lies_in(b, p) for b in before.entry.places for p in here.hit.entry.places)


def _below_province(place: Place) -> bool:
    return place.kind not in ("province",)
