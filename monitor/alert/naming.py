"""What a place, a programme and a list of either are called, in either language. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from monitor import gazetteer
from monitor.alert.words import EN, Words, batch_zh
from monitor.changes import Concern, DocumentChange
from monitor.model import Place, Role

PLACES_SHOWN = 3
_LONGEST_TITLE = 60


def place_name(concern: Concern, words: Words) -> str:
    """Return a place's full name; a district's or zone's with its city: 瓦房店市（大连）."""
    return _with_city(concern, words, short=False)


def short_name(concern: Concern, words: Words) -> str:
    """Return a city by its bare name (大连), a district or zone as `place_name` does."""
    return _with_city(concern, words, short=True)


def city_name(concern: Concern, words: Words) -> str:
    """Return the bare name of the city a place belongs to, or of the place where the city is not known."""
    city = gazetteer.place(concern.city)
    return _called(city, words, short=True) if city else concern.name


def _with_city(concern: Concern, words: Words, *, short: bool) -> str:
    place, city = gazetteer.place(concern.code), gazetteer.place(concern.city)
    is_itself = place is not None and concern.name in (place.name, place.short)
    if place is not None and is_itself and place.code == concern.city:
        return _called(place, words, short=short)
    name = _called(place, words, short=False) if place is not None and is_itself else concern.name
    if city is None or city.name == name:
        return name
    return words.within.format(name=name, city=_called(city, words, short=True))


def _called(place: Place, words: Words, *, short: bool) -> str:
    if words is EN and place.english:
        return place.english.partition("|")[0]
    return place.short if short else place.name


def names_of(names: Iterable[str], words: Words) -> str:
    """Return names of places as the language lists them, and calls them where only one place has the name."""
    return words.list_of(tuple(_named(name, words) for name in names))


def _named(name: str, words: Words) -> str:
    places = gazetteer.resolve(name) if words is EN else ()
    return _called(places[0], words, short=False) if len(places) == 1 else name


def by_role(concerns: Iterable[Concern]) -> Mapping[Role, list[Concern]]:
    """Return concerns grouped by role, in the order given."""
    grouped: dict[Role, list[Concern]] = {}
    for concern in concerns:
        grouped.setdefault(concern.role, []).append(concern)
    return grouped


def places_of(concerns: Iterable[Concern], words: Words) -> str:
    """Return the places' full names as the language lists them, each once."""
    return words.list_of(tuple(dict.fromkeys(place_name(c, words) for c in concerns)))


def short_places_of(concerns: Iterable[Concern], words: Words) -> str:
    """Return the places' short names as the language lists them, each once, for a subject line."""
    return words.list_of(tuple(dict.fromkeys(short_name(c, words) for c in concerns)), PLACES_SHOWN)


def tag_of(concerns: Sequence[Concern], words: Words) -> str:
    """Return what stands in a subject's brackets, each city once, with what is most urgent in it: 大连·入选.

    `concerns` come most urgent first; a city's districts are left to the headline where the city itself says more.
    """
    first_of_city: dict[str, Concern] = {}
    for concern in concerns:
        first = first_of_city.setdefault(concern.city, concern)
        if concern.role is first.role and concern.code == concern.city:
            first_of_city[concern.city] = concern
    return words.tag_joint.join(
        words.subject_tag.format(places=short_places_of(group, words), role=words.roles[role])
        for role, group in by_role(first_of_city.values()).items()
    )


def about(change: DocumentChange, words: Words) -> str:
    """Return the programme with its batch (零售业创新提升试点（首批）), or the document's title where there is none."""
    if change.programme is None:
        title = " ".join(change.title.split())
        short = title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"
        return words.titled.format(title=short or change.url)
    if change.batch is None:
        return change.programme.name
    if words is EN:
        return f"{change.programme.name} (batch {change.batch})"
    return f"{change.programme.name}（{batch_zh(change.batch)}）"
