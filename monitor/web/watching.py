"""Which places a reader is shown first: those the configuration's subscriptions watch, or the one asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor import gazetteer
from monitor.changes import AboutDocument, Concern
from monitor.config import Config
from monitor.model import Place, Role, Subscription

PEERS = ("210200", "370200", "330200", "350200", "440300")  # 计划单列市: 大连 青岛 宁波 厦门 深圳
ANY_ROLE = tuple(Role)
MOST_WATCHED = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """What a typed place stands for: its code, or why it stands for nothing."""

    code: str | None = None
    choices: tuple[Place, ...] = ()

    @property
    def unclear(self) -> bool:
        """Whether several places bear the name."""
        return len(self.choices) > 1


def asked_for(name: str) -> Asked:
    """Return the place meant by a name or a code."""
    found = gazetteer.resolve(name)
    return Asked(found[0].code, found) if len(found) == 1 else Asked(None, found)


def watched(config: Config) -> tuple[str, ...]:
    """Return the codes that subscriptions watch, each once, in their order."""
    codes = dict.fromkeys(code for subscription in config.subscriptions for code in subscription.places)
    return tuple(codes)[:MOST_WATCHED]


def reader_of(codes: Sequence[str], language: str) -> Subscription:
    """Return a reader who watches these places in whatever role."""
    return Subscription(id="page", name="", channel="", places=tuple(codes), roles=ANY_ROLE, language=language)


def everyone_in(changes: Sequence[AboutDocument]) -> tuple[str, ...]:
    """Return the codes of all places that changes concern."""
    return tuple(dict.fromkeys(concern.code for change in changes for concern in change.concerns))


def is_about(concern: Concern, codes: Sequence[str]) -> bool:
    """Say whether a concern is about one of these places or what lies in it."""
    return any(code in (concern.code, concern.city, f"{concern.code[:2]}0000") for code in codes)


def place_label(code: str, language: str) -> str:
    """Return a place's short name in a language; the code where there is no such place today."""
    place = gazetteer.place(code)
    if place is None:
        return code
    return place.english.partition("|")[0] if language == "en" and place.english else place.short
