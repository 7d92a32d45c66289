"""The link in every message that ends its subscription: asked on a page, or at once by a mailbox's own button."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from monitor.watch.subscribe import named_by
from monitor.watch.subscribe import unsubscribe as end
from monitor.web.rendering import html, not_found
from monitor.web.site import site_of


async def unsubscribe(request: Request) -> Response:
    """Show what would end (GET), or end it (POST), as RFC 8058 has mailboxes ask.

    The signed token in the path is the permission: no cookie is asked for, and a form from elsewhere is taken, for
    that is where mailboxes send it from. A mere visit ends nothing, since mail scanners follow every link.
    """
    return await run_in_threadpool(_answered, request)


def _answered(request: Request) -> Response:
    site, token = site_of(request), request.path_params["token"]
    ended = request.method == "POST"
    if ended:
        subscription = end(site.store, site.config, token, site.now())
    else:
        subscription = named_by(site.store, site.config, token)
    if subscription is None:
        return not_found(request, "There is no such subscription")
    return html(request, "unsubscribe.html", name=subscription.name, ended=ended)
