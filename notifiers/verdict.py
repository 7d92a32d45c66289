"""What a service said of a message: taken, or a DeliveryError that knows whether trying again can help."""

import json
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

LONGEST_WAIT = timedelta(days=1)
GONE_OR_FORBIDDEN = frozenset({400, 401, 403, 404, 405, 410, 413, 414, 415, 422, 501})
_ANSWER_SHOWN = 200


class DeliveryError(Exception):
    """The channel did not take the message, or did not say that it did.

    `permanent` says that no later attempt can succeed until a person changes something; `retry_after` is the pause the
    service asked for.
    """

    def __init__(self, message: str, *, permanent: bool = False, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer; header names are lower-case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Codes:
    """How a service words its verdict in the body of an answer that is always 200.

    `field` holds a code and `message` its reason, `taken` the codes for success, `hopeless` those that no later attempt
    changes (no such address, no right to it), `limited` those that ask for a pause of `pause`.
    """

    field: str
    message: str
    taken: Container[int]
    hopeless: Container[int] = ()
    limited: Container[int] = ()
    pause: timedelta = timedelta(minutes=1)


def judge_status(service: str, reply: Reply, now: datetime) -> None:
    """Raise DeliveryError unless the answer is 2xx."""
    if 200 <= reply.status < 300:
        return
    raise DeliveryError(
        f"{service} answered HTTP {reply.status}{_shown(reply.body)}",
        permanent=reply.status in GONE_OR_FORBIDDEN,
        retry_after=pause_asked_for(reply.headers.get("retry-after"), now),
    )


def judge_body(service: str, reply: Reply, codes: Codes) -> None:
    """Raise DeliveryError unless the body says the message was taken; no verdict is not a yes."""
    answer = answered(reply)
    code = _code(answer.get(codes.field))
    if code is None:
        raise DeliveryError(f"{service} answered without a verdict{_shown(reply.body)}")
    if code in codes.taken:
        return
    raise DeliveryError(
        f"{service} refused: {codes.field} {code}, {answer.get(codes.message) or 'no reason given'}"[:400],
        permanent=code in codes.hopeless,
        retry_after=codes.pause if code in codes.limited else None,
    )


def answered(reply: Reply) -> Mapping[str, Any]:
    """Return the JSON object in the body; empty if there is none."""
    try:
        answer = json.loads(reply.body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def pause_asked_for(header: str | None, now: datetime) -> timedelta | None:
    """Return how long a Retry-After header asks to wait (seconds or an HTTP date), at most a day; `now` is aware."""
    if header is None:
        return None
    if header.strip().isdecimal():
        return min(timedelta(seconds=min(int(header), 10**6)), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - now, timedelta(0)), LONGEST_WAIT)


def _code(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        return int(value)
    except ValueError:
        return None


def _shown(body: bytes) -> str:
    text = " ".join(body[: 4 * _ANSWER_SHOWN].decode("utf-8", "replace").split())[:_ANSWER_SHOWN]
    return f": {text}" if text else ""
