"""A program that keeps one step over and over and is killed before each of its statements in turn.

After each death it prints, as a JSON line, how many rows are there; it ends once a step was kept. `tests` runs it.
"""

import itertools
import json
import os
import signal
import sys
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from monitor.memory import Outcome
from storage import Store
from tests.kept import document, owed, published, read, story

KEY = "mofcom.gov.cn/1.html"


def die_before_statement(number: int) -> None:
    """Be killed before the statement, or the commit, with this number."""
    ahead = itertools.count()

    def count(*_: Any) -> None:
        if next(ahead) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)


def step(url: str, number: int) -> None:
    with Store.open(url) as store:
        known = store.document(KEY)
        assert known is not None
        die_before_statement(number)
        outcome = Outcome((published(),), (owed("a"), owed("b", window="daily")), story(), ("number:84",))
        store.settle(known, read(), ["number:84"], None, lambda _: outcome)
        os.kill(os.getpid(), signal.SIGKILL)


def main(url: str) -> None:
    with Store.open(url) as store:
        document(store, KEY)
    for number in range(100):
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            step(url, number)
        os.waitpid(child, 0)
        with Store.open(url) as store:
            rows = store.describe()["rows"]
            sys.stdout.write(json.dumps(rows) + "\n")
            if rows["revisions"]:
                return


if __name__ == "__main__":
    main(sys.argv[1])
