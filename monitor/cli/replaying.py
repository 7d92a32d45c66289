"""The command that runs a recording through the pipeline."""

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.ask import print_lines
from monitor.cli.setup import AsJson, ConfigPath, configuration, opened, out, refuse
from monitor.replay import RecordingError, recording, replay, told_json


def replay_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A recording, JSON lines.", exists=True, dir_okay=False)],
    database: Annotated[
        str | None, typer.Option("--database", help="Keep what comes of it in this store, best an empty one.")
    ] = None,
    config: ConfigPath = Path("sources.yaml"),
    as_json: AsJson = False,
) -> None:
    """Replay a recording of pages with a simulated clock, and show who would have been told what. Nothing is sent."""
    settings = configuration(config)
    try:
        events = recording(file.read_text(encoding="utf-8").splitlines(), settings)
    except (RecordingError, UnicodeDecodeError) as error:
        refuse(f"{file}: {error}")
    with tempfile.TemporaryDirectory() as folder, opened(database or f"sqlite:///{folder}/replay.db") as store:
        result = asyncio.run(replay(settings, store, events))
        told = list(told_json(result.told, store))
    if as_json:
        print_lines(told)
        return
    for each in told:
        kinds = " ".join(f"{change['kind']} {change['url']}" for change in each["changes"])
        out.print(f"{each['at']} {each['subscription']} {each['window'] or ''} {kinds}", markup=False)
    out.print(f"{len(events)} events, {result.checks} checks, {len(told)} messages", markup=False)
