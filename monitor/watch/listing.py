"""Fetch a source's listing: one request, or the few by which a platform's column page leads to its list."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from monitor.fetch import Fetcher, FetchError
from monitor.listing import fallback, first_request, next_request
from monitor.model import Health, Page, Source, Validators

_MOST_REQUESTS = 3


@dataclass(frozen=True, slots=True)
class Fetched:
    """The page that holds a listing, and what to ask with next time: nothing where other pages led to it."""

    page: Page
    validators: Validators


async def fetch_listing(fetcher: Fetcher, source: Source, validators: Validators, now: datetime) -> Fetched | None:
    """Return the page that holds a source's list; None if its server says that it has not changed. Raises FetchError.

    A column page that is gone is passed over where the address of its list is known.
    """
    asked = [first_request(source, now)]
    try:
        page = await fetcher.fetch(asked[0], validators=validators)
    except FetchError as error:
        known = fallback(source)
        if known is None or known in asked or error.health is Health.BLOCKED:
            raise
        asked.append(known)
        page = await fetcher.fetch(known)
    while page is not None and len(asked) < _MOST_REQUESTS:
        url = await asyncio.to_thread(next_request, page, source)
        if url is None or url in asked:
            break
        asked.append(url)
        page = await fetcher.fetch(url)
    if page is None:
        return None
    return Fetched(page, page.validators if len(asked) == 1 else Validators())
