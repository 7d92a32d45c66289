"""What others subscribe to: Atom, JSON Feed and iCalendar, for a city, a programme or everything."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from icalendar import Calendar, Event
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from monitor import gazetteer
from monitor.as_json import instant
from monitor.changes import AboutDocument
from monitor.memory import Logged, LogQuery
from monitor.web.deadlines import Ahead, deadlines_of_tasks, deadlines_told, once
from monitor.web.languages import Speech, language_of
from monitor.web.lines import KINDS, headline
from monitor.web.rendering import web_link
from monitor.web.site import Site, site_of
from monitor.web.watching import place_label

ENTRIES = 50
LINES_LOOKED_AT = 500
# What XML 1.0 has no room for, and what a calendar's line would be broken by.
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Topic:
    """What a feed is about: its title, the lines it takes, and where the page shows them."""

    title: str
    query: LogQuery
    path: str
    code: str | None = None
    programme: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a feed, free of what no format can hold."""

    id: str
    url: str
    original: str | None
    title: str
    at: str
    summary: str
    labels: tuple[str, ...]


def feed(request: Request) -> Response:
    """Send a feed; the path says of what and in which format."""
    site, speech = site_of(request), Speech(language_of(request))
    topic = _topic(request, site, speech)
    if topic is None:
        return PlainTextResponse("there is no such feed", 404)
    return _FORMATS[request.path_params["format"]](request, site, speech, topic)


def _topic(request: Request, site: Site, speech: Speech) -> Topic | None:
    code, key = request.path_params.get("code"), request.path_params.get("key")
    if code is not None:
        place = gazetteer.place(code)
        if place is None:
            return None
        title = f"{place_label(code, speech.language)} · {speech('Pilotwatch')}"
        return Topic(title, LogQuery(place=code), f"/cities/{place.city}", code=code)
    if key is not None:
        life = site.store.life(key)
        name = next((story.programme.name for story in life if story.programme), None)
        return (
            Topic(f"{name} · {speech('Pilotwatch')}", LogQuery(programme=key), f"/programmes/{key}", programme=key)
            if name
            else None
        )
    return Topic(speech("Pilotwatch"), LogQuery(), "/changes")


def _lines(site: Site, topic: Topic, limit: int) -> list[Logged]:
    query = topic.query
    found = site.store.log(LogQuery(place=query.place, programme=query.programme, limit=limit))
    return [line for line in found if isinstance(line.change, AboutDocument) and not line.change.baseline]


def _item(line: Logged, topic: Topic, site: Site, speech: Speech) -> Item:
    change = line.change
    assert isinstance(change, AboutDocument)
    codes = (topic.code,) if topic.code else ()
    return Item(
        id=f"{site.config.public_url}/changes/{line.id}",
        url=f"{site.config.public_url}/changes/{line.id}",
        original=web_link(change.url),
        title=_speakable(f"{speech(KINDS[change.kind])}：{headline(change, codes, speech)}"),
        at=instant(change.at) or "",
        summary=_speakable("\n".join((change.title, *(proof.quote for proof in change.evidence[:3])))),
        labels=tuple(_speakable(concern.name) for concern in change.concerns[:20]),
    )


def _speakable(text: str) -> str:
    return _UNSPEAKABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _atom(request: Request, site: Site, speech: Speech, topic: Topic) -> Response:
    items = [_item(line, topic, site, speech) for line in _lines(site, topic, ENTRIES)]
    text = site.templates.get_template("feed.atom.xml").render(
        topic=topic,
        title=_speakable(topic.title),
        items=items,
        language=speech.language,
        public_url=site.config.public_url,
        path=request.url.path,
        updated=items[0].at if items else instant(site.started),
    )
    return Response(text, media_type="application/atom+xml")


def _json(request: Request, site: Site, speech: Speech, topic: Topic) -> Response:
    items = [_item(line, topic, site, speech) for line in _lines(site, topic, ENTRIES)]
    feed_: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _speakable(topic.title),
        "language": speech.language,
        "home_page_url": site.config.public_url + topic.path,
        "feed_url": site.config.public_url + request.url.path,
        "items": [
            {
                "id": item.id,
                "url": item.url,
                **({"external_url": item.original} if item.original else {}),
                "title": item.title,
                "content_text": item.summary,
                "date_published": item.at,
                "tags": list(item.labels),
            }
            for item in items
        ],
    }
    return JSONResponse(feed_, media_type="application/feed+json")


def _calendar(_: Request, site: Site, speech: Speech, topic: Topic) -> Response:
    lines = _lines(site, topic, LINES_LOOKED_AT)
    keys = dict.fromkeys(
        line.change.programme.key for line in lines if isinstance(line.change, AboutDocument) and line.change.programme
    )
    lives = [story for key in keys for story in site.store.life(key) if story.tasks]
    found = once((*deadlines_told(lines, speech.words), *deadlines_of_tasks(lives, topic.code)))
    calendar = Calendar()
    calendar.add("prodid", "-//Pilotwatch//Deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _speakable(topic.title))
    for each in found:
        calendar.add_component(_event(each, site, speech))
    return Response(calendar.to_ical(), media_type="text/calendar")


def _event(deadline: Ahead, site: Site, speech: Speech) -> Event:
    event = Event()
    event.add("uid", f"{deadline.id}@pilotwatch")
    event.add("dtstamp", site.started)
    event.add("dtstart", deadline.opens or deadline.day)
    event.add("dtend", deadline.day + timedelta(days=1))
    event.add("summary", _speakable(f"{deadline.what} · {deadline.about}"))
    unsure = "" if deadline.exact else f" ({speech('only the month or year is given')})"
    event.add("description", _speakable(deadline.said + unsure))
    event.add("url", site.config.public_url + deadline.link)
    event.add("transp", "TRANSPARENT")
    return event


_FORMATS: dict[str, Callable[[Request, Site, Speech, Topic], Response]] = {
    "atom": _atom,
    "json": _json,
    "ics": _calendar,
}
