import re
import subprocess
import sys
import tomllib
from email.parser import Parser
from itertools import chain
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = {
    "requirements.lock": [*PROJECT["dependencies"], *chain(*PROJECT["optional-dependencies"].values())],
    "requirements-run.lock": [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["postgres"]],
}


def locked(name: str) -> dict[str, Version]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return {match[1]: Version(match[2]) for match in re.finditer(r"^([a-z0-9._-]+)==(\S+)", text, re.MULTILINE)}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_dependency_is_locked_to_a_version_it_allows(lock: str) -> None:
    versions = locked(lock)
    for requirement in map(Requirement, LOCKS[lock]):
        assert versions[canonical(requirement.name)] in requirement.specifier, f"{requirement}: run `make lock`"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_is_all_hashes_and_names_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    for block in re.split(r"^(?=[a-z])", text, flags=re.MULTILINE):
        assert not block[:1].isalpha() or "--hash=sha256:" in block, block


def test_the_container_runs_what_was_locked_as_nobody_in_particular() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert "--require-hashes --requirement requirements-run.lock" in dockerfile
    assert re.search(r"^USER 10001:10001$", dockerfile, re.MULTILINE)
    assert re.search(r"^VOLUME /data$", dockerfile, re.MULTILINE)
    assert "HEALTHCHECK" in dockerfile


def test_compose_leaves_the_container_nothing_to_write_but_its_volume() -> None:
    service = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]["pilotwatch"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["ports"] == ["127.0.0.1:8080:8080"]
    assert [volume for volume in service["volumes"] if not volume.endswith(":ro")] == ["data:/data"]


@pytest.mark.slow
def test_one_wheel_holds_the_program_with_all_it_reads_at_run_time(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(tmp_path),
    ]
    subprocess.run([*command, str(ROOT)], check=True, stdin=subprocess.DEVNULL)
    (wheel,) = tmp_path.iterdir()
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
        info = next(name for name in names if name.endswith(".dist-info/METADATA"))
        metadata = Parser().parsestr(archive.read(info).decode())
        entry_points = archive.read(info.replace("METADATA", "entry_points.txt")).decode()
    assert {name.split("/")[0] for name in names} == {"monitor", "storage", "notifiers", info.split("/")[0]}
    packaged = {
        path.relative_to(ROOT).as_posix()
        for package in ("monitor", "storage", "notifiers")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packaged <= names
    assert "monitor/data/sources.yaml" in names
    assert "pilotwatch = monitor.cli:main" in entry_points
    assert metadata["Name"] == "pilotwatch"
    assert metadata["Requires-Python"] == ">=3.11"
