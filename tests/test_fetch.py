"""Fetching from real servers on loopback."""

import asyncio
import gzip
import threading
import time
import zlib
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from monitor.fetch import Fetcher, FetchError
from monitor.model import Health, Network, Validators
from tests.webserver import Answer, Request, Site

LOOPBACK = ("127.0.0.0/8",)
HASTE = Network(allow_private=LOOPBACK, per_host_interval=timedelta(0), timeout=timedelta(seconds=5))
IMPATIENT = Network(allow_private=LOOPBACK, per_host_interval=timedelta(0), timeout=timedelta(seconds=0.3))


@pytest_asyncio.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(HASTE) as fetcher:
        yield fetcher


async def refused(fetcher: Fetcher, url: str, limit: int = 5_000_000) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch(url, limit=limit)
    return caught.value


async def test_a_page_comes_with_its_final_url_bytes_and_lower_case_headers(fetcher: Fetcher, site: Site) -> None:
    site["/old"] = Answer(status=302, headers={"Location": "new/"})
    site["/new/"] = Answer("大连".encode("gb18030"), headers={"ETag": '"1"', "Set-Cookie": "secret=1"})
    page = await fetcher.fetch(site.url("/old"))
    assert page is not None
    assert (page.url, page.status, page.body) == (site.url("/new/"), 200, "大连".encode("gb18030"))
    assert page.headers["etag"] == '"1"'
    assert "set-cookie" not in page.headers
    assert page.fetched_at.tzinfo is not None


async def test_an_unchanged_page_is_none(fetcher: Fetcher, site: Site) -> None:
    site.conditional = True
    site["/"] = "old"
    page = await fetcher.fetch(site.url())
    assert page is not None
    assert await fetcher.fetch(site.url(), validators=page.validators) is None
    site["/"] = "new"
    again = await fetcher.fetch(site.url(), validators=page.validators)
    assert again is not None
    assert again.body == b"new"


async def test_validators_that_could_not_stand_in_a_header_are_left_out(fetcher: Fetcher, site: Site) -> None:
    site["/"] = "x"
    assert await fetcher.fetch(site.url(), validators=Validators("a\r\nx: y", "大连")) is not None
    assert "if-none-match" not in site.requests[-1].headers


async def test_we_say_who_we_are_and_ask_for_gzip_or_deflate_only(fetcher: Fetcher, site: Site) -> None:
    site["/"] = "x"
    await fetcher.fetch(site.url())
    assert "pilotwatch" in site.requests[-1].headers["user-agent"]
    assert site.requests[-1].headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize(
    ("status", "health"),
    [
        (403, Health.BLOCKED),
        (412, Health.BLOCKED),
        (521, Health.BLOCKED),
        (404, Health.REDESIGNED),
        (410, Health.REDESIGNED),
        (429, Health.UNREACHABLE),
        (500, Health.UNREACHABLE),
        (503, Health.UNREACHABLE),
    ],
)
async def test_a_status_tells_how_the_source_is(fetcher: Fetcher, site: Site, status: int, health: Health) -> None:
    site["/"] = Answer(status=status)
    error = await refused(fetcher, site.url())
    assert (error.health, error.status) == (health, status)
    assert site.url() in str(error)


@pytest.mark.parametrize(
    "body",
    [
        "<html><head><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.cd='q';</script></head><body></body></html>",
        "<script>document.cookie=('__jsl')+('_clearance_s=1;path=/');location.href=location.pathname</script>",
        '<html><script>document.cookie="C3VK=1; path=/; max-age=300";window.location.reload();</script></html>',
    ],
)
async def test_a_challenge_served_as_a_page_is_blocked(fetcher: Fetcher, site: Site, body: str) -> None:
    site["/"] = body
    assert (await refused(fetcher, site.url())).health is Health.BLOCKED


async def test_a_real_page_that_keeps_the_challenge_script_is_a_page(fetcher: Fetcher, site: Site) -> None:
    site["/"] = "<script>$_ts=window['$_ts']</script><body><p>" + "现将有关事项通知如下。" * 30
    assert await fetcher.fetch(site.url()) is not None


async def test_a_wordless_page_that_sends_the_browser_on_is_followed_on_its_host(fetcher: Fetcher, site: Site) -> None:
    site["/"] = "<html><head><script>window.location.href='./list/';</script></head><body></body></html>"
    site["/list/"] = '<html><head><meta http-equiv="refresh" content="0; url=../real.html"></head></html>'
    site["/real.html"] = "<p>here</p>"
    page = await fetcher.fetch(site.url())
    assert page is not None
    assert page.url == site.url("/real.html")
    site["/"] = "<script>location.href='http://127.0.0.9/elsewhere'</script>"
    page = await fetcher.fetch(site.url())
    assert page is not None
    assert page.url == site.url("/")


async def test_five_redirects_are_followed_and_no_sixth(fetcher: Fetcher, site: Site) -> None:
    for hop in range(6):
        site[f"/{hop}"] = Answer(status=301, headers={"Location": f"/{hop + 1}"})
    site["/6"] = "end"
    assert await fetcher.fetch(site.url("/1")) is not None
    assert (await refused(fetcher, site.url("/0"))).health is Health.BLOCKED


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw deflate", "gzip twice", "gzip unsaid"])
async def test_compressed_pages_are_unwrapped(fetcher: Fetcher, site: Site, encoding: str) -> None:
    text = b"<p>" + b"x" * 1000
    deflater = zlib.compressobj(wbits=-15)
    body, header = {
        "gzip": (gzip.compress(text), "gzip"),
        "deflate": (zlib.compress(text), "deflate"),
        "raw deflate": (deflater.compress(text) + deflater.flush(), "deflate"),
        "gzip twice": (gzip.compress(gzip.compress(text)), "gzip"),
        "gzip unsaid": (gzip.compress(text), "identity"),
    }[encoding]
    site["/"] = Answer(body, headers={"Content-Encoding": header})
    page = await fetcher.fetch(site.url())
    assert page is not None
    assert page.body == text


async def test_a_compressed_file_stays_compressed(fetcher: Fetcher, site: Site) -> None:
    site["/a.gz"] = Answer(gzip.compress(b"x"), content_type="application/gzip")
    page = await fetcher.fetch(site.url("/a.gz"))
    assert page is not None
    assert page.body.startswith(b"\x1f\x8b")


async def test_attack_16_a_decompression_bomb_is_refused(fetcher: Fetcher, site: Site) -> None:
    site["/"] = Answer(gzip.compress(b"\0" * 100_000_000, 1), headers={"Content-Encoding": "gzip"})
    error = await refused(fetcher, site.url())
    assert (error.health, "too large" in str(error)) == (Health.BLOCKED, True)


async def test_attack_16_a_bomb_in_a_bomb_is_refused(fetcher: Fetcher, site: Site) -> None:
    inner = gzip.compress(b"\0" * 50_000_000, 9)
    site["/"] = Answer(gzip.compress(inner), headers={"Content-Encoding": "gzip"})
    assert (await refused(fetcher, site.url())).health is Health.BLOCKED


async def test_attack_16_an_endless_body_is_cut_off(fetcher: Fetcher, site: Site) -> None:
    def endless(_: Request) -> Answer:
        return Answer(b"x" * 65536 for _ in iter(int, 1))

    site["/"] = endless
    assert (await refused(fetcher, site.url(), limit=1_000_000)).health is Health.BLOCKED


async def test_a_body_announced_as_too_large_is_not_even_read(fetcher: Fetcher, site: Site) -> None:
    site["/"] = Answer(b"x", headers={"Content-Length": "99999999999"})
    assert (await refused(fetcher, site.url())).health is Health.BLOCKED


async def test_attack_16_a_byte_at_a_time_ends_at_the_deadline(site: Site) -> None:
    site["/"] = Answer(b"x" * 1000, drip=0.05)
    async with Fetcher(IMPATIENT) as fetcher:
        started = time.monotonic()
        assert (await refused(fetcher, site.url())).health is Health.UNREACHABLE
        assert time.monotonic() - started < 2


async def test_the_deadline_covers_all_hops_together(site: Site) -> None:
    for hop in range(5):
        site[f"/{hop}"] = Answer(status=302, headers={"Location": f"/{hop + 1}"}, delay=0.12)
    site["/5"] = "end"
    async with Fetcher(IMPATIENT) as fetcher:
        assert (await refused(fetcher, site.url("/0"))).health is Health.UNREACHABLE


async def test_a_truncated_page_is_unreachable_and_not_a_page(fetcher: Fetcher, site: Site) -> None:
    site["/"] = Answer(b"half", headers={"Content-Length": "1000", "Connection": "close"})
    assert (await refused(fetcher, site.url())).health is Health.UNREACHABLE
    site["/"] = Answer(gzip.compress(b"x" * 5000)[:-20], headers={"Content-Encoding": "gzip"})
    assert (await refused(fetcher, site.url())).health is Health.UNREACHABLE


async def test_a_server_that_hangs_up_once_is_asked_again(fetcher: Fetcher, site: Site) -> None:
    def moody(request: Request) -> Answer:
        if site.count("/") == 1:
            return Answer(b"", headers={"Content-Length": "10", "Connection": "close"})
        return Answer("fine")

    site["/"] = moody
    page = await fetcher.fetch(site.url())
    assert page is not None
    assert page.body == b"fine"


async def test_nobody_listening_and_a_name_nobody_has_are_unreachable(fetcher: Fetcher) -> None:
    with Site() as gone:
        pass
    assert (await refused(fetcher, gone.url())).health is Health.UNREACHABLE
    assert (await refused(fetcher, f"http://{'a' * 70}.example/")).health is Health.UNREACHABLE


async def test_a_hung_host_delays_no_other(site: Site) -> None:
    release = threading.Event()
    site["/"] = Answer("late", until=release)
    with Site({"/": "quick"}) as other:
        async with Fetcher(HASTE) as fetcher:
            waiting = [asyncio.create_task(fetcher.fetch(site.url())) for _ in range(5)]
            page = await fetcher.fetch(other.url())
            assert page is not None
            assert not any(task.done() for task in waiting)
            release.set()
            assert all(page is not None and page.body == b"late" for page in await asyncio.gather(*waiting))


async def test_a_host_is_asked_one_thing_at_a_time_with_a_pause_between(site: Site) -> None:
    busy: list[int] = []

    def slow(request: Request) -> str:
        busy.append(1)
        assert len(busy) == 1
        threading.Event().wait(0.01)
        busy.pop()
        return "x"

    site["/"] = slow
    pause = Network(allow_private=LOOPBACK, per_host_interval=timedelta(seconds=0.05))
    started = time.monotonic()
    async with Fetcher(pause) as fetcher:
        pages = await asyncio.gather(*(fetcher.fetch(site.url()) for _ in range(4)))
    assert all(page is not None and page.body == b"x" for page in pages)
    assert len(site.requests) == 5
    assert time.monotonic() - started >= 4 * 0.05


async def test_robots_txt_is_read_once_and_obeyed(fetcher: Fetcher, site: Site) -> None:
    site["/robots.txt"] = "User-agent: *\nDisallow: /secret/\n"
    site["/secret/a"] = site["/open"] = "x"
    error = await refused(fetcher, site.url("/secret/a"))
    assert (error.health, "robots.txt" in str(error)) == (Health.BLOCKED, True)
    assert await fetcher.fetch(site.url("/open")) is not None
    assert site.count("/robots.txt") == 1
    assert site.count("/secret/a") == 0


async def test_a_redirect_into_a_disallowed_place_is_refused(fetcher: Fetcher, site: Site) -> None:
    site["/robots.txt"] = "User-agent: pilotwatch\nDisallow: /secret\n"
    site["/a"] = Answer(status=302, headers={"Location": "/secret"})
    site["/secret"] = "x"
    assert (await refused(fetcher, site.url("/a"))).health is Health.BLOCKED
    assert site.count("/secret") == 0


@pytest.mark.parametrize("robots", [Answer(status=404), Answer(status=500), Answer(b"\xff\x00<html>" * 99)])
async def test_no_rules_or_unreadable_ones_allow_everything(fetcher: Fetcher, site: Site, robots: Answer) -> None:
    site["/robots.txt"] = robots
    site["/"] = "x"
    assert await fetcher.fetch(site.url()) is not None


async def test_the_crawl_delay_a_host_asks_for_is_kept(fetcher: Fetcher, site: Site) -> None:
    site["/robots.txt"] = "User-agent: *\nCrawl-delay: 0.1\n"
    site["/"] = "x"
    await fetcher.fetch(site.url())
    started = time.monotonic()
    await fetcher.fetch(site.url())
    assert time.monotonic() - started >= 0.05


async def test_retry_after_is_told_and_keeps_us_away(fetcher: Fetcher, site: Site) -> None:
    site["/"] = Answer(status=429, headers={"Retry-After": "3600"})
    error = await refused(fetcher, site.url())
    assert error.retry_after == timedelta(hours=1)
    site["/"] = "x"
    again = await refused(fetcher, site.url())
    assert again.health is Health.UNREACHABLE
    assert again.retry_after is not None
    assert timedelta(minutes=59) < again.retry_after <= timedelta(hours=1)
    assert site.count("/") == 1


async def test_cookies_a_host_sets_go_back_to_it_and_to_no_other(fetcher: Fetcher, site: Site) -> None:
    site["/"] = Answer("x", headers={"Set-Cookie": "a=1; Path=/"})
    await fetcher.fetch(site.url())
    await fetcher.fetch(site.url())
    assert site.requests[-1].headers["cookie"] == "a=1"
    with Site({"/": "x"}) as other:
        await fetcher.fetch(other.url())
        assert "cookie" not in other.requests[-1].headers
