"""The places of China as data: divisions by GB/T 2260 code, their former names, zones, and groups of cities.

The tables stand in `monitor/data`; scripts/build_gazetteer.py says where their facts come from.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal, cast

import yaml

from monitor.model import Place

Tier = Literal["closed", "region", "national"]
_YamlLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Zone:
    """A functional zone, port or landmark that is no division; `also` are further cities it reaches into.

    `place` has the host city's code and the zone's own name.
    """

    place: Place
    aliases: tuple[str, ...]
    also: tuple[str, ...]
    since: str
    source: str


@dataclass(frozen=True, slots=True)
class FormerName:
    """A division's abolished name: `code` is today's division, `until` the last year it was in use."""

    name: str
    code: str
    until: str


@dataclass(frozen=True, slots=True)
class Group:
    """Cities with a name in common, as they were on `as_of`; a region's or the nation's membership is loose."""

    id: str
    name: str
    surfaces: tuple[str, ...]
    tier: Tier
    members: tuple[str, ...]
    as_of: str
    source: str


def rows(table: str) -> Iterator[list[str]]:
    """Read a packaged TSV: its rows without source line and header."""
    text = files("monitor").joinpath("data", table).read_text(encoding="utf-8")
    lines = iter(text.split("\n"))
    while next(lines).startswith("#"):
        pass
    return (line.split("\t") for line in lines if line)


@lru_cache(maxsize=1)
def _divisions() -> dict[str, Place]:
    return {
        code: Place(code, name, short, city, province, kind, english)
        for code, name, short, kind, city, province, english, _ in rows("places.tsv")
    }


Alone = Literal["yes", "context", "no"]


@lru_cache(maxsize=1)
def standing_alone() -> dict[str, Alone]:
    """Per code, whether its short name means it in running text: always, beside a parent or in a list, or never."""
    return {code: cast("Alone", alone) for code, *_, alone in rows("places.tsv")}


def divisions() -> tuple[Place, ...]:
    """Every province, prefecture-level and county-level division of today, in the order of the codes' publication.

    `english` may hold several names separated by `|`, the usual one first.
    """
    return tuple(_divisions().values())


def place(code: str) -> Place | None:
    """Find the division with this code, None if there is none today."""
    return _divisions().get(code)


def city_of(code: str) -> str:
    """Tell the prefecture-level code a division rolls up to; a province, and a code unknown today, is its own."""
    found = _divisions().get(code)
    return found.city if found else code


@lru_cache(maxsize=1)
def former_names() -> tuple[FormerName, ...]:
    """Abolished names that stand for exactly one division of today."""
    return tuple(FormerName(name, code, until) for name, code, _, until in rows("former.tsv"))


@lru_cache(maxsize=1)
def zones() -> tuple[Zone, ...]:
    """Functional zones, ports, airports and landmarks, each with its host city."""
    return tuple(
        Zone(
            Place(city, name, name, city_of(city), _divisions()[city].province, "zone"),
            tuple(filter(None, aliases.split("|"))),
            tuple(filter(None, also.split("|"))),
            since,
            source,
        )
        for name, aliases, city, also, since, source in rows("zones.tsv")
    )


@lru_cache(maxsize=1)
def groups() -> tuple[Group, ...]:
    """Named groups of cities, closed lists before regions before the nation."""
    text = files("monitor").joinpath("data", "groups.yaml").read_text(encoding="utf-8")
    return tuple(
        Group(
            entry["id"],
            entry["name"],
            (entry["name"], *entry.get("surfaces", ())),
            entry["tier"],
            tuple(city for code in entry["members"] for city in _cities_of(code)),
            str(entry["as_of"]),
            entry["source"],
        )
        for entry in yaml.load(text, Loader=_YamlLoader)["groups"]  # noqa: S506 - a safe loader, in C where there is one
    )


def _cities_of(code: str) -> tuple[str, ...]:
    """List the cities a member stands for: a province for its cities and the counties it governs itself."""
    if _divisions()[code].kind != "province":
        return (code,)
    return tuple(p.code for p in divisions() if p.province == code and p.city == p.code != code) or (code,)


@lru_cache(maxsize=1)
def simplified() -> dict[int, str]:
    """Traditional characters to simplified ones, for `str.translate`."""
    ((traditional, plain),) = rows("traditional.tsv")
    return dict(zip(map(ord, traditional), plain, strict=True))


@lru_cache(maxsize=1)
def _index() -> dict[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for division in divisions():
        latin = [_latin(name) for name in division.english.split("|")]
        for surface in {division.code, division.name, division.short, *latin, *(f"{name}city" for name in latin)}:
            found[surface].append(division)
    for zone in zones():
        for surface in (zone.place.name, *zone.aliases):
            found[surface].append(zone.place)
    for old in former_names():
        for surface in {old.name, re.sub("(地区|[市县区])$", "", old.name)}:
            if len(surface) > 1 and surface not in found:
                found[surface].append(_divisions()[old.code])
    return {surface: tuple(places) for surface, places in found.items()}


def _latin(name: str) -> str:
    return re.sub("['’` -]", "", name).lower()


def resolve(name: str) -> tuple[Place, ...]:
    """Find the places a person may mean by a name, in Chinese or English, or a code: none if unknown.

    "大连", "大连市", "辽宁大连", "Dalian" and "210200" are one place; a former name gives today's division. A name
    that several divisions of one rank share gives all of them; otherwise the highest rank wins.
    """
    wanted = re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).translate(simplified())
    return _highest(_index().get(_latin(wanted), ()) if wanted.isascii() else _within(wanted))


def _within(name: str) -> tuple[Place, ...]:
    """Places with this name, which may start with the names of what they lie in."""
    if exact := _index().get(name):
        return exact
    for cut in range(2, len(name) - 1):
        parents = {p.code for p in _index().get(name[:cut], ())}
        if parents and (inside := tuple(p for p in _within(name[cut:]) if parents & {p.province, p.city})):
            return inside
    return ()


RANK = {"municipality": 0, "city": 1, "province": 1, "zone": 3, "county": 4}


def _highest(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """Those of the best rank: who writes 朝阳 means the city; who writes 吉林 may mean the city or the province."""
    best = min((RANK[p.kind] for p in places), default=0)
    return tuple(p for p in places if RANK[p.kind] == best)
