"""A body's nodes -> its blocks: paragraphs, lines and tables in reading order."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from monitor.document.tables import Grid, read_table
from monitor.markup.nodes import INLINE, UNSEEN, is_hidden
from monitor.markup.words import joined

_BOX = re.compile(
    r"(?:^|[\s_-])(?:share|bdshare|social|related|relevant|recommend|breadcrumb|crumbs?|footer?|copyright|qrcode|ewm|erweima|"
    r"comments?|sidebar|print|toolbar|pagination|pager|rank|hot|sao|xgwd|xglj|xgyd|xgxw|xgfj|xgjd)(?:$|[\s_\d-])",
    re.IGNORECASE,
)
_FURNITURE_TAGS = frozenset(("nav", "footer", "aside", "form"))
_LINES = frozenset(("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd"))
_MAY_BE_A_BOX = frozenset(("div", "ul", "ol", "section", "dl"))


@dataclass(slots=True)
class Block:
    """A line of text, or a table. `linked` counts its characters in links, `boxed` marks what stands in a side box."""

    text: str
    linked: int = 0
    boxed: bool = False
    grid: Grid | None = None


class _Closing:
    """What the walk does on leaving an element."""


_END_OF_BLOCK, _END_OF_LINK, _END_OF_BOX = _Closing(), _Closing(), _Closing()


class _Page:
    """The page being written: lines are finished at every block boundary."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.parts: list[str] = []
        self.linked = 0
        self.links = 0
        self.boxes = 0

    def write(self, text: str) -> None:
        self.parts.append(text)
        if self.links:
            self.linked += len(text.strip())

    def finish(self) -> None:
        if self.parts:
            if text := joined("".join(self.parts)):
                self.blocks.append(Block(text, self.linked, self.boxes > 0))
            self.parts.clear()
            self.linked = 0

    def add_line(self, text: str) -> None:
        self.finish()
        if text := joined(text):
            self.blocks.append(Block(text, len(text) if self.links else 0, self.boxes > 0))

    def add(self, grid: Grid) -> None:
        self.finish()
        self.blocks.append(Block(grid.text, 0, self.boxes > 0, grid))


def read_blocks(root: LexborNode, *, styled: bool = True) -> list[Block]:
    """Return a node's blocks; `styled` False promises that no style attribute in the page hides anything."""
    page = _Page()
    stack: list[LexborNode | _Closing | None] = [root.child]
    while stack:
        node = stack.pop()
        if node is None:
            continue
        if isinstance(node, _Closing):
            _leave(page, node)
            continue
        stack.append(node.next)
        tag = node.tag or ""
        if tag == "-text":
            page.write(node.text_content or "")
        elif tag == "br" or tag == "hr":
            page.finish()
        elif tag not in UNSEEN and not (styled and is_hidden(node)):
            _enter(page, node, tag, stack)
    page.finish()
    return page.blocks


def _enter(page: _Page, node: LexborNode, tag: str, stack: list[LexborNode | _Closing | None]) -> None:
    child = node.child
    if tag in _LINES and child is not None and child.next is None and child.tag == "-text":
        # Most paragraphs hold nothing but text: they are done with at once.
        page.add_line(child.text_content or "")
        return
    if tag == "table" and (grid := read_table(node)) is not None:
        page.add(grid)
        return
    if tag == "a":
        page.links += 1
        stack.append(_END_OF_LINK)
    elif tag not in INLINE:
        page.finish()
        stack.append(_END_OF_BLOCK)
        if tag in _FURNITURE_TAGS or (tag in _MAY_BE_A_BOX and _is_box(node)):
            page.boxes += 1
            stack.append(_END_OF_BOX)
    stack.append(child)


def _leave(page: _Page, closing: _Closing) -> None:
    if closing is _END_OF_LINK:
        page.links -= 1
    else:
        page.finish()
        page.boxes -= closing is _END_OF_BOX


def _is_box(node: LexborNode) -> bool:
    attributes = node.attributes
    return bool(_BOX.search(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"))
