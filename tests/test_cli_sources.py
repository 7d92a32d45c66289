"""`pilotwatch sources`: the table, a poll that stores nothing, and fixtures that want to be reviewed once."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from monitor.cli import app
from tests import test_listing_sites
from tests.webserver import Answer, Site

COLUMN = """<meta charset=utf-8><script url=/unit queryData='{"tagId":"分页列表","pageId":"p"}'></script>"""
ITEMS = ("<a href=/a.html>关于公布试点名单的通知</a><span>2026-01-09</span>", "<a href=/b.html>关于…</a>")
LIST = f"<ul><li>{'</li><li>'.join(ITEMS)}</li></ul>"


class Shell:
    """A jpaas column and a page that is gone, behind a configuration, and the command."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.folder, self.site = folder, site
        site["/"] = COLUMN
        self.serve(LIST)
        common = "publisher: 部, level: ministry, every: 15m, listing: {kind: jpaas, entry: li}"
        (folder / "sources.yaml").write_text(
            f"""
network: {{allow_private: ["127.0.0.0/8"], per_host_interval: 0s}}
sources:
  - {{id: column, name: 栏目, url: "{site.url("/")}", {common}}}
  - {{id: gone, name: 栏目, url: "{site.url("/gone")}", {common}}}
""",
            encoding="utf-8",
        )

    def serve(self, html: str) -> None:
        reply = json.dumps({"success": True, "data": {"html": html}})
        self.site["/unit"] = Answer(reply, content_type="application/json")

    def run(self, *arguments: str) -> Result:
        options = ["--config", str(self.folder / "sources.yaml"), "--database", f"sqlite:///{self.folder}/x.db"]
        return CliRunner().invoke(app, ["sources", *arguments, *options])


@pytest.fixture
def shell(tmp_path: Path, site: Site) -> Shell:
    return Shell(tmp_path, site)


def test_bare_it_prints_every_source(shell: Shell) -> None:
    lines = [json.loads(line) for line in shell.run("--json").stdout.splitlines()]
    assert [(line["id"], line["health"]) for line in lines] == [("column", "never"), ("gone", "never")]
    assert "column" in shell.run().stdout


def test_a_check_shows_what_was_read_what_looks_wrong_and_stores_nothing(shell: Shell) -> None:
    result = shell.run("check", "column")
    assert result.exit_code == 0, result.output
    assert "关于公布试点名单的通知" in result.stdout
    assert "1 of 2 have no date" in result.stdout
    assert "1 of 2 have a title that is cut" in result.stdout
    assert not (shell.folder / "x.db").exists()


def test_a_check_of_all_says_which_source_fails_and_why(shell: Shell) -> None:
    result = shell.run("check", "--json")
    column, gone = map(json.loads, result.stdout.splitlines())
    assert result.exit_code == 1
    assert (column["health"], len(column["entries"]), len(column["pages"])) == ("ok", 2, 2)
    assert gone["health"] != "ok"
    assert "/gone" in gone["error"]


def test_a_recording_fails_once_with_please_review(shell: Shell) -> None:
    into = shell.folder / "sites"
    first = shell.run("record", "column", "--into", str(into))
    assert (first.exit_code, "please review" in first.stderr) == (1, True)
    expected = json.loads((into / "column" / "expected.json").read_text(encoding="utf-8"))
    assert [entry[1] for entry in expected["entries"]] == ["关于公布试点名单的通知", "关于…"]
    assert sorted(path.name for path in (into / "column").iterdir()) == ["expected.json", "list.json", "page1.html"]
    test_listing_sites.test_a_listing_reads_as_expected(into / "column")
    assert shell.run("record", "column", "--into", str(into)).exit_code == 0
    shell.serve(LIST.replace("名单", "城市"))
    assert shell.run("record", "column", "--into", str(into)).exit_code == 1


@pytest.mark.parametrize("command", ["check", "record"])
def test_an_unknown_source_is_refused_in_one_sentence(shell: Shell, command: str) -> None:
    result = shell.run(command, "nowhere")
    assert result.exit_code == 2
    assert "'nowhere'" in result.stderr
