"""The bytes that prove a change: to be read as text, or to be saved and hashed."""

import re

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from monitor.markup.charset import decode
from monitor.web.rendering import not_found
from monitor.web.site import site_of

# Whatever the bytes hold, a browser gets nothing to run, frame or guess at.
_INERT = {
    "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "cache-control": "private, max-age=31536000, immutable",
}
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


def snapshot(request: Request) -> Response:
    """Show a snapshot's source as text, decoded; with `?bytes`, send the very bytes as a file to save."""
    digest = request.path_params["sha256"]
    page = site_of(request).store.snapshot(digest) if _DIGEST.fullmatch(digest) else None
    if page is None:
        return not_found(request, "There is no such snapshot")
    fetched = {"x-fetched-at": page.fetched_at.isoformat(timespec="seconds"), "x-sha256": page.sha256}
    if "bytes" in request.query_params:
        saved = {"content-disposition": f'attachment; filename="{digest}.bin"'}
        return Response(page.body, headers=_INERT | fetched | saved, media_type="application/octet-stream")
    text = decode(page.body, page.headers).text
    return PlainTextResponse(text.encode("utf-8", "replace"), headers=_INERT | fetched)
