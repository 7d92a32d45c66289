"""The polite, guarded client: a URL -> a Page, or why there is none."""

from monitor.fetch.client import Fetcher
from monitor.fetch.errors import FetchError

__all__ = ["FetchError", "Fetcher"]
