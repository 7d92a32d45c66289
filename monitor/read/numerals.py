"""Numbers as announcements write them: 38, ３８, 三十八, thirty-eight."""

import re

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_ENGLISH = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {
    word: value * 10
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_ORDINALS = {
    word: value
    for value, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
        ],
        1,
    )
}

HAN_NUMBER = "[零〇一二两三四五六七八九十百千]"
NUMBER = rf"(?:\d{{1,5}}|{HAN_NUMBER}{{1,6}})"
"""A Chinese or Arabic number in folded text."""

_TENS = "|".join(word for word, value in _ENGLISH.items() if value >= 20)
_ONES = "|".join(sorted((word for word, value in _ENGLISH.items() if value < 20), key=len, reverse=True))
ENGLISH_NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,5}}|(?i:(?:{_TENS})(?:[- ](?:{_ONES}))?|{_ONES}))"
"""A number in English text, in digits or words below a hundred."""

ENGLISH_ORDINAL = rf"(?:\d{{1,2}}(?:st|nd|rd|th)|(?i:{'|'.join(_ORDINALS)}))"


def number(text: str) -> int | None:
    """Give the value of a number written in digits, Chinese or English; None if it is none."""
    word = text.strip().lower().replace(",", "")
    if word.isascii():
        return _english(word)
    return _chinese(word)


def ordinal(text: str) -> int | None:
    """Give the value of "third", "3rd" or a plain number."""
    word = text.strip().lower()
    if word in _ORDINALS:
        return _ORDINALS[word]
    return number(re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", word))


def _english(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    parts = re.split(r"[- ]", word)
    if not all(part in _ENGLISH for part in parts):
        return None
    return sum(_ENGLISH[part] for part in parts)


def _chinese(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    if not word or any(character not in _DIGITS and character not in _UNITS for character in word):
        return None
    if not any(character in _UNITS for character in word):
        return int("".join(str(_DIGITS[character]) for character in word))
    total, digit = 0, 0
    for character in word:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit
