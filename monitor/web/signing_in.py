"""Signing in with the access token, and out."""

from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from monitor.web.access import COOKIE, SIGNED_IN_FOR, inside
from monitor.web.headers import caller_of
from monitor.web.rendering import html
from monitor.web.site import site_of

LARGEST_FORM = 4096


async def login(request: Request) -> Response:
    """Show the form, or take the token from it and set the cookie."""
    site = site_of(request)
    wanted = inside(request.query_params.get("next", "/"))
    if site.access is None:
        return RedirectResponse(wanted, 303)
    if request.method != "POST":
        return await run_in_threadpool(html, request, "login.html", wanted=wanted, wrong=None)
    if is_foreign(request):
        return PlainTextResponse("forms of other sites are not taken", 403)
    caller = caller_of(request.scope)
    if site.tries.too_many(caller):
        answer = await run_in_threadpool(
            html, request, "login.html", 429, wanted=wanted, wrong="Too many tries; wait five minutes."
        )
        answer.headers["retry-after"] = "300"
        return answer
    form = await _form(request)
    if not site.access.opens(form.get("token", "").strip()):
        site.tries.was_wrong(caller)
        return await run_in_threadpool(html, request, "login.html", 401, wanted=wanted, wrong="This is not the token.")
    response = RedirectResponse(wanted, 303)
    response.set_cookie(
        COOKIE,
        site.access.cookie(site.now()),
        max_age=int(SIGNED_IN_FOR.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=site.config.public_url.startswith("https:"),
    )
    return response


async def logout(request: Request) -> Response:
    """Forget the cookie."""
    if is_foreign(request):
        return PlainTextResponse("forms of other sites are not taken", 403)
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response


def is_foreign(request: Request) -> bool:
    """Say whether a form was sent by a page of another site."""
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


async def _form(request: Request) -> dict[str, str]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            return {}
    fields = parse_qs(body.decode("utf-8", "replace"))
    return {name: values[0] for name, values in fields.items()}
