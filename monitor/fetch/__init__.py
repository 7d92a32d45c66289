"""The polite, guarded client: a URL -> a Page, or why there is none."""

from monitor.fetch.client import PAGE_LIMIT, Fetcher
from monitor.fetch.errors import FetchError

__all__ = ["PAGE_LIMIT", "FetchError", "Fetcher"]
