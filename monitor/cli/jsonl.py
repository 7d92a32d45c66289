"""The rows of a JSON lines file, or how a command refuses it."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from monitor.as_json import Object
from monitor.cli.setup import refuse


def rows_of(path: Path, required: tuple[str, ...]) -> Iterator[Object]:
    """Yield the rows of a JSON lines file; refuses at the first line that is none, naming it."""
    try:
        with _lines(path) as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                row = json.loads(line)
                if not isinstance(row, dict) or any(not isinstance(row.get(key), str) for key in required):
                    refuse(f"{path} line {number}: expected an object with {' and '.join(required)} as text")
                yield row
    except json.JSONDecodeError as error:
        refuse(f"{path} line {number}: not JSON ({error.msg})")
    except (OSError, UnicodeDecodeError) as error:
        refuse(f"{path} cannot be read: {error}")


def _lines(path: Path) -> IO[str]:
    return sys.stdin if str(path) == "-" else path.open(encoding="utf-8")
