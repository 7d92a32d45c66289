"""Print docs/dependencies.md: what the program is made of, from the metadata of what is installed.

python scripts/list_dependencies.py > docs/dependencies.md
"""

import re
import tomllib
from collections import defaultdict
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEAD = """# Dependencies

Written by `python scripts/list_dependencies.py` from the metadata of the installed packages. What is installed for use
is locked in `requirements-run.lock`, each package with its hash; `make lock` renews it.

**Not audited for known vulnerabilities here:** pip-audit asks a service on the Internet and has no offline mode, and no
such service can be reached where this was written. Run `pip-audit --require-hashes -r requirements-run.lock` where one
can, at every release. What limits the damage of a hole in a parser: hostile bytes are read in a child process that gets
none of our environment, may write no file, and is killed at its limits (`monitor/child`).

Upkeep: `httpx`, `office-oxide` and `ofdkit` are pinned to one version (the first because `fetch` sets a private
attribute of its transport, the others because they are young); `apscheduler` stays below 4, an alpha; `apprise` stays
within 2.2, because `notifiers` subclasses its plugins. psycopg (LGPL-3.0) is optional, imported and never copied.
"""


def licence(name: str) -> str:
    """Return the licence a package states; the classifiers stand in for a missing expression."""
    stated = metadata(name)
    classified = [each.rpartition(" :: ")[2] for each in stated.get_all("Classifier") or [] if "License ::" in each]
    free_text = next(iter((stated["License"] or "").splitlines()), "")
    return str(stated["License-Expression"] or ", ".join(classified) or free_text or "not stated")


def status(name: str) -> str:
    """Return the development status a package states."""
    classifiers = metadata(name).get_all("Classifier") or []
    return next((each.rpartition(" - ")[2] for each in classifiers if "Development Status" in each), "not stated")


def names(requirements: list[str]) -> list[str]:
    """Return the names of requirements."""
    return [found[0] for each in requirements if (found := re.match(r"[A-Za-z0-9_.-]+", each))]


def table(title: str, requirements: list[str]) -> str:
    """Return a table of what is asked for directly."""
    rows = [
        f"| {name} | {metadata(name)['Version']} | {licence(name)} | {status(name)} |" for name in names(requirements)
    ]
    return "\n".join(
        [f"## {title}", "", "| package | version | licence | status by its author |", "|---|---|---|---|", *rows, ""]
    )


def indirect(direct: set[str]) -> str:
    """Return what the locked packages bring along, by licence."""
    locked = [line for line in (ROOT / "requirements-run.lock").read_text("utf-8").splitlines() if "==" in line]
    by_licence: dict[str, list[str]] = defaultdict(list)
    for name in names(locked):
        if name.lower() in direct:
            continue
        try:
            by_licence[licence(name)].append(name)
        except PackageNotFoundError:
            by_licence["not installed on this system"].append(name)
    rows = [f"| {stated} | {', '.join(found)} |" for stated, found in sorted(by_licence.items())]
    return "\n".join(["## Brought along (requirements-run.lock)", "", "| licence | packages |", "|---|---|", *rows])


def main() -> None:
    """Print the page."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    optional = project["optional-dependencies"]
    print(HEAD)
    print(table("For use", project["dependencies"]))
    print(table("For PostgreSQL", optional["postgres"]))
    print(table("For tests and checks", optional["test"]))
    print(indirect({name.lower() for name in names(project["dependencies"])}))


if __name__ == "__main__":
    main()
