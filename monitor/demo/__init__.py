"""The demo: a made-up story on a replica of three sites, watched by the real daemon, on loopback alone."""

import json
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from rich.console import Console

from monitor.demo.display import Screen, letters, log_table
from monitor.demo.runner import DemoError, Scene, Told, play

__all__ = ["run_demo"]


def run_demo(console: Console, *, json_output: bool, keep: bool) -> int:
    """Play the story and show what the daemon made of it; return 0 if all came as it must, 1 if not.

    With `json_output` only the facts are printed, one JSON object. With `keep` all stays up, with the page, until it
    is interrupted.
    """
    started = time.monotonic()
    screen = None if json_output else Screen(console)
    try:
        with _unwinding_on_sigterm(), Scene(page=keep) as scene:
            with screen.progress if screen else nullcontext():
                documents = scene.watch_backlog()
                if screen:
                    screen.backlog(documents)
                story = play(scene, screen)
            seconds = time.monotonic() - started
            if json_output:
                console.print_json(json.dumps(_facts(story, seconds), ensure_ascii=False), indent=None)
            else:
                _show(console, story, seconds)
            if keep:
                _stay(console, scene)
    except DemoError as error:
        console.print(str(error), style="bold red", markup=False, highlight=False)
        return 1
    return 1 if any(told.differences for told in story) else 0


@contextmanager
def _unwinding_on_sigterm() -> Iterator[None]:
    """Let SIGTERM end the demo as Ctrl-C does, so that no daemon is left behind."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _show(console: Console, story: Sequence[Told], seconds: float) -> None:
    received = [message for told in story for message in told.received]
    console.print()
    console.print(letters(received))
    console.print(log_table(line for told in story for line in told.changes))
    console.print()
    differences = [difference for told in story for difference in told.differences]
    if differences:
        console.print(f"{len(differences)} things did not come as they must:", style="bold red")
        console.print("\n".join(differences), markup=False, highlight=False)
    else:
        told = f"{len(received)} alerts, each once and none too many, in {seconds:.0f} s"
        console.print(told, style="bold green", highlight=False)


def _facts(story: Sequence[Told], seconds: float) -> dict[str, Any]:
    differences = [difference for told in story for difference in told.differences]
    return {
        "ok": not differences,
        "seconds": round(seconds, 1),
        "changes": dict(Counter(line.change.kind for told in story for line in told.changes)),
        "alerts": [
            {"step": told.step.name, "channel": message.channel, "to": message.to, "subject": message.subject}
            for told in story
            for message in told.received
        ],
        "differences": differences,
    }


def _stay(console: Console, scene: Scene) -> None:
    """Leave everything running until the user interrupts it or the daemon ends."""
    console.print(f"The daemon goes on; its page is {scene.page_url}. Ctrl-C ends it.", highlight=False)
    try:
        scene.daemon.wait()
    except KeyboardInterrupt:
        console.print("ended", style="dim")
