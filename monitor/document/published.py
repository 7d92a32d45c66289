"""When a document was published and who says so, as far as its page tells."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import takewhile

from monitor.document.blocks import Block
from monitor.markup.dates import find_date
from monitor.markup.words import fold, tidy

# Never MakeTime, generation-time and the like: they are when the page was built.
_METAS = (
    "pubdate",
    "publishdate",
    "firstpublishedtime",
    "article:published_time",
    "publish_time",
    "weibo:article:create_at",
)
_LABELLED = re.compile(r"(?:发布|发文|印发|公开|刊发|上传|公告)(?:时间|日期)\s*[:：]?\s*")
_BUILT = re.compile(r"生成|制作|更新|修改")
_PUBLISHERS = ("contentsource", "source", "og:article:author")
_SOURCE = re.compile(
    r"(?:来(?:\s|&nbsp;)*源|稿件来源|信息来源|文章来源|发布机构|发布单位|发文机关)\s*[:：]\s*(?:<[^<>]{0,300}>\s*){0,4}([^<>|\n\r\t]{2,60})"
)
_AFTER_NAME = re.compile(
    r"\s{2,}|&nbsp;|\u3000|\xa0|[\[【(（|]|\s*(?:发布|时间|日期|作者|编辑|浏览|点击|字[号体]|分享|打印|\d{4})"
)
_LABEL = re.compile(r"^\s*来\s*源\s*[:：]\s*")
_NEAR = 8
_LONGEST = 120


def visible_date(blocks: Sequence[Block], title: str, now: datetime) -> date | None:
    """Return the date that stands under, or just over, the title; else one that is labelled as the publication's."""
    wanted = fold(title)
    place = next((index for index, block in enumerate(blocks) if wanted and fold(block.text) == wanted), None)
    if place is not None:
        under = takewhile(_is_no_sentence, blocks[place + 1 : place + 1 + _NEAR])
        for block in (*under, *reversed(blocks[max(0, place - 3) : place])):
            readable = len(block.text) <= _LONGEST and block.grid is None and not _BUILT.search(block.text)
            if readable and (day := find_date(block.text, now)):
                return day
    for block in blocks:
        if (label := _LABELLED.search(block.text)) and (day := find_date(block.text[label.end() :][:40], now)):
            return day
    return None


def _is_no_sentence(block: Block) -> bool:
    """Under the title stand date and source; the first sentence or salutation begins the text and its own dates."""
    return len(block.text) <= _LONGEST and "。" not in block.text and not block.text.endswith(("：", ":", "；"))


def meta_date(metas: Mapping[str, str]) -> date | None:
    """Return the publication date that the page's metas state."""
    return next((day for name in _METAS if (value := metas.get(name)) and (day := find_date(value))), None)


def find_publisher(metas: Mapping[str, str], text: str) -> str | None:
    """Return who published: the ContentSource meta, else what follows 来源 on the page."""
    for name in _PUBLISHERS:
        if value := tidy(metas.get(name, "")):
            return _LABEL.sub("", value)[:60] or None
    if not any(label in text for label in ("来源", "来 源", "来&nbsp;源", "发布机构", "发布单位", "发文机关")):
        return None
    for match in _SOURCE.finditer(text):
        name = tidy(_AFTER_NAME.split(match[1].strip(), maxsplit=1)[0])
        if name and not _is_in_script(text, match.start()):
            return name
    return None


def _is_in_script(text: str, position: int) -> bool:
    return text.rfind("<script", 0, position) > text.rfind("</script", 0, position)
