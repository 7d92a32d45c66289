"""From a text to its namings: fold, scan once, judge each hit in its surroundings, tell which place is meant."""

from collections.abc import Iterable, Iterator

from monitor.model import Place
from monitor.read.fold import Folded, fold
from monitor.read.places.context import around
from monitor.read.places.english import english_namings
from monitor.read.places.exclusion import Exclusions
from monitor.read.places.grouping import group_naming
from monitor.read.places.judging import LocalNames, Verdict, judge
from monitor.read.places.lexicon import Form, Hit, lexicon
from monitor.read.places.naming import Kind, Naming
from monitor.read.places.resolving import Resolver

LONGEST_SURFACE = 16


def find_places(text: str, *, title: str = "") -> tuple[Naming, ...]:
    """Every place and group of places that a text names, in order, with offsets into the text as given.

    `title` is the document's title where it is not part of the text: it tells which of several places is meant.
    """
    folded = fold(text)
    hits = lexicon().find(folded.text)
    namings = english_namings(folded, text)
    if hits:
        namings = [*_chinese_namings(folded, text, hits, title), *namings]
    return tuple(sorted(namings, key=lambda naming: (naming.start, naming.end)))


def scan(text: str) -> int:
    """Count the surfaces of places in a text without judging any: fold and scan alone."""
    return len(lexicon().find(fold(text).text))


def bare_scan(text: str) -> int:
    """Count them by the automaton alone, in a text taken as it is."""
    return lexicon().bare_scan(text.encode())


def _chinese_namings(folded: Folded, text: str, hits: list[Hit], title: str) -> Iterator[Naming]:
    mentioned = _mentioned(hits)
    titled = _certain(lexicon().find(fold(title).text)) if title else []
    if titled:
        mentioned |= {code for p in titled for code in (p.code, p.city)}
    resolver = Resolver(folded.text, titled)
    exclusions = Exclusions(folded.text)
    local = LocalNames(folded.text)
    index = 0
    while index < len(hits):
        hit = hits[index]
        if hit.entry.group is not None:
            if naming := group_naming(folded, text, hit, exclusions):
                yield naming
            index += 1
            continue
        here = around(folded, hits, index)
        verdict = judge(folded, here, mentioned)
        place = resolver.choose(here) if verdict else None
        if verdict is None or place is None:
            hits[index : index + 1] = _hidden(folded.text, hit, hits[index + 1 : index + 2])
            continue
        verdict = local.weigh(verdict, here)
        if verdict.kind in (Kind.PLACE, Kind.DISTRICT, Kind.ZONE, Kind.BODY):
            resolver.know(hit.start, place)
        yield _naming(folded, text, verdict, place, exclusions)
        index += 1


def _hidden(text: str, rejected: Hit, following: list[Hit]) -> list[Hit]:
    """Find what a rejected hit kept from being found: the bare name in 东方市场, or 定西 in 确保定西…."""
    start, end = rejected.start, rejected.end
    if end - start > 2:
        shorter = lexicon().find(text[start : end - 1])
        if shorter and shorter[0].start == 0:
            return [Hit(start, start + shorter[0].end, shorter[0].entry)]
    begin = next((at for at in range(start + 1, end) if text[at : at + 2] in lexicon().heads), None)
    if begin is None:
        return []
    limit = following[0].start if following else len(text)
    found = lexicon().find(text[begin : min(limit, end + LONGEST_SURFACE)])
    return [Hit(begin + h.start, begin + h.end, h.entry) for h in found if begin + h.start < end]


def _naming(folded: Folded, text: str, verdict: Verdict, place: Place, exclusions: Exclusions) -> Naming:
    hit = verdict.hit
    start, end = folded.start(hit.start), folded.end(verdict.end)
    kind = verdict.kind
    if kind in (Kind.PLACE, Kind.DISTRICT) and place.kind != "zone":
        kind = Kind.PLACE if place.code in (place.city, place.province) else Kind.DISTRICT
    return Naming(
        start, end, text[start:end], place.code, place.name, place.city, kind, verdict.reason,
        excluded=exclusions.cover(hit.start, hit.end), members=hit.entry.also,
    )  # fmt: skip


def _certain(hits: Iterable[Hit]) -> list[Place]:
    return [hit.entry.places[0] for hit in hits if hit.entry.form <= Form.SHORT and len(hit.entry.places) == 1]


def _mentioned(hits: Iterable[Hit]) -> frozenset[str]:
    """Codes of divisions that the text names in full, and of the cities those lie in."""
    codes: set[str] = set()
    for hit in hits:
        if hit.entry.form is Form.FULL and len(hit.entry.surface) > 2 and len(hit.entry.places) == 1:
            codes.update((hit.entry.places[0].code, hit.entry.places[0].city))
    return frozenset(codes)
