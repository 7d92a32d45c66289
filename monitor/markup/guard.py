"""Markup that would take a parser minutes, told by a linear look before it is parsed.

lexbor is quadratic in nesting and in the attributes of one tag (200,000 nested divs: 88 s). Small pages cannot hold
enough of either to matter, so most pages are only counted.
"""

import re

MAX_DEPTH = 1000
MAX_ATTRIBUTES = 1000
MAX_COPIES = 200_000
_FEW_TAGS = 1000
_SMALL = 32_768

# What a tokenizer sees: comments and raw text are passed over, a ">" in a quoted value does not end a tag.
_NAME_AND_VALUE = r"[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\s>]*+))?"
_REST = rf"(?:[\s/]++|{_NAME_AND_VALUE})*+"
_TAG = re.compile(
    rf"<!--(?:-?>|.*?(?:--!?>|\Z))|<(?:(script|style|textarea|title|xmp)\b{_REST}>.*?(?:</\1|\Z)|"
    rf"(/?)([a-z][^\s/>]*)({_REST}))",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(_NAME_AND_VALUE)
# Elements without content, and those that the next of their kind closes.
_VOID = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
_CLOSED_BY_NEXT = ("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup")
_NOT_NESTING = frozenset((*_VOID, *_CLOSED_BY_NEXT, "html", "head", "body"))
# Left open, these are opened anew by the parser in every block that follows.
_REOPENED = frozenset(("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"))


class TooDeepError(ValueError):
    """The markup is nested, or one of its tags stuffed, beyond what a page of a person would be."""


def check_nesting(text: str) -> None:
    """Raise TooDeepError if parsing this markup could take long."""
    if len(text) < _SMALL and text.count("<") < _FEW_TAGS:
        return
    depth = reopened = copies = 0
    for _, closing, written, rest in _TAG.findall(text):
        name = written.lower()
        step = -1 if closing else 1
        if name in _REOPENED:
            reopened = max(0, reopened + step)
        elif name and name not in _NOT_NESTING:
            depth = max(0, depth + step)
        copies += reopened
        if depth + reopened > MAX_DEPTH or copies > MAX_COPIES + 20 * len(text):
            raise TooDeepError(f"its markup is nested more than {MAX_DEPTH} deep")
        if len(rest) > 2 * MAX_ATTRIBUTES:
            _check_attributes(rest)


def _check_attributes(tag: str) -> None:
    if sum(1 for _ in _ATTRIBUTE.finditer(tag)) > MAX_ATTRIBUTES:
        raise TooDeepError(f"one of its tags has more than {MAX_ATTRIBUTES} attributes")
