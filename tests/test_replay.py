"""A recording, run through the real pipeline with a simulated clock, against the truth of what is to be heard."""

import json
import os
import time
import zlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor.changes import AboutDocument
from monitor.cli import app
from monitor.config import Config, load
from monitor.replay import RecordingError, recording, replay
from storage import Store
from tests.year import configuration, year


@dataclass
class Verdict:
    """What was missed, heard twice, and heard though it concerned nobody, at once."""

    missed: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    right: int = 0
    checks: int = 0


def settings(folder: Path, every: str) -> Config:
    path = folder / "sources.yaml"
    path.write_text(configuration(every), encoding="utf-8")
    return load(path, {}, lambda _: None)


def one_in_a_hundred(url: str, at: datetime) -> bool:
    """Faults that are the same on every run."""
    return zlib.crc32(f"{url} {at.isoformat()}".encode()) % 100 == 0


async def verdict(folder: Path, seed: int, since: date, until: date, every: str) -> Verdict:
    made, config = year(seed, since=since, until=until), settings(folder, every)
    found = Verdict()
    with Store.open(f"sqlite:///{folder}/year.db") as store:
        result = await replay(config, store, recording(made.lines, config), fails=one_in_a_hundred)
        heard: Counter[str] = Counter()
        for told in result.told:
            if told.delivery.window is None:
                changes = [line.change for line in store.changes(told.delivery.changes)]
                about = {made.announcement.get(c.url, c.url) for c in changes if isinstance(c, AboutDocument)}
                heard.update(about)
    found.checks = result.checks
    found.missed = sorted(made.expected - set(heard))
    found.twice = sorted(key for key, times in heard.items() if times > 1 and key in made.expected)
    found.false = sorted(set(heard) - made.expected)
    found.right = len(made.expected & set(heard))
    return found


async def test_three_weeks_miss_nothing_repeat_nothing_and_cry_no_wolf(tmp_path: Path) -> None:
    found = await verdict(tmp_path, 1, date(2026, 2, 24), date(2026, 3, 14), "24h")
    assert (found.missed, found.twice, found.false) == ([], [], [])
    assert found.right >= 2


@pytest.mark.skipif("PILOTWATCH_YEAR" not in os.environ, reason="a year takes minutes: set PILOTWATCH_YEAR=1 to run it")
async def test_a_year_misses_nothing_repeats_nothing_and_cries_no_wolf(tmp_path: Path) -> None:
    began = time.monotonic()
    found = await verdict(tmp_path, 2, date(2026, 1, 5), date(2026, 12, 31), "1h")
    print(f"{found.right} heard, {found.checks} checks, {time.monotonic() - began:.0f} s: {found}")  # noqa: T201
    assert (found.missed, found.twice, found.false) == ([], [], [])


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('{"time": "2026-01-01T00:00:00Z", "source": "s00"}', "listing"),
        ('{"time": "2026-01-01T00:00:00", "source": "s00", "listing": ""}', "time"),
        ('{"time": "2026-01-01T00:00:00Z", "source": "nobody", "listing": ""}', "nobody"),
        ("no json", "line 1"),
    ],
)
def test_a_line_that_cannot_be_replayed_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    with pytest.raises(RecordingError, match=complaint):
        recording([line], settings(tmp_path, "1h"))


def test_the_command_says_who_would_have_been_told(tmp_path: Path) -> None:
    path = tmp_path / "recording.jsonl"
    title = "关于公布第一批零售业创新提升试点城市名单的通知"
    body = f"<h1>{title}</h1><p>确定大连市、沈阳市等2个城市为第一批零售业创新提升试点城市，现予公布。</p>"
    old = '<li><a href="https://s00.example/0.html">关于印发工作要点的通知</a></li>'
    new = f'<li><a href="https://s00.example/1.html">{title}</a></li>'
    said = (
        ("2026-01-01T00:00:00Z", {"listing": f"<ul class=list>{old}</ul>"}),
        ("2026-01-02T01:00:00Z", {"url": "https://s00.example/1.html", "body": body}),
        ("2026-01-02T01:00:00Z", {"listing": f"<ul class=list>{new}{old}</ul>"}),
    )
    path.write_text("\n".join(json.dumps({"time": at, "source": "s00"} | what) for at, what in said), encoding="utf-8")
    settings(tmp_path, "1h")
    arguments = ["replay", str(path), "--config", str(tmp_path / "sources.yaml"), "--json"]
    answer = CliRunner().invoke(app, arguments)
    assert answer.exit_code == 0, answer.output
    (told,) = map(json.loads, answer.stdout.splitlines())
    assert (told["at"], told["window"]) == ("2026-01-02T01:00:00+00:00", None)
    assert {change["url"] for change in told["changes"]} == {"https://s00.example/1.html"}
