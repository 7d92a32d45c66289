"""Why a listing gave no entries that could be trusted."""

from monitor.model import Entry, Health


class ListingError(Exception):
    """A listing that is empty, redesigned, blocked or garbled; the message names its URL and the way out.

    `entries` are those that were read nevertheless: few, or with broken titles, but real.
    """

    def __init__(self, health: Health, message: str, entries: tuple[Entry, ...] = ()) -> None:
        super().__init__(message)
        self.health = health
        self.entries = entries
