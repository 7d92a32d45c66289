"""A message made to fit a limit in bytes: what matters least goes first, and a link to the whole comes. Pure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Protocol

from monitor.message import Message, Section, Telling, TellingGroup

QUOTE_KEPT = 160
LINE_KEPT = 80
LINES_KEPT = 4
_SENTENCE_END = re.compile(r"[。！？；!?;]['\"”’）)」』]*|\.(?=\s)|\n")


class LayOut(Protocol):
    """Gives a message its form; `shortened` asks for the link to the whole."""

    def __call__(self, told: Message, *, shortened: bool) -> str:
        """Return the message in its form."""
        ...


def fitted(message: Message, limit: int, lay_out: LayOut, tail: str) -> str:
    """Return the message in its form within `limit` bytes of UTF-8, with as much told as fits.

    `tail` ends a form that had to be cut off in the middle.
    """
    whole = lay_out(message, shortened=False)
    if len(whole.encode()) <= limit:
        return whole
    text = whole
    for shorter in _ever_shorter(message):
        text = lay_out(shorter, shortened=True)
        if len(text.encode()) <= limit:
            return text
    return cut(text, limit, tail)


def pieces(text: str, limit: int) -> list[str]:
    """Return the text in parts of at most `limit` bytes of UTF-8, parted between blocks, lines or sentences.

    A line of a quote that is parted in the middle stays a quote.
    """
    parts = [""]
    for line in text.splitlines(keepends=True):
        for piece in _within(line, limit - len(parts[-1].encode()), limit):
            if len((parts[-1] + piece).encode()) > limit:
                parts.append("")
            parts[-1] += piece
    return [part.strip() + "\n" for part in parts if part.strip()]


def _within(line: str, room: int, limit: int) -> Iterator[str]:
    """Yield a line whole if it fits `limit`, else in pieces: the first fills `room`, if a sentence ends there."""
    quoted = "> " if line.startswith("> ") else ""
    while len(line.encode()) > limit:
        head = _sentences(line, room) if room > len(quoted) else ""
        if len(head) <= len(quoted):
            head = _sentences(line, limit) or line.encode()[:limit].decode(errors="ignore")
        yield head
        line, room = quoted + line[len(head) :], limit
    yield line


def _sentences(line: str, room: int) -> str:
    """Return as many whole sentences as there is room for, in bytes."""
    head = line.encode()[:room].decode(errors="ignore")
    ends = [match.end() for match in _SENTENCE_END.finditer(head)]
    return head[: ends[-1]] if ends else ""


def cut(text: str, limit: int, tail: str = "") -> str:
    """Return the text within `limit` bytes of UTF-8, ending at a sentence or line if one ends in its second half."""
    if len(text.encode()) <= limit:
        return text
    room = limit - len(f"…{tail}".encode())
    if room <= 0:
        return text.encode()[: max(limit, 0)].decode(errors="ignore")
    kept = text.encode()[:room].decode(errors="ignore")
    ends = [match.end() for match in _SENTENCE_END.finditer(kept)]
    if ends and ends[-1] > len(kept) // 2:
        kept = kept[: ends[-1]].rstrip()
    return f"{kept}…{tail}"


def _ever_shorter(message: Message) -> Iterator[Message]:
    """Yield the message with less and less around what happened; then with fewer stories."""
    for step in (_without_outlets, _with_one_quote, _with_short_lists, _with_short_lines, _bare):
        message = _each_telling(message, step)
        yield message
    while len(message.tellings) > 1:
        message = _first(message, len(message.tellings) * 3 // 4)
        yield message


def _each_telling(message: Message, step: Callable[[Telling], Telling]) -> Message:
    groups = (replace(group, tellings=tuple(map(step, group.tellings))) for group in message.groups)
    return replace(message, groups=tuple(groups))


def _without_outlets(telling: Telling) -> Telling:
    return replace(telling, outlets=None)


def _with_one_quote(telling: Telling) -> Telling:
    return replace(telling, quotes=tuple(cut(quote, QUOTE_KEPT * 3) for quote in telling.quotes[:1]))


def _with_short_lists(telling: Telling) -> Telling:
    return replace(
        telling,
        details=telling.details[:LINES_KEPT],
        differences=_short(telling.differences),
        deadlines=_short(telling.deadlines),
        warnings=_short(telling.warnings),
    )


def _short(section: Section | None) -> Section | None:
    if section is None:
        return None
    return Section(section.label, tuple(cut(line, LINE_KEPT * 3) for line in section.lines[:LINES_KEPT]))


def _with_short_lines(telling: Telling) -> Telling:
    line = LINE_KEPT * 3
    return replace(
        telling,
        headline=cut(telling.headline, line),
        byline=cut(telling.byline, line),
        why=cut(telling.why, line),
        details=tuple(cut(detail, line) for detail in telling.details),
        quotes=tuple(cut(quote, line) for quote in telling.quotes),
    )


def _bare(telling: Telling) -> Telling:
    return replace(
        telling, details=(), quotes=(), differences=None, deadlines=None, warnings=None, why="", links=telling.links[:1]
    )


def _first(message: Message, count: int) -> Message:
    """Return the message with its first `count` stories."""
    groups: list[TellingGroup] = []
    for group in message.groups:
        kept = group.tellings[:count]
        count -= len(kept)
        if kept:
            groups.append(replace(group, tellings=kept))
    return replace(message, groups=tuple(groups))
