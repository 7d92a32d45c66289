"""What was edited within a wording, character by character: Chinese has no words to go by."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Indel

LONGEST_COMPARED = 4000  # the comparison grows with the square
_SHORTEST_KEPT = 2

Kind = Literal["kept", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Edit:
    """A run of characters that both wordings have, or only the earlier (removed), or only the later (added)."""

    kind: Kind
    text: str


def edits(before: str, after: str) -> tuple[Edit, ...]:
    """Return how one wording became the other, in reading order.

    What is kept and removed makes the earlier, what is kept and added the later wording. A single character that both
    share by chance between two edits counts as edited; wordings beyond `LONGEST_COMPARED` characters are not compared.
    """
    if max(len(before), len(after)) > LONGEST_COMPARED:
        return _joined((("removed", before), ("added", after)))
    steps = Indel.opcodes(before, after)
    pieces: list[tuple[Kind, str]] = []
    for number, step in enumerate(steps):
        old, new = before[step.src_start : step.src_end], after[step.dest_start : step.dest_end]
        inside = 0 < number < len(steps) - 1
        if step.tag == "equal" and not (inside and len(old) < _SHORTEST_KEPT):
            pieces.append(("kept", old))
        else:
            pieces += [("removed", old), ("added", new)]
    return _joined(pieces)


def _joined(pieces: Iterable[tuple[Kind, str]]) -> tuple[Edit, ...]:
    """Return one removal and one addition, at most, between two kept runs."""
    found: list[Edit] = []
    removed = added = ""
    for kind, text in (*pieces, ("kept", "")):
        if kind == "removed":
            removed += text
        elif kind == "added":
            added += text
        else:
            found += [Edit("removed", removed)] * bool(removed) + [Edit("added", added)] * bool(added)
            found += [Edit("kept", text)] * bool(text)
            removed = added = ""
    return tuple(found)
