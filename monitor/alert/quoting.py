"""Quotes that make sense alone: a bare name is shown in the row or the sentence it stands in. Pure."""

import re

BARE = 14  # characters: a name, maybe with its number, and no more
LONGEST = 160
_SAYS_SOMETHING = re.compile(r"[，。；：、,;:!?！？]|\s\S+\s\S+\s")
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]?")


def is_bare(quote: str) -> bool:
    """Say whether a quote is no more than a name, such as a table's cell gives."""
    words = quote.strip()
    return len(words) <= BARE and not _SAYS_SOMETHING.search(words)


def in_context(quote: str, text: str) -> str:
    """Return a bare quote as it stands in `text`: its table's row, cell by cell, or its sentence.

    Where several places in the text hold it, the row says more than the prose; the quote itself where none does.
    """
    words = quote.strip()
    if not words or not is_bare(words):
        return quote
    lines = [line for line in text.split("\n") if words in line and line.strip() != words]
    rows = [line for line in lines if "\t" in line]
    if rows:
        return _shortened(" · ".join(cell.strip() for cell in rows[0].split("\t") if cell.strip()), words)
    for line in lines:
        sentence = next(match[0] for match in _SENTENCE.finditer(line) if words in match[0])
        if not is_bare(sentence):
            return _shortened(sentence.strip(), words)
    return _neighbours(words, text)


def _neighbours(words: str, text: str) -> str:
    """Return a line of its own with the heading or line before it, as lists of names without a table have."""
    before = ""
    for line in text.split("\n"):
        if line.strip() == words:
            return f"{before} … {words}" if before and len(before) <= LONGEST else words
        if line.strip() and not is_bare(line):
            before = line.strip()
    return words


def _shortened(line: str, words: str) -> str:
    if len(line) <= LONGEST:
        return line
    start = max(0, min(line.find(words) - LONGEST // 2, len(line) - LONGEST))
    end = start + LONGEST
    return f"{'…' if start else ''}{line[start:end].strip()}{'…' if end < len(line) else ''}"
