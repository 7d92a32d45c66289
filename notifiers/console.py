"""console://: our own channel, which prints the alert."""

import sys

from rich.box import ROUNDED
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from monitor.message import Message
from notifiers.escaping import clean
from notifiers.forms import as_text

SCHEME = "console://"
LIMIT = 32_000
WIDEST = 100


def deliver(message: Message) -> None:
    """Print the message to standard output in a frame."""
    console = Console(file=sys.stdout, highlight=False, soft_wrap=False)
    text = Text(as_text(message, LIMIT, titled=False).rstrip())
    title = Text(clean(message.subject), style="bold")
    console.print(
        Panel(text, title=title, title_align="left", box=ROUNDED, padding=(1, 2), width=min(console.width, WIDEST))
    )
