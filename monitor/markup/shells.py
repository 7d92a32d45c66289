"""Pages that stand in for another: challenges, scripted redirects, soft 404s. Each is told by its shape."""

import re

_SHELL = 4096
_LARGEST_CHALLENGE = 262_144
_FEW_WORDS = 120

# Marks of the challenges seen in front of Chinese authorities' sites. Pages behind some of them keep the script, so a
# mark counts only where the page has next to no words.
_CHALLENGES = (
    (b"$_ts", "瑞数 $_ts"),
    (b"_clearance", "加速乐 __jsl_clearance"),
    (b"C3VK", "C3VK"),
    (b"wzws", "wzws"),
    (b"EO_Bot_Ssid", "EdgeOne"),
    (b"__tst_status", "EdgeOne"),
    (b"acw_sc__v2", "acw_sc__v2"),
    (b"cf-chl", "Cloudflare"),
    (b"_cf_chl_opt", "Cloudflare"),
    (b"/_guard/", "guard"),
    (b"captcha", "captcha"),
)
_COOKIE_RELOAD = re.compile(
    rb"document\.cookie\s*=.*?(?:location\s*(?:\.\s*(?:href|reload|replace))?\s*[=(.])", re.DOTALL
)
_REFRESH = re.compile(
    r"""<meta\s[^>]*http-equiv\s*=\s*["']?refresh["']?[^>]*content\s*=\s*["']?\s*\d*\s*[;,]\s*url\s*=\s*["']?([^"'>\s]+)""",
    re.IGNORECASE,
)
_ASSIGNED = re.compile(
    r"""(?:window|self|top|document|parent)?\.?location(?:\.href)?\s*(?:=|\.replace\(|\.assign\()\s*["']([^"'\s]{1,500})["']\s*\)?\s*[;<\n]"""
)
_NOT_WORDS = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|noscript)\b.*?(?:</\1\s*>|\Z)|<[^<>]*>?|&\w+;|\s+",
    re.DOTALL | re.IGNORECASE,
)
_GONE = re.compile(
    r"页面(?:不存在|未找到|没有找到|无法找到|已(?:被)?删除)|(?:您|你)(?:所)?(?:访问|浏览|查找|要找|请求)的(?:页面|网页|内容|文章|信息)[^。<]{0,12}"
    r"(?:不存在|删除|找不到|未找到|失效|下线)|(?:文章|内容|信息)(?:不存在|已(?:被)?(?:删除|下线))|找不到(?:您|你|该|此)?[^。<]{0,8}(?:页|文件)|"
    r"\b404\b[^<]{0,20}not\s*found|page\s+not\s+found|not\s+found[^<]{0,20}\b404\b",
    re.IGNORECASE,
)
_GONE_TITLE = re.compile(r"<title[^<>]*>\s*(?:404|[^<]{0,20}(?:页面不存在|not\s*found|出错))", re.IGNORECASE)


def challenge(body: bytes) -> str | None:
    """Return the name of the challenge that this page is, or None for a page with something to say."""
    if len(body) > _LARGEST_CHALLENGE:
        return None
    named = next((name for mark, name in _CHALLENGES if mark in body), None)
    if named is None and len(body) < _SHELL and _COOKIE_RELOAD.search(body):
        named = "cookie and reload"
    if named is None or _words(body.decode("utf-8", "replace")) > _FEW_WORDS:
        return None
    return named


def redirect(body: bytes) -> str | None:
    """Return where a small page without words sends the browser by script or meta refresh, as written; else None."""
    if len(body) > _SHELL or (b"location" not in body and b"efresh" not in body.lower()):
        return None
    text = body.decode("utf-8", "replace")
    targets = _REFRESH.findall(text) or _ASSIGNED.findall(text)
    if len(set(targets)) != 1 or _words(text) > _FEW_WORDS:
        return None
    return str(targets[0])


def is_soft_404(text: str) -> bool:
    """Say whether a page served as found says itself that it was not; a real page has more words than that."""
    if len(text) > 16 * _SHELL or not (_GONE.search(text) or _GONE_TITLE.search(text)):
        return False
    return _words(text) <= 2 * _FEW_WORDS


def _words(text: str) -> int:
    return len(_NOT_WORDS.sub("", text))
