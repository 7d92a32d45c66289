"""How alike two texts are, told from samples of fixed size. Pure."""

import hashlib
import re
import unicodedata
import zlib
from collections.abc import Sequence

SHINGLE = 6
SKETCH_SIZE = 12
SKETCHED_LENGTH = 6000

_NOT_WORDS = re.compile(r"[\W_]+")


def title_key(title: str) -> str:
    """Return the title folded for comparison: NFKC, lower case, letters and digits only."""
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", title).lower())


def sketch(text: str) -> tuple[str, ...]:
    """Return a fixed-size sample of the text's shingles; the share two sketches have in common is that of the texts."""
    folded = title_key(text[:SKETCHED_LENGTH])
    shingles = {folded[i : i + SHINGLE] for i in range(max(0, len(folded) - SHINGLE + 1))}
    lowest = sorted(shingles, key=lambda s: (zlib.crc32(s.encode()), s))[:SKETCH_SIZE]
    return tuple(hashlib.blake2b(s.encode(), digest_size=6).hexdigest() for s in lowest)


def alike(one: Sequence[str], other: Sequence[str]) -> float:
    """Return the share of shingles two sketches have in common, 0 to 1."""
    if not one or not other:
        return 0.0
    return len(set(one) & set(other)) / min(len(one), len(other))
