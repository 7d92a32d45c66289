"""Plays the story: publish a step, wait until the daemon has dealt with it, hold what came against the script."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol, Self
from zoneinfo import ZoneInfo

from monitor.changes import DocumentPublished, DocumentRevised
from monitor.demo.daemon import Daemon, configuration
from monitor.demo.expect import Received, differences
from monitor.demo.loopback import free_port
from monitor.demo.receivers import Mailbox, Webhook
from monitor.demo.replica import Replica
from monitor.demo.script import STORY, Step, backlog
from monitor.memory import Logged, LogQuery
from storage import Store

BEIJING = ZoneInfo("Asia/Shanghai")
PATIENCE = timedelta(seconds=30)
GLANCE = 0.05


class DemoError(Exception):
    """The story could not be played to its end; one sentence."""


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a step: lines of the log, messages received, and how that differs from the script."""

    step: Step
    changes: tuple[Logged, ...]
    received: tuple[Received, ...]
    differences: tuple[str, ...]


class Scene:
    """The replica, the receivers, the daemon and its store, all running while it is open."""

    def __init__(self, *, page: bool) -> None:
        self.today = datetime.now(BEIJING).date()
        self._page = f"127.0.0.1:{free_port()}" if page else None
        self._open = ExitStack()
        self._told = Counter[str]()

    def __enter__(self) -> Self:
        """Start everything."""
        enter = self._open.enter_context
        folder = Path(enter(TemporaryDirectory(prefix="pilotwatch-demo-")))
        self.articles = backlog()
        self.replica = enter(Replica(self.today, self.articles))
        self.mailbox, self.webhook = enter(Mailbox()), enter(Webhook())
        settings = configuration(
            self.replica.sites.values(),
            mail_port=self.mailbox.port,
            webhook=f"127.0.0.1:{self.webhook.server.port}",
            page=self.page_url or "http://127.0.0.1:8080",
        )
        self.daemon = Daemon(folder, settings, self._page)
        self.store = enter(Store.open(self.daemon.database))
        enter(self.daemon)
        return self

    def __exit__(self, *_: object) -> None:
        """End everything, the daemon first."""
        self._open.close()

    @property
    def page_url(self) -> str | None:
        """Where the daemon shows its page, if it does."""
        return f"http://{self._page}" if self._page else None

    def watch_backlog(self) -> int:
        """Wait until the daemon has read what already stood on the sites; return how many documents that were."""
        self._until(lambda: len(self._lines("document_published")) >= len(self.articles), "read the backlog")
        self._until_all_sent("the backlog")
        return len(self.articles)

    def play(self, step: Step) -> Told:
        """Publish a step and return what came of it."""
        last = max((line.id for line in self.store.log(LogQuery(limit=1))), default=0)
        urls = [self.replica.publish(article) for article in step.articles]
        if step.silent:
            outlets = {article.outlet.id for article in step.articles}
            self.store.expedite(outlets, datetime.min.replace(tzinfo=UTC), datetime.now(UTC))
        kind = "document_revised" if step.silent else "document_published"
        self._until(lambda: set(urls) <= self._urls(kind, last), f"read what was published: {step.name}")
        self._until_all_sent(step.name)
        changes = tuple(line for line in self.store.log(LogQuery(oldest_first=True)) if line.id > last)
        received = tuple(self._newly_received())
        return Told(step, changes, received, differences(step, changes, received))

    def _urls(self, kind: str, after: int) -> set[str]:
        return {
            line.change.url
            for line in self._lines(kind)
            if line.id > after and isinstance(line.change, DocumentPublished | DocumentRevised)
        }

    def _lines(self, kind: str) -> list[Logged]:
        return self.store.log(LogQuery(kinds=(kind,)))

    def _until_all_sent(self, what: str) -> None:
        """Wait until nothing is owed but digests, which come in the morning."""
        self._until(
            lambda: all(owed.window is not None for owed in self.store.deliveries("pending")),
            f"deliver what it owed: {what}",
        )

    def _until(self, condition: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE.total_seconds()
        while not condition():
            if self.daemon.ended():
                raise DemoError(f"the daemon ended before it {what}; its log ends with\n{self.daemon.last_words()}")
            if time.monotonic() > end:
                seconds = f"{PATIENCE.total_seconds():g} s"
                raise DemoError(
                    f"within {seconds} the daemon did not {what}; its log ends with\n{self.daemon.last_words()}"
                )
            time.sleep(GLANCE)

    def _newly_received(self) -> Iterator[Received]:
        mails = [Received("e-mail", "zh", ", ".join(m.to), m.subject, m.text, m.html) for m in self.mailbox.mails]
        posts = [
            Received("webhook", "en", post.path, str(post.body["title"]), str(post.body["message"]))
            for post in self.webhook.posts
        ]
        for channel, messages in (("e-mail", mails), ("webhook", posts)):
            yield from messages[self._told[channel] :]
            self._told[channel] = len(messages)


class Audience(Protocol):
    """Who watches the story being played."""

    def now(self, what: str) -> None:
        """Hear what is about to happen."""

    def heard(self, told: Told) -> None:
        """Hear what came of it."""


def play(scene: Scene, audience: Audience | None) -> tuple[Told, ...]:
    """Play the whole story on an open scene."""
    story = []
    for step in STORY:
        if audience:
            audience.now(step.what)
        told = scene.play(step)
        if audience:
            audience.heard(told)
        story.append(told)
    return tuple(story)
