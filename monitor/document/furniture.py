"""What stands around a text and is not it: print buttons, counters, share boxes, neighbours, related links.

Cutting too little shows noise, cutting too much loses a city: a marker only ends the text if what follows it is links
or next to nothing.
"""

import re

from monitor.document.blocks import Block
from monitor.markup.words import fold

_LINE = re.compile(
    r"[\[【(（]?(?:打印(?:本页|此页|文章|页面)?|关闭(?:窗口|本页|页面)?|返回(?:顶部|首页|列表|上一页)?|收藏(?:本页)?|纠错|我要纠错|网页纠错|"
    r"分享(?:到|至)?|一键分享|字[体号](?:大小)?[:：]?(?:[\[【]?[大中小默认]+[\]】]?)*|[大中小]|默认|"
    r"扫一扫.{0,24}|微信扫.{0,24}|用微信.{0,16}|手机(?:扫|阅读|看).{0,12}|下载(?:客户端|app)|听新闻|朗读|"
    r"责任编辑[:：].{0,12}|(?:责编|编辑|校对|监制|审核)[:：].{0,12}|微信|微博|qq空间|新浪微博|qq好友|朋友圈|更多)[\]】)）]?(?:[|｜/、]\S{0,6})*",
    re.IGNORECASE,
)
_END = re.compile(
    r"(?:相关(?:附件|链接|阅读|新闻|报道|解读|文章|文件|文档|信息|稿件|专题|推荐|热词|搜索|内容|政策)|推荐阅读|推荐新闻|延伸阅读|热门(?:推荐|新闻|文章|评论)|"
    r"猜你喜欢|为您推荐|精彩推荐|更多新闻|今日热点|上一[篇条页则]|下一[篇条页则]|附件下载|网友评论|我要评论|发表评论|热点排行|版权所有|"
    r"网站声明|免责声明|扫一扫|返回顶部|打印本页|关闭窗口|分享到|分享至)"
)
_COUNTER = re.compile(
    r"(?:浏览|点击|阅读|访问)(?:次数|人次|量|数)?\s*[:：]?\s*\[?\s*\d*\s*\]?\s*(?:次|人次)?(?=$|[\s|｜])"
)
_BUTTON = re.compile(
    r"[\[【]\s*(?:打印(?:本页|此页|文章)?|关闭(?:窗口|本页)?|收藏(?:本页)?|纠错|字[体号][:：\s大中小]*|大|中|小)\s*[\]】]"
)
_CRUMB = re.compile(r"^(?:您?(?:当前|现在|所在)的?位置|当前位置|位置)\s*[:：]|^首页\s*[>»›＞/-]")
_SHORT = 60
_MARKER_LENGTH = 40
_LITTLE = 80


def without_furniture(blocks: list[Block], title: str) -> list[Block]:
    """Return the blocks that are the text: nothing that leads up to the title, no buttons, nothing after the end."""
    kept = _unboxed(blocks)
    kept = kept[_after_title(kept, title) : _end(kept)]
    return [block for block in map(_cleaned, kept) if block is not None]


def _unboxed(blocks: list[Block]) -> list[Block]:
    """Drop side boxes, unless they hold most of the words: then their names mean nothing here."""
    outside = [block for block in blocks if not block.boxed]
    boxed = sum(len(block.text) for block in blocks if block.boxed)
    return outside if sum(len(block.text) for block in outside) >= boxed else blocks


def _after_title(blocks: list[Block], title: str) -> int:
    """Return where the text starts: after its own title, if only breadcrumbs and short lines lead up to it."""
    wanted = fold(title)
    for index, block in enumerate(blocks[:12]):
        if wanted and len(block.text) <= 2 * len(title) and fold(block.text) == wanted:
            return index + 1
        if len(block.text) > _SHORT or block.grid is not None:
            return 0
    return 0


def _end(blocks: list[Block]) -> int:
    """Return where the text ends: at the first marker that only links or next to nothing follow."""
    words = linked = 0
    end = len(blocks)
    for index in range(len(blocks) - 1, 0, -1):
        block = blocks[index]
        if block.grid is None and len(block.text) <= _MARKER_LENGTH and _END.match(block.text.lstrip("【[（( ")):
            if words - linked <= _LITTLE or linked >= 0.7 * words:
                end = index
            else:
                break
        words += len(block.text)
        linked += block.linked if block.grid is None else 0
    return end


def _cleaned(block: Block) -> Block | None:
    text = block.text
    if block.grid is not None or len(text) > _SHORT:
        return block
    if len(text) <= _MARKER_LENGTH and (_LINE.fullmatch(text.replace(" ", "")) or _CRUMB.match(text)):
        return None
    bare = _BUTTON.sub("", _COUNTER.sub("", text)).strip(" |｜")
    if not bare:
        return None
    return block if bare == text else Block(bare, block.linked, block.boxed)
