"""What every command starts with: its options, its configuration, its database, and how it refuses."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from monitor.config import Config, ConfigError, load
from notifiers import ChannelError, check_channel
from storage import Store, StoreError

DEFAULT_DATABASE = "sqlite:///data/pilotwatch.db"

PIPE_WIDTH = 200

out = Console(soft_wrap=True, width=None if sys.stdout.isatty() else PIPE_WIDTH)
err = Console(stderr=True, soft_wrap=True)

ConfigPath = Annotated[Path, typer.Option("--config", help="The configuration file.")]
DatabaseUrl = Annotated[str, typer.Option("--database", envvar="PILOTWATCH_DATABASE", help="The store's URL.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]


def refuse(message: str, code: int = 2) -> NoReturn:
    """End the command with one sentence on stderr."""
    err.print(message, style="bold red", markup=False, highlight=False)
    raise typer.Exit(code)


def configuration(path: Path) -> Config:
    """Return the checked configuration, or refuse."""
    try:
        return load(path, os.environ, _checked)
    except ConfigError as error:
        refuse(str(error))


def _checked(url: str) -> None:
    try:
        check_channel(url)
    except ChannelError as error:
        raise ValueError(str(error)) from None


def opened(url: str) -> Store:
    """Return the store at `url`, created and upgraded if need be, or refuse."""
    try:
        return Store.open(url)
    except StoreError as error:
        refuse(str(error))


@contextmanager
def alone(store: Store) -> Iterator[None]:
    """Be the only daemon on this store, or refuse."""
    with ExitStack() as held:
        try:
            held.enter_context(store.leading())
        except StoreError as error:
            refuse(str(error))
        yield
