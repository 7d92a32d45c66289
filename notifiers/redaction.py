"""Secrets of channels kept out of logs and errors."""

import logging
import re
import threading
from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote, urlsplit

from monitor.model import masked

SHORTEST_SECRET = 5
# Loggers that print a channel's whole URL, and the level from which on they do not.
_LOUD = {"apprise": logging.INFO, "urllib3": logging.INFO, "httpx": logging.WARNING, "httpcore": logging.INFO}
# Words that stand in channel URLs as options; to blot them out would blot out ordinary words.
_OPTIONS = frozenset(
    {"https", "starttls", "insecure", "markdown", "upstream", "truncate", "split", "active", "console"}
)


def secrets_of(channel: str) -> frozenset[str]:
    """Return every part of a channel's URL that may be a secret, as written and decoded."""
    _, _, rest = channel.partition("://")
    shown = re.split(r"[/@:]+", masked(channel).partition("://")[2])
    parts = set(re.split(r"[/@:?&=,#]+", rest))
    try:
        parts |= {value for _, value in parse_qsl(urlsplit(f"//{rest}").query)}
    except ValueError:  # not a URL at all: its pieces are known already
        parts.add(rest)
    spellings = parts | {unquote(part) for part in parts}
    return frozenset(
        part for part in spellings if len(part) >= SHORTEST_SECRET and part not in shown and part not in _OPTIONS
    )


def redacted(text: str, secrets: Iterable[str]) -> str:
    """Return the text with every secret replaced by ***; the longest first, so that no tail of one is left."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "***")
    return text


class RedactingFilter(logging.Filter):
    """Takes the secrets it was taught out of every record that passes."""

    def __init__(self) -> None:
        super().__init__()
        self._secrets: frozenset[str] = frozenset()
        self._lock = threading.Lock()

    def learn(self, secrets: Iterable[str]) -> None:
        """Keep these secrets out of the logs from now on; callable from any thread."""
        with self._lock:
            self._secrets |= frozenset(secrets)

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record in place; it always passes."""
        message = record.getMessage()
        clean = redacted(message, self._secrets)
        if clean != message:
            record.msg, record.args = clean, ()
        return True


REDACTING = RedactingFilter()


def guard_logs() -> None:
    """Hush the loggers that print channel URLs and put them behind the filter; to be repeated does no harm."""
    for name, level in _LOUD.items():
        logger = logging.getLogger(name)
        if logger.level < level:
            logger.setLevel(level)
        if REDACTING not in logger.filters:
            logger.addFilter(REDACTING)
