"""The demo for the eye: each step as it is played, then the messages as received and the log."""

from collections.abc import Iterable, Sequence

from rich.console import Console, Group
from rich.panel import Panel
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from monitor.changes import AboutDocument
from monitor.demo.expect import Received
from monitor.demo.runner import BEIJING, Told
from monitor.memory import Logged


class Screen:
    """Shows on `console` what the demo does while it does it."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.progress = Progress(
            SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console, transient=True
        )
        self._task: TaskID = self.progress.add_task("starting three sites, a mail server, a webhook and the daemon")

    def now(self, what: str) -> None:
        """Show what is being done at the moment."""
        self.progress.update(self._task, description=what)

    def backlog(self, documents: int) -> None:
        """Show that the first visit alerted nobody."""
        self._line("baseline", f"{documents} documents that already stood there are read, and nobody is alerted", ())

    def heard(self, told: Told) -> None:
        """Show what came of a step."""
        self._line(told.step.name, told.step.what, told.received)
        self._console.print(Text(f"    log: {'  '.join(line.change.kind for line in told.changes)}", style="dim"))
        for difference in told.differences:
            self._console.print(Text(f"    {difference}", style="bold red"))

    def _line(self, name: str, what: str, received: Sequence[Received]) -> None:
        self._console.print(Text.assemble((f"{name:<10}", "bold cyan"), what))
        for message in received:
            arrow = Text.assemble(
                ("    → ", "green"), (f"{message.channel}: ", "green"), (message.subject, "bold green")
            )
            self._console.print(arrow)


def letters(messages: Iterable[Received]) -> Group:
    """Return the messages as their readers see them."""
    return Group(
        *(
            Panel(Text(message.text.strip()), title=Text(f"{message.channel} · {message.subject}"), title_align="left")
            for message in messages
        )
    )


def log_table(lines: Iterable[Logged]) -> Table:
    """Return the lines of the change log that the story added."""
    table = Table("id", "time", "change", "source", "title", box=None, header_style="bold", pad_edge=False)
    for line in lines:
        change = line.change
        title = change.title if isinstance(change, AboutDocument) else change.name
        at = f"{change.at.astimezone(BEIJING):%H:%M:%S}"
        table.add_row(str(line.id), at, change.kind, change.source, Text(title, no_wrap=True, overflow="ellipsis"))
    return table
