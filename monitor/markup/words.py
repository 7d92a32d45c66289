"""Words as printed on a page: white space, cut titles, status marks."""

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SPACE = re.compile(r"\s+")
_CJK = "\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…·"
_BROKEN_LINE = re.compile(rf"(?<=[{_CJK}])[^\S\n]*\n\s*(?=[{_CJK}])")
_ELLIPSIS = re.compile(r"(?:…+|\.{3,}|。{3,})\s*$")
_STATUS = re.compile(
    r"^\s*[\[【〔［(（<]\s*(?:正在)?(?:进行中?|未开始|已?结束|已?截止|征集中|公示中|置顶|最新|视频|音频|图片|图文|组图|图解|图|"
    r"解读|新闻|要闻|热点?|荐|推荐|原创|转载|专题|直播|new|hot|top)\s*[\]】〕］)）>]\s*(?:[-—–:：·]+\s*)?",
    re.IGNORECASE,
)
_LEADING_MARK = re.compile(r"^\s*(?:[-—–·•●▪■◆►▶»>*|]+\s+|[·•●▪■◆►▶»]+\s*)")


def tidy(text: str) -> str:
    """Return text on one line: runs of white space become a space, invisible marks go."""
    if not text.isprintable():
        text = _CONTROL.sub("", _INVISIBLE.sub("", text))
    return " ".join(text.split())


def joined(text: str) -> str:
    """Return a paragraph on one line, as `tidy` does, without the spaces that line breaks between hanzi would leave."""
    return tidy(_BROKEN_LINE.sub("", text.strip()) if "\n" in text else text)


def tidy_title(text: str) -> str:
    """Return a title as a person would write it: no line breaks between hanzi, no status mark, no bullet.

    `[进行中] - 关于…` changes to `[已结束] - 关于…` without the announcement changing.
    """
    text = joined(text)
    while (match := _STATUS.match(text)) and match.end() < len(text):
        text = text[match.end() :]
    if match := _LEADING_MARK.match(text):
        text = text[match.end() :]
    return text


def fold(text: str) -> str:
    """Return what two spellings of the same words share: NFKC, lower case, no white space, no zero-width marks."""
    return _SPACE.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))).lower()


def is_cut(title: str) -> bool:
    """Say whether a title ends in an ellipsis."""
    return bool(_ELLIPSIS.search(title))


def fuller(first: str, second: str) -> str:
    """Return the fuller of two forms of a title: the longer, if one begins the other; else the first that is there."""
    if not first or not second or first == second:
        return first or second
    ours, theirs = fold(_ELLIPSIS.sub("", first)), fold(_ELLIPSIS.sub("", second))
    if theirs.startswith(ours) and (len(theirs) > len(ours) or is_cut(first)):
        return second
    return first
