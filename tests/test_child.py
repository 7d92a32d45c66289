"""The process that may be killed: what it gives, how it ends, and whom that holds up."""

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.child import ChildError, Children, Limits, LostChildError
from monitor.model import DocumentRule, Health, Page
from monitor.parsing import UNDERSTAND, Refusal, Understood

SMALL = Limits(seconds=60.0, cpu=1, memory=300_000_000)


@pytest.fixture
def children() -> Iterator[Children]:
    with Children() as children:
        yield children


def page(body: str) -> Page:
    return Page("http://a.test/1.html", 200, {}, body.encode(), datetime(2026, 1, 9, tzinfo=UTC))


def process_exists(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def await_rest(children: Children) -> None:
    """Return when no process runs; fail after 10 s."""
    end = time.monotonic() + 10
    while children.pids:
        assert time.monotonic() < end
        time.sleep(0.01)


async def test_a_page_is_understood_as_in_this_process(children: Children) -> None:
    html = (
        "<html><body><h1>关于公布试点城市名单的通知</h1><p>确定大连市为首批零售业创新提升试点城市。</p></body></html>"
    )
    understood = await children.run("a", UNDERSTAND, page(html), DocumentRule(), None)
    assert isinstance(understood, Understood)
    assert understood.reading.pilot_list is not None
    assert [place.code for place in understood.reading.pilot_list.places] == ["210200"]


async def test_a_page_that_is_none_is_refused_with_what_that_means(children: Children) -> None:
    refusal = await children.run("a", UNDERSTAND, page("<div>" * 9000), DocumentRule(), None)
    assert isinstance(refusal, Refusal)
    assert refusal.health is Health.BLOCKED


async def test_nothing_runs_until_it_is_needed_and_one_process_serves_many_tasks(children: Children) -> None:
    before = children.pids
    assert await children.run("a", "builtins:abs", -1) == 1
    first = children.pids
    assert await children.run("b", "builtins:abs", -2) == 2
    assert (len(before), len(first), children.pids) == (0, 1, first)


async def test_an_idle_process_ends() -> None:
    with Children(idle_seconds=0.05) as children:
        await children.run("a", "builtins:abs", -1)
        await asyncio.to_thread(await_rest, children)
        assert await children.run("a", "builtins:abs", -1) == 1


@pytest.mark.parametrize(
    ("task", "arguments", "why"),
    [
        ("time:sleep", (60,), "more than 0.5 s"),
        ("builtins:bytearray", (400_000_000,), "more than 300 MB"),
        ("os:abort", (), "SIGABRT"),
        ("os:_exit", (0,), "ended the reader"),
    ],
)
async def test_how_a_task_took_its_process_with_it_is_said_and_the_next_one_is_served(
    children: Children, task: str, arguments: tuple[object, ...], why: str
) -> None:
    with pytest.raises(LostChildError, match=why):
        await children.run("a", task, *arguments, limits=Limits(0.5 if task == "time:sleep" else 60, 2, 300_000_000))
    assert await children.run("a", "builtins:abs", -1) == 1


async def test_processor_time_is_limited_for_each_task(children: Children) -> None:
    with pytest.raises(LostChildError, match="1 s of processor time"):
        await children.run("a", "builtins:sum", range(10**12), limits=SMALL)


async def test_a_task_that_fails_says_how_and_costs_no_process(children: Children) -> None:
    await children.run("a", "builtins:abs", -1)
    before = children.pids
    with pytest.raises(ChildError, match="ValueError"):
        await children.run("a", "builtins:int", "x")
    assert children.pids == before


async def test_a_source_that_killed_a_reader_keeps_nobody_waiting_again(children: Children) -> None:
    with pytest.raises(LostChildError):
        await children.run("hostile", "os:abort")
    await children.run("honest", "builtins:abs", -1)
    stuck = asyncio.create_task(children.run("hostile", "time:sleep", 60, limits=SMALL))
    started = time.monotonic()
    for _ in range(20):
        await children.run("honest", "builtins:abs", -1)
    assert time.monotonic() - started < 3
    assert not stuck.done()
    children.close()
    with pytest.raises(ChildError):
        await stuck


async def test_closing_leaves_no_process_behind() -> None:
    children = Children()
    await children.run("a", "builtins:abs", -1)
    (pid,) = children.pids
    children.close()
    assert not process_exists(pid)
    with pytest.raises(RuntimeError):
        await children.run("a", "builtins:abs", -1)


async def test_a_reader_sees_none_of_our_environment(children: Children, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTWATCH_SECRET", "hunter2")
    assert await children.run("a", "os:getenv", "PILOTWATCH_SECRET") is None


async def test_an_answer_that_would_call_something_is_refused(children: Children) -> None:
    with pytest.raises(LostChildError):
        await children.run("a", "operator:attrgetter", "x")
