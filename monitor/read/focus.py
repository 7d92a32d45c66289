"""What a text sets one place to do: the focus of its pilot, or the support it is promised."""

import re

from monitor.read.enumerations import Enumeration
from monitor.read.layout import Span
from monitor.read.passage import CJK

_FOCUS_AFTER = re.compile(
    r"^(?:市|省)?(?:的)?(?:建议)?(?:试点)?(?:的)?(?:要|将|可|应|则|重点|主要|着力|着重|侧重|结合|依托|立足|发挥|借|围绕|聚焦|探索|打造|建设|"
    r"发展|推进|推动|提升|开展|在)(?P<text>[^。;\n]{4,160})"
)
_AS_EXAMPLE = re.compile(r"^(?:市)?为例,(?P<text>[^。\n]{6,160})")
_SUPPORT_BEFORE = re.compile(r"(?:支持|鼓励|推动|指导|引导|赋予)\s*$")
_SUPPORT_AFTER = re.compile(r"^(?:市|省)?(?:在)?(?P<text>[^。;,\n]{4,120}(?:,[^。;\n]{4,80})?)")
_ENGLISH_AFTER = re.compile(
    r"^(?:'s)?(?:\s+(?:suggested|proposed|recommended))?(?:\s+pilot)?\s+(?:will be backed (?:in|"
    r"for)|will be supported (?:in|to)|is (?:encouraged|supported) to|(?:will |is to |should |"
    r"can )?(?:focus(?:es|ed)? on|build(?:s|ing)? on|explore[sd]?|promote[sd]?|develop(?:s)?|"
    r"concentrates? on|emphasi[sz]es?))\s*(?P<text>[^.;\n]{6,260})"
)
_ENGLISH_IN = re.compile(r"(?P<text>(?:[a-z]+ing)\s+(?:[a-z-]+\s+){1,8}?)in\s*$")


def focus_of(sentence: Span, enumeration: Enumeration) -> str | None:
    """Find the words that say what a single named place is to do; None for several names at once."""
    if len(enumeration.names) != 1:
        return None
    before = sentence.text[: enumeration.start - sentence.start]
    after = sentence.text[enumeration.end - sentence.start :]
    if not re.search(f"[{CJK}]", sentence.text):
        return _english(before, after)
    if _SUPPORT_BEFORE.search(before) and (match := _SUPPORT_AFTER.match(after)) and not after.startswith("等"):
        return _clean(match["text"])
    for pattern in (_AS_EXAMPLE, _FOCUS_AFTER):
        if match := pattern.match(after):
            whole = after[: match.end()] if pattern is _FOCUS_AFTER else match["text"]
            return _clean(whole)
    return None


def _english(before: str, after: str) -> str | None:
    if match := _ENGLISH_AFTER.match(after):
        return _clean(match["text"])
    if (match := _ENGLISH_IN.search(before)) and re.match(r"^\s*(?:,|\.|and|\[|$)", after):
        return _clean(match["text"])
    return None


def _clean(text: str) -> str | None:
    words = re.sub(r"\s*\[\d+\]", "", text).strip(" ,。:;的市")
    return words or None
