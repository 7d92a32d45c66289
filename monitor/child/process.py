"""One child process, from the parent's side: ask it, and know how it ended."""

import contextlib
import os
import pickle
import signal
import subprocess
import sys
from dataclasses import dataclass, is_dataclass
from enum import Enum
from io import BytesIO
from multiprocessing.connection import Pipe
from typing import Any, cast

from monitor.child.errors import ChildError, LostChildError

MAX_REPLY = 200_000_000
_DATES = frozenset(("date", "datetime", "timedelta", "timezone"))


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may use: wall and CPU seconds, and bytes of address space."""

    seconds: float
    cpu: int
    memory: int


class Child:
    """A running child. It inherits neither our environment, where secrets are, nor our open files."""

    def __init__(self) -> None:
        self._ours, theirs = Pipe()
        environment = {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "monitor.child.work", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env=environment | {"MALLOC_ARENA_MAX": "1"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def ask(self, task: str, arguments: tuple[Any, ...], limits: Limits) -> object:
        """Have `module:function` called with these arguments; raises ChildError, LostChildError if it was the last."""
        try:
            self._ours.send_bytes(pickle.dumps((task, arguments, limits)))
            if not self._ours.poll(limits.seconds):
                self.end()
                raise LostChildError(f"it took more than {limits.seconds:g} s")
            end, value = _Reply(BytesIO(self._ours.recv_bytes(MAX_REPLY))).load()
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise LostChildError(self._last_words(limits)) from error
        if end == "done":
            return cast("object", value)
        raise (LostChildError if end == "spent" else ChildError)(str(value))

    def end(self) -> None:
        """Kill it; safe from any thread, and more than once."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End it and let go of what it held."""
        self.end()
        self._ours.close()

    def _last_words(self, limits: Limits) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1.0)
        code = self._process.poll()
        self.end()
        if code == -signal.SIGXCPU:
            return f"it used more than {limits.cpu} s of processor time"
        if code is not None and code < 0:
            return f"it crashed the reader ({signal.Signals(-code).name})"
        return "it ended the reader"


class _Reply(pickle.Unpickler):
    """Values only: a child that hostile bytes have taken over cannot name a function for us to call."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "datetime" and name in _DATES:
            return super().find_class(module, name)
        if module.startswith("monitor.") and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and (is_dataclass(found) or issubclass(found, Enum)):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value")
