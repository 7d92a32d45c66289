"""Children in lanes, so that nobody waits behind a hostile source: one for pages, one for files, one for suspects."""

import asyncio
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

from monitor.child.errors import ChildError, LostChildError
from monitor.child.process import Child, Limits
from monitor.model import Page

# Processor time is what stops a runaway: a page as people write them takes tens of milliseconds, a PDF of many ruled
# pages seconds. The wall is for what hangs, and generous, since the machine may be busy.
PAGES = Limits(seconds=20.0, cpu=4, memory=300_000_000)
FILES = Limits(seconds=60.0, cpu=20, memory=500_000_000)
IDLE_SECONDS = 60.0
LARGE_PAGE = 400_000
_SUSPECTS_REMEMBERED = 10_000


class Children:
    """Up to three children, started when first needed and ended when idle. Use as a context manager.

    A source whose bytes took a child with them waits, from then on, in a lane with its like, and so does any page far
    larger than people write them: what takes long is nearly always large.
    """

    def __init__(self, *, idle_seconds: float = IDLE_SECONDS) -> None:
        self._lanes = {name: _Lane(name, idle_seconds) for name in ("pages", "files", "suspects")}
        self._suspects: set[str] = set()
        weakref.finalize(self, _close, tuple(self._lanes.values()))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def run(self, owner: str, task: str, *arguments: Any, limits: Limits = PAGES) -> object:
        """Return what `module:function` gives for these arguments; raises ChildError.

        Arguments and answer are plain values. `owner` is the source whose bytes these are.
        """
        suspect = owner in self._suspects
        aside = suspect or (limits is PAGES and any(map(_is_large, arguments)))
        lane = self._lanes["suspects" if aside else "files" if limits is FILES else "pages"]
        try:
            return await asyncio.get_running_loop().run_in_executor(lane.thread, lane.run, task, arguments, limits)
        except LostChildError:
            if not suspect and len(self._suspects) < _SUSPECTS_REMEMBERED:
                self._suspects.add(owner)
            raise

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that run at this moment."""
        return tuple(pid for lane in self._lanes.values() if (pid := lane.pid) is not None)

    def close(self) -> None:
        """End every child at once; tasks that run or wait end in ChildError or are cancelled."""
        _close(tuple(self._lanes.values()))


def _is_large(argument: object) -> bool:
    return isinstance(argument, Page) and len(argument.body) > LARGE_PAGE


def _close(lanes: tuple["_Lane", ...]) -> None:
    for lane in lanes:
        lane.close()


class _Lane:
    """One task after another, in one child; `thread` is where to wait for it."""

    def __init__(self, name: str, idle_seconds: float) -> None:
        self.thread = ThreadPoolExecutor(1, thread_name_prefix=f"child-{name}")
        self._idle_seconds = idle_seconds
        self._child: Child | None = None
        self._rest: threading.Timer | None = None
        self._lock = threading.Lock()
        self._closed = False

    @property
    def pid(self) -> int | None:
        child = self._child
        return child.pid if child is not None else None

    def run(self, task: str, arguments: tuple[Any, ...], limits: Limits) -> object:
        child = self._taken()
        lost = False
        try:
            return child.ask(task, arguments, limits)
        except LostChildError:
            lost = True
            raise
        finally:
            self._put_back(child, lost=lost)

    def _taken(self) -> Child:
        with self._lock:
            if self._closed:
                raise ChildError("the reader has been stopped")
            if self._rest is not None:
                self._rest.cancel()
                self._rest = None
            if self._child is None:
                try:
                    self._child = Child()
                except OSError as error:
                    raise ChildError(f"no process could be started for it ({error})") from error
            return self._child

    def _put_back(self, child: Child, *, lost: bool) -> None:
        with self._lock:
            if lost or self._closed:
                child.close()
                self._child = None
                return
            self._rest = threading.Timer(self._idle_seconds, self._end, [child])
            self._rest.daemon = True
            self._rest.start()

    def _end(self, child: Child) -> None:
        """End a child that has rested long enough, unless it was taken again meanwhile."""
        with self._lock:
            if self._child is child and self._rest is threading.current_thread():
                child.close()
                self._child = self._rest = None

    def close(self) -> None:
        with self._lock:
            self._closed = True
            if self._rest is not None:
                self._rest.cancel()
            if self._child is not None:
                self._child.end()
        self.thread.shutdown(wait=True, cancel_futures=True)
        if self._child is not None:
            self._child.close()
            self._child = None
