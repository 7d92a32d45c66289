"""Who may look: everything is denied unless listed as public here."""

import hashlib
import hmac
import ipaddress
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from urllib.parse import urlsplit

from monitor.web.serving import WebError

PUBLIC_PATHS = frozenset({"/healthz", "/login"})
PUBLIC_PREFIXES = ("/static/", "/unsubscribe/")  # the token in an unsubscribe link is its own permission
FEED_PREFIX = "/feeds/"

COOKIE = "pilotwatch"
SIGNED_IN_FOR = timedelta(days=30)
SHORTEST_TOKEN = 16
WRONG_TRIES = 10
WITHIN = timedelta(minutes=5)
_CALLERS_REMEMBERED = 10_000


def is_public(path: str) -> bool:
    """Say whether a path may be asked for by anybody."""
    return path in PUBLIC_PATHS or path.startswith(PUBLIC_PREFIXES)


@dataclass(frozen=True, slots=True)
class Access:
    """What opens the page: the access token itself, a cookie signed with it, or, for feeds, a key derived from it."""

    token: str = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.token) < SHORTEST_TOKEN:
            raise WebError(
                f"PILOTWATCH_WEB_TOKEN is too short to be a secret: give at least {SHORTEST_TOKEN} characters"
            )

    @property
    def feed_key(self) -> str:
        """The `key` that opens feeds and calendars, for readers that can neither sign in nor send a header."""
        return self._signed("feeds")[:32]

    def cookie(self, now: datetime) -> str:
        """Return the value of a cookie that opens the page for 30 days."""
        until = str(int((now + SIGNED_IN_FOR).timestamp()))
        return f"{until}.{self._signed(f'until {until}')}"

    def opens(self, token: str) -> bool:
        """Say whether this is the token."""
        return _same(token, self.token)

    def opened_by_cookie(self, cookie: str, now: datetime) -> bool:
        """Say whether this is a cookie of ours that still holds."""
        until, _, signature = cookie.partition(".")
        ours = _same(signature, self._signed(f"until {until}"))
        return ours and until.isascii() and until.isdecimal() and int(until) > now.timestamp()

    def opens_feeds(self, key: str) -> bool:
        """Say whether this is the key of the feeds."""
        return _same(key, self.feed_key)

    def _signed(self, text: str) -> str:
        return hmac.new(self.token.encode(), f"pilotwatch {text}".encode(), hashlib.sha256).hexdigest()


def _same(given: str, expected: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "replace"), expected.encode("utf-8", "replace"))


class Tries:
    """Counts wrong tokens by caller: ten within five minutes, then that caller waits."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._wrong: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def too_many(self, caller: str) -> bool:
        """Say whether the caller has to wait before the next try."""
        with self._lock:
            return len(self._recent(caller)) >= WRONG_TRIES

    def was_wrong(self, caller: str) -> None:
        """Remember a wrong try."""
        with self._lock:
            wrong = self._recent(caller)
            wrong.append(self._now())
            self._wrong[caller] = wrong
            self._wrong.move_to_end(caller)
            if len(self._wrong) > _CALLERS_REMEMBERED:
                self._wrong.popitem(last=False)

    def _recent(self, caller: str) -> deque[datetime]:
        since = self._now() - WITHIN
        wrong = self._wrong.get(caller, deque(maxlen=WRONG_TRIES))
        while wrong and wrong[0] < since:
            wrong.popleft()
        return wrong


def is_our_host(header: str, public_url: str) -> bool:
    """Say whether a Host header names this machine or the host of `public_url`.

    A page without a token trusts whoever reaches the loopback address; a name that somebody else's DNS points there
    (DNS rebinding) must not turn a visitor's browser into such a caller.
    """
    try:
        host = (urlsplit(f"//{header}").hostname or "").rstrip(".")
        public = (urlsplit(public_url).hostname or "").rstrip(".")
    except ValueError:
        return False
    if host in ("localhost", public) or host.endswith(".localhost"):
        return bool(host)
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def inside(path: str) -> str:
    """Return where to go after signing in: a path of this site, "/" for anything else."""
    own = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if own else "/"
