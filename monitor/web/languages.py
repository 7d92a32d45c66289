"""Which language a reader gets: asked for, remembered, or preferred by the browser; Chinese otherwise."""

from collections.abc import Iterator
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from monitor.alert.words import WORDS, Words
from monitor.web.phrases import CHINESE, ONE

COOKIE = "lang"
DEFAULT = "zh"
_YEAR_SECONDS = 365 * 24 * 3600


def language_of(request: Request) -> str:
    """Return "zh" or "en"."""
    for wanted in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if wanted is not None and wanted in WORDS:
            return wanted
    return next(_preferred(request.headers.get("accept-language", "")), DEFAULT)


def _preferred(header: str) -> Iterator[str]:
    """Give our languages that an Accept-Language header names, the most wanted first."""
    wanted = []
    for item in header.split(",")[:20]:
        name, _, weight = item.strip().partition(";q=")
        language = name.split("-")[0].lower()
        if language in WORDS:
            wanted.append((-_weight(weight), language))
    yield from (language for weight, language in sorted(wanted, key=lambda item: item[0]) if weight)


def _weight(text: str) -> float:
    try:
        return min(float(text), 1.0) if text else 1.0
    except ValueError:
        return 0.0


def remember(request: Request, response: Response) -> None:
    """Keep the language a reader asked for."""
    asked = request.query_params.get("lang")
    if asked is not None and asked in WORDS:
        response.set_cookie(COOKIE, asked, max_age=_YEAR_SECONDS, httponly=True, samesite="lax")


def switched(request: Request, language: str) -> str:
    """Return this very view in another language, as a link of this site."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return "?" + urlencode([*kept, ("lang", language)])


class Speech:
    """What a page says in one language: its own phrases, and the words it shares with the alerts."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.words: Words = WORDS[language]

    def __call__(self, phrase: str, **values: object) -> str:
        """Return a phrase, written in English where it is used, in this language; braces are filled with `values`."""
        one = ONE.get(phrase, phrase) if values.get("n") == 1 else phrase
        said = CHINESE[phrase] if self.language == "zh" else one
        return said.format(**values) if values else said
