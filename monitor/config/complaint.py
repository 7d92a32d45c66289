"""What is wrong with sources.yaml, in one line: where, the value as the file has it, what was expected.

Values come from the file as it is written, so that a variable shows as `${NAME}`; channels are never shown.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

KeyPath = tuple[str | int, ...]

_EXPECTED = {
    "missing": "required, and missing",
    "string_type": "{shown} is not text; put it in quotes",
    "string_too_short": "expected a text that is not empty",
    "too_short": "expected at least one",
    "tuple_type": "{shown} is not a list; write [] for none",
    "model_type": "{shown} is not a mapping of keys",
    "model_attributes_type": "{shown} is not a mapping of keys",
    "int_type": "{shown} is not a whole number",
    "int_parsing": "{shown} is not a whole number",
    "int_from_float": "{shown} is not a whole number",
    "greater_than_equal": "{shown} is too small; expected at least {ge}",
    "bool_type": "{shown} is not true or false",
    "bool_parsing": "{shown} is not true or false",
    "zoneinfo_str": "{shown} is not a time zone; expected a name such as Asia/Shanghai",
}


def complaint(error: ErrorDetails, raw: object) -> str:
    """Say in a line what one of pydantic's errors means for the file `raw`, its variables not filled in."""
    path, context = _in_file(error["loc"]), error.get("ctx", {})
    match error["type"]:
        case "unknown_key":
            path = (*path, context["key"])
            problem = f"unknown key{_choice(context['key'], context['known'])}"
        case "union_tag_invalid":
            path = (*path, "kind")
            problem = f"{_shown(path, raw)} is not a known kind{_choice(_at(path, raw), context['expected_tags'])}"
        case "union_tag_not_found":
            path, problem = (*path, "kind"), _EXPECTED["missing"]
        case "enum" | "literal_error":
            problem = f"{_shown(path, raw)} is not known here{_choice(_at(path, raw), context['expected'])}"
        case "value_error":
            problem = f"{_shown(path, raw)} {context['error']}"
        case kind:
            words = _EXPECTED.get(kind, error["msg"])
            problem = words.replace("{shown}", _shown(path, raw)).replace("{ge}", str(context.get("ge")))
    return f"{where(path, raw)}: {problem}"


def where(path: KeyPath, raw: object) -> str:
    """Return the dotted path of a key, and the id or name of the source or subscription it belongs to."""
    dotted = ".".join(_one_line(part) for part in path) or "the file"
    label = None
    if len(path) > 1 and isinstance(block := _at(path[:2], raw), dict):
        label = block.get("id", block.get("name"))
    return f"{dotted} ({_one_line(label)})" if isinstance(label, str) else dotted


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a clause that names the nearest known words, or nothing."""
    near = get_close_matches(word, known, n=2)
    return f"; did you mean {' or '.join(near)}?" if near else ""


def _choice(word: object, known: str) -> str:
    """Return a clause with the nearest of the quoted words in `known`, else all of them."""
    words = re.findall(r"'([^']+)'", known)
    return did_you_mean(str(word), words) or f"; expected one of {', '.join(words)}"


def _in_file(loc: KeyPath) -> KeyPath:
    """Pydantic's location without the kind it adds after `listing`, which is no key of the file."""
    return tuple(part for before, part in zip((None, *loc), loc, strict=False) if before != "listing")


def _at(path: KeyPath, raw: object) -> Any:
    for part in path:
        try:
            raw = raw[part]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return None
    return raw


def _shown(path: KeyPath, raw: object) -> str:
    if path[-1:] == ("channel",) or path[:1] in (("operators",), ("mail",)):
        return "the channel"
    match value := _at(path, raw):
        case None:
            return "an empty value"
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case str():
            return repr(value if len(value) <= 60 else f"{value[:59]}…")
        case _:
            return str(value)


def _one_line(part: object) -> str:
    words = " ".join(str(part).split())
    return words if len(words) <= 40 else f"{words[:39]}…"
