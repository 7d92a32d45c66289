"""What a text names, and how it was judged."""

from dataclasses import dataclass
from enum import StrEnum

from monitor.gazetteer import Tier


class Kind(StrEnum):
    """What a name is used for where it stands."""

    PLACE = "place"
    DISTRICT = "district"
    ZONE = "zone"
    BODY = "body"
    ORGANISATION = "organisation"
    GROUP = "group"
    STREET_OR_OTHER = "street_or_other"


NAMING_KINDS = frozenset({Kind.PLACE, Kind.DISTRICT, Kind.ZONE, Kind.BODY})


@dataclass(frozen=True, slots=True)
class Naming:
    """A place, or a group of places, where a text names it.

    `start` and `end` are offsets into the text as given; `surface` is what stands there. `code` is the place's own
    code, `city` the prefecture-level code it rolls up to (both empty for a group). `members` are the cities a group
    stands for, or the cities a zone reaches into. `via` is the group's name. `reason` says why it was judged so.
    """

    start: int
    end: int
    surface: str
    code: str
    name: str
    city: str
    kind: Kind
    reason: str
    tier: Tier | None = None
    excluded: bool = False
    via: str | None = None
    members: tuple[str, ...] = ()

    @property
    def named(self) -> bool:
        """Whether the text really names it: not a street, an organisation, a nation-wide group or a salutation."""
        if self.kind is Kind.GROUP:
            return self.tier != "national"
        return self.kind in NAMING_KINDS
