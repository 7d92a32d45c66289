"""Text from pages made harmless for the form it goes into. Pure."""

import re
from urllib.parse import urlsplit

# Line breaks of every kind become a space: whatever is told is one line, and a header cannot be broken out of.
_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
# Controls (with them ANSI escapes), and marks that reorder or hide what is read; joiners inside words stay.
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_CALLS_EVERYONE = re.compile(
    r"(?<![A-Za-z0-9._-])[@＠](?=\s*(?:(?:all|everyone|here|channel|room)(?![A-Za-z0-9])|所有人|全体))", re.IGNORECASE
)
_STARTS_A_BLOCK = re.compile(r"^(\s*)([#>+\-=]|\d+[.)])")
_MARKUP = re.compile(r"([\\`*_{}\[\]|~])")
_WIDE = {ord(c): ord(c) + 0xFEE0 for c in "`*_[]<>~|\\#+-=.)0123456789"}
_LOOKALIKES = {ord(c): _WIDE[ord(c)] for c in "`*_[]<>~|\\"}
_ENTITIES = str.maketrans({c: f"&#{ord(c)};" for c in "&<>`*_[]~|#\\"})
_BREAKS_A_TARGET = re.compile(r"""[\s()<>\[\]"'`|\\^{}]""")


def clean(text: str) -> str:
    """Return the text as one visible line: no controls, no marks that reorder it, no half characters."""
    line = _BREAKS.sub(" ", text)
    return _SURROGATES.sub("\ufffd", _HIDDEN.sub("", line)).strip()


def hushed(text: str) -> str:
    """Return a clean line in which nobody is called: @all, @everyone, @所有人 are pulled apart."""
    return _CALLS_EVERYONE.sub("@\u200b", clean(text))


def markdown(text: str) -> str:
    """Return the text as CommonMark shows it unchanged."""
    line = hushed(text).replace("&", "&amp;").replace("<", "&lt;")
    return _STARTS_A_BLOCK.sub(_escaped_start, _MARKUP.sub(r"\\\1", line))


def _escaped_start(match: re.Match[str]) -> str:
    mark = match[2]
    return f"{match[1]}{mark[:-1]}\\{mark[-1]}"


def lookalike_markdown(text: str) -> str:
    """Return the text for dialects without an escape (WeCom, DingTalk): marks become their full-width twins."""
    line = hushed(text).translate(_LOOKALIKES)
    return _STARTS_A_BLOCK.sub(lambda m: f"{m[1]}{m[2].translate(_WIDE)}", line)


def entity_markdown(text: str) -> str:
    """Return the text for dialects that read HTML entities (Feishu, Lark)."""
    return hushed(text).translate(_ENTITIES)


def target(url: str) -> str:
    """Return a link's target, safe inside any markup; empty for what is no web address."""
    try:
        parts = urlsplit(clean(url))
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        return ""
    return _BREAKS_A_TARGET.sub(lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode()), parts.geturl())
