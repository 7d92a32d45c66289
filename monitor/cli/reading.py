"""One file or URL, with what it links to, as `pilotwatch read` understands it."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from monitor.attachment.append import Contents
from monitor.attachment.wanted import MOST_BYTES, is_a_file, wanted
from monitor.child import FILES, ChildError, Children
from monitor.fetch import PAGE_LIMIT, Fetcher, FetchError
from monitor.model import Attachment, DocumentRule, Network, Page
from monitor.parsing import READ_FILE, Refusal, Understood, understand

MEDIA_TYPES = {".txt": "text/plain", ".xml": "application/xml"}
# A local page gets an address of its own, against which its links resolve; nothing is ever asked of it.
_LOCAL = "http://local.invalid/"


class UnreadablePageError(Exception):
    """A page that is no document; the message says why."""


def read_one(name: str, network: Network) -> Understood:
    """Return what a file or URL says together with its attachments.

    A local page's relative links are followed to files in its own folder. Raises FetchError, OSError,
    UnreadablePageError.
    """
    return asyncio.run(_read_one(name, network))


async def _read_one(name: str, network: Network) -> Understood:
    async with Fetcher(network) as fetcher:
        page = await _page(name, fetcher)
        understood = understand(page, DocumentRule(), None)
        if isinstance(understood, Understood) and understood.attachments:
            with Children() as children:
                linked = wanted(understood.attachments)
                files = [(each, await _contents(each, page, name, fetcher, children)) for each in linked]
            understood = understand(page, DocumentRule(), None, files)
    if isinstance(understood, Refusal):
        raise UnreadablePageError(understood.why.replace(page.url, name))
    return understood


async def _page(name: str, fetcher: Fetcher) -> Page:
    if not _is_local(name):
        return await _fetched(name, fetcher, MOST_BYTES if is_a_file(name) else PAGE_LIMIT)
    path = Path(name)
    media_type = MEDIA_TYPES.get(path.suffix.lower(), "text/html")
    body = await asyncio.to_thread(path.read_bytes)
    return Page(_LOCAL + quote(path.name), 200, {"content-type": media_type}, body, datetime.now(UTC))


async def _contents(attachment: Attachment, page: Page, name: str, fetcher: Fetcher, children: Children) -> Contents:
    try:
        data = page.body if attachment.url == page.url else await _data(attachment.url, name, fetcher)
        contents = await children.run(name, READ_FILE, data, attachment.name, limits=FILES)
    except (FetchError, OSError, ChildError) as error:
        return Contents(notes=(f"需人工核对: 附件“{attachment.name}”未能读取（{error}）",))
    assert isinstance(contents, Contents)
    return contents


async def _data(url: str, name: str, fetcher: Fetcher) -> bytes:
    """Return an attachment's bytes: of a local page only what lies in its folder, of a fetched one what it links to."""
    if not _is_local(name):
        return (await _fetched(url, fetcher, MOST_BYTES)).body
    if not url.startswith(_LOCAL):
        raise OSError("从本地文件读取时不访问网络")
    folder = Path(name).parent.resolve()
    path = (folder / unquote(urlsplit(url).path).lstrip("/")).resolve()
    if not path.is_relative_to(folder) or not path.is_file():
        raise OSError("本地没有这个文件")
    return path.read_bytes()


def _is_local(name: str) -> bool:
    return not name.startswith(("http://", "https://"))


async def _fetched(url: str, fetcher: Fetcher, limit: int) -> Page:
    page = await fetcher.fetch(url, limit=limit)
    assert page is not None, "no validators were sent, so the server cannot answer 304"
    return page
