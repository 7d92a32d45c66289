"""Two texts as a person compares them."""

import re
import unicodedata

HALF_LOADED = 0.7
_SPACE = re.compile(r"\s+")

# What stands around a text and changes by itself: credits, the time of posting, counters, share bars and buttons.
_LONGEST_AROUND = 200
_PARTS = re.compile(r"[\s|/()\[\]【】,]+")
_COLON = re.compile(r"\s*:\s*")
_LABELLED = re.compile(
    r"(?:文章|信息|稿件)?(?:来源|作者|编辑|责任编辑|责编|编校|校对|审核|监制|通讯员|签发|发布人|发布机构|发布单位):[^。;:]{0,24}"
    r"|(?:发布|更新|发表|修改)(?:时间|日期)?:?\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?"
    r"|(?:浏览|点击|阅读|访问|点赞|评论|转发|收藏)(?:次数|人次|量|数)?:?(?:\d[\d.]*[万亿]?)?(?:次|人次)?"
    r"|(?:分享(?:到|至)?|一键分享|打印(?:本页|此页)?|关闭(?:窗口|本页)?|收藏|纠错|字[体号](?:大小)?|返回(?:顶部|列表)?|听新闻|朗读)(?::(?:[大中小]|微信|微博|新浪微博|qq(?:空间|好友)?)?)?"
    r"|扫一扫[^。]{0,16}",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"\d{1,2}:\d{2}(?::\d{2})?|\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?|\d[\d.]*[万亿]?[次人]*|[大中小]|默认|微信|微博|新浪微博|qq|qq空间|qq好友|空间|朋友圈|更多",
    re.IGNORECASE,
)
_CREDITED = re.compile(r"(?:[(](?:责任编辑|责编|编辑|校对|来源)\s*[:][^()]{1,16}[)]|责任编辑\s*[:]\s*\S{1,8})$")


def folded(text: str) -> str:
    """Return the text as a person compares it: NFKC, no white space."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def same_to_a_reader(before: str, after: str) -> bool:
    """Say whether two texts differ only in width, spacing or the order of their lines."""
    return sorted(_lines(before)) == sorted(_lines(after)) or "".join(_lines(before)) == "".join(_lines(after))


def _lines(text: str) -> list[str]:
    return [line for raw in text.splitlines() if (line := _said(raw))]


def _said(line: str) -> str:
    """Return a line folded, without what stands around a text; empty if there was nothing else."""
    plain = _CREDITED.sub("", unicodedata.normalize("NFKC", line).strip())
    return "" if _is_around(plain) else folded(plain)


def _is_around(line: str) -> bool:
    """Say whether a line holds nothing but credits, counters and buttons, one of them by its name."""
    if len(line) > _LONGEST_AROUND:
        return False
    parts = [part for part in _PARTS.split(_COLON.sub(":", line)) if part]
    labelled = [bool(_LABELLED.fullmatch(part)) for part in parts]
    return any(labelled) and all(named or _VALUE.fullmatch(part) for named, part in zip(labelled, parts, strict=True))


def line_diff(before: str, after: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lines that are new and those that are gone, as printed, moved ones left out."""
    old, new = set(_lines(before)), set(_lines(after))
    added = tuple(line.strip() for line in after.splitlines() if (said := _said(line)) and said not in old)
    removed = tuple(line.strip() for line in before.splitlines() if (said := _said(line)) and said not in new)
    return added, removed


def is_half_loaded(before: str, after: str) -> bool:
    """Say whether a page was cut off in transit: much shorter and with no new words, where an editor leaves traces."""
    added, _ = line_diff(before, after)
    return len(folded(after)) < HALF_LOADED * len(folded(before)) and len(added) <= 1
