"""The real daemon, as a process of its own, over a configuration for the replica."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import yaml

from monitor.demo.replica import Website


def configuration(sites: Iterable[Website], *, mail_port: int, webhook: str, page: str) -> dict[str, Any]:
    """Return a sources.yaml that polls the sites each second, and tells a mailbox in Chinese, a webhook in English."""
    mailbox = f"mailto://127.0.0.1:{mail_port}?from=pilotwatch@demo.example&to=bureau@demo.example"
    return {
        "network": {"allow_private": ["127.0.0.0/8"], "per_host_interval": "0s", "timeout": "10s"},
        "public_url": page,
        "operators": [f"json://{webhook}/operators"],
        "sources": [_source(site) for site in sites],
        "subscriptions": [
            {"name": "commerce bureau", "channel": mailbox, "places": ["大连"], "language": "zh"},
            {"name": "consultancy", "channel": f"json://{webhook}/alerts", "places": ["大连"], "language": "en"},
        ],
    }


def _source(site: Website) -> dict[str, Any]:
    outlet = site.outlet
    return {
        "id": outlet.id,
        "name": outlet.name,
        "publisher": outlet.publisher,
        "level": outlet.level.value,
        "url": f"{site.server.origin}/",
        "every": "1s",
        "listing": dict(outlet.listing),
        "document": dict(outlet.document),
        "expect": {"min_entries": 3},
    }


class Daemon:
    """`pilotwatch run` in `folder`: its sources.yaml, its database and its log stand there."""

    def __init__(self, folder: Path, settings: dict[str, Any], listen: str | None) -> None:
        config = folder / "sources.yaml"
        config.write_text(yaml.safe_dump(settings, allow_unicode=True, sort_keys=False), encoding="utf-8")
        page = ["--listen", listen] if listen else ["--no-web"]
        self._command = [sys.executable, "-m", "monitor", "run", "--config", str(config), *page]
        self._log = folder / "daemon.log"
        self.database = f"sqlite:///{folder}/pilotwatch.db"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start it."""
        environ = os.environ | {"PILOTWATCH_DATABASE": self.database, "PYTHONUNBUFFERED": "1"}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 (our own program)
                self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environ
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it as an operator would, and by force if it does not heed within 10 s."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def wait(self) -> None:
        """Return when it ends."""
        assert self._process is not None
        self._process.wait()

    def ended(self) -> bool:
        """Whether it is no longer running."""
        return self._process is None or self._process.poll() is not None

    def last_words(self) -> str:
        """Return the end of what it logged."""
        return "\n".join(self._log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:])
