"""The JSON API: the shapes of `--json`, over HTTP (docs/api.md)."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from monitor.as_json import change_json, delivery_json, diff_of, source_json, story_json
from monitor.memory import SourceMemory
from monitor.web.asking import page_before, question
from monitor.web.deliveries import PAGE_SIZE, STATES
from monitor.web.site import site_of


def changes(request: Request) -> Response:
    """Give the lines that the filters of the change log leave, newest first, and the link to the next page."""
    site = site_of(request)
    asked = question(request.query_params, site.config.timezone)
    if asked.problems:
        return JSONResponse({"error": "; ".join(f"{name}: {why}" for name, why in asked.problems.items())}, 400)
    found = site.store.log(asked.query)
    shown = found[: asked.page_size]
    limit = request.query_params.get("limit")
    following = asked.link("/api/changes", before=shown[-1].id, limit=limit) if len(found) > len(shown) else None
    return JSONResponse({"changes": [change_json(line) for line in shown], "next": following})


def change(request: Request) -> Response:
    """Give one line with its diff."""
    logged = site_of(request).store.change(request.path_params["id"])
    if logged is None:
        return JSONResponse({"error": "there is no such change"}, 404)
    return JSONResponse(change_json(logged) | {"diff": diff_of(logged.change)})


def story(request: Request) -> Response:
    """Give one story."""
    found = site_of(request).store.story(request.path_params["id"])
    return JSONResponse({"error": "there is no such story"}, 404) if found is None else JSONResponse(story_json(found))


def sources(request: Request) -> Response:
    """Give how every configured source is doing."""
    site = site_of(request)
    memories = site.store.sources()
    return JSONResponse(
        {
            "sources": [
                source_json(memories.get(source.id, SourceMemory(source.id))) | {"enabled": source.enabled}
                for source in site.config.sources
            ]
        }
    )


def deliveries(request: Request) -> Response:
    """Give rows of the ledger, newest first; `state`, `subscription` and `before` narrow."""
    params = request.query_params
    state, subscription = params.get("state") or None, params.get("subscription") or None
    if state not in (None, *STATES):
        return JSONResponse({"error": f"state: expected one of {', '.join(STATES)}"}, 400)
    rows = site_of(request).store.deliveries(state, subscription, PAGE_SIZE, page_before(params))
    return JSONResponse({"deliveries": [delivery_json(row) for row in rows]})
