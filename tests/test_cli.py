"""The command as a person or a program meets it: what it prints, and how it refuses."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from monitor.cli import app
from tests.world import World

TITLE = "商务部办公厅关于公布第一批全国零售业创新提升试点城市名单的通知"
BODY = "<p>经研究，确定大连市、沈阳市等2个城市为第一批全国零售业创新提升试点城市，现予公布。</p>"


def pilotwatch(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def lines(*arguments: str) -> list[Any]:
    result = pilotwatch(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
async def database(tmp_path: Path) -> str:
    """A store that has seen one selection of 大连, told and logged."""
    url = f"sqlite:///{tmp_path}/pilotwatch.db"
    with World(tmp_path, url) as world:
        await world.poll()
        world.ministry.publish("n1", TITLE, BODY)
        await world.poll()
    return url


def test_the_log_prints_every_change_with_its_evidence(database: str) -> None:
    log = lines("log", "--database", database)
    (line,) = [line for line in log if line["kind"] == "list_published"]
    keys = "id at kind title source url story programme stage batch places added removed stated_count complete evidence"
    assert set(keys.split()) <= set(line)
    assert {"code": "210200", "name": "大连市", "role": "selected"} in line["places"]
    assert "大连市" in line["evidence"][0]["quote"]


def test_the_log_finds_a_city_a_kind_and_words(database: str) -> None:
    assert {line["title"] for line in lines("log", "--city", "大连", "--database", database)} == {TITLE}
    assert lines("log", "--city", "青岛", "--database", database) == []
    assert len(lines("log", "--kind", "list_published", "--database", database)) == 1
    assert len(lines("log", "--text", "零售业", "--limit", "1", "--database", database)) == 1


def test_show_tells_a_change_and_a_story(database: str) -> None:
    (line,) = lines("log", "--kind", "list_published", "--database", database)
    (change,) = lines("show", str(line["id"]), "--database", database)
    assert change["diff"] == {}
    (story,) = lines("show", line["story"], "--database", database)
    assert story["primary"]["source"] == "ministry"
    assert [document["source"] for document in story["documents"]] == ["ministry"]


def test_deliveries_hide_the_channel_s_secrets(database: str) -> None:
    (row,) = lines("deliveries", "--database", database)
    assert (row["state"], row["attempts"], row["subscription"]) == ("sent", 1, "大连市商务局")
    assert "reader" not in row["channel"]


@pytest.mark.parametrize("command", [("log",), ("deliveries",), ("show", "1")])
def test_every_list_has_a_form_for_people(command: tuple[str, ...], database: str) -> None:
    result = pilotwatch(*command, "--database", database)
    assert result.exit_code == 0
    assert result.stdout.strip()


def test_an_unknown_city_is_refused_in_one_sentence(database: str) -> None:
    result = pilotwatch("log", "--city", "大莲", "--database", database)
    assert result.exit_code == 2
    assert "'大莲'" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_an_unknown_change_is_said_with_the_way_out(database: str) -> None:
    result = pilotwatch("show", "99999", "--database", database)
    assert result.exit_code == 1
    assert "pilotwatch log" in result.stderr


@pytest.mark.parametrize("command", ["run", "poll", "sources", "doctor"])
def test_a_broken_configuration_exits_2_with_one_line(command: str, tmp_path: Path) -> None:
    config = tmp_path / "sources.yaml"
    config.write_text("sources: [{id: x, naem: y}]", encoding="utf-8")
    result = pilotwatch(command, "--config", str(config), "--database", f"sqlite:///{tmp_path}/x.db")
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert str(config) in result.stderr


@pytest.mark.parametrize("command", ["run", "poll", "log", "sources", "deliveries", "doctor"])
def test_an_unreadable_database_exits_2_with_one_line(command: str, tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"this is not a database, and long enough to be looked at" * 40)
    config = tmp_path / "sources.yaml"
    config.write_text("sources: []", encoding="utf-8")
    result = pilotwatch(command, "--config", str(config), "--database", f"sqlite:///{tmp_path}/x.db")
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert "x.db" in result.stderr


def test_an_unknown_source_is_refused(tmp_path: Path) -> None:
    config = tmp_path / "sources.yaml"
    config.write_text("sources: []", encoding="utf-8")
    result = pilotwatch("poll", "nowhere", "--config", str(config), "--database", f"sqlite:///{tmp_path}/x.db")
    assert result.exit_code == 2
    assert "nowhere" in result.stderr


def test_read_prints_one_object_a_row_in_order_with_its_id(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": BODY, "title": TITLE, "published": "2025-06-06"}, {"id": "b", "text": ""}]
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    first, second = lines("read", "--jsonl", str(tmp_path / "in.jsonl"))
    assert (first["id"], second["id"]) == ("a", "b")
    place = next(p for p in first["pilot_list"]["places"] if p["code"] == "210200")
    assert BODY[place["evidence"]["start"] : place["evidence"]["end"]] == place["evidence"]["quote"]


def test_read_takes_a_page_in_any_charset(tmp_path: Path) -> None:
    page = f"<html><head><meta charset=gb2312><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{BODY}</body></html>"
    (tmp_path / "page.html").write_bytes(page.encode("gb18030"))
    (reading,) = lines("read", str(tmp_path / "page.html"), "--text")
    assert reading["id"] == str(tmp_path / "page.html")
    assert [p["name"] for p in reading["pilot_list"]["places"]] == ["大连市", "沈阳市"]
    assert reading["text"].startswith(TITLE)


def test_a_file_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(f"{TITLE}\n大连市入选。", encoding="utf-8")
    result = pilotwatch("read", str(tmp_path / "gone.html"), str(tmp_path / "good.txt"), "--json")
    assert result.exit_code == 1
    assert "gone.html" in result.stderr
    assert json.loads(result.stdout)["id"].endswith("good.txt")


def test_places_keeps_ids_and_offsets(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "text": "支持大连、青岛建设", "watched": "大连市"},
        {"id": "2", "text": "扩大连锁经营", "watched": "大连市"},
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    result = pilotwatch("places", "--jsonl", str(tmp_path / "in.jsonl"))
    first, second = map(json.loads, result.stdout.splitlines())
    assert (first["id"], first["named"]) == ("1", True)
    assert [(m["surface"], m["start"], m["end"]) for m in first["mentions"]] == [("大连", 2, 4)]
    assert (second["id"], second["named"]) == ("2", False)


def test_a_row_that_is_no_json_is_refused_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "大连"}\nnot json\n', encoding="utf-8")
    result = pilotwatch("places", "--jsonl", str(tmp_path / "in.jsonl"))
    assert result.exit_code == 2
    assert "line 2" in result.stderr


def test_an_unknown_watched_place_is_said_and_the_other_rows_are_named(tmp_path: Path) -> None:
    rows = [{"id": "1", "text": "支持大连", "watched": "大莲"}, {"id": "2", "text": "支持大连", "watched": "大连"}]
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    result = pilotwatch("places", "--jsonl", str(tmp_path / "in.jsonl"))
    assert result.exit_code == 1
    assert "大莲" in result.stderr
    assert [json.loads(line)["named"] for line in result.stdout.splitlines()] == [False, True]
