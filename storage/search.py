"""Finding words in the change log, the same on both databases and equal to reading every line.

A hanzi is a word, a run of other letters and digits is a word, and every other visible sign is one too. A line is found
when the words asked for stand in it one after the other; white space and signs without width do not matter, so 大 连
finds 大连, while 重大、连续 does not.

SQLite keeps the words of a line in an FTS5 index and asks for a phrase. PostgreSQL's tsvector forgets positions in
long texts, so there a line's words and pairs of neighbouring words are array elements under a GIN index, and what has
them all is checked against the line.
"""

import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Select, column, table, text

# Between two pieces of a line, so that no phrase runs from one into the other: white space, hence never a word.
_PIECE_END = "\u2029"
_LONGEST_WORD = 64  # an index entry has a size limit; longer runs of letters are cut, in lines and questions alike
_FIRST_IDEOGRAPHIC = "\u2e80"
_TO_FULL_WIDTH = 0xFEE0

_INDEX = table("change_words", column("rowid", Integer), column("change", Integer), column("words"), column("grams"))
_ADD_SQLITE = text("INSERT INTO change_words (rowid, words) VALUES (:change, :words)")
_ADD_POSTGRESQL = text("INSERT INTO change_words (change, words, grams) VALUES (:change, :words, :grams)")


def words(line: str) -> list[str]:
    """Split into words after NFKC and case folding.

    ASCII signs are given in full width: NFKC leaves none of those behind, and both databases take them as they are.
    """
    found: list[str] = []
    run = ""
    for char in unicodedata.normalize("NFKC", line).casefold():
        if char.isalnum() and char < _FIRST_IDEOGRAPHIC:
            run += char
            continue
        category = unicodedata.category(char)
        if category in {"Cf", "Mn", "Me"}:
            continue
        found += _cut(run)
        run = ""
        if not char.isspace() and category not in {"Cc", "Cs"}:
            found.append(chr(ord(char) + _TO_FULL_WIDTH) if char.isascii() else char)
    return found + _cut(run)


def index_text(pieces: Iterable[str]) -> str:
    """Give what is indexed of a line made of these pieces: its words, spaced, with an end after each piece."""
    return " ".join(word for piece in dict.fromkeys(pieces) for word in [*words(piece), _PIECE_END])


def add(connection: Connection, change: int, pieces: Iterable[str]) -> None:
    """Make a change findable by the words of these pieces of text."""
    spaced = index_text(pieces)
    if connection.dialect.name == "sqlite":
        connection.execute(_ADD_SQLITE, {"change": change, "words": spaced})
    else:
        row = {"change": change, "words": f" {spaced} ", "grams": _grams(spaced.split(" "))}
        connection.execute(_ADD_POSTGRESQL, row)


def narrow(
    lines: Select[Any], number: ColumnElement[int], dialect: str, question: str
) -> tuple[Select[Any], ColumnElement[int]]:
    """Keep of these lines those that hold the question's words in a row; all of them if it has no words.

    `number` is the column that numbers the changes; the one given back is the one to order by, and to page by: only
    in the order of its own column does FTS5 give the newest lines without finding all of them.
    """
    asked = words(question)
    if not asked:
        return lines, number
    phrase = " ".join(asked)
    if dialect == "sqlite":
        match = text("change_words MATCH :phrase").bindparams(phrase=f'"{phrase}"')
        return lines.join(_INDEX, _INDEX.c.rowid == number).where(match), _INDEX.c.rowid
    has_all = text("grams @> CAST(:grams AS text[])").bindparams(grams=asked if len(asked) == 1 else _pairs(asked))
    in_a_row = text("strpos(words, :phrase) > 0").bindparams(phrase=f" {phrase} ")
    return lines.join(_INDEX, _INDEX.c.change == number).where(has_all, in_a_row), number


def _cut(run: str) -> list[str]:
    return [run[start : start + _LONGEST_WORD] for start in range(0, len(run), _LONGEST_WORD)]


def _grams(line: list[str]) -> list[str]:
    return sorted({gram for gram in (*line, *_pairs(line)) if _PIECE_END not in gram})


def _pairs(line: list[str]) -> list[str]:
    return [f"{first} {second}" for first, second in pairwise(line)]
