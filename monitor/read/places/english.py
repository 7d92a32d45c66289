"""Places in English text: Dalian, Xi'an, Dalian City, Dalian Customs; not Dalian Commodity Exchange or Dalian Road."""

import re
from functools import lru_cache

from monitor.gazetteer import divisions, zones
from monitor.model import Place
from monitor.read.fold import Folded
from monitor.read.places.naming import Kind, Naming

_WORD = re.compile(r"[A-Z][A-Za-zü]*(?:['’‘`´-][A-Za-z][A-Za-zü]*)*")
_FIRST_PART = re.compile("['’‘`´-]")
_RANK = re.compile(
    r"[ -](?:City|Municipality|Municipal|Prefecture|Province|Provincial|city|municipality|province|SAR)\b"
)
_COUNTY_RANK = re.compile(r" (?:District|County|City|Banner|New Area|district|county|city)\b")
_REST = r"(?:[ ,]?(?: ?(?:of|and|&|for|the|in)\b| ?[A-Z][\w&'’.-]*| ?\([A-Z][\w ]*\))){0,6}?[ ]?"
_ORGANISATION = re.compile(
    r" "
    + _REST
    + r"\b(?:University|Universities|Institute|Institutes|Academy|College|School|Exchange|Bank|Group|Co\b|Ltd|"
    r"Corporation|Corp|Company|Organi[sz]ation|"
    r"Hospital|Airlines|Securities|Shipyard|Shipbuilding|Press|Daily|Football|FC|Club|Wanda|Museum|Laboratory|"
    r"Holdings|Inc\b|Oilfield)\b"
)
_BODY = re.compile(
    r"(?: Municipal| City| Provincial)? ?"
    + _REST
    + r"\b(?:Customs|Bureau|Government|Commission|Committee|Congress|Court|Administration|Authority|"
    r"Procuratorate|Department|Office|CPPCC)\b"
)
_OF = re.compile(r"\b(?:Bank|University|Institute|Academy|Agricultural Bank) of (?:the )?$")
_STREET = re.compile(
    r" (?:(?:East|West|North|South|Middle) )?(?:Road|Rd|Street|St\b|Avenue|Ave|Lane|Boulevard|Station|Park\b|"
    r"Hotel|Plaza)"
)
_ZONE = re.compile(
    r" (?:[A-Z][\w-]* (?:and )?){0,4}(?:Zone|New Area|Development Area|Free Trade Port|Industrial Park|"
    r"Science City|Airport|Port)\b"
)
_EXCLUDING = re.compile(
    r"(?:except(?:ing)?(?: for)?|exclud(?:ing|es?|ed)|other than|not includ(?:ing|ed?)|with the exception of|"
    r"apart from|aside from|"
    r"(?:shall|does|do|will) not (?:apply|extend|be applied) to|not applicable to|outside(?: of)?|without|"
    r"exclusive of)\b[^.;:()!?]{0,120}$",
    re.IGNORECASE,
)
_EXCLUDED = re.compile(r"^(?:[^.;()]{0,40})?\b(?:excluded|excepted|not included|(?:is|are) exempt)\b", re.IGNORECASE)
_ADDING = re.compile(r"not only\b[^.;]{0,40}$|(?<!not )includ(?:ing|es?)\b[^.;]{0,120}$", re.IGNORECASE)
# Names that English uses for something else, or that need their rank to be a place of China.
_NEED_RANK = {
    "ali",
    "aba",
    "ili",
    "dali",
    "hami",
    "ganzi",
    "yili",
    "kashi",
    "lasa",
    "hetian",
    "luan",
    "jian",
    "yaan",
    "luohe",
    "alashan",
}
# One spelling, several cities: the one that is meant when the text does not tell.
_USUAL = {"suzhou": "320500", "fuzhou": "350100"}


Match = tuple[int, int, tuple[Place, ...]]


@lru_cache(maxsize=1)
def _names() -> tuple[dict[str, tuple[Place, ...]], dict[str, tuple[Place, ...]]]:
    """Names that stand alone, and names of counties that need their rank, by their letters."""
    alone: dict[str, list[Place]] = {}
    ranked: dict[str, list[Place]] = {}
    for division in divisions():
        for name in division.english.split("|"):
            key = _key(name)
            county = division.kind == "county" and division.city != division.code
            target = ranked if county or (key in _NEED_RANK and "'" not in name) else alone
            target.setdefault(key, []).append(division)
            if "'" in name and key in _NEED_RANK:
                alone[name.lower()] = [division]
                alone.pop(key, None)
    for zone in zones():
        for alias in zone.aliases:
            if alias.isascii() and alias[0].isupper() and len(alias) > 3:
                alone[_key(alias)] = [zone.place]
    return {k: tuple(v) for k, v in alone.items()}, {k: tuple(v) for k, v in ranked.items()}


@lru_cache(maxsize=1)
def _starts() -> frozenset[str]:
    """Whatever a name's letters may start with: most words of a text start none."""
    return frozenset(key[:size] for names in _names() for key in names for size in range(1, len(key) + 1))


_LETTERS = str.maketrans(dict.fromkeys("'’‘`´- ") | {"ü": "u"})


def _key(name: str) -> str:
    return name.lower().translate(_LETTERS)


def english_namings(folded: Folded, given: str) -> list[Naming]:
    """Find the places that Latin words of a text name; `given` is the text before folding."""
    text = folded.text
    words = list(_WORD.finditer(text))
    if not words:
        return []
    found: list[Match] = []
    skip = -1
    starts = _starts()
    for index, word in enumerate(words):
        first = word[0]
        if not first.isalpha():
            first = _FIRST_PART.split(first, maxsplit=1)[0]
        if first.lower() not in starts or word.start() < skip or _inside_a_word(text, word.start()):
            continue
        match = _match(text, words, index)
        if match is not None:
            found.append(match)
            skip = match[1]
    return [naming for match in found for naming in _namings(folded, given, match, found)]


def _inside_a_word(text: str, start: int) -> bool:
    return start > 0 and text[start - 1].isascii() and text[start - 1].isalnum()


def _match(text: str, words: list[re.Match[str]], index: int) -> Match | None:
    """Match the longest name of one to three words that starts at a word."""
    alone, ranked = _names()
    start = words[index].start()
    for count in (3, 2, 1):
        if index + count > len(words):
            continue
        end = words[index + count - 1].end()
        written = text[start:end]
        if count > 1 and written.count(" ") != count - 1:
            continue
        if count == 1 and (written.endswith(("'s", "’s"))):
            end -= 2
            written = written[:-2]
        key = _key(written)
        exact = re.sub("[’‘`´]", "'", written.lower())
        rank = _COUNTY_RANK.match(text, end)
        if rank and (places := ranked.get(key)) and not (key in alone and rank[0] in (" City", " city")):
            return start, rank.end(), places
        if places := alone.get(exact) or alone.get(key):
            return start, end, places
        if count == 1 and "-" in written and (places := alone.get(_key(written.split("-")[0]))):
            return start, start + written.index("-"), places
    return None


def _namings(folded: Folded, given: str, match: Match, found: list[Match]) -> list[Naming]:
    text = folded.text
    start, end, places = match
    kind, reason = (
        (Kind.ORGANISATION, "organisation") if _OF.search(text, max(0, start - 30), start) else _class(text, end)
    )
    rank = _RANK.match(text, end)
    chosen = _choose(places, found, rank[0] if rank else "")
    if rank and kind is not Kind.ORGANISATION:
        end = rank.end()
    left_out = bool(_EXCLUDED.match(text[end : end + 60])) or (
        bool(_EXCLUDING.search(text[max(0, start - 160) : start]))
        and not _ADDING.search(text[max(0, start - 60) : start])
    )
    first, last = folded.start(start), folded.end(end)
    return [
        Naming(first, last, given[first:last], place.code, place.name, place.city, _kind(kind, place),
               reason if len(chosen) == 1 else "ambiguous_spelling", excluded=left_out)
        for place in chosen
    ]  # fmt: skip


def _class(text: str, end: int) -> tuple[Kind, str]:
    rest = text[end : end + 90]
    if _STREET.match(rest):
        return Kind.STREET_OR_OTHER, "street"
    if _ZONE.match(rest):
        return Kind.PLACE, "zone"
    body, organisation = _BODY.match(rest), _ORGANISATION.match(rest)
    if body and not (organisation and organisation.end() <= body.end()):
        return Kind.BODY, "body"
    if organisation:
        return Kind.ORGANISATION, "organisation"
    return Kind.PLACE, "english"


def _kind(kind: Kind, place: Place) -> Kind:
    if kind is not Kind.PLACE:
        return kind
    if place.kind == "zone":
        return Kind.ZONE
    return Kind.PLACE if place.code in (place.city, place.province) else Kind.DISTRICT


def _choose(places: tuple[Place, ...], found: list[Match], rank: str) -> tuple[Place, ...]:
    """Choose the places a spelling means: by rank, by what is named with it, by use; else all of them."""
    if "City" in rank or "Municipal" in rank or "city" in rank:
        places = tuple(p for p in places if p.kind != "province") or places
    elif len({p.kind for p in places}) > 1:
        best = min(places, key=lambda p: ("province", "municipality", "city", "county").index(p.kind))
        return (best,)
    if len(places) < 2:
        return places
    told = [p for _, _, others in found if len(others) == 1 for p in others]
    usual = tuple(p for p in places if p.code in _USUAL.values())
    # A neighbour in a list of cities says little of the usual Suzhou; its province named beside it says all.
    telling = [t for t in told if t.kind == "province"] if usual else told
    votes = {p.code: sum(1 for t in telling if t.province == p.province) for p in places}
    winners = tuple(p for p in places if votes[p.code] == max(votes.values()))
    if any(votes.values()) and len(winners) == 1:
        return winners
    return usual or places
