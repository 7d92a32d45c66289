"""Who may look: by token where one is set, else only under this machine's own names."""

import asyncio
import re
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

import httpx
import pytest
from starlette.routing import Mount, Route

from monitor.web import WebError, create_app, serve
from storage import Store
from tests.web_archive import NOW, config
from tests.web_client import HOME, page, visitor

TOKEN = "a-long-enough-secret-token"
PUBLIC = {"/healthz", "/login", "/static", "/unsubscribe/{token}"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/web.db") as store:
        yield store


def _paths(store: Store) -> list[str]:
    """Give an address for every route there is."""
    routes = page(store, token=TOKEN).routes
    assert all(isinstance(route, Route | Mount) for route in routes)
    paths = [route.path for route in routes if isinstance(route, Route | Mount)]
    return [re.sub(r"\{[^}]*format[^}]*\}", "atom", path) for path in paths]


async def test_every_route_is_denied_without_the_token_unless_it_is_listed_as_public(store: Store) -> None:
    paths = [path for path in _paths(store) if path not in PUBLIC]
    assert len(paths) > 20
    async with visitor(page(store, token=TOKEN)) as client:
        for path in paths:
            address = re.sub(r"\{[^}]*\}", "1", path)
            for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
                answer = await client.request(method, address, headers={"accept": "*/*"})
                assert answer.status_code == 401, (method, address)
                assert "试点" not in answer.text


@pytest.mark.parametrize(
    "path",
    ["/healthz/", "/healthzx", "/login/x", "/static", "/statics/style.css", "//healthz", "/x/%2e%2e/healthz", "/LOGIN"],
)
async def test_a_path_that_only_looks_like_a_public_one_is_denied(store: Store, path: str) -> None:
    async with visitor(page(store, token=TOKEN)) as client:
        answer = await client.send(client.build_request("GET", f"{HOME}{path}", headers={"accept": "*/*"}))
    assert answer.status_code == 401


async def test_public_routes_answer_anybody(store: Store) -> None:
    async with visitor(page(store, token=TOKEN)) as client:
        assert (await client.get("/login")).status_code == 200
        assert (await client.get("/healthz")).status_code in (200, 503)
        assert (await client.get("/static/style.css")).status_code == 200
        assert (await client.get("/static/..%2fapp.py")).status_code == 404


async def test_a_person_signs_in_once_and_lands_where_they_wanted_to_go(store: Store) -> None:
    async with visitor(page(store, token=TOKEN)) as client:
        asked = await client.get("/changes?city=大连")
        assert asked.status_code == 303
        answer = await client.post(asked.headers["location"], data={"token": TOKEN})
        assert answer.headers["location"].startswith("/changes?city=")
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert TOKEN not in cookie
        assert (await client.get("/changes")).status_code == 200
        out = await client.post("/logout")
        assert out.status_code == 303
        assert (await client.get("/changes")).status_code == 303


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
async def test_signing_in_never_leads_to_another_site(store: Store, wanted: str) -> None:
    async with visitor(page(store, token=TOKEN)) as client:
        answer = await client.post("/login", params={"next": wanted}, data={"token": TOKEN})
    assert answer.headers["location"] == "/"


async def test_a_program_sends_the_token_as_a_bearer(store: Store) -> None:
    async with visitor(page(store, token=TOKEN)) as client:
        wrong = await client.get("/api/changes", headers={"authorization": "Bearer wrong", "accept": "*/*"})
        right = await client.get("/api/changes", headers={"authorization": f"Bearer {TOKEN}", "accept": "*/*"})
    assert wrong.status_code == 401
    assert right.status_code == 200


async def test_a_cookie_of_another_token_or_past_its_time_opens_nothing(store: Store) -> None:
    clock = [NOW]

    def now() -> datetime:
        return clock[0]

    async with visitor(page(store, token="another-long-enough-secret")) as client:
        other = (await client.post("/login", data={"token": "another-long-enough-secret"})).cookies["pilotwatch"]
    async with visitor(page(store, token=TOKEN, now=now)) as client:
        client.cookies.set("pilotwatch", other)
        assert (await client.get("/changes")).status_code == 303
        client.cookies.clear()
        own = (await client.post("/login", data={"token": TOKEN})).cookies["pilotwatch"]
        client.cookies.clear()
        client.cookies.set("pilotwatch", own.replace(own.partition(".")[0], "9999999999"))
        assert (await client.get("/changes")).status_code == 303
        client.cookies.clear()
        client.cookies.set("pilotwatch", own)
        assert (await client.get("/changes")).status_code == 200
        clock[0] = NOW + timedelta(days=31)
        assert (await client.get("/changes")).status_code == 303


async def test_after_ten_wrong_tokens_a_caller_waits_even_with_the_right_one(store: Store) -> None:
    clock = [NOW]
    async with visitor(page(store, token=TOKEN, now=lambda: clock[0])) as client:
        for _ in range(10):
            assert (await client.post("/login", data={"token": "guess"})).status_code == 401
        blocked = await client.post("/login", data={"token": TOKEN})
        by_header = await client.get("/api/changes", headers={"authorization": f"Bearer {TOKEN}", "accept": "*/*"})
        clock[0] += timedelta(minutes=6)
        later = await client.post("/login", data={"token": TOKEN})
    assert (blocked.status_code, blocked.headers["retry-after"]) == (429, "300")
    assert by_header.status_code == 429
    assert later.status_code == 303


async def test_forms_of_other_sites_are_not_taken(store: Store) -> None:
    async with visitor(page(store, token=TOKEN)) as client:
        foreign = {"sec-fetch-site": "cross-site"}
        assert (await client.post("/login", data={"token": TOKEN}, headers=foreign)).status_code == 403
        await client.post("/login", data={"token": TOKEN})
        assert (await client.post("/logout", headers=foreign)).status_code == 403
        assert (await client.get("/changes")).status_code == 200


async def test_an_oversized_form_is_a_wrong_token(store: Store) -> None:
    async with visitor(page(store, token=TOKEN)) as client:
        assert (await client.post("/login", data={"token": "x" * 100_000})).status_code == 401


async def test_a_link_in_a_mail_asks_again_from_here_before_it_asks_to_sign_in(store: Store) -> None:
    async with visitor(page(store, token=TOKEN)) as client:
        answer = await client.get('/changes?text="><script>', headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 401
    assert 'http-equiv="refresh"' in answer.text
    assert "<script>" not in answer.text


async def test_feeds_open_with_their_own_key_and_nothing_else_does(store: Store) -> None:
    async with visitor(page(store, token=TOKEN)) as client:
        await client.post("/login", data={"token": TOKEN})
        found = re.search(r"/feeds/all\.atom\?key=([0-9a-f]{32})", (await client.get("/")).text)
        assert found
        client.cookies.clear()
        key = found[1]
        assert (await client.get("/feeds/all.atom", params={"key": key})).status_code == 200
        assert (
            await client.get("/feeds/all.atom", params={"key": key[:-1]}, headers={"accept": "*/*"})
        ).status_code == 401
        assert (await client.get("/changes", params={"key": key}, headers={"accept": "*/*"})).status_code == 401


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8080", "localhost:8080", "localhost", "[::1]:8080", "pilot.example.cn", "127.9.9.9"]
)
async def test_without_a_token_our_own_names_are_served(store: Store, host: str) -> None:
    async with visitor(page(store, config("https://pilot.example.cn"))) as client:
        assert (await client.get("/", headers={"host": host})).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "192.168.1.4:8080",
        "",
        "localhost@evil.example",
        "pilot.example.cn.evil",
        "[::",
    ],
)
async def test_without_a_token_a_rebound_name_is_refused(store: Store, host: str) -> None:
    async with visitor(page(store, config("https://pilot.example.cn"))) as client:
        answer = await client.get("/", headers={"host": host})
    assert answer.status_code == 421
    assert "试点哨" not in answer.text


def test_a_short_token_is_refused_in_one_sentence(store: Store) -> None:
    with pytest.raises(WebError, match="at least 16 characters"):
        create_app(store, config(), lambda: NOW, access_token="short")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", ""])
async def test_an_address_others_can_reach_needs_a_token(store: Store, host: str) -> None:
    with pytest.raises(WebError, match="PILOTWATCH_WEB_TOKEN"):
        await _served(store, host, 0)


async def test_a_busy_port_is_told_in_one_sentence(store: Store) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(WebError, match="--listen"):
        await _served(store, "127.0.0.1", taken.getsockname()[1])


@pytest.mark.parametrize("host", ["not a host", "x" * 300])
async def test_an_address_that_is_none_is_told_in_one_sentence(store: Store, host: str) -> None:
    with pytest.raises(WebError, match=r"127\.0\.0\.1:8080"):
        await _served(store, host, 8080)


async def test_the_page_is_served_until_it_is_told_to_stop_and_ends_within_two_seconds(store: Store) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    stopping = asyncio.Event()
    serving = asyncio.create_task(serve(page(store, token=TOKEN), "127.0.0.1", port, stopping))
    idle = await _connected(port)
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{port}/login")
        assert answer.status_code == 200
        assert "server" not in answer.headers
        started = monotonic()
        stopping.set()
        await asyncio.wait_for(serving, 5)
    assert monotonic() - started < 2
    idle.close()


async def _served(store: Store, host: str, port: int) -> None:
    """Serve, or fail after five seconds in which it was not refused."""
    await asyncio.wait_for(serve(page(store), host, port, asyncio.Event()), 5)


async def _connected(port: int) -> asyncio.StreamWriter:
    """Give a connection that asks for nothing, as soon as somebody listens."""
    deadline = monotonic() + 5
    while True:
        try:
            return (await asyncio.open_connection("127.0.0.1", port))[1]
        except OSError:
            assert monotonic() < deadline
            await asyncio.sleep(0)
