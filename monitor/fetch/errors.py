"""Why there is no page."""

from datetime import timedelta

from monitor.model import Health


class FetchError(Exception):
    """A URL that could not be fetched; the message names it and the way out.

    `health` is what this means for a source: `blocked` (refused by us or by them), `unreachable` (DNS, TLS, time-out,
    5xx, 429) or `redesigned` (404, 410). `status` is the HTTP status, if one was received. `retry_after` is how long
    the server asked us to wait.
    """

    def __init__(
        self, health: Health, message: str, *, status: int | None = None, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(message)
        self.health = health
        self.status = status
        self.retry_after = retry_after
