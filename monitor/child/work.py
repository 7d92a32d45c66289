"""The child itself: `python -m monitor.child.work FD` answers tasks on a socket until it is closed."""

import math
import pickle
import resource
import sys
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any

from monitor.child.process import Limits


def main(descriptor: int) -> None:
    """Answer one task after another. Each runs within its limits; the kernel ends us for exceeding them."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with Connection(descriptor) as connection:
        while True:
            try:
                task, arguments, limits = pickle.loads(connection.recv_bytes())  # noqa: S301  (from our parent)
            except EOFError:
                return
            connection.send_bytes(_answer(task, arguments, limits))


def _answer(task: str, arguments: tuple[Any, ...], limits: Limits) -> bytes:
    """Return the answer, pickled: how it ended (done, failed; spent if this process should end too), and what with."""
    module, _, name = task.partition(":")
    try:
        function = getattr(import_module(module), name)
        _limit(limits)
        return pickle.dumps(("done", function(*arguments)))
    except MemoryError:
        return pickle.dumps(("spent", f"it needs more than {limits.memory // 1_000_000} MB of memory"))
    except Exception as error:  # noqa: BLE001
        # Whatever a reader fails with is an answer: the parent tells it and goes on.
        return pickle.dumps(("failed", f"the reader failed ({type(error).__name__}: {str(error)[:200]})"))


def _limit(limits: Limits) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = math.ceil(used.ru_utime + used.ru_stime) + limits.cpu
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main(int(sys.argv[1]))
