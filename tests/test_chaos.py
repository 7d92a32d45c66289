"""Fifty announcements, three channels that fail in different ways, and a daemon killed at twenty points."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor.cli import app
from storage import Store
from tests.receivers import Answer, Receiver, Request, receiver, verdict
from tests.webserver import Site
from tests.world import Column

ANNOUNCEMENTS = 50
POINTS = [f"{word} {count}" for count in (1, 2, 3) for word in ("owed", "sent", "owed", "claimed", "owed", "sent")]
KILLS = [*POINTS, "sent 4", "claimed 4"]
WORDS = "港口仓储农贸社区夜间文旅康养冷链电商家政会展直播跨境绿色智慧商圈步行老字品牌首店即时配送乡村集市"


def announce(site: Column, number: int) -> None:
    """Publish an announcement like no other: of a programme, a number and words of its own."""
    topic = f"{WORDS[number % 44 : number % 44 + 2]}{chr(0x4E00 + 37 * number)}{chr(0x5E00 + 53 * number)}"
    own = "".join(chr(0x5000 + (131 * number + 17 * k) % 5000) for k in range(80))
    title = f"关于公布首批{topic}试点城市名单的通知"
    body = (
        f"<p>商测函〔2026〕{number + 100}号</p><p>{own}。</p>"
        f"<p>经研究，确定大连市、青岛市等2个城市为首批{topic}试点城市，现予公布。</p>"
    )
    site.publish(f"n{number}", title, body)


@pytest.mark.slow
def test_every_announcement_reaches_every_channel_whatever_dies(tmp_path: Path) -> None:
    with Site() as site, receiver() as failing, receiver() as refusing, receiver() as hanging:
        column = Column(site, "商务部")
        column.publish("old", "天气预报", "<p>明日多云。</p>", on="2025-12-01")
        failing.answers = [Answer(500)] * 3
        refusing.answers, refusing.answer = [verdict(errcode=40058, errmsg="busy")] * 2, verdict(errcode=0)
        hanging.answers = [Answer(hangs=True)] * 2
        channels = {
            "failing": f"json://{failing.address}/x",
            "refusing": "wecombot://693a91f6-0000-4bc4-97a0",
            "hanging": f"json://{hanging.address}/x?rto=0.3&cto=2",
        }
        config, database = tmp_path / "sources.yaml", f"sqlite:///{tmp_path}/chaos.db"
        config.write_text(_configuration(site, channels), encoding="utf-8")
        polled = CliRunner().invoke(app, ["poll", "--config", str(config), "--database", database])
        assert polled.exit_code == 0, polled.output
        for number in range(ANNOUNCEMENTS):
            announce(column, number)
        with Store.open(database) as store:
            _run(tmp_path, config, database, f"{refusing.base}/wecom?key={{key}}", store)
            rows = store.deliveries()
    assert len(rows) == ANNOUNCEMENTS * len(channels)
    assert {row.state for row in rows} == {"sent"}
    _check_json(failing, [row.key for row in rows if row.subscription == "failing"], refused=3, unanswered=0)
    _check_json(hanging, [row.key for row in rows if row.subscription == "hanging"], refused=0, unanswered=2)
    taken = refusing.requests[2:]
    assert len({_body(request) for request in taken}) == ANNOUNCEMENTS
    assert _unexplained(taken, [_body(request) for request in taken], set()) == []


def _configuration(site: Site, channels: dict[str, str]) -> str:
    readers = "".join(
        f'  - {{name: {name}, channel: "{channel}", places: [大连]}}\n' for name, channel in channels.items()
    )
    return f"""
network: {{allow_private: ["127.0.0.0/8"], per_host_interval: 0s, timeout: 5s}}
canary: {{enabled: false}}
sources:
  - {{id: ministry, name: 商务部 通知, publisher: 商务部, level: ministry, url: "{site.url("/")}",
      every: 1s, listing: {{kind: html, entry: "ul.list > li", date: span}}}}
subscriptions:
{readers}"""


def _run(folder: Path, config: Path, database: str, wecom: str, store: Store) -> None:
    """Run the daemon through its deaths and on until everything is sent."""
    command = [sys.executable, "-m", "tests.chaos", str(config), database, wecom, *KILLS, "end"]
    with (
        (folder / "chaos.log").open("wb") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, encoding="utf-8") as process,
    ):
        assert process.stdout is not None
        last = [process.stdout.readline() for _ in (*KILLS, "end")][-1]
        assert last, (folder / "chaos.log").read_text()[-3000:]
        until = time.monotonic() + 60
        while store.delivery_counts().get("sent", 0) < 3 * ANNOUNCEMENTS and time.monotonic() < until:
            time.sleep(0.1)
        os.kill(int(last.split()[0]), signal.SIGTERM)


def _check_json(hook: Receiver, keys: Sequence[str], *, refused: int, unanswered: int) -> None:
    """What the ledger calls sent is what arrived; what arrived twice did so for a reason, under the same key."""
    taken = hook.requests[refused:]
    seen = [request.headers["x-pilotwatch-key"] for request in taken]
    assert set(seen) == set(keys)
    assert len(keys) == ANNOUNCEMENTS
    assert _unexplained(taken, seen, set(range(unanswered))) == []


def _unexplained(taken: Sequence[Request], keys: Sequence[str], unanswered: set[int]) -> list[str]:
    """Return the messages repeated although their channel had answered a daemon that lived to write it down."""
    lives = [request.headers["user-agent"] for request in taken]
    return [
        key
        for number, key in enumerate(keys)
        if key in keys[number + 1 :]
        and number not in unanswered
        and number + 1 < len(lives)
        and lives[number + 1] == lives[number]
    ]


def _body(request: Request) -> str:
    return str(request.json["markdown"]["content"])
