"""A document's title, of the several that a page, its markup and its listing give."""

import re
from collections.abc import Mapping

from selectolax.lexbor import LexborHTMLParser

from monitor.markup.nodes import seen_text
from monitor.markup.words import fold, fuller, is_cut, tidy_title

_SEPARATOR = re.compile(r"\s*[_|｜]\s*|\s*(?:--+|——|—|–)\s*|\s+[-·]\s*|\s*[-·]\s+|-(?=[^-]*$)")
_SITE = re.compile(
    r"(?:网站?|门户|频道|栏目|中心|公司|集团|政府|委员会|部|厅|局|办公室|日报|晚报|新闻|资讯|要闻|客户端|文化|财经|体育|首页|news|online|com|\.cn)$",
    re.IGNORECASE,
)
_METAS = ("articletitle", "og:title")
_SHORTEST = 4


def find_title(tree: LexborHTMLParser, metas: Mapping[str, str], listed: str | None) -> str:
    """Return the title: a heading that the page's <title>, meta or listing confirms, else the best of those; maybe ''.

    The first h1 is often the site's name, <title> has the site's name behind it, a listing may cut, and any of them may
    hold spaces that the others do not.
    """
    page = _page_title(tree)
    stated = next((title for name in _METAS if (title := tidy_title(metas.get(name, "")))), "")
    confirmed = [fold(each) for each in (listed or "", stated, page) if each]
    headings = [title for node in tree.css("h1, h2, h3") if (title := tidy_title(seen_text(node)))]
    sound = [heading for heading in headings[:20] if _is_confirmed(fold(heading), confirmed)]
    heading = max(sound, key=len, default="")
    candidates = (heading, stated, "" if listed is None or is_cut(listed) else listed, without_site(page, metas))
    best = (
        next((each for each in candidates if len(each) >= _SHORTEST), "") or listed or page or next(iter(headings), "")
    )
    fullest = fuller(best, listed) if listed else best
    return min((each for each in (fullest, *candidates) if fold(each) == fold(fullest)), key=len)


def without_site(title: str, metas: Mapping[str, str]) -> str:
    """Return a page title without the names of site and channel behind it."""
    site = fold(metas.get("sitename", ""))
    while matches := list(_SEPARATOR.finditer(title)):
        last = matches[-1]
        head, tail = title[: last.start()].strip(), title[last.end() :].strip()
        if len(head) < _SHORTEST or not (not tail or _SITE.search(tail) or (site and fold(tail) in site)):
            break
        title = head
    return title


def _page_title(tree: LexborHTMLParser) -> str:
    node = tree.css_first("title")
    return tidy_title(node.text()) if node is not None else ""


def _is_confirmed(heading: str, others: list[str]) -> bool:
    if len(heading) < _SHORTEST:
        return False
    return any(other.startswith(heading) or heading.startswith(other.rstrip("….")) for other in others)
