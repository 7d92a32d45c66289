"""Single values of sources.yaml: each check returns the value for the program or says what was expected.

A check's words follow the value as the file shows it ("'15x' is not a duration; …"): it never repeats the value, which
may come from a variable.
"""

import re
from datetime import time, timedelta
from ipaddress import ip_network
from itertools import chain
from operator import attrgetter
from typing import Annotated, NoReturn
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from monitor import gazetteer
from monitor.config.complaint import did_you_mean


def _duration(at_least: timedelta) -> BeforeValidator:
    def read(value: object) -> timedelta:
        match = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)([smhd])", value) if isinstance(value, str) else None
        if match is None:
            raise ValueError("is not a duration; expected a number and s, m, h or d, such as 90s, 15m, 6h or 5d")
        unit = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}[match[2]]
        duration = timedelta(**{unit: float(match[1])})
        if duration < at_least:
            raise ValueError(f"is too short; expected at least {at_least.total_seconds():g}s")
        return duration

    return BeforeValidator(read)


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _time_of_day(value: object) -> time:
    """Read 08:00; YAML reads an unquoted 18:30 as a number to the base of sixty."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 24 * 60:
        return time(value // 60, value % 60)
    match = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", value) if isinstance(value, str) else None
    if match is None:
        raise ValueError('is not a time of day; expected hours and minutes, such as "08:00"')
    return time(int(match[1]), int(match[2]))


def _weekday(value: object) -> int:
    name = value.lower() if isinstance(value, str) else ""
    if name not in WEEKDAYS:
        raise ValueError(
            f"is not a day of the week{did_you_mean(name, WEEKDAYS) or '; expected a name such as monday'}"
        )
    return WEEKDAYS.index(name)


def _selector(value: str) -> str:
    try:
        LexborHTMLParser("<p>").css(value)
    except SelectolaxError as error:
        raise ValueError("is not a CSS selector") from error
    return value


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or re.search(r"\s", value):
        raise ValueError("is not a web address; expected http:// or https:// and a host")
    return value


def _network(value: str) -> str:
    try:
        return str(ip_network(value))
    except ValueError as error:
        raise ValueError("is not a network; expected an address and a prefix length, such as 127.0.0.0/8") from error


def _identifier(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]+", value):
        raise ValueError("is not an id; expected only a-z, 0-9 and -")
    return value


def _channel(value: str, info: ValidationInfo) -> str:
    """Ask the check that came with the context: channels are a layer above."""
    assert info.context is not None
    try:
        info.context["check_channel"](value)
    except ValueError as error:
        raise PydanticCustomError("channel", "{problem}", {"problem": str(error)}) from None
    return value


def _codes(value: object) -> tuple[str, ...]:
    name = str(value) if isinstance(value, str | int) else ""
    return codes_of(name)


def codes_of(name: str) -> tuple[str, ...]:
    """Return the codes a name stands for: one for a place, several for a group of cities such as 计划单列市.

    Raises ValueError in words that follow the name.
    """
    members = next((group.members for group in gazetteer.groups() if name in group.surfaces), ())
    places = gazetteer.resolve(name)
    if members or not places:
        return members or _unknown(name)
    if len(places) > 1:
        choices = ", ".join(f"{place.code} ({place.name})" for place in sorted(places, key=attrgetter("code")))
        raise ValueError(f"is more than one place; write one of the codes {choices}")
    if places[0].kind == "zone":
        raise ValueError(f"is a zone; expected a division, such as the one it lies in, {places[0].code}")
    return (places[0].code,)


def _unknown(name: str) -> NoReturn:
    names = chain.from_iterable((place.name, place.short) for place in gazetteer.divisions())
    nearest = did_you_mean(name, chain(names, (group.name for group in gazetteer.groups())))
    raise ValueError(f"is not a known place{nearest or '; expected a name such as 大连 or a code such as 210200'}")


TimeOfDay = Annotated[time, BeforeValidator(_time_of_day)]
Weekday = Annotated[int, BeforeValidator(_weekday)]


def _one_or_more(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Duration = Annotated[timedelta, _duration(timedelta(seconds=1))]
Pause = Annotated[timedelta, _duration(timedelta(0))]
Text = Annotated[str, Field(min_length=1)]
OneOrMore = Annotated[tuple[Text, ...], BeforeValidator(_one_or_more), Field(min_length=1)]
Selector = Annotated[str, AfterValidator(_selector)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
PrivateNetwork = Annotated[str, AfterValidator(_network)]
Identifier = Annotated[str, AfterValidator(_identifier)]
Channel = Annotated[str, AfterValidator(_channel)]
Codes = Annotated[tuple[str, ...], BeforeValidator(_codes)]
