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
    """The pages that led to a listing, by the URL that was asked for; the last one holds it.

    `alone`: nothing else was asked for.
    """

    pages: dict[str, Page]
    alone: bool

    @property
    def page(self) -> Page:
        """The page that holds the listing."""
        return list(self.pages.values())[-1]

    @property
    def validators(self) -> Validators:
        """What to ask with next time: nothing where another page led to the listing."""
        return self.page.validators if self.alone else Validators()


async def fetch_listing(fetcher: Fetcher, source: Source, validators: Validators, now: datetime) -> Fetched | None:
    """Return the page that holds a source's list; None if its server says that it has not changed. Raises FetchError.

    A column page that is gone is passed over where the address of its list is known.
    """
    first = first_request(source, now)
    asked = [first]
    try:
        page = await fetcher.fetch(first, validators=validators)
    except FetchError as error:
        known = fallback(source)
        if known is None or known == first or error.health is Health.BLOCKED:
            raise
        asked.append(known)
        page = await fetcher.fetch(known)
    pages: dict[str, Page] = {}
    while page is not None:
        pages[asked[-1]] = page
        url = await asyncio.to_thread(next_request, page, source)
        if url is None or url in asked or len(asked) == _MOST_REQUESTS:
            return Fetched(pages, asked == [first])
        asked.append(url)
        page = await fetcher.fetch(url)
    return None
