"""Commands that keep a store: its backup while it is in use, and the way back."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from monitor.cli.setup import DEFAULT_DATABASE, DatabaseUrl, out, refuse
from storage import Restored, StoreError, back_up
from storage import restore as put_back

BEIJING = ZoneInfo("Asia/Shanghai")


def backup(
    path: Annotated[Path, typer.Argument(help="The file to write; an earlier backup there is replaced.")],
    database: DatabaseUrl = DEFAULT_DATABASE,
) -> None:
    """Copy the store to a file, whole and consistent, while the daemon goes on."""
    try:
        back_up(database, path, datetime.now(UTC))
    except StoreError as error:
        refuse(str(error))
    out.print(f"{path}: {path.stat().st_size:,} bytes, as of now", markup=False, highlight=False)


def restore(
    path: Annotated[Path, typer.Argument(help="A file that `pilotwatch backup` wrote.")],
    database: DatabaseUrl = DEFAULT_DATABASE,
) -> None:
    """Put a backup in the place of the store, which is moved aside. The daemon must be ended first."""
    try:
        restored = put_back(database, path, datetime.now(UTC))
    except StoreError as error:
        refuse(str(error))
    for line in _told(restored):
        out.print(line, markup=False, highlight=False)


def _told(restored: Restored) -> list[str]:
    made = restored.made_at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M") if restored.made_at else "an unknown time"
    lines = [f"restored to how it stood at {made} (Asia/Shanghai)"]
    if restored.aside:
        lines.append(f"the replaced database is kept as {restored.aside}")
    if restored.asked:
        lines.append(f"it knew what was sent since: {restored.known} documents it had told are not told again")
    else:
        lines.append("what was sent since is not known: documents published since then are told as new")
    if restored.held:
        lines.append(f"{restored.held} messages are held, for they may have been sent: see `pilotwatch deliveries`")
    return lines
