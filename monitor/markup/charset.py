"""Bytes -> text. The bytes decide; what a header or a meta tag declares is a hint.

A page that lies about its charset is common, one that decodes as strict UTF-8 by accident is not.
"""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# GB18030 contains GBK, which contains GB2312: pages that declare the smaller ones use characters of the larger.
_WIDENED = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}
_NEVER = ("iso8859-1", "cp1252", "ascii", "latin-1")
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,20})""", re.IGNORECASE)
_BROKEN = re.compile("[\ufffd\ue000-\uf8ff]")
_HANZI = re.compile("[\u3400-\u9fff]")
# The commonest characters of running Chinese, simplified and traditional: right text is full of them, mojibake is not.
_FREQUENT = re.compile(
    "[的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学"
    "法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外"
    "天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又利比或但质气第向道命此变条只没结解问意建月公无系军情最"
    "市城省区通知试务商試務產業發動國會對時來過這個為們說學與關區體]"
)
_SAMPLE = 2_000
_SUSPECT_SHARE = 0.01
_MOJIBAKE_SHARE = 0.02
_ENOUGH_HANZI = 100


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text and the charset it was read by; `suspect`: so much is broken that the text cannot be trusted."""

    text: str = field(repr=False)
    charset: str
    suspect: bool = False


def decode(body: bytes, headers: Mapping[str, str]) -> Decoded:
    """Decode a body: BOM, else strict UTF-8, else the best of GB18030, UTF-8, the declared charset and Big5.

    Never raises and never falls back to latin-1. NULs are dropped: no store keeps them.
    """
    for bom, charset in _BOMS:
        if body.startswith(bom):
            return _judged(body[len(bom) :].decode(charset, "replace"), charset)
    wide = _without_bom(body)
    if wide is not None:
        return _judged(body.decode(wide, "replace"), wide)
    try:
        return Decoded(_clean(body.decode("utf-8")), "utf-8")
    except UnicodeDecodeError:
        return _best(body, declared(body, headers))


def declared(body: bytes, headers: Mapping[str, str]) -> str | None:
    """Return the codec that the header, else the first 64 kB, declare; None if none, unknown, or a Latin default."""
    hints = _DECLARED.findall(headers.get("content-type", "").encode("ascii", "ignore"))
    hints += _DECLARED.findall(body[:65536])
    for hint in hints:
        try:
            name = codecs.lookup(hint.decode("ascii")).name
            "".encode(name)
        except (LookupError, UnicodeError):
            continue
        if name not in _NEVER:
            return _WIDENED.get(name, name)
    return None


def _without_bom(body: bytes) -> str | None:
    """Recognise UTF-16 that lacks its mark: markup and digits give every other byte the value 0."""
    head = body[:2000]
    if head.count(0) * 5 < len(head) or len(head) < 4:
        return None
    odd, even = head[1::2].count(0), head[::2].count(0)
    if min(odd, even) * 10 > max(odd, even):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _best(body: bytes, hint: str | None) -> Decoded:
    if hint == "big5hkscs":
        # Big5 bytes are nearly always valid GB18030 as well, so its declaration is believed where it
        # holds; with the Hong Kong characters counted in, GBK would too often pass for it.
        try:
            return Decoded(_clean(body.decode("cp950")), "big5")
        except UnicodeDecodeError:
            pass
    if hint in (None, "gb18030"):
        try:
            text = body.decode("gb18030")
        except UnicodeDecodeError:
            pass
        else:
            if _reads_like_chinese(_sample(text)):
                return Decoded(_clean(text), "gb18030")
    names = ("gb18030", "utf-8", *([hint] if hint else []), "big5hkscs")
    texts = {name: _decoded(body, name) for name in names}
    best = max(texts, key=lambda name: _plausibility(texts[name]))
    return _judged(texts[best], "big5" if best == "big5hkscs" else best)


def _decoded(body: bytes, name: str) -> str:
    try:
        return body.decode(name, "replace")
    except (LookupError, UnicodeError):
        return "\ufffd" * len(body)


def _reads_like_chinese(text: str) -> bool:
    return 10 * len(_FREQUENT.findall(text)) > len(_HANZI.findall(text)) > 0


def _sample(text: str) -> str:
    """Return every n-th character: how often each occurs is the same in it."""
    return text[:: max(1, len(text) // _SAMPLE)]


def _plausibility(text: str) -> float:
    sample = _sample(text)
    share = len(_FREQUENT.findall(sample)) / len(sample) if sample else 0.0
    return share * len(text) - 10 * len(_BROKEN.findall(text))


def _judged(text: str, charset: str) -> Decoded:
    text = _clean(text)
    head = _sample(text)
    hanzi, frequent = len(_HANZI.findall(head)), len(_FREQUENT.findall(head))
    mojibake = hanzi >= _ENOUGH_HANZI and frequent < _MOJIBAKE_SHARE * hanzi
    broken = len(_BROKEN.findall(text))
    wide = len(text) - len(text.encode("ascii", "ignore")) if broken else 0
    return Decoded(text, charset, suspect=mojibake or broken > _SUSPECT_SHARE * wide)


def _clean(text: str) -> str:
    return text.replace("\0", "") if "\0" in text else text
