"""Readings against labels: our own announcements exactly, the development labels no worse than before."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from monitor.cli import app
from monitor.evaluate import Evaluation, evaluate_announcements, evaluate_places
from monitor.model import Reading, Stage
from monitor.read import read_text
from monitor.read.places import watched_view

OWN = Path(__file__).parent / "labels" / "announcements.jsonl"
GOLD = Path(__file__).parents[2] / "shared" / "gold"
needs_gold = pytest.mark.skipif(not GOLD.exists(), reason="the development labels are not beside this checkout")

# What the development labels are read at; a change may better it, not fall below.
EXACT = {
    "is_pilot_announcement": 0.975,
    "stage": 0.96,
    "batch": 0.965,
    "doc_number": 1.0,
    "stated_count": 0.965,
    "list_complete": 0.975,
    "task_count": 0.985,
    "areas_count": 0.975,
    "programme": 0.9,
    "watched city": 0.945,
}


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text and re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None


def reading_of(row: dict[str, Any]) -> Reading:
    text = row["text"] if "text" in row else (GOLD / row["text_file"]).read_text(encoding="utf-8")
    return read_text(text, title=row["title"], published=day(row["published"]))


def evaluated(labels: list[dict[str, Any]]) -> Evaluation:
    return evaluate_announcements((row, reading_of(row)) for row in labels)


@pytest.mark.parametrize("row", rows(OWN), ids=lambda row: str(row["id"]))
def test_an_announcement_of_our_own_is_read_as_labelled(row: dict[str, Any]) -> None:
    assert evaluated([row]).misses == []


@needs_gold
def test_the_development_scores_do_not_fall() -> None:
    result = evaluated(rows(GOLD / "announcements.jsonl"))
    fallen = {name: result.exact[name].accuracy for name, floor in EXACT.items() if result.exact[name].accuracy < floor}
    assert fallen == {}
    assert result.sets["alert"].recall == 1.0
    assert result.sets["alert"].precision >= 0.95
    assert result.sets["cities_listed"].precision >= 0.985
    assert result.sets["cities_listed"].recall >= 0.985


@needs_gold
@pytest.mark.parametrize("row", rows(GOLD / "seeds.jsonl") if GOLD.exists() else [], ids=lambda row: str(row["id"]))
def test_a_seed_is_read_as_labelled(row: dict[str, Any]) -> None:
    defensible = {"areas_count"} if row["id"] == "seed-000" else set()
    assert [miss for miss in evaluated([row]).misses if miss.field not in defensible] == []


def test_a_miss_names_the_row_the_field_and_both_answers() -> None:
    reading = Reading(None, None, "zh", is_pilot_announcement=False, stage=Stage.OTHER)
    result = evaluate_announcements([({"id": "a", "expected": {"stage": "plan"}}, reading)])
    assert [(miss.id, miss.field, miss.expected, miss.got) for miss in result.misses] == [
        ("a", "stage", "plan", "other")
    ]
    assert result.exact["stage"].accuracy == 0.0


def test_fields_that_a_row_does_not_label_are_not_judged() -> None:
    reading = Reading(None, None, "zh", is_pilot_announcement=False, stage=Stage.OTHER)
    result = evaluate_announcements([({"id": "a", "expected": {}}, reading)])
    assert (result.exact, result.sets, result.misses) == ({}, {}, [])


def test_places_are_scored_by_whether_the_watched_city_is_named() -> None:
    labels: list[dict[str, Any]] = [
        {"id": "1", "text": "支持大连市开展试点。", "watched": "大连市", "named": True},
        {"id": "2", "text": "发挥扩大连锁优势。", "watched": "大连市", "named": False},
    ]
    result = evaluate_places((row, watched_view(row["text"], row["watched"])["named"]) for row in labels)
    assert (result.sets["named"].precision, result.sets["named"].recall) == (1.0, 1.0)


def test_the_command_prints_figures_and_every_miss(tmp_path: Path) -> None:
    labels: list[dict[str, Any]] = [
        {"text": "大连入选首批智慧商圈试点城市。", "expected": {"batch": 1, "dalian": "selected"}},
        {"text": "大连今天多云。", "expected": {"batch": 7}},
    ]
    labels = [dict(row, id=name, title=None) for name, row in zip("ab", labels, strict=True)]
    path = tmp_path / "labels.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in labels), encoding="utf-8")
    told = json.loads(CliRunner().invoke(app, ["evaluate", str(path), "--json"]).stdout)
    assert told["exact"]["batch"] == {"accuracy": 0.5, "right": 1, "total": 2}
    assert told["sets"]["alert"]["recall"] == 1.0
    assert told["misses"] == [{"id": "b", "field": "batch", "expected": "7", "got": "None"}]
    assert "1 of 2" in CliRunner().invoke(app, ["evaluate", str(path)]).stdout


def test_the_command_refuses_rows_that_are_no_labels(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text('{"id": "a"}\n', encoding="utf-8")
    assert CliRunner().invoke(app, ["evaluate", str(path)]).exit_code == 2


def test_bench_tells_documents_a_second_and_the_scans() -> None:
    told = json.loads(CliRunner().invoke(app, ["bench", "read", "--seconds", "0.1", "--json"]).stdout)
    assert told["documents_per_second"] > 0
    assert told["scan_to_bare"] == pytest.approx(
        told["place_scan_mb_per_second"] / told["bare_scan_mb_per_second"], abs=0.02
    )
