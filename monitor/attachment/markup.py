"""Markup from any reader of files -> blocks: one door, and one expander of merged cells, for all of them."""

import re

from monitor.attachment.errors import UnreadableError
from monitor.document.blocks import Block, read_blocks
from monitor.markup.guard import TooDeepError
from monitor.markup.nodes import parse_html

MAX_MARKUP = 8_000_000
_PICTURE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_WHY_PICTURE = "内容是图片，没有可读文字"


def blocks_of(markup: str) -> list[Block]:
    """Return the blocks of a file's content given as HTML; raises UnreadableError if there is none, or far too much."""
    words, pictures = _PICTURE.subn("", markup)
    if len(words) > MAX_MARKUP:
        raise UnreadableError("内容过长")
    try:
        tree = parse_html(words)
    except TooDeepError as error:
        raise UnreadableError("内容嵌套过深") from error
    blocks = read_blocks(tree.body) if tree.body is not None else []
    if not any(block.text for block in blocks):
        raise UnreadableError(_WHY_PICTURE if pictures else "文件中没有文字")
    return blocks
