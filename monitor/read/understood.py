"""One notice or news item, understood: its programme, stage, lists and tasks, and what each named place is in it."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date

from monitor import gazetteer
from monitor.model import ListedPlace, PilotList, Place, Programme, Role, Stage, Task, TaskList
from monitor.read.batch import batch_of
from monitor.read.counts import place_counts
from monitor.read.enumerations import Enumeration, enumerations
from monitor.read.focus import focus_of
from monitor.read.layout import Span, sentences
from monitor.read.passage import Passage
from monitor.read.places import Naming
from monitor.read.programme import PILOT, PILOT_ENGLISH, known_programmes, main_programme, worded_programmes
from monitor.read.relations import Relation, Setting, judge
from monitor.read.rows import RowList, row_lists
from monitor.read.stage import signals, stage
from monitor.read.stated import ListedIn, StatedPlaces, stated_places
from monitor.read.tasks import Stated, stated_tasks, task_items

_LIST_ABOVE = re.compile(r"(?:名单|如下|试点(?:城市|地区)|包括|分别[为是])[^。]{0,12}[:(]?\s*$")
_ATTACHED = re.compile(r"(?:名单)?\(?(?:附后|见附件|详见附件)\)?|附件\s*\d?\s*[:.][^\n]{0,40}名单")
_REMOVED_HEADING = re.compile(r"退出|移出|取消|撤销|调出|终止|不再")
_OLD_HEADING = re.compile(r"原有|已有|前期|此前|历次|往年")
_PLACE_KINDS = frozenset({"place", "district", "zone"})


@dataclass(frozen=True, slots=True)
class Judged:
    """An enumeration and what its sentence makes of it."""

    enumeration: Enumeration
    sentence: Span
    relation: Relation


@dataclass(frozen=True, slots=True)
class Understood:
    """What one item says; `roles` holds the role of each naming by its start, in the passage's offsets."""

    programme: Programme | None
    stage: Stage
    is_pilot: bool
    batch: int | None
    pilot_list: PilotList | None
    task_list: TaskList | None
    roles: dict[int, Role]
    sentences: tuple[Span, ...]
    notes: tuple[str, ...]
    weight: float


def understand(
    passage: Passage,
    title: str,
    lines: list[Span],
    namings: list[Naming],
    tables: list[RowList],
    published: date | None,
) -> Understood:
    """Read one item: `lines` are its content lines, `namings` the places named in the passage, `tables` its tables."""
    rows = tables or row_lists(lines)
    prose = [line for line in lines if not any(listed.start <= line.start < listed.end for listed in rows)]
    spans = [sentence for line in prose for sentence in sentences(line)]
    programme = main_programme(title, spans)
    names = _names(programme, title, spans)
    setting = _setting(programme, title, spans, names)
    judged = _judge(title, prose, spans, namings, setting)
    listed = [item for item in judged if item.relation is Relation.LISTED]
    rows = _pilot_rows(rows, title, programme)
    listing = _listing_sentence(listed, rows, spans)
    tasks = stated_tasks(title, spans, listing, names)
    topical = programme is not None and (_topical(title, listing, spans) or bool(listed) or bool(rows))
    found = stage(
        signals(
            title,
            spans,
            listing,
            has_list=bool(listed or rows),
            removes=_removes(judged, listed),
            topical=topical,
            task_count=tasks.count is not None,
            published=published,
        )
    )
    if not topical and found is not Stage.REVOKED:
        programme = None
    builder = _Builder(passage, namings, found)
    places = builder.places(judged, rows)
    units = _units(listed, rows)
    lead_end = lines[0].start + 320 if lines else 0
    stated = (
        stated_places(title, spans, [ListedIn(i.enumeration, i.sentence) for i in listed], units, names, lead_end)
        if programme
        else StatedPlaces(None, approximate=False, unit="city")
    )
    notes: list[str] = []
    pilot_list = _pilot_list(places, stated, listed, rows, units, found, passage.text, lines, notes)
    task_list = _task_list(passage, lines, namings, tasks, found, programme)
    return Understood(
        programme,
        found,
        _is_pilot(programme, found, title, listing, listed, rows, spans),
        batch_of(title, listing, spans, names) if programme else None,
        pilot_list,
        task_list,
        builder.roles,
        tuple(spans),
        tuple(notes),
        _weight(found, pilot_list),
    )


def _names(programme: Programme | None, title: str, spans: list[Span]) -> tuple[str, ...]:
    """The words by which the text calls its programme."""
    if programme is None:
        return ()
    found = {programme.name}
    for text in (title, *(span.text for span in spans[:12])):
        found.update(text[a:b] for a, b, other in known_programmes(text) if other.key == programme.key)
        if "试点" in text or PILOT.search(text):
            found.update(other.name for _, _, other in worded_programmes(text) if other.key == programme.key)
    bare = {re.sub(r"(?:综合)?试点(?:示范|城市|地区)?$", "", name) for name in found}
    return tuple(sorted(found | {name for name in bare if len(name) >= 5}, key=len, reverse=True))


def _setting(programme: Programme | None, title: str, spans: list[Span], names: tuple[str, ...]) -> Setting:
    counts: set[int] = set()
    for span in [Span(0, len(title), title), *spans[:4]]:
        if PILOT.search(span.text) or PILOT_ENGLISH.search(span.text) or any(name in span.text for name in names):
            counts.update(count.value for count in place_counts(span) if count.value >= 3)
    return Setting(programme is not None, frozenset(counts), names)


def _judge(title: str, prose: list[Span], spans: list[Span], namings: list[Naming], setting: Setting) -> list[Judged]:
    judged: list[Judged] = []
    starts = [naming.start for naming in namings]
    above: dict[int, bool] = {}
    for before, line in zip(prose, prose[1:], strict=False):
        above[line.start] = bool(_LIST_ABOVE.search(before.text)) or (
            len(before.text) <= 40 and "名单" in before.text and "。" not in before.text
        )
    for sentence in spans:
        inner = _between(namings, starts, sentence.start, sentence.end)
        if not inner:
            continue
        local = Setting(setting.programme, setting.counts, setting.names, above.get(sentence.start, False))
        group = [Judged(e, sentence, judge(e, sentence, local)) for e in enumerations(sentence, inner)]
        judged.extend(_carry(group, sentence))
    return judged


def _between(namings: list[Naming], starts: list[int], start: int, end: int) -> list[Naming]:
    return namings[bisect_left(starts, start) : bisect_left(starts, end)]


_CONTINUES = re.compile(
    r"[^。,;]{0,4}(?:\d{1,3}|[一二三四五六七八九十]{1,3})?个?[\u4e00-\u9fff]{0,8}(?:和|以及|及|、|,|;)?(?:[东中西]部|东北)?(?:地区)?(?:\d{1,3}个)?\s*(?:——|:|\()?"
)


def _carry(group: list[Judged], sentence: Span) -> list[Judged]:
    """An enumeration that continues a listed one (4个直辖市和沈阳…) is listed too, and the other way round."""
    out = list(group)
    for order in (range(1, len(out)), range(len(out) - 2, -1, -1)):
        step = -1 if order.step > 0 else 1
        for index in order:
            neighbour = out[index + step]
            if out[index].relation is not Relation.NAMED or neighbour.relation is not Relation.LISTED:
                continue
            first, second = (neighbour, out[index]) if step < 0 else (out[index], neighbour)
            gap = sentence.text[first.enumeration.end - sentence.start : second.enumeration.start - sentence.start]
            if len(gap) <= 16 and re.fullmatch(
                r"(?:等)?(?:共)?(?:\d{1,3}|[一二三四五六七八九十两]{1,3})?个?(?:[\u4e00-\u9fff]{0,8}?)(?:和|以及|及|、|与|;)(?:[东中西北]+部?(?:地区)?\d{1,2}个(?:——|--|—|\(|:))?\s*",
                gap,
            ):
                out[index] = Judged(out[index].enumeration, sentence, Relation.LISTED)
    return out


def _pilot_rows(rows: list[RowList], title: str, programme: Programme | None) -> list[RowList]:
    """The lists in rows that are about pilots: by their heading, else by the title."""
    return [
        listed
        for listed in rows
        if programme is not None
        and (
            PILOT.search(listed.heading)
            or re.search(r"名单|入选|公示", listed.heading)
            or PILOT.search(title)
            or "名单" in title
        )
    ]


def _listing_sentence(listed: list[Judged], rows: list[RowList], spans: list[Span]) -> Span | None:
    if listed:
        best = max(listed, key=lambda item: (len(item.enumeration.names) > 1, -item.sentence.start))
        return best.sentence
    if rows:
        heading = rows[0].heading.split("\n")
        return next(
            (span for span in reversed(spans) if span.end <= rows[0].start),
            Span(rows[0].start, rows[0].start + len(heading[-1]), heading[-1]),
        )
    return next((span for span in spans if PILOT.search(span.text) or PILOT_ENGLISH.search(span.text)), None)


def _topical(title: str, listing: Span | None, spans: list[Span]) -> bool:
    if PILOT.search(title) or PILOT_ENGLISH.search(title):
        return True
    return any(PILOT.search(span.text) or PILOT_ENGLISH.search(span.text) for span in spans)


def _removes(judged: list[Judged], listed: list[Judged]) -> bool:
    return any(item.relation is Relation.REMOVED for item in judged) and not listed


class _Builder:
    """Collects the listed places of an item and the role of every naming."""

    def __init__(self, passage: Passage, namings: list[Naming], found: Stage) -> None:
        self._passage = passage
        self._namings = namings
        self._role = {Stage.PROPOSED: Role.PROPOSED, Stage.TASKS: Role.TASKED, Stage.REVOKED: Role.REMOVED}.get(
            found, Role.SELECTED
        )
        if found is Stage.REVOKED:
            self._role = Role.SELECTED
        self.roles: dict[int, Role] = {}

    def places(self, judged: list[Judged], rows: list[RowList]) -> tuple[ListedPlace, ...]:
        """Every listed, removed or excluded place once, in the order of the text."""
        found: dict[tuple[str, str], tuple[int, ListedPlace]] = {}
        focuses: dict[str, str] = {}
        for item in judged:
            role = {Relation.LISTED: self._role, Relation.REMOVED: Role.REMOVED}.get(item.relation)
            focus = focus_of(item.sentence, item.enumeration)
            for naming in item.enumeration.names:
                if focus and item.relation is not Relation.REMOVED:
                    focuses.setdefault(naming.city if naming.kind == "place" else naming.code, focus)
                if role is not None:
                    self.roles[naming.start] = role
                    self._add(found, _named_place(naming, role, self._passage, item), naming.start)
        for listed in rows:
            self._add_rows(found, listed)
        for (_, _), (at, place) in list(found.items()):
            if place.focus is None and (focus := focuses.get(place.code)):
                found[(place.code, place.name)] = (at, _with_focus(place, focus))
        return tuple(place for _, place in sorted(found.values(), key=lambda pair: pair[0]))

    def _add(self, found: dict[tuple[str, str], tuple[int, ListedPlace]], place: ListedPlace, at: int) -> None:
        known = found.get((place.code, place.name))
        if known is None or (known[1].role is not Role.REMOVED and place.role is Role.REMOVED):
            found[(place.code, place.name)] = (at, place)

    def _add_rows(self, found: dict[tuple[str, str], tuple[int, ListedPlace]], listed: RowList) -> None:
        heading = listed.heading.rsplit("\n", 1)[-1]
        if _OLD_HEADING.search(heading):
            return
        role = Role.REMOVED if _REMOVED_HEADING.search(heading) else self._role
        for row in listed.places:
            evidence = self._passage.evidence(row.start, row.end)
            place = row.place
            self._add(
                found, ListedPlace(place.code, display_name(place), place.city, role, evidence, row.focus), row.start
            )
            for naming in self._namings:
                if row.start <= naming.start < row.end:
                    self.roles[naming.start] = role


def display_name(place: Place) -> str:
    """The name under which a list shows a place: a district with its city (北京市东城区), all else by its own name."""
    if (
        place.kind == "county"
        and place.name.endswith("区")
        and place.city != place.code
        and (city := gazetteer.place(place.city))
    ):
        return city.name + place.name
    return place.name


def _named_place(naming: Naming, role: Role, passage: Passage, item: Judged) -> ListedPlace:
    division = gazetteer.place(naming.code)
    name = naming.name if naming.kind == "zone" or division is None else display_name(division)
    start = max(item.sentence.start, item.enumeration.start)
    evidence = passage.evidence(*_quote_span(item.sentence, start, naming.start, naming.end, item.enumeration.end))
    return ListedPlace(naming.code, name, naming.city, role, evidence)


def _quote_span(sentence: Span, start: int, naming_start: int, naming_end: int, end: int) -> tuple[int, int]:
    """The sentence if it is short, else a window around the name."""
    if len(sentence.text) <= 220:
        return sentence.start, sentence.start + len(sentence.text.rstrip())
    return max(sentence.start, naming_start - 90), min(sentence.end, naming_end + 90)


def _with_focus(place: ListedPlace, focus: str) -> ListedPlace:
    return ListedPlace(place.code, place.name, place.city, place.role, place.evidence, focus, place.via)


def _units(listed: list[Judged], rows: list[RowList]) -> int:
    """How many units the lists name: a place named twice counts once, joined places count as one."""
    seen: set[tuple[str, str]] = set()
    joints = 0
    for item in listed:
        fresh = {(naming.code, naming.name) for naming in item.enumeration.names} - seen
        if len(fresh) == len({(naming.code, naming.name) for naming in item.enumeration.names}):
            joints += len(fresh) - item.enumeration.units
        seen |= fresh
    joints += sum(row.joined for rowlist in rows for row in rowlist.places)
    seen |= {
        (row.place.code, row.place.name)
        for rowlist in rows
        if not _REMOVED_HEADING.search(rowlist.heading.rsplit("\n", 1)[-1])
        for row in rowlist.places
    }
    return len(seen) - joints


def _pilot_list(
    places: tuple[ListedPlace, ...],
    stated: StatedPlaces,
    listed: list[Judged],
    rows: list[RowList],
    units: int,
    found: Stage,
    text: str,
    lines: list[Span],
    notes: list[str],
) -> PilotList | None:
    if not places and stated.count is None:
        return None
    joined_total = len([place for place in places if place.role is not Role.REMOVED])
    complete = _complete(stated, listed, rows, units, joined_total, notes)
    if not any(place.role is not Role.REMOVED for place in places) and stated.count is not None:
        notes.append("名单未在文中列出" + (", 见附件" if any(_ATTACHED.search(line.text) for line in lines) else ""))
    return PilotList(places, stated.count, stated.approximate, stated.unit, complete)


def _complete(
    stated: StatedPlaces, listed: list[Judged], rows: list[RowList], units: int, total: int, notes: list[str]
) -> bool | None:
    if any(item.enumeration.subset for item in listed) or any(rowlist.last_cut for rowlist in rows):
        return False
    if stated.count is None:
        return _complete_uncounted(listed, rows)
    if units == stated.count or total == stated.count:
        return True
    if units < stated.count:
        if units:
            notes.append(f"stated {stated.count}, named {units}: list incomplete")
        return False
    notes.append(f"stated {stated.count}, named {units}: counts differ")
    return not stated.approximate


def _complete_uncounted(listed: list[Judged], rows: list[RowList]) -> bool | None:
    """Without a number: a decree that enumerates its places names them all, so does a list not left open by 等."""
    if not listed:
        return None
    openly = [item for item in listed if item.enumeration.open_end]
    if not openly:
        return True
    decreed = all(
        re.search(r"同意在|批复|决定在|确定", item.sentence.text) and len(item.enumeration.names) >= 5
        for item in openly
    )
    return True if decreed else None


def _task_list(
    passage: Passage, lines: list[Span], namings: list[Naming], tasks: Stated, found: Stage, programme: Programme | None
) -> TaskList | None:
    items: tuple[Task, ...] = ()
    areas = tasks.areas
    if found in (Stage.TASKS, Stage.PLAN, Stage.ANNOUNCED, Stage.PROGRESS) and len(lines) >= 4:
        items, counted = task_items(passage, lines, namings, tasks.count)
        areas = areas if areas is not None else (counted if items and tasks.count else None)
    if tasks.count is None and areas is None and not items:
        return None
    if programme is None and found is not Stage.TASKS and found is not Stage.PLAN:
        return None
    return TaskList(items, tasks.count, areas, tasks.parts)


def _is_pilot(
    programme: Programme | None,
    found: Stage,
    title: str,
    listing: Span | None,
    listed: list[Judged],
    rows: list[RowList],
    spans: list[Span],
) -> bool:
    if programme is None or found in (Stage.PROGRESS, Stage.OTHER):
        return False
    if PILOT.search(title) or PILOT_ENGLISH.search(title) or listed or rows:
        return True
    return any(PILOT.search(span.text) or PILOT_ENGLISH.search(span.text) for span in spans[:6])


def _weight(found: Stage, pilot_list: PilotList | None) -> float:
    """How much an item of a digest is what an alert would be about."""
    order = {
        Stage.ANNOUNCED: 6.0,
        Stage.REVOKED: 6.0,
        Stage.PROPOSED: 5.5,
        Stage.TASKS: 5.0,
        Stage.SOLICIT: 4.0,
        Stage.PLAN: 3.5,
        Stage.PROGRESS: 2.0,
        Stage.OTHER: 0.0,
    }
    return order[found] + (1.0 if pilot_list is not None and pilot_list.places else 0.0)
