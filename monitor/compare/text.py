"""Two texts as a person compares them."""

import re
import unicodedata

HALF_LOADED = 0.7
_SPACE = re.compile(r"\s+")


def folded(text: str) -> str:
    """Return the text as a person compares it: NFKC, no white space."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def same_to_a_reader(before: str, after: str) -> bool:
    """Say whether two texts differ only in width, spacing or the order of their lines."""
    return sorted(_lines(before)) == sorted(_lines(after)) or folded(before) == folded(after)


def _lines(text: str) -> list[str]:
    return [line for raw in text.splitlines() if (line := folded(raw))]


def line_diff(before: str, after: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lines that are new and those that are gone, as printed, moved ones left out."""
    old, new = set(_lines(before)), set(_lines(after))
    added = tuple(line.strip() for line in after.splitlines() if folded(line) and folded(line) not in old)
    removed = tuple(line.strip() for line in before.splitlines() if folded(line) and folded(line) not in new)
    return added, removed


def is_half_loaded(before: str, after: str) -> bool:
    """Say whether a page was cut off in transit: much shorter and with no new words, where an editor leaves traces."""
    added, _ = line_diff(before, after)
    return len(folded(after)) < HALF_LOADED * len(folded(before)) and len(added) <= 1
