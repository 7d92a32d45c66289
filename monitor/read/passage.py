"""A text made ready for rules: simplified, half-width, without splices, and the way back to the text as given."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from monitor.model import Evidence

CJK = "\u4e00-\u9fff"
_PINYIN = "a-zü"
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"

# Zero-width characters; pinyin that reading aids splice in behind a character; gaps inside a spaced-out word.
_SPLICES = re.compile(
    "[\u200b-\u200d\u2060\ufeff\u00ad]+"
    rf"|(?<=[{CJK}])\([{_PINYIN}]{{0,5}}[{_TONED}][{_PINYIN}]{{0,5}}\)"
    rf"|(?<=[{CJK}])(?<![{CJK}]{{2}})[ \u00a0]{{1,4}}(?=[{CJK}])"
    rf"|(?<=[{CJK}])[ \u00a0]{{1,4}}(?=[{CJK}](?![{CJK}]))"
)


@cache
def _fold_table() -> dict[int, int]:
    """Traditional to simplified and full width to half width, always one character for one."""
    lines = files("monitor").joinpath("data/traditional.tsv").read_text("utf-8").splitlines()
    traditional, simplified = lines[-1].split("\t")
    table = dict(zip(map(ord, traditional), map(ord, simplified), strict=True))
    table.update({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)})
    table.update(
        {0x3000: 0x20, 0x00A0: 0x20, 0xFE5D: 0x3014, 0xFE5E: 0x3015, 0x2014: 0x2014, 0x2019: 0x27, 0x2018: 0x27}
    )
    table.update({0x0D: 0x0A, 0x2028: 0x0A, 0x2029: 0x0A, 0x0B: 0x0A, 0x0C: 0x0A})
    return table


def fold(text: str) -> str:
    """Give the text in simplified characters and half width; every character keeps its place."""
    return text.translate(_fold_table())


@dataclass(frozen=True, slots=True)
class Passage:
    """A text as rules see it (`text`), and as it was given (`given`).

    All offsets inside the reading count `text`; `origin` and `evidence` lead back to `given`. From `cuts[i]` on, a
    character of `text` stands `shifts[i]` further on in `given`.
    """

    given: str
    text: str
    cuts: tuple[int, ...] = (0,)
    shifts: tuple[int, ...] = (0,)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where the span `text[start:end]` stands in the text as given."""
        if len(self.cuts) == 1 or start >= end:
            return start, end
        first, last = bisect_right(self.cuts, start) - 1, bisect_right(self.cuts, end - 1) - 1
        return start + self.shifts[first], end + self.shifts[last]

    def inward(self, offset: int) -> int:
        """Give where an offset into `given` stands in `text`; inside a splice, where the splice was."""
        piece = bisect_right(range(len(self.cuts)), offset, key=lambda i: self.cuts[i] + self.shifts[i]) - 1
        inner = offset - self.shifts[piece]
        return min(inner, self.cuts[piece + 1]) if piece + 1 < len(self.cuts) else inner

    def evidence(self, start: int, end: int) -> Evidence:
        """Give the words as given for a span of `text`."""
        origin_start, origin_end = self.origin(start, end)
        return Evidence(origin_start, origin_end, self.given[origin_start:origin_end])


def passage(given: str) -> Passage:
    """Fold the text and take out what is spliced into its words."""
    text = fold(given)
    pieces: list[str] = []
    cuts, shifts = [0], [0]
    last = length = 0
    for splice in _SPLICES.finditer(text):
        pieces.append(text[last : splice.start()])
        length += splice.start() - last
        last = splice.end()
        cuts.append(length)
        shifts.append(last - length)
    if not pieces:
        return Passage(given, text)
    pieces.append(text[last:])
    return Passage(given, "".join(pieces), tuple(cuts), tuple(shifts))
