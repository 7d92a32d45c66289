"""Values -> HTML, in the reader's language and time zone."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from monitor.alert.words import batch_zh
from monitor.web.languages import Speech, language_of, remember, switched
from monitor.web.site import Site, site_of


def html(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """Return a page made from a template."""
    site, speech = site_of(request), Speech(language_of(request))
    common = _common(request, site, speech)
    text = site.templates.get_template(template).render(**common | values)
    response = HTMLResponse(text, status, {"vary": "accept-language, cookie"})
    remember(request, response)
    return response


def not_found(request: Request, what: str) -> Response:
    """Return the page that says that something does not exist; `what` is a phrase."""
    return html(
        request, "trouble.html", 404, title=what, way_out="It may have been mistyped; the change log has it all."
    )


def _common(request: Request, site: Site, speech: Speech) -> dict[str, Any]:
    other = "en" if speech.language == "zh" else "zh"
    return {
        "t": speech,
        "words": speech.words,
        "path": request.url.path,
        "style": site.style,
        "other_language": other,
        "switch_url": switched(request, other),
        "signed_in": site.access is not None and request.url.path != "/login",
        "feed_key": f"?key={site.access.feed_key}" if site.access else "",
        "zone": site.config.timezone,
        "today": site.now().astimezone(site.config.timezone).date(),
        "web_link": web_link,
        "batch_name": lambda number: batch_name(number, speech),
        "moment": lambda at: moment(at, site, speech),
        "day": speech.words.on,
    }


def moment(at: datetime | None, site: Site, speech: Speech) -> str | Markup:
    """Return a moment as a `<time>`: the time of day today, else with its date."""
    if at is None:
        return "—"
    here, today = at.astimezone(site.config.timezone), site.now().astimezone(site.config.timezone).date()
    if here.date() == today:
        said = f"{speech('today')} {here:%H:%M}"
    elif here.year == today.year:
        said = f"{here:%m-%d %H:%M}"
    else:
        said = f"{here:%Y-%m-%d %H:%M}"
    whole = here.isoformat(timespec="seconds")
    return Markup('<time datetime="{0}" title="{0}">{1}</time>').format(whole, said)


def day_heading(day: date, today: date, speech: Speech) -> str:
    """Return a day as a heading: today, yesterday, or its date."""
    match (today - day).days:
        case 0:
            return speech("Today")
        case 1:
            return speech("Yesterday")
        case _:
            return speech.words.on(day)


def batch_name(number: int | None, speech: Speech) -> str:
    """Return a batch as it is called; nothing where there is none."""
    if number is None:
        return ""
    return batch_zh(number) if speech.language == "zh" else f"batch {number}"


def web_link(url: str) -> str | None:
    """Return a URL if a browser may be sent there: http or https with a host; pages may name anything."""
    try:
        parts = urlsplit(url)
        return url if parts.scheme.lower() in ("http", "https") and parts.hostname else None
    except ValueError:
        return None
