"""Which of several places of one name is meant: the one whose province, city or neighbours the text names."""

import re
from collections.abc import Sequence

from monitor.model import Place
from monitor.read.places.context import Around, lies_in, new_area

_SENTENCE = re.compile(r"[。；;！!？?\n]")
REACH = 1500  # characters back that a place named before still counts
MEMORY = 40  # and how many of them


class Resolver:
    """Remembers the places resolved so far, in reading order."""

    def __init__(self, text: str, title_places: Sequence[Place]) -> None:
        self._text = text
        self._known: list[tuple[int, Place]] = []
        self._title = tuple(title_places)

    def know(self, at: int, place: Place) -> None:
        """Remember a place named at a folded offset."""
        self._known.append((at, place))

    def choose(self, here: Around) -> Place | None:
        """Choose the place a hit means, None if the text does not tell which."""
        places = here.hit.entry.places
        if len(places) == 1:
            return places[0]
        scored = [(self._score(here, place), place) for place in places]
        best = max(score for score, _ in scored)
        chosen = [place for score, place in scored if score == best]
        return chosen[0] if len(chosen) == 1 and best > 0 else None

    def _score(self, here: Around, place: Place) -> float:
        score = {"province": 4.0, "municipality": 4.0, "city": 2.0, "zone": 1.0, "county": 0.0}[place.kind]
        if here.parent is not None:
            score += 10.0 if lies_in(place, here.parent) else 0.0
        if new_area(self._text, here.hit.end, place):
            score += 6.0
        if place.kind == "province" and _leads(here, place):
            score += 6.0
        score += max((_kinship(place, p) for p in self._neighbours(here)), default=0.0)
        return score + self._told_before(here.hit.start, place)

    def _neighbours(self, here: Around) -> list[Place]:
        hits = [hit for hit in (here.previous, here.next) if hit is not None]
        return [hit.entry.places[0] for hit in hits if len(hit.entry.places) == 1]

    def _told_before(self, at: int, place: Place) -> float:
        """Weigh the nearest places named before that govern it, or lie in the same city."""
        best = max((0.5 * _governs(known, place) for known in self._title), default=0.0)
        for where, known in reversed(self._known[-MEMORY:]):
            weight = _governs(known, place)
            if weight and at - where <= REACH:
                same_sentence = not _SENTENCE.search(self._text, where, at)
                best = max(best, weight if same_sentence else 0.75 * weight)
        return best


def _leads(here: Around, place: Place) -> bool:
    """Whether the name stands right before one that lies in the place: 吉林长春, 吉林南关区."""
    after = here.next
    return after is not None and after.start == here.hit.end and any(lies_in(p, place) for p in after.entry.places)


def _governs(known: Place, place: Place) -> float:
    if lies_in(place, known):
        return 2.0 if known.kind == "province" else 4.0
    return 3.0 if known.kind == place.kind == "county" and known.city == place.city else 0.0


def _kinship(place: Place, neighbour: Place) -> float:
    """Weigh what standing in one list with a neighbour says for a place."""
    if neighbour.kind == "province" or neighbour.code == place.code:
        return 0.0
    if place.kind == neighbour.kind == "county" and place.city == neighbour.city:
        return 4.0
    if place.province == neighbour.province and place.kind != "province":
        return 5.0 if place.kind == "city" else 2.5
    return 0.0
