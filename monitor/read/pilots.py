"""The pilot list of an item: its places with their roles and proofs, and whether it names them all."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from monitor import gazetteer
from monitor.model import ListedPlace, PilotList, Place, Role, Stage, Task
from monitor.read.focus import focus_of
from monitor.read.layout import Span
from monitor.read.passage import Passage
from monitor.read.places import Naming
from monitor.read.prose import Judged
from monitor.read.relations import Relation
from monitor.read.rows import RowList
from monitor.read.sentence import Sentence
from monitor.read.stated import StatedPlaces

_ROLES = {Stage.PROPOSED: Role.PROPOSED, Stage.TASKS: Role.TASKED}
_REMOVED_HEADING = re.compile(r"退出|移出|取消|撤销|调出|终止|不再")
_OLD_HEADING = re.compile(r"原有|已有|前期|此前|历次|往年")
_ATTACHED = re.compile(
    r"附后|见附件|附件\s*\d?\s*[:.][^\n]{0,40}(?:名单|表)|(?:list|names?) (?:is |are )?attached", re.IGNORECASE
)
_LONGEST_ROW = 400
_NUMBER_ABOVE = re.compile(r"(?:^|\n)(\d{1,3}[.、]?\n(?:(?!\d)[^\n]{1,16}\n){0,2})$")
_DECREED = re.compile(r"同意在|批复|决定在|确定")


class Pilots:
    """Collects the places an item lists; `roles` is the role of each naming, by its start in the passage."""

    def __init__(self, passage: Passage, namings: list[Naming], stage: Stage) -> None:
        self._passage = passage
        self._namings = namings
        self._role = _ROLES.get(stage, Role.SELECTED)
        self._found: dict[tuple[str, str], tuple[int, ListedPlace]] = {}
        self.roles: dict[int, Role] = {}

    def from_prose(self, judged: list[Judged]) -> None:
        """Take what prose lists, removes or gives a focus to."""
        for item in judged:
            role = {Relation.LISTED: self._role, Relation.REMOVED: Role.REMOVED}.get(item.relation)
            if role is not None:
                for naming in item.enumeration.names:
                    self.roles[naming.start] = role
                    for place in _named_places(naming, role, self._passage, item.sentence):
                        self._add(place, naming.start)

    def from_rows(self, rows: list[RowList]) -> None:
        """Take what rows list, under the role their heading gives them."""
        for listed in rows:
            heading = listed.heading.rsplit("\n", 1)[-1]
            if _OLD_HEADING.search(heading):
                continue
            role = Role.REMOVED if _REMOVED_HEADING.search(heading) else self._role
            spans = []
            for row in listed.places:
                place = row.place
                evidence = self._passage.evidence(*row_of(self._passage.text, row.start, row.end))
                self._add(
                    ListedPlace(place.code, display_name(place), place.city, role, evidence, row.focus), row.start
                )
                spans.append((row.start, row.end))
            starts = sorted(spans)
            for naming in self._namings:
                place_at = bisect_right(starts, (naming.start, naming.start)) - 1
                inside = any(a <= naming.start < b for a, b in starts[max(0, place_at) : place_at + 2])
                if inside and listed.start <= naming.start < listed.end:
                    self.roles[naming.start] = role

    def from_exclusions(self, judged: list[Judged]) -> None:
        """Take the places that a listing sentence leaves out (辽宁省（不含大连市）)."""
        listing = {item.sentence.start: item.sentence for item in judged if item.relation is Relation.LISTED}
        for sentence in listing.values():
            for naming in self._namings:
                if naming.excluded and sentence.start <= naming.start < sentence.end:
                    for place in _named_places(naming, Role.EXCLUDED, self._passage, sentence):
                        self._add(place, naming.start)

    def with_focus(self, judged: list[Judged]) -> None:
        """Give each listed place the first words that say what it is to do."""
        for item in judged:
            if item.relation is Relation.REMOVED or not (focus := focus_of(item.sentence, item.enumeration)):
                continue
            naming = item.enumeration.names[0]
            for key, (at, place) in self._found.items():
                if naming.code == place.code and place.focus is None and naming.kind != "zone":
                    self._found[key] = (at, replace(place, focus=focus))
                    if place.role is Role.TASKED:
                        self.roles.setdefault(naming.start, Role.TASKED)

    def from_tasks(self, tasks: tuple[Task, ...]) -> None:
        """Take the places that a task's own words name as tasked."""
        spans = sorted((task.evidence.start, task.evidence.end) for task in tasks if task.places)
        for naming in self._namings:
            start, _ = self._passage.origin(naming.start, naming.end)
            at = bisect_right(spans, (start, len(self._passage.given))) - 1
            named = naming.kind in ("place", "district", "zone") and not naming.excluded
            if named and at >= 0 and start < spans[at][1]:
                self.roles.setdefault(naming.start, Role.TASKED)

    def _add(self, place: ListedPlace, at: int) -> None:
        known = self._found.get((place.code, place.name))
        if known is None or (known[1].role is not Role.REMOVED and place.role is Role.REMOVED):
            self._found[(place.code, place.name)] = (at, place)

    @property
    def places(self) -> tuple[ListedPlace, ...]:
        """Every place once, in the order of the text."""
        return tuple(place for _, place in sorted(self._found.values(), key=lambda pair: pair[0]))


def row_of(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the row of a listed name begins and ends: its line, or all cells from its number on."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    last = len(text) if last < 0 else last
    if last - first > _LONGEST_ROW:
        return start, end
    if last - first - (end - start) <= 1:
        above = text[max(0, first - _LONGEST_ROW) : first]
        if numbered := _NUMBER_ABOVE.search(above):
            first -= len(above) - numbered.start(1)
    return first, last


def display_name(place: Place) -> str:
    """Give the name a list shows a place by: a district with its city (北京市东城区), all else by its own name."""
    if (
        place.kind == "county"
        and place.name.endswith("区")
        and place.city != place.code
        and (city := gazetteer.place(place.city))
    ):
        return city.name + place.name
    return place.name


def _named_places(naming: Naming, role: Role, passage: Passage, sentence: Sentence) -> Iterator[ListedPlace]:
    """Give the place a naming stands for, or a group's members, with the words around as evidence."""
    start, end = sentence.start, sentence.start + len(sentence.text.rstrip())
    if end - start > 220:
        start, end = max(start, naming.start - 90), min(end, naming.end + 90)
    evidence = passage.evidence(start, end)
    if naming.kind == "group":
        for code in naming.members:
            if (member := gazetteer.place(code)) is not None:
                name = display_name(member)
                yield ListedPlace(code, name, member.city, role, evidence, via=naming.via or naming.name)
        return
    division = gazetteer.place(naming.code)
    name = naming.name if naming.kind == "zone" or division is None else display_name(division)
    yield ListedPlace(naming.code, name, naming.city, role, evidence)


def pilot_list(
    places: tuple[ListedPlace, ...], stated: StatedPlaces, listed: list[Judged], rows: list[RowList], lines: list[Span]
) -> tuple[PilotList | None, tuple[str, ...]]:
    """Give the list, and notes on what a person should look at: names missing, counts that differ, a list elsewhere."""
    standing = [place for place in places if place.role not in (Role.REMOVED, Role.EXCLUDED)]
    if not places and stated.count is None:
        if any(_ATTACHED.search(line.text) and "名单" in line.text for line in lines):
            return None, ("需人工核对: 名单见附件, 文中未列出",)
        return None, ()
    named = named_units(listed, rows)
    notes = []
    if stated.count is not None and not standing:
        where = "名单见附件, 文中未列出" if any(_ATTACHED.search(line.text) for line in lines) else "文中未列出名单"
        notes.append(f"需人工核对: {where} (stated {stated.count}, named 0)")
    elif (
        stated.count is not None and named != stated.count and len(standing) != stated.count and not stated.approximate
    ):
        said = "list incomplete" if named < stated.count else "需人工核对: counts differ"
        notes.append(f"stated {stated.count}, named {named}: {said}")
    complete = _complete(stated, listed, rows, named, len(standing))
    return PilotList(places, stated.count, stated.approximate, stated.unit, complete), tuple(notes)


def named_units(listed: list[Judged], rows: list[RowList]) -> int:
    """How many units the lists name: a place named twice counts once, joined places (宁波-舟山) as one."""
    seen: set[tuple[str, str]] = set()
    joints = 0
    for item in listed:
        names = {(naming.code, naming.name) for naming in item.enumeration.names}
        if not names & seen:
            joints += len(names) - item.enumeration.units
        seen |= names
    for rowlist in rows:
        heading = rowlist.heading.rsplit("\n", 1)[-1]
        if not _REMOVED_HEADING.search(heading) and not _OLD_HEADING.search(heading):
            joints += sum(row.joined for row in rowlist.places)
            seen |= {(row.place.code, row.place.name) for row in rowlist.places}
    return len(seen) - joints


def _complete(
    stated: StatedPlaces, listed: list[Judged], rows: list[RowList], named: int, standing: int
) -> bool | None:
    if any(item.enumeration.subset for item in listed) or any(rowlist.last_cut for rowlist in rows):
        return False
    if stated.count is None:
        return _complete_uncounted(listed)
    if _counted_short(listed, stated.count) and not rows:
        return False
    return named >= stated.count or standing == stated.count


def _counted_short(listed: list[Judged], count: int) -> bool:
    """Whether the enumeration that states the count (A、B等5个城市) stands alone in its sentence, open and short."""
    for item in listed:
        tail = item.enumeration.tail
        if tail is not None and tail.value == count and item.enumeration.open_end and item.enumeration.units < count:
            fellows = [other for other in listed if other.sentence.start == item.sentence.start]
            others = [other for other in listed if other.sentence.start != item.sentence.start]
            whole = any(other.enumeration.units >= count for other in others)
            return len(fellows) == 1 and not whole
    return False


def _complete_uncounted(listed: list[Judged]) -> bool | None:
    """Without a number: a list not left open by 等 names them all, and so does a decree that enumerates its places."""
    if not listed:
        return None
    left_open = [item for item in listed if item.enumeration.open_end]
    if not left_open:
        return True
    decreed = all(_DECREED.search(item.sentence.text) and len(item.enumeration.names) >= 5 for item in left_open)
    return True if decreed else None
