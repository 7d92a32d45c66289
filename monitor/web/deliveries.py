"""The ledger: who was told what, when, and what the channel said."""

from starlette.requests import Request
from starlette.responses import Response

from monitor.web.asking import page_before
from monitor.web.rendering import html
from monitor.web.site import site_of

PAGE_SIZE = 100
STATES = ("pending", "sent", "failed")


def deliveries(request: Request) -> Response:
    """Show messages, newest first, 100 a page; `?state=` and `?subscription=` narrow."""
    site = site_of(request)
    state = request.query_params.get("state", "")
    state = state if state in STATES else ""
    subscription = request.query_params.get("subscription", "")[:200]
    before = page_before(request.query_params)
    found = site.store.deliveries(state or None, subscription or None, PAGE_SIZE + 1, before)
    shown = found[:PAGE_SIZE]
    return html(
        request,
        "deliveries.html",
        rows=shown,
        counts=site.store.delivery_counts(),
        states=STATES,
        state=state,
        subscription=subscription,
        subscriptions=[each.id for each in (*site.config.subscriptions, *site.config.operators)],
        older=shown[-1].id if len(found) > PAGE_SIZE else None,
    )
