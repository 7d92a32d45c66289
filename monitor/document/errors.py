"""Why a page gave no document."""

from monitor.model import Health


class DocumentError(Exception):
    """A page that is no document: a challenge, a soft 404, markup too deep, or nothing to read on it."""

    def __init__(self, health: Health, message: str) -> None:
        super().__init__(message)
        self.health = health
