"""Every place a text names, with its role."""

import re
from collections.abc import Iterator

from monitor import gazetteer
from monitor.model import Mention, Role
from monitor.read.layout import Span
from monitor.read.passage import Passage
from monitor.read.places import Naming

_CLAUSE = re.compile(r"[。!?\n]")
_WINDOW = 80


def mentions(
    passage: Passage, namings: list[Naming], roles: dict[int, Role], content: list[Span]
) -> tuple[Mention, ...]:
    """List a mention for each naming in the content, for a group one for each member.

    Streets and nation-wide groups (全国) are left out. A naming keeps the role the lists gave it; else it is excluded,
    an organisation, implied by a group, or mentioned.
    """
    found: list[Mention] = []
    lines = iter(content)
    line = next(lines, None)
    for naming in namings:
        while line is not None and line.end <= naming.start:
            line = next(lines, None)
        if line is None:
            break
        if naming.start >= line.start and naming.kind != "street_or_other" and naming.tier != "national":
            found.extend(_mentions_of(passage, naming, roles))
    return tuple(found)


def _mentions_of(passage: Passage, naming: Naming, roles: dict[int, Role]) -> Iterator[Mention]:
    start, end = passage.origin(naming.start, naming.end)
    surface = passage.given[start:end]
    quote = _quote(passage, naming)
    if naming.kind == "group":
        role = roles.get(naming.start, Role.EXCLUDED if naming.excluded else Role.IMPLIED)
        for code in naming.members:
            if (place := gazetteer.place(code)) is not None:
                yield Mention(
                    place.code, place.name, place.city, role, surface, start, end, quote, naming.via or naming.name
                )
        return
    yield Mention(naming.code, naming.name, naming.city, _role(naming, roles), surface, start, end, quote, naming.via)


def _role(naming: Naming, roles: dict[int, Role]) -> Role:
    if naming.start in roles:
        return roles[naming.start]
    if naming.excluded:
        return Role.EXCLUDED
    return Role.ORGANISATION if naming.kind == "organisation" else Role.MENTIONED


def _quote(passage: Passage, naming: Naming) -> str:
    """Give the clause around a naming, cut to a window; verbatim."""
    left, right = max(0, naming.start - _WINDOW), min(len(passage.text), naming.end + _WINDOW)
    before = max(passage.text.rfind(mark, left, naming.start) for mark in "。!?\n") + 1
    after = _CLAUSE.search(passage.text, naming.end, right)
    return passage.evidence(before or left, after.end() if after else right).quote.strip()
