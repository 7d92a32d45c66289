"""News digests: one text that holds several news items, each to be read for itself."""

import itertools
import re

from monitor.read.layout import Span, is_headline

_OWN_STORY = re.compile(
    r"记者|近日|日前|今天|昨天|今日|昨日|\d{1,2}月\d{1,2}日|\d{1,2}日|获悉|了解到|消息|电[,，]|发布|印发|公布|召开|举行|said|"
    r"announced|issued|on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
)
_DIGEST_TITLE = re.compile(
    r"快讯|简讯|要闻|速览|早报|晚报|一览|速递|早知道|日报|联播|汇总|盘点|news in brief|briefs?\b|roundup|digest",
    re.IGNORECASE,
)
_SECTION = re.compile(r"^(?:第?[一二三四五六七八九十]{1,3}[、章]|\([一二三四五六七八九十]{1,3}\)|附件|名单)")
_BULLET = re.compile(r"^(?:【[^】]{4,40}】|[■●◆▲▶►★※]\s*\S|\d{1,2}[.、]\s*[^。;]{6,40}$)")


def news_items(title: str, lines: list[Span]) -> list[list[Span]]:
    """Find the items of a digest, each beginning with its headline; one item if the text is no digest.

    A digest has at least three headlines (two, if the title says that it is one), each followed by a paragraph that
    tells its own news.
    """
    starts = [
        index
        for index in range(len(lines) - 1)
        if _heads_item(lines[index]) and "。" in lines[index + 1].text and _OWN_STORY.search(lines[index + 1].text[:90])
    ]
    inline = [index for index, line in enumerate(lines) if _BULLET.match(line.text) and "。" in line.text]
    if len(inline) > len(starts):
        starts = inline
    if starts and starts[0] == 0 and lines[0].text.strip() == title.strip() and len(starts) < 4:
        starts = starts[1:]
    wanted = 2 if _DIGEST_TITLE.search(title) else 3
    if len(starts) < wanted:
        return [lines]
    bounds = [*starts, len(lines)]
    items = [lines[a:b] for a, b in itertools.pairwise(bounds)]
    return [lines[: starts[0]], *items] if starts[0] > 0 else items


def _heads_item(line: Span) -> bool:
    if _SECTION.match(line.text) or "\t" in line.text or "|" in line.text:
        return False
    return (is_headline(line) and len(line.text) >= 8) or bool(_BULLET.match(line.text) and "。" not in line.text)
