"""The real daemon, run over and over in a process of its own that is killed at a chosen point; `test_chaos.py` runs it.

A point is a word and a number: `owed 2` is right after the second commit that owed messages and before any of them is
sent, `claimed 2` right after the second claim, `sent 2` after a channel took the second message and before that is
written down; `end` lives on until it is terminated. What happens at no point ends after a while, killed all the same.
"""

import os
import signal
import sys
import threading
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from monitor.cli import app
from notifiers import channel
from notifiers.services.wecom import WeComBot

PATIENCE = 1.5
MARKS = {"owed": "INSERT INTO deliveries", "claimed": "UPDATE deliveries SET attempts", "sent": "UPDATE deliveries SET"}


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(point: str, count: int) -> None:
    """Have this process killed at a point."""
    seen, armed = [0], [False]

    def watch(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if armed[0]:
            die()
        if not statement.startswith(MARKS[point]):
            return
        if point == "sent" and "sent" not in str(parameters):
            return
        seen[0] += 1
        if seen[0] == count and point == "sent":
            die()

    def committing(_connection: Any) -> None:
        armed[0] = point != "sent" and seen[0] >= count

    event.listen(Engine, "before_cursor_execute", watch)
    event.listen(Engine, "commit", committing)
    threading.Timer(PATIENCE, die).start()


def main(config: str, database: str, wecom: str, points: list[str]) -> None:
    for number, point in enumerate(points):
        child = os.fork()
        if child == 0:
            WeComBot.notify_url = wecom
            channel._ASSET.app_id = f"Pilotwatch/{number}"
            if point != "end":
                word, count = point.split()
                die_at(word, int(count))
            app(["run", "--no-web", "--config", config, "--database", database], standalone_mode=False)
            os._exit(0)
        sys.stdout.write(f"{child} {point}\n")
        sys.stdout.flush()
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
