"""What the namings of a text mean for one watched place: the contract of `pilotwatch places`."""

from collections.abc import Sequence
from typing import TypedDict

from monitor.gazetteer import city_of, place, resolve
from monitor.read.places.finding import find_places
from monitor.read.places.naming import Kind, Naming


class MentionView(TypedDict):
    """One mention as printed; offsets index the row's text as given."""

    start: int
    end: int
    surface: str
    code: str
    name: str
    kind: str
    tier: str | None
    excluded: bool


class PlacesView(TypedDict):
    """One row as printed."""

    named: bool
    mentions: list[MentionView]


def concerns(naming: Naming, code: str) -> bool:
    """Whether a naming is about a division: itself, what lies in it, or a group it belongs to."""
    if code in naming.members or code in (naming.code, naming.city):
        return True
    wanted, found = place(code), place(naming.code)
    return wanted is not None and wanted.kind == "province" and found is not None and found.province == code


def watched_view(text: str, watched: str | None = None, *, title: str = "") -> PlacesView:
    """Whether a text names the watched place (any place if None), and its mentions.

    Raises LookupError if no place has the watched name; a name of several places watches them all.
    """
    namings: Sequence[Naming] = find_places(text, title=title)
    if watched is not None:
        codes = {p.code if p.kind != "zone" else city_of(p.code) for p in resolve(watched)}
        if not codes:
            raise LookupError(f"no place is called {watched!r}")
        namings = [naming for naming in namings if any(concerns(naming, code) for code in codes)]
    return {"named": any(naming.named for naming in namings), "mentions": [_mention(naming) for naming in namings]}


def _mention(naming: Naming) -> MentionView:
    return {
        "start": naming.start,
        "end": naming.end,
        "surface": naming.surface,
        "code": naming.code,
        "name": naming.name,
        "kind": str(Kind(naming.kind)),
        "tier": naming.tier,
        "excluded": naming.excluded,
    }
