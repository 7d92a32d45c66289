"""What stands around a name: its neighbours in a list, the place it is said to lie in, the ends of lines and clauses."""

import re
from dataclasses import dataclass

from monitor.model import Place
from monitor.read.fold import Folded
from monitor.read.places.lexicon import Entry, Form, Hit

_LINK = re.compile(
    r"(?:市|省|港|地区|机场|海关|片区|自贸片区|高新区|[（(][^（()）]{1,12}[)）])?"
    r"(?:[、，,/／;；|｜\s—–\-~～·＋+&]|和|与|及|以及|或|或者|至|到){1,3}|"
)
_INTO = re.compile(r"[（(：:]|的|省|市|[（(](?:不含|不包括|除|含|包括)|")
_CHINESE = re.compile("[一-鿿]")


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
    """The surroundings of one hit."""
    text, hit = folded.text, hits[index]
    before = hits[index - 1] if index else None
    after = hits[index + 1] if index + 1 < len(hits) else None
    broken = hit.start in folded.breaks
    touching = before if before and before.end == hit.start and not broken else None
    return Around(
        hit,
        _parent(text, before, hit),
        before if before and _linked(text, before, hit, broken=broken) else None,
        after if after and _linked(text, hit, after, broken=after.start in folded.breaks) else None,
        touching,
        _open(folded, hit, hit.start - 1, hit.start),
        _open(folded, hit, hit.end, hit.end),
    )


def _open(folded: Folded, hit: Hit, at: int, edge: int) -> bool:
    """Whether no Chinese character stands at `at`, or a line, cell or lone space separates it from the hit."""
    if not 0 <= at < len(folded.text) or not _CHINESE.match(folded.text, at) or edge in folded.breaks:
        return True
    return edge in folded.gaps and not any(hit.start < gap < hit.end for gap in folded.gaps)


def _parent(text: str, before: Hit | None, hit: Hit) -> Place | None:
    if before is None or hit.start - before.end > 5 or not _INTO.fullmatch(text, before.end, hit.start):
        return None
    return next((p for p in before.entry.places for c in hit.entry.places if lies_in(c, p)), None)


def _linked(text: str, before: Hit, after: Hit, *, broken: bool) -> bool:
    if after.start - before.end > 18:
        return False
    if after.start == before.end:
        return (
            broken
            or before.entry.form is Form.FULL
            or any(lies_in(a, b) for a in after.entry.places for b in before.entry.places)
        )
    return bool(_LINK.fullmatch(text, before.end, after.start))


def lies_in(place: Place, parent: Place) -> bool:
    """Whether a place is governed by another (a zone by its host city)."""
    if parent.kind == "zone":
        return False
    if place.kind == "zone":
        return parent.code in (place.code, place.province)
    return place.code != parent.code and parent.code in (place.city, place.province)


def sure(entry: Entry) -> bool:
    """Whether the surface names places wherever it stands as a word, and so vouches for its neighbours."""
    return entry.form in (Form.FULL, Form.ZONE, Form.SHORT) and entry.lone
