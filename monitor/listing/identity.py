"""When two URLs are the same document."""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

_HOST_PREFIX = re.compile(r"^(?:www\d?|m|wap|3g|mobile)\.(?=[^.]+\.)")
_INDEX = re.compile(r"/(?:index|default)\.(?:s?html?|jsp|php|aspx?)$", re.IGNORECASE)
_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_END = re.compile(r"(?<![/\s])[/\s]+$")
_SLASHES = re.compile(r"/{2,}")
_TRACKING = re.compile(
    r"^(?:utm_.*|spm.*|scm|share.*|sharer.*|isappinstalled|wxshare_count|nsukey|scene|clicktime|enterid|from_?(?:source|id)?|"
    r"jsessionid|phpsessid|sid|fbclid|gclid|bd_vid|hmsr|hmpl|hmcu|hmkw|hmci|tracking.*|_t|_|timestamp|rand(?:om)?|nonce|ver)$",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def document_key(url: str) -> str:
    """Return a document's canonical URL: without scheme, `www.` (m., wap.), default port, fragment and tracking query.

    `/a/` and `/a/index.html` are one; the rest of the query is kept, in alphabetical order. An unreadable URL is its
    own key.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url.strip()
    if not host:
        return url.strip()
    host = _HOST_PREFIX.sub("", host)
    place = host if port in (None, 80, 443) else f"{host}:{port}"
    key = place + _path(parts.path)
    return f"{key}?{query}" if (query := _query(parts.query)) else key


def _path(path: str) -> str:
    path = _SLASHES.sub("/", _SESSION.sub("", path) if ";" in path else path)
    if "%" in path:
        path = (
            unquote(path, errors="surrogateescape")
            .encode("utf-8", "surrogateescape")
            .decode("utf-8", "backslashreplace")
        )
    return _END.sub("", _INDEX.sub("", path))


def _query(query: str) -> str:
    if not query:
        return ""
    kept = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if not _TRACKING.match(name)]
    return urlencode(sorted(kept))
