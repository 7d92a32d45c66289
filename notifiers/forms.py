"""A message in the forms that channels take: text, Markdown in its dialects, HTML. Templates only lay out."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from monitor.message import Message
from notifiers.escaping import clean, entity_markdown, hushed, lookalike_markdown, markdown, target
from notifiers.fitting import fitted, pieces

MAIL_LIMIT = 90_000  # mailboxes hide what goes beyond about 100 KB


class Dialect(Enum):
    """How a channel's Markdown is escaped."""

    COMMON = "common"
    LOOKALIKE = "lookalike"
    ENTITY = "entity"


_ESCAPES: dict[Dialect, Callable[[str], str]] = {
    Dialect.COMMON: markdown,
    Dialect.LOOKALIKE: lookalike_markdown,
    Dialect.ENTITY: entity_markdown,
}


def as_text(message: Message, limit: int, *, titled: bool = True) -> str:
    """Return the message as plain text of at most `limit` bytes; `titled` puts the subject on the first line."""
    return _laid_out(_environment(hushed), "message.txt.j2", message, limit, titled=titled)


def as_markdown(message: Message, limit: int, dialect: Dialect, *, titled: bool = True) -> str:
    """Return the message as Markdown of at most `limit` bytes; `titled` puts the subject on the first line."""
    return _laid_out(_environment(_ESCAPES[dialect]), "message.md.j2", message, limit, titled=titled)


def as_markdown_parts(message: Message, limit: int, dialect: Dialect, *, most: int) -> list[str]:
    """Return the message as Markdown in at most `most` parts of at most `limit` bytes each, numbered if several.

    What does not fit into so many is shortened, with a link to the whole.
    """
    whole = as_markdown(message, most * limit, dialect)
    if len(whole.encode()) <= limit:
        return [whole]
    room = limit - len("(9/9)\n")
    parts, shortest = pieces(whole, room), most * limit
    while len(parts) > most:
        shortest = shortest * 9 // 10
        parts = pieces(as_markdown(message, shortest, dialect), room)
    return [f"({number}/{len(parts)})\n{part}" for number, part in enumerate(parts, 1)] if len(parts) > 1 else parts


def as_mail_text(message: Message) -> str:
    """Return the text alternative of an e-mail."""
    return _laid_out(_environment(clean), "message.txt.j2", message, MAIL_LIMIT, titled=False)


def as_mail_html(message: Message) -> str:
    """Return the HTML alternative of an e-mail: one column, readable on a phone."""
    return _laid_out(_html(), "mail.html.j2", message, MAIL_LIMIT, titled=True)


def as_title(message: Message, longest: int) -> str:
    """Return the subject as one line of at most `longest` characters."""
    title = hushed(message.subject)
    return title if len(title) <= longest else f"{title[: longest - 1]}…"


def as_data(message: Message) -> dict[str, Any]:
    """Return the message as JSON values for programs, unescaped, as a JSON parser gives them back."""
    stories = [
        _plain(asdict(telling.facts))
        | {
            "headline": telling.headline,
            "byline": telling.byline,
            "quotes": list(telling.quotes),
            "details": list(telling.details),
            "differences": list(telling.differences.lines) if telling.differences else [],
            "deadlines": list(telling.deadlines.lines) if telling.deadlines else [],
            "notes": list(telling.warnings.lines) if telling.warnings else [],
            "links": [asdict(link) for link in telling.links],
            "outlets": [asdict(link) for link in telling.outlets.links] if telling.outlets else [],
        }
        for telling in message.tellings
    ]
    return {"key": message.key, "language": message.language, "thread": message.thread, "stories": stories}


def _plain(value: Any) -> Any:
    """Return nested values as JSON knows them."""
    match value:
        case dict():
            return {key: _plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case datetime() | date():
            return value.isoformat()
        case _:
            return value


def _laid_out(environment: Environment, template: str, message: Message, limit: int, *, titled: bool) -> str:
    page = environment.get_template(template)

    def lay_out(told: Message, *, shortened: bool) -> str:
        return page.render(message=told, shortened=shortened, titled=titled).strip() + "\n"

    tail = f"\n{clean(message.whole.label)}: {target(message.whole.url)}\n"
    return fitted(message, limit, lay_out, tail)


@lru_cache(maxsize=8)
def _environment(escape: Callable[[str], str]) -> Environment:
    """Return templates whose every value goes through `escape`, except link targets."""
    environment = Environment(
        loader=PackageLoader("notifiers"),
        autoescape=False,  # noqa: S701 - not HTML: `finalize` escapes for the form at hand
        finalize=lambda value: value if isinstance(value, Markup) else escape(str(value)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["target"] = lambda url: Markup(target(url))  # noqa: S704 - checked and percent-encoded
    return environment


@lru_cache(maxsize=1)
def _html() -> Environment:
    environment = Environment(
        loader=PackageLoader("notifiers"),
        autoescape=True,
        finalize=lambda value: clean(value) if type(value) is str else value,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["target"] = target
    return environment
