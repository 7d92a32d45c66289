"""A passage as lines and sentences, without what surrounds an article on its page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.read.passage import CJK

LONGEST = 3000
"""The most characters a line is read in one piece."""

_LONGEST_HEADING = 140
_LINE = re.compile(r"[^\n]+")
_SENTENCE_END = re.compile(
    r"[。!?]+[”’\"')]?|(?<=[a-z0-9\"”\])%])\.(?:\[\d+\])*[”\"]?(?=\s+[\"“(\[]?[A-Z])|(?<=[a-z])\.(?=[A-Z][a-z])"
)
_CLOSED = re.compile(r"[。!?;:,.]\s*[”\"')]*$")
_CRUMB = re.compile(r"^(?:(?:您的|你的)?(?:当前)?位置\s*[:>]|首页\s*[>»]|>|[^。,;>]{1,14}>{1,2}[^。,;]{1,30}$)")
_TAIL_HEADING = re.compile(
    r"^[\[【(|>#\s]*(?:(?:相关|推荐|延伸|热点|热门|最新|更多|精彩|编辑)(?:阅读|新闻|链接|报道|文章|推荐|内容|信息|资讯|专题|稿件)|热搜榜?"
    r"|(?:新闻|点击|阅读|热点)?(?:排行榜?|热榜)|友情链接|网友评论|最新评论|发表评论|我要评论|网站地图|猜你喜欢|大家都在看|上一篇|下一篇"
    r"|Related (?:news|stories|articles|reading)|Most (?:read|viewed|popular)|Recommended|You may also like|Comments)"
    r"[\]】):>|\s]*(?:[:>].{0,60})?$",
    re.IGNORECASE,
)
_SERVICE_LINE = re.compile(
    r"^[\[【(\s]*(?:(?:责任|本文|网络|值班|见习)?编辑\s*[:/]|责编\s*[:/]|编辑\s*[:/]|打印|关闭|收藏|分享(?:到|至)?|返回顶部|字号|"
    r"小字号|大字号|阅读\s*[:\d]|浏览(?:次数|量)"
    r"|点击(?:量|数)|版权(?:所有|声明)|Copyright|ICP备|京ICP|扫一扫|扫码|想爆料|新闻热线|举报(?:电话|邮箱)|登录|注册|无障碍|手机版|客户端"
    r"|checktask|Editor\s*:|\(?Web editor)",
    re.IGNORECASE,
)
_LIST_HEADING = re.compile(r"名单|附件|附表|序号|试点|公示|入选|如下|示范|一览表")
_WORDY_SPAM = re.compile(rf"(?:[{CJK}][{CJK}A-Za-z0-9]{{1,15}} ){{18}}")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a passage's text."""

    start: int
    end: int
    text: str


def spans_of_lines(text: str) -> list[Span]:
    """Split a text into its non-empty lines, stripped; a line longer than `LONGEST` is cut between sentences or words.

    Rules look around in a line as far as it goes: the cut keeps hostile lines from costing more than their length.
    """
    found: list[Span] = []
    for match in _LINE.finditer(text):
        line = match[0]
        body = line.strip(" ")
        if body:
            start = match.start() + len(line) - len(line.lstrip(" "))
            found.extend(_cut(start, body))
    return found


def _cut(start: int, body: str) -> Iterator[Span]:
    at = 0
    while len(body) - at > LONGEST:
        window = body[at : at + LONGEST]
        end = max(window.rfind("。"), window.rfind(". ")) + 1
        if end < LONGEST // 4:
            end = max(window.rfind(mark) for mark in "、,; ") + 1 or LONGEST
        yield Span(start + at, start + at + end, window[:end])
        at += end
    yield Span(start + at, start + len(body), body[at:])


def sentences(line: Span) -> list[Span]:
    """Find the sentences of a line, with their closing marks."""
    found, last = [], 0
    for match in _SENTENCE_END.finditer(line.text):
        found.append((last, match.end()))
        last = match.end()
    if last < len(line.text):
        found.append((last, len(line.text)))
    return [Span(line.start + a, line.start + b, line.text[a:b]) for a, b in found if line.text[a:b].strip()]


def content(text: str) -> list[Span]:
    """Find the lines that belong to the article: crumbs, menus, rankings, related links and service lines left out."""
    return _without_menus(_without_tail(spans_of_lines(text)))


def is_headline(line: Span) -> bool:
    """Whether a line reads as a headline or menu entry: short, and not closed by punctuation."""
    return len(line.text) <= 45 and _CLOSED.search(line.text) is None and "。" not in line.text


def _without_tail(lines: list[Span]) -> list[Span]:
    """Drop crumbs and service lines, and below a heading of related links every line that is no sentence."""
    kept: list[Span] = []
    in_tail = False
    for index, line in enumerate(lines):
        if index > 0 and len(line.text) <= _LONGEST_HEADING and _TAIL_HEADING.match(line.text):
            in_tail = True
            continue
        if _is_furniture(line.text):
            continue
        if (
            in_tail
            and _LIST_HEADING.search(line.text)
            and ("附件" in line.text or "名单" in line.text)
            and len(line.text) < 30
        ):
            in_tail = False
        if in_tail:
            if "。" not in line.text:
                continue
            in_tail = False
        kept.append(line)
    return kept


def _is_furniture(text: str) -> bool:
    if len(text) <= 60 and "。" not in text and _CRUMB.match(text):
        return True
    return (len(text) <= 120 and _SERVICE_LINE.match(text) is not None) or (
        text.count(" ") >= 18 and _WORDY_SPAM.search(text) is not None
    )


def _without_menus(lines: list[Span]) -> list[Span]:
    """Drop runs of many short unclosed lines, unless a list heading or numbering shows that they are a list."""
    kept: list[Span] = []
    index = 0
    while index < len(lines):
        end = index
        while end < len(lines) and _is_menu_line(lines[end]):
            end += 1
        run = lines[index:end]
        if len(run) < 12 or _is_list(run, lines[max(0, index - 2) : index]):
            kept.extend(run)
        if end < len(lines):
            kept.append(lines[end])
        index = end + 1
    return kept


def _is_menu_line(line: Span) -> bool:
    return len(line.text) <= 24 and "\t" not in line.text and _CLOSED.search(line.text) is None


def _is_list(run: list[Span], above: list[Span]) -> bool:
    if any(_LIST_HEADING.search(line.text) for line in [*above, *run[:6]]):
        return True
    numbered = sum(1 for line in run if line.text[0].isdigit())
    return numbered * 4 >= len(run)
