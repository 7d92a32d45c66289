"""Which part of a page is the text: the configured container, one of those known across sites, or the densest."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.markup.nodes import UNSEEN, attribute, select

# What must stand in the page's markup for a selector to match (a look that costs next to nothing), and the selector;
# from the most to the least telling.
KNOWN = (
    ("UCAP-CONTENT", "#UCAP-CONTENT"),
    ("pages_content", ".pages_content"),
    ("ergodic", "[ergodic=article]"),
    ("art-con", ".art-con"),
    ("con_con", "#con_con.ccontent, #con_con"),
    ("my_doccontent", ".my_doccontent"),
    ("editor-content", ".editor-content"),
    ("Three_xilan_07", ".Three_xilan_07"),
    ("article-content", "#article-content"),
    ("BodyLabel", "#BodyLabel"),
    ("detailContent", "#detailContent"),
    ("detail-news", "div.detail-news"),
    ("trs_editor_view", ".trs_editor_view"),
    ("TRS_UEDITOR", ".TRS_UEDITOR"),
    ("TRS_Editor", ".TRS_Editor"),
    ("Custom_UnionStyle", ".Custom_UnionStyle"),
    ("zoom", "#zoom"),
    ("Zoom", "#Zoom"),
    ("xxgk-content", ".xxgk-content"),
    ("article-con", ".article-con"),
    ("ivs_content", "#ivs_content"),
)
_ENOUGH = 30
_SENTENCE = re.compile("[，。；！？、：,;]")
_SENTENCE_LENGTH = 30
_SIDE = re.compile(
    r"foot|copyright|(?:^|[\s_-])(?:nav|menu|crumbs?|breadcrumb|side|sidebar|aside|recommend|related|share|comments?|hot|rank|"
    r"qrcode|ewm|print|pag(?:e|ination)?|login|search|banner|toolbar|ad|ads|advert\w*|top|header)(?:$|[\s_\d-])",
    re.IGNORECASE,
)
_SIDE_TAGS = ("nav", "footer", "aside", "header")
_BOXES = ("div", "article", "section", "main", "table", "tbody", "tr", "td", "center", "form", "dl", "dd", "ul")
_CONTAINERS = frozenset((*_BOXES, *_SIDE_TAGS, "html", "body"))
_OFFICIAL_FOOTER = re.compile("版权所有|ICP备|公网安备|网站标识码|Copyright", re.IGNORECASE)
_MOST_OF_IT = 0.7
_MUCH = 0.3


def configured_body(tree: LexborHTMLParser, selector: str) -> LexborNode | None:
    """Return the longest node that a selector finds, None if it finds none with words or pictures in it."""
    return _longest(select(tree, selector), 1)


def known_body(tree: LexborHTMLParser, text: str) -> LexborNode | None:
    """Return the container of one of the site platforms, if it holds a text."""
    for mark, selector in KNOWN:
        if mark in text and (node := _longest(tree.css(selector), _ENOUGH)) is not None:
            return node
    return None


def _longest(nodes: list[LexborNode], enough: int) -> LexborNode | None:
    sized = [(len(node.text().strip()), node) for node in nodes]
    longest = max(sized, key=lambda each: each[0], default=None)
    if longest is None:
        return None
    size, node = longest
    return node if size >= enough or node.css_first("img, a[href]") is not None else None


def densest_body(tree: LexborHTMLParser) -> LexborNode | None:
    """Return the smallest container that holds most of the page's sentences, with its own short lines."""
    root = tree.body
    if root is None:
        return None
    found = _Weights(root).densest()
    return found if found is not None or not root.text().strip() else root


class _Weights:
    """A page's containers with what they hold: sentences, all words outside links, words in links.

    The sentences of what looks like a side box by its name do not count, unless they are much of the page's: names
    mislead.
    """

    def __init__(self, root: LexborNode) -> None:
        self._nodes = [root]
        self._parents = [-1]
        self._sentences = [0]
        self._words = [0]
        self._linked = [0]
        self._sides: set[int] = set()
        self._measure(root)
        much = _MUCH * sum(self._sentences)
        for index in range(len(self._nodes) - 1, 0, -1):
            parent = self._parents[index]
            if index in self._sides and self._sentences[index] < much:
                self._sentences[index] = 0
            self._sentences[parent] += self._sentences[index]
            self._words[parent] += self._words[index]
            self._linked[parent] += self._linked[index]

    def _measure(self, root: LexborNode) -> None:
        stack: list[tuple[LexborNode | None, int]] = [(root.child, 0)]
        while stack:
            node, parent = stack.pop()
            if node is None:
                continue
            stack.append((node.next, parent))
            tag = node.tag or ""
            if tag == "-text":
                self._weigh(node.text_content or "", parent)
            elif tag == "a":
                self._linked[parent] += len(node.text().strip())
            elif tag in UNSEEN:
                continue
            elif tag in _CONTAINERS:
                self._add(node, tag, parent)
                stack.append((node.child, len(self._nodes) - 1))
            else:
                stack.append((node.child, parent))

    def _add(self, node: LexborNode, tag: str, parent: int) -> None:
        if tag in _SIDE_TAGS or _SIDE.search(f"{attribute(node, 'class')} {attribute(node, 'id')}"):
            self._sides.add(len(self._nodes))
        for column in (self._sentences, self._words, self._linked):
            column.append(0)
        self._nodes.append(node)
        self._parents.append(parent)

    def _weigh(self, text: str, parent: int) -> None:
        size = len(text.strip())
        if not size:
            return
        self._words[parent] += size
        if (size >= _SENTENCE_LENGTH or _SENTENCE.search(text)) and not _OFFICIAL_FOOTER.search(text):
            self._sentences[parent] += size

    def densest(self) -> LexborNode | None:
        """Go down while one container holds most of what is left, then up again while that adds but a few words."""
        if not self._sentences[0]:
            return None
        best = 0
        for index in range(1, len(self._nodes)):
            # Containers come in document order, each after its parent: one pass goes all the way down.
            if self._parents[index] == best and self._sentences[index] >= _MOST_OF_IT * self._sentences[best]:
                best = index
        while (parent := self._parents[best]) > 0 and self._adds_little(parent, best):
            best = parent
        return self._nodes[best]

    def _adds_little(self, outer: int, inner: int) -> bool:
        more = self._words[outer] - self._words[inner]
        links = self._linked[outer] - self._linked[inner]
        return more <= 60 + 0.2 * self._words[inner] and links <= 40
