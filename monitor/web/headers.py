"""What stands around every answer: who may ask, and what a browser may do with it."""

from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.web.access import COOKIE, FEED_PREFIX, Access, is_our_host, is_public
from monitor.web.site import Site

# No script at all: what a page smuggled in could not run even if it were not escaped.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "private, no-cache",
}


class SafeAnswers:
    """Gives every answer the headers above, unless it set its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)


class Gate:
    """Lets a request pass if it may: by token where there is one, else by the host it was sent to."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app, self._site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        await (refusal or self._app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        access = self._site.access
        if access is None:
            hosts = headers.getlist("host")
            ours = len(hosts) == 1 and is_our_host(hosts[0], self._site.config.public_url)
            return None if ours else PlainTextResponse("this host name is not served here", 421)
        if is_public(scope["path"]) or self._may_enter(access, scope, headers):
            return None
        return self._sent_to_sign_in(scope, headers)

    def _may_enter(self, access: Access, scope: Scope, headers: Headers) -> bool:
        cookie = _cookie(headers)
        if cookie is not None and access.opened_by_cookie(cookie, self._site.now()):
            return True
        caller = caller_of(scope)
        given = _bearer(headers)
        key = QueryParams(scope["query_string"]).get("key") if scope["path"].startswith(FEED_PREFIX) else None
        if (given is None and key is None) or self._site.tries.too_many(caller):
            return False
        if (given is not None and access.opens(given)) or (key is not None and access.opens_feeds(key)):
            return True
        self._site.tries.was_wrong(caller)
        return False

    def _sent_to_sign_in(self, scope: Scope, headers: Headers) -> Response:
        wants_page = scope["method"] == "GET" and "text/html" in headers.get("accept", "")
        if not wants_page:
            wait = self._site.tries.too_many(caller_of(scope))
            asked = {"www-authenticate": 'Bearer realm="pilotwatch"'}
            return PlainTextResponse("sign in, or send the access token", 429 if wait else 401, asked)
        wanted = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
        if headers.get("sec-fetch-site") == "cross-site" and _cookie(headers) is None:
            return _again(wanted)
        return RedirectResponse(f"/login?next={quote(wanted, safe='')}", 303)


def _again(path: str) -> Response:
    """Have the browser ask once more from here: following a link in a mail, it keeps a strict cookie to itself."""
    safe = quote(path, safe="/?&=%+,:;@-._~").replace("&", "&amp;")
    if path.startswith("//"):
        safe = "/"
    return HTMLResponse(f'<!doctype html><meta http-equiv="refresh" content="0;url={safe}"><title>…</title>', 401)


def caller_of(scope: Scope) -> str:
    """Return the address a request came from."""
    return scope["client"][0] if scope.get("client") else ""


def _bearer(headers: Headers) -> str | None:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _cookie(headers: Headers) -> str | None:
    for line in headers.getlist("cookie"):
        try:
            morsel = SimpleCookie(line).get(COOKIE)
        except CookieError:
            continue
        if morsel is not None:
            return morsel.value
    return None
