"""Every surface a text may name a place by, in one automaton."""

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from monitor.gazetteer import Group, divisions, former_names, groups, place, rows, standing_alone, zones
from monitor.model import Place


class Form(IntEnum):
    """How a surface names its place, from the plainest to the faintest."""

    FULL = 0  # 大连市
    ZONE = 1  # 金普新区
    GROUP = 2  # 计划单列市
    SHORT = 3  # 大连
    FAINT = 4  # 东方: a city whose short name is a word of its own
    COUNTY = 5  # 庄河: needs a parent or a list beside it
    FORMER = 6  # 襄樊


@dataclass(frozen=True, slots=True)
class Entry:
    """A surface: the places it may mean, or the group, and phrases (with its offset in them) in which it is neither.

    `lone` is False for a full name that is also an ordinary word (城区): it needs its city beside it.
    """

    surface: str
    form: Form
    places: tuple[Place, ...]
    group: Group | None = None
    also: tuple[str, ...] = ()
    phrases: tuple[tuple[int, str], ...] = ()
    lone: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """A surface found at folded offsets."""

    start: int
    end: int
    entry: Entry


class Lexicon:
    """All surfaces, found in one pass, the longest first; `heads` are the two characters they start with."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries
        self.heads = frozenset(entry.surface[:2] for entry in entries)
        self._automaton = BytesAhoCorasick(
            [entry.surface.encode() for entry in entries],
            matchkind=MatchKind.LeftmostLongest,
            implementation=Implementation.ContiguousNFA,
        )

    def bare_scan(self, data: bytes) -> int:
        """Count the surfaces in UTF-8 text and do nothing else: the floor that `bench` compares with."""
        return len(self._automaton.find_matches_as_indexes(data))

    def find(self, text: str) -> list[Hit]:
        """Leftmost-longest, non-overlapping hits in order."""
        data = text.encode("utf-8", "surrogatepass")
        hits, at, done = [], 0, 0
        for index, start, end in self._automaton.find_matches_as_indexes(data):
            at += len(data[done:start].decode("utf-8", "surrogatepass"))
            done, first = end, at
            entry = self.entries[index]
            at += len(entry.surface)
            hits.append(Hit(first, at, entry))
        return hits


# What everybody writes instead of the official name.
ABBREVIATIONS = {
    "克州": "653000", "巴州": "652800", "博州": "652700", "呼伦贝尔盟": "150700", "黄岛": "370211",
    "呼市": "150100",
}  # fmt: skip
FORMER_SHORTS = {
    "襄樊": "420600", "思茅": "530800", "旅大行署": "210200", "旅大地区": "210200", "旅大租借地": "210200",
}  # fmt: skip
# Full names that running text also uses for any town's parts.
PARTS_OF_TOWN = {
    "城区", "郊区", "矿区", "东区", "西区", "老城区", "新城区", "市中区", "城中区", "城东区", "城西区", "城北区",
    "港口区", "中原区", "江南区", "和县", "成县", "新县",
}  # fmt: skip


def _full_forms(division: Place) -> list[str]:
    """List the official name, and for autonomous units what everybody says instead (文山州, 耿马县)."""
    if "自治" not in division.name or division.kind == "province":
        return [division.name]
    rank = {"自治州": "州", "自治县": "县", "自治旗": "旗"}[division.name[-3:]]
    return [division.name, division.short + rank]


def _form(division: Place, faint: frozenset[str]) -> Form | None:
    """How the short name names it, None if it never does."""
    if division.kind in ("province", "municipality"):
        return Form.SHORT
    if division.short in faint:
        return Form.FAINT
    if division.kind == "city":
        return Form.SHORT
    return {"yes": Form.SHORT, "context": Form.COUNTY, "no": None}[standing_alone()[division.code]]


@lru_cache(maxsize=1)
def _collisions() -> tuple[dict[str, tuple[tuple[int, str], ...]], frozenset[str]]:
    """Read the phrases in which a short name is something else, and the names that always need evidence."""
    phrases, faint = {}, set()
    for name, strings, alone in rows("collisions.tsv"):
        phrases[name] = tuple((phrase.index(name), phrase) for phrase in filter(None, strings.split("|")))
        if alone == "evidence":
            faint.add(name)
    return phrases, frozenset(faint)


class _Surfaces:
    """Collects what each surface may mean."""

    def __init__(self) -> None:
        self.found: dict[str, list[tuple[Form, Place]]] = {}
        self.also: dict[str, tuple[str, ...]] = {}

    def add(self, surface: str, form: Form, division: Place) -> None:
        if len(surface) > 1 and not surface.isascii():
            self.found.setdefault(surface, []).append((form, division))

    def divisions(self) -> None:
        _, faint = _collisions()
        for division in divisions():
            for full in _full_forms(division):
                self.add(full, Form.FULL, division)
            form = _form(division, faint)
            if form is not None and division.short != division.name:
                self.add(division.short, form, division)

    def _only_counties(self, surface: str) -> bool:
        return all(form is Form.COUNTY for form, _ in self.found.get(surface, ()))

    def others(self) -> None:
        for zone in zones():
            for surface in (zone.place.name, *zone.aliases):
                self.add(surface, Form.ZONE, zone.place)
                self.also[surface] = zone.also
            stem = zone.place.name.removesuffix("新区")
            if zone.since and stem != zone.place.name and self._only_counties(stem):
                self.add(stem, Form.COUNTY, zone.place)
        for surface, code in (ABBREVIATIONS | FORMER_SHORTS).items():
            form = Form.FORMER if surface in FORMER_SHORTS else Form.FULL
            self.add(surface, form, _today(code))
        for old in former_names():
            form = Form.FULL if old.name in self.found else Form.FORMER
            self.add(old.name, form, _today(old.code))


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Build the automaton over every known surface, once."""
    surfaces = _Surfaces()
    surfaces.divisions()
    surfaces.others()
    phrases, _ = _collisions()
    entries = [
        Entry(
            surface,
            min(form for form, _ in senses),
            tuple(dict.fromkeys(division for _, division in sorted(senses, key=lambda sense: sense[0]))),
            None,
            surfaces.also.get(surface, ()),
            phrases.get(surface, ()),
            surface not in PARTS_OF_TOWN,
        )
        for surface, senses in surfaces.found.items()
    ]
    entries += [
        Entry(surface, Form.GROUP, (), group)
        for group in groups()
        for surface in group.surfaces
        if surface not in surfaces.found
    ]
    return Lexicon(entries)


def _today(code: str) -> Place:
    found = place(code)
    if found is None:
        raise LookupError(f"no division of today has the code {code}")
    return found
