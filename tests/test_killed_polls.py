"""The real `poll` process, killed at random moments while a story unfolds: nothing is lost or told twice."""

import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.webserver import Answer, Request
from tests.world import World

BATCHES = ["一", "二"]
TITLE = "商务部办公厅关于公布第{}批全国零售业创新提升试点城市名单的通知"
BODY = "<p>经研究，确定大连市、沈阳市等2个城市为第{}批全国零售业创新提升试点城市，现予公布。</p>"
KILLED_FOR_EACH = 2


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path, f"sqlite:///{tmp_path}/pilotwatch.db") as world:
        yield world


def poll(world: World) -> subprocess.Popen[bytes]:
    options = ["--config", str(world.folder / "sources.yaml"), "--database", world.database]
    return subprocess.Popen(
        [sys.executable, "-m", "monitor", "poll", *options], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def to_its_end(world: World) -> float:
    """Poll undisturbed and say how long that takes."""
    started = time.monotonic()
    with poll(world) as process:
        _, said = process.communicate(timeout=60)
    assert b"Traceback" not in said
    return time.monotonic() - started


def end_leases(world: World) -> None:
    """Let pass the minutes for which a dead process holds what it had claimed."""
    with sqlite3.connect(world.folder / "pilotwatch.db") as connection:
        connection.execute("UPDATE deliveries SET claimed_until = NULL, due = '2000-01-01 00:00:00.000000'")
    connection.close()


@pytest.mark.slow
def test_a_poll_killed_at_random_moments_loses_nothing_and_repeats_only_what_was_taken(world: World) -> None:
    """A channel that took a message whose taking was not yet written down gets it again, under the same key."""
    chance = random.Random(20260305)
    assert len(world.config.sources) == 2
    whole = to_its_end(world)
    taken: list[str] = []

    def take(request: Request) -> Answer:
        taken.append(request.headers["x-pilotwatch-key"])
        return Answer("ok")

    world.inbox["/reader"] = take
    deaths = 0
    for number, batch in enumerate(BATCHES):
        world.ministry.publish(f"n{number}", TITLE.format(batch), BODY.format(batch))
        for _ in range(KILLED_FOR_EACH):
            with poll(world) as process:
                try:
                    process.wait(chance.uniform(0.3, 0.95) * whole)
                except subprocess.TimeoutExpired:
                    process.kill()
                    deaths += 1
    end_leases(world)
    to_its_end(world)
    published = Counter(str(line["title"]) for line in world.log("list_published"))
    assert deaths > 0
    assert published == dict.fromkeys((TITLE.format(batch) for batch in BATCHES), 1)
    assert len(set(taken)) == len(BATCHES)
    assert Counter(taken).most_common(1)[0][1] <= 2
