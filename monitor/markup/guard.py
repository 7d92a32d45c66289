"""Markup that would take a parser minutes, told by a linear look before it is parsed.

lexbor is quadratic in nesting and in the attributes of one tag (200,000 nested divs: 88 s). Small pages cannot hold
enough of either to matter, so most pages are only counted.
"""

import re

MAX_DEPTH = 1000
MAX_ATTRIBUTES = 1000
MAX_COPIES = 200_000
_FEW_TAGS = 1500
_SMALL = 32_768

# What a tokenizer sees: comments and raw text are passed over, a ">" in a quoted value does not end a tag.
_NAME_AND_VALUE = r"[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\s>]*+))?"
_REST = rf"(?:[\s/]++|{_NAME_AND_VALUE})*+"
_RAW_TEXT = "|".join(
    rf"<{name}\b{_REST}>.*?(?:</{name}|\Z)" for name in ("script", "style", "textarea", "title", "xmp")
)
_TAG = re.compile(rf"<!--(?:-?>|.*?(?:--!?>|\Z))|{_RAW_TEXT}|<(/?[a-z][^\s/>]*+){_REST}", re.IGNORECASE | re.DOTALL)
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
    if len(text) < _SMALL and text.count("<") - text.count("</") < _FEW_TAGS:
        return
    steps: dict[str, tuple[int, int]] = {}
    depth = reopened = copies = 0
    most_copies = MAX_COPIES + 20 * len(text)
    for match in _TAG.finditer(text):
        name = match[1]
        if name is None:
            continue
        nested, kept = steps.get(name) or steps.setdefault(name, _step(name))
        depth = max(0, depth + nested)
        reopened = max(0, reopened + kept)
        copies += reopened
        if depth + reopened > MAX_DEPTH or copies > most_copies:
            raise TooDeepError(f"its markup is nested more than {MAX_DEPTH} deep")
        if match.end() - match.start() > 2 * MAX_ATTRIBUTES:
            _check_attributes(match[0][len(name) + 1 :])


def _check_attributes(rest: str) -> None:
    if sum(1 for _ in _ATTRIBUTE.finditer(rest)) > MAX_ATTRIBUTES:
        raise TooDeepError(f"one of its tags has more than {MAX_ATTRIBUTES} attributes")


def _step(tag: str) -> tuple[int, int]:
    """Return by how much a tag deepens the tree, and the elements that the parser opens anew."""
    name = tag.removeprefix("/").lower()
    step = -1 if tag.startswith("/") else 1
    if not name or name in _NOT_NESTING:
        return 0, 0
    return (0, step) if name in _REOPENED else (step, 0)
