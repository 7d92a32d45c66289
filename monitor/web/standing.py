"""Where cities stand in programmes: one role for each, from all that the log ever said. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.memory import Standing
from monitor.model import Role

# What was decided outweighs what was set, and that what was only proposed or said in passing.
_DECIDES = (Role.SELECTED, Role.TASKED, Role.PROPOSED, Role.EXCLUDED, Role.IMPLIED, Role.MENTIONED)
INSIDE = (Role.SELECTED, Role.TASKED, Role.PROPOSED)


@dataclass(frozen=True, slots=True)
class Stand:
    """A city in a programme: its role, the change since which it has it, and the latest that said so.

    `also` are further roles that hold, `through` the code of the district that has the role where the city itself has
    none.
    """

    role: Role
    since: int
    last: int
    also: tuple[Role, ...] = ()
    through: str | None = None


def stands(found: Iterable[Standing]) -> dict[tuple[str, str], Stand]:
    """Return how each city stands in each programme that decided something about it, by (programme, city)."""
    by_pair: dict[tuple[str, str], list[Standing]] = {}
    for each in found:
        by_pair.setdefault((each.programme, each.city), []).append(each)
    return {pair: stand for pair, said in by_pair.items() if (stand := _stand(said, pair[1]))}


def _stand(said: Sequence[Standing], city: str) -> Stand | None:
    own = [each for each in said if each.code == city and each.role in (*_DECIDES[:4], Role.REMOVED)]
    return _of_roles(own or [each for each in said if each.code != city], city) or _of_roles(said, city)


def _of_roles(said: Sequence[Standing], city: str) -> Stand | None:
    by_role: dict[Role, Standing] = {}
    for each in sorted(said, key=lambda each: each.last):
        by_role[each.role] = each
    removed, chosen = by_role.get(Role.REMOVED), next((role for role in _DECIDES if role in by_role), None)
    if removed is not None and all(by_role[role].last <= removed.last for role in INSIDE if role in by_role):
        chosen = Role.REMOVED
    if chosen is None:
        return None
    basis = by_role[chosen]
    also = tuple(role for role in INSIDE[:2] if role in by_role and role is not chosen and chosen is not Role.REMOVED)
    return Stand(chosen, basis.first, basis.last, also, None if basis.code == city else basis.code)


def matrix(stood: Mapping[tuple[str, str], Stand], cities: Sequence[str]) -> list[tuple[str, tuple[Stand | None, ...]]]:
    """Return a row for each programme, the one with the latest word first: how each of the cities stands in it."""
    latest: dict[str, int] = {}
    for (programme, city), stand in stood.items():
        if city in cities and stand.role not in (Role.IMPLIED, Role.MENTIONED, Role.ORGANISATION):
            latest[programme] = max(latest.get(programme, 0), stand.last)
    order = sorted(latest, key=lambda programme: -latest[programme])
    return [(programme, tuple(stood.get((programme, city)) for city in cities)) for programme in order]
