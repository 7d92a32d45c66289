"""What stands around a name: its neighbours in a list, the place it is said to lie in, the ends of lines."""

import re
from dataclasses import dataclass

from monitor.model import Place
from monitor.read.fold import Folded
from monitor.read.places.lexicon import Entry, Form, Hit

_LINK = re.compile(
    r"(?:市|省|港|地区|机场|海关|片区|自贸片区|高新区|[（(][^（()）]{1,12}[)）])?"
    r"(?:[、，,/／;；|｜\s—–\-~～·＋+&]|和|与|及|以及|或|或者|至|到){1,3}|"
)
FARTHEST = 18
_NEW_AREAS = re.compile(r"[一-鿿、，和及与]{0,30}?(?:\d+|[一二两三四五六七八九十]+)?个?(?:国家级)?新区")
MARKS = "、，,/／;；|｜ \n\t—–-~～·＋+&和与及或至到"
_INTO = re.compile(r"[（(：:]|的|省|市|[（(](?:不含|不包括|除|含|包括)|")


@dataclass(frozen=True, slots=True)
class Around:
    """A hit and its neighbours in the text.

    `parent` is the place right before it that one of its senses lies in; `previous` and `next` are hits it stands in a
    list with; `touching` is the hit that ends where it starts. `open_left`, `open_right`: no Chinese character there.
    """

    hit: Hit
    parent: Place | None
    previous: Hit | None
    next: Hit | None
    touching: Hit | None
    open_left: bool
    open_right: bool


def around(folded: Folded, hits: list[Hit], index: int) -> Around:
    """Look around one hit."""
    text, hit = folded.text, hits[index]
    start, end = hit.start, hit.end
    before = hits[index - 1] if index else None
    after = hits[index + 1] if index + 1 < len(hits) else None
    near_before = before if before is not None and start - before.end <= FARTHEST else None
    near_after = after if after is not None and after.start - end <= FARTHEST else None
    touching = near_before if near_before and near_before.end == start and start not in folded.breaks else None
    return Around(
        hit,
        _parent(text, near_before, hit) if near_before else None,
        near_before if near_before and _linked(folded, near_before, hit) else None,
        near_after if near_after and _linked(folded, hit, near_after) else None,
        touching,
        start == 0 or not "一" <= text[start - 1] <= "鿿" or _apart(folded, hit, start),
        end == len(text) or not "一" <= text[end] <= "鿿" or _apart(folded, hit, end),
    )


def _apart(folded: Folded, hit: Hit, edge: int) -> bool:
    """Whether a line, a cell or a space ends here; one in the name itself means that all characters have one."""
    inside = range(hit.start + 1, hit.end)
    if edge in folded.breaks:
        return folded.breaks.isdisjoint(inside)
    return edge in folded.gaps and folded.gaps.isdisjoint(inside)


def _parent(text: str, before: Hit, hit: Hit) -> Place | None:
    if hit.start != before.end and (hit.start - before.end > 4 or not _INTO.fullmatch(text, before.end, hit.start)):
        return None
    return next((p for p in before.entry.places for c in hit.entry.places if lies_in(c, p)), None)


def _linked(folded: Folded, before: Hit, after: Hit) -> bool:
    """Whether two hits stand in one list, or one after the other with the first in full."""
    distance = after.start - before.end
    if distance == 0:
        return (
            after.start in folded.breaks
            or before.entry.form is Form.FULL
            or any(lies_in(a, b) for a in after.entry.places for b in before.entry.places)
        )
    if distance == 1:
        return folded.text[before.end] in MARKS
    return bool(_LINK.fullmatch(folded.text, before.end, after.start))


def lies_in(place: Place, parent: Place) -> bool:
    """Whether a place is governed by another (a zone by its host city)."""
    if parent.kind == "zone":
        return False
    if place.kind == "zone":
        return parent.code in (place.code, place.province)
    return place.code != parent.code and parent.code in (place.city, place.province)


def new_area(text: str, end: int, place: Place) -> bool:
    """Whether a new area is listed without its rank, which ends the list: 江北、两江、贵安等新区."""
    return place.name.endswith("新区") and bool(_NEW_AREAS.match(text, end))


def sure(entry: Entry) -> bool:
    """Whether the surface names places wherever it stands as a word, and so vouches for its neighbours."""
    return entry.form in (Form.FULL, Form.ZONE, Form.SHORT) and entry.lone
