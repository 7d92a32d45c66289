"""Text as people write it, folded into one spelling, with the way back to the offsets of the text as given.

Full-width letters and digits, compatibility ideographs and traditional characters become plain ones; entities become
characters; tags, zero-width characters and white space between two Chinese characters vanish.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import unescape

from monitor.gazetteer import simplified

CHINESE = "⺀-⿟々〇㐀-鿿豈-﫿"
_BLANK = r"\s\u00ad\u180e\u200b-\u200f\u2060\ufeff"
_GAP = re.compile(f"(?<=[{CHINESE}])[{_BLANK}]++(?=[{CHINESE}])")
_LINE_ENDS = frozenset("\n\r\t\v\f\u2028\u2029")
_MARKUP = re.compile(
    rf"(?P<gap>(?:[{_BLANK}]|</?[A-Za-z][^<>]{{0,300}}>|<!--.{{0,300}}?-->|&(?:nbsp|ensp|emsp|thinsp|zwnj|zwj|#160|\#12288|\#x[aA]0);)+)"
    r"|&(?:[A-Za-z]{2,8}|#\d{2,7}|#[xX][0-9A-Fa-f]{2,6});"
)
FULL_LINE = 28  # characters from which on a line that ends in a word may have been wrapped
_HARD = re.compile(
    r"[\n\r\t\v\f\u2028\u2029]|</?(?:td|th|tr|li|p|div|br|h\d|table|ul|ol|dt|dd|option)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text, and where its characters came from.

    `breaks` are the positions before which the given text had a line, cell or block end, `gaps` those before which it
    had other white space; a full line that goes on in the next one has neither. A position belongs to the last cut at
    or before it: (position, where that character starts in the given text, where the one before it ended there).
    """

    text: str
    _positions: list[int] = field(repr=False)
    _starts: list[int] = field(repr=False)
    _ends: list[int] = field(repr=False)
    breaks: frozenset[int] = frozenset()
    gaps: frozenset[int] = frozenset()

    def start(self, at: int) -> int:
        """Where the folded character `at` starts in the given text."""
        cut = bisect_right(self._positions, at) - 1
        return self._starts[cut] + at - self._positions[cut] if cut >= 0 else at

    def end(self, at: int) -> int:
        """Where the folded character before `at` ends in the given text."""
        cut = bisect_right(self._positions, at) - 1
        if cut >= 0 and self._positions[cut] == at:
            return self._ends[cut]
        return self._starts[cut] + at - self._positions[cut] if cut >= 0 else at


def fold(text: str) -> Folded:
    """Bring a text into one spelling; cheap where there is nothing to fold."""
    folded = _without_markup(text) if "&" in text or "<" in text else _without_gaps(text)
    if _odd().search(folded.text):
        return replace(folded, text=folded.text.translate(_table()))
    return folded


class _Cuts:
    """Collects the pieces that are kept and where the text between them was dropped."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.positions: list[int] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.breaks: list[int] = []
        self.gaps: list[int] = []

    def keep(self, piece: str) -> None:
        self.pieces.append(piece)
        self.length += len(piece)

    def cut(self, end: int, start: int) -> None:
        """Note that what was kept so far ended at `end` in the given text, what follows starts at `start`."""
        if self.positions and self.positions[-1] == self.length:
            self.starts[-1] = start
            return
        self.positions.append(self.length)
        self.ends.append(end)
        self.starts.append(start)

    def folded(self) -> Folded:
        return Folded(
            "".join(self.pieces), self.positions, self.starts, self.ends, frozenset(self.breaks), frozenset(self.gaps)
        )


def _without_gaps(text: str) -> Folded:
    pieces: list[str] = []
    positions: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    breaks: list[int] = []
    gaps: list[int] = []
    done = dropped = 0
    for gap in _GAP.finditer(text):
        start, end = gap.span()
        at = start - dropped
        pieces.append(text[done:start])
        positions.append(at)
        ends.append(start)
        starts.append(end)
        if _LINE_ENDS.isdisjoint(gap[0]):
            gaps.append(at)
        elif not _wrapped(text, start, gap[0]):
            breaks.append(at)
        dropped += end - start
        done = end
    pieces.append(text[done:])
    return Folded("".join(pieces), positions, starts, ends, frozenset(breaks), frozenset(gaps))


def _without_markup(text: str) -> Folded:
    cuts, done = _Cuts(), 0
    for found in _MARKUP.finditer(text):
        start, end = found.span()
        if found["gap"] is None:
            character = unescape(found[0])
            if len(character) != 1:
                continue
            cuts.keep(text[done:start])
            cuts.cut(start, start)
            cuts.keep(character)
            cuts.cut(end, end)
        elif end - start > 1 or found[0].isspace():
            cuts.keep(text[done:start])
            if _HARD.search(found[0]):
                cuts.breaks.append(cuts.length)
            elif "<" not in found[0]:
                cuts.gaps.append(cuts.length)
            if _latin(text[start - 1 : start]) and _latin(text[end : end + 1]):
                cuts.cut(start, start)
                cuts.keep(" ")
                cuts.cut(end, end)
            else:
                cuts.cut(start, end)
        else:
            continue
        done = end
    cuts.keep(text[done:])
    return cuts.folded()


def _wrapped(text: str, start: int, gap: str) -> bool:
    """Whether a line ends only because it is full."""
    return "\t" not in gap and gap.count("\n") < 2 and start - text.rfind("\n", 0, start) > FULL_LINE


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """Characters that fold into one other character."""
    compatible = [
        *range(0xFF10, 0xFF1A),
        *range(0xFF21, 0xFF3B),
        *range(0xFF41, 0xFF5B),
        *range(0x2E80, 0x2FE0),
        *range(0xF900, 0xFB00),
    ]
    table = {code: unicodedata.normalize("NFKC", chr(code)) for code in compatible}
    return simplified() | {code: plain for code, plain in table.items() if len(plain) == 1 and plain != chr(code)}


@lru_cache(maxsize=1)
def _odd() -> re.Pattern[str]:
    return re.compile("[" + "".join(re.escape(chr(code)) for code in sorted(_table())) + "]")
