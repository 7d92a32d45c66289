"""The real daemon as a process: it starts, watches, ends cleanly, and loses nothing when it is killed."""

import json
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.webserver import Answer, Request
from tests.world import World

TITLE = "商务部办公厅关于公布第一批全国零售业创新提升试点城市名单的通知"
BODY = "<p>经研究，确定大连市、沈阳市等2个城市为第一批全国零售业创新提升试点城市，现予公布。</p>"

# Only how long a failure takes: a busy machine needs seconds to start Python.
PATIENCE = 60

pytestmark = pytest.mark.slow


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path, f"sqlite:///{tmp_path}/pilotwatch.db") as world:
        assert world.config.sources
        text = (tmp_path / "sources.yaml").read_text(encoding="utf-8").replace("every: 15m", "every: 1s")
        (tmp_path / "sources.yaml").write_text(text, encoding="utf-8")
        yield world


def command(world: World, *arguments: str) -> list[str]:
    options = ["--config", str(world.folder / "sources.yaml"), "--database", world.database]
    return [sys.executable, "-m", "monitor", *arguments, *options]


@contextmanager
def daemon(world: World, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command(world, "run", *arguments), stderr=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def seen(world: World, path: str, times: int = 1) -> threading.Event:
    """Return an event that is set when a page of the ministry was asked for so many times."""
    event, page, count = threading.Event(), world.ministry.site.pages[path], iter(range(1, times + 1))

    def answer(_: Request) -> str | bytes | Answer:
        if next(count, times) >= times:
            event.set()
        assert not callable(page)
        return page

    world.ministry.site[path] = answer
    return event


def received(world: World) -> threading.Event:
    event = threading.Event()

    def answer(_: Request) -> Answer:
        event.set()
        return Answer("ok")

    world.inbox["/reader"] = answer
    return event


def test_the_daemon_tells_a_selection_and_ends_cleanly_on_sigterm(world: World) -> None:
    baseline, told = seen(world, "/", 2), received(world)
    with daemon(world, "--no-web") as process:
        assert baseline.wait(PATIENCE)
        world.ministry.publish("n1", TITLE, BODY)
        assert told.wait(PATIENCE)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert len(world.alerts) == 1
    assert [row.state for row in world.store.deliveries(subscription="大连市商务局")] == ["sent"]


def test_killed_in_the_middle_and_started_again_it_tells_everything_once(world: World) -> None:
    baseline = seen(world, "/", 2)
    with daemon(world, "--no-web"):
        assert baseline.wait(PATIENCE)
    world.ministry.publish("n1", TITLE, BODY)
    reading = seen(world, "/n1.html")
    with daemon(world, "--no-web"):
        assert reading.wait(PATIENCE)
    told, again = received(world), seen(world, "/", 3)
    with daemon(world, "--no-web") as process:
        assert told.wait(PATIENCE)
        assert again.wait(PATIENCE)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert len(world.alerts) == 1


def test_a_second_daemon_on_the_database_exits_2_and_says_so(world: World) -> None:
    first = seen(world, "/")
    with daemon(world, "--no-web"):
        assert first.wait(PATIENCE)
        second = subprocess.run(command(world, "run", "--no-web"), capture_output=True, timeout=PATIENCE, check=False)
    assert second.returncode == 2
    assert b"another daemon is running on this database" in second.stderr
    assert b"Traceback" not in second.stderr


def test_the_page_of_the_daemon_says_it_is_well(world: World) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    polled = seen(world, "/", 2)
    with daemon(world, "--listen", f"127.0.0.1:{port}"):
        assert polled.wait(PATIENCE)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            assert json.load(answer)["status"] == "ok"


def test_an_address_in_use_is_one_sentence_and_exit_2(world: World) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        run = subprocess.run(
            command(world, "run", "--listen", address), capture_output=True, timeout=PATIENCE, check=False
        )
    assert run.returncode == 2
    assert f"cannot listen on {address}".encode() in run.stderr
    assert b"Traceback" not in run.stderr


def test_unreachable_sources_are_said_one_by_one_and_the_daemon_goes_on(world: World) -> None:
    world.ministry.site.close()
    polled = threading.Event()
    page = world.newspaper.site.pages["/"]
    count = iter(range(3))

    def answer(_: Request) -> str | bytes | Answer:
        if next(count, 3) >= 2:
            polled.set()
        assert not callable(page)
        return page

    world.newspaper.site["/"] = answer
    with daemon(world, "--no-web") as process:
        assert polled.wait(PATIENCE)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert process.stderr is not None
        said = process.stderr.read().decode()
    assert "ministry is unreachable" in said
    assert "Traceback" not in said


def test_a_channel_that_hangs_does_not_hold_up_the_end_and_gets_its_message_at_the_next_start(world: World) -> None:
    baseline, asked, release = seen(world, "/", 2), threading.Event(), threading.Event()

    def hang(_: Request) -> Answer:
        asked.set()
        return Answer("ok", until=release)

    world.inbox["/reader"] = hang
    with daemon(world, "--no-web") as process:
        assert baseline.wait(PATIENCE)
        world.ministry.publish("n1", TITLE, BODY)
        assert asked.wait(PATIENCE)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    release.set()
    told = received(world)
    with daemon(world, "--no-web"):
        assert told.wait(PATIENCE)
    keys = {request.headers["x-pilotwatch-key"] for request in world.inbox.requests if request.path == "/reader"}
    assert len(keys) == 1
