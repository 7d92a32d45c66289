"""Lines as they were set on a page -> paragraphs: a name broken at a line's end is whole again."""

import re
from collections.abc import Iterable
from unicodedata import east_asian_width

from monitor.markup.words import joined

_FULL = 0.88
_NARROWEST_PAGE = 40
_ENDS = tuple("。！？；：;:.!?")
_STARTS_ANEW = re.compile(
    r"\s{2,}|\u3000|[（(]?[一二三四五六七八九十百]+[）)、.．]|第[一二三四五六七八九十百]+[章条批类]|[（(]?\d{1,3}[）)、.．](?!\d)|附件|附："
)
_PAGE_NUMBER = re.compile(r"[-—–\s]*\d{1,4}[-—–\s]*|第\s*\d+\s*页.*|\d+\s*/\s*\d+")


def paragraphs(lines: Iterable[str]) -> list[str]:
    """Join each line that fills its page's width to the next, unless a sentence ends or a new item begins there."""
    kept = [line.rstrip() for line in lines if line.strip() and not _PAGE_NUMBER.fullmatch(line.strip())]
    full = max(_NARROWEST_PAGE, _FULL * max((_width(line) for line in kept), default=0))
    found: list[str] = []
    going_on = False
    for line in kept:
        if going_on and not _STARTS_ANEW.match(line):
            found[-1] = _together(found[-1], line.strip())
        else:
            found.append(line.strip())
        going_on = _width(line) >= full and not line.endswith(_ENDS)
    return [words for line in found if (words := joined(line))]


def _together(before: str, after: str) -> str:
    spaced = before[-1:].isascii() and after[:1].isascii() and before[-1:].isalnum() and after[:1].isalnum()
    return f"{before} {after}" if spaced else before + after


def _width(line: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in line)
