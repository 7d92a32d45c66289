"""A city's dossier and a programme's life, as the command prints them."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.test_cli import lines, pilotwatch
from tests.world import World

PROPOSAL = (
    "<p>拟确定大连市、沈阳市等2个城市为第一批全国零售业创新提升试点城市，现予公示。公示期为2026年1月5日至1月9日。</p>"
)
DECISION = "<p>经公示，确定大连市、青岛市等2个城市为第一批全国零售业创新提升试点城市，现予公布。</p>"


@pytest.fixture
async def database(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/pilotwatch.db"
    with World(tmp_path, url) as world:
        await world.poll()
        world.ministry.publish("n0", "关于第一批全国零售业创新提升试点城市名单的公示", PROPOSAL, on="2026-01-09")
        await world.poll()
        title = "商务部办公厅关于公布第一批全国零售业创新提升试点城市名单的通知"
        world.ministry.publish("n1", title, DECISION, on="2026-01-29")
        await world.poll(after=timedelta(days=20))
    return url


def test_a_city_and_a_programme_are_shown_with_what_stands(database: str) -> None:
    (dossier,) = lines("city", "大连", "--database", database)
    (part,) = dossier["programmes"]
    assert (part["programme"], part["role"], part["since"]) == ("retail-innovation", "selected", "2026-01-29")
    assert "2026-01-09" in [deadline["end"] for deadline in dossier["deadlines"]]
    life = lines("programme", "retail-innovation", "--database", database)
    assert [story["stage"] for story in life] == ["proposed", "announced"]
    assert (life[1]["decided"]["added"], life[1]["decided"]["removed"]) == (["青岛市"], ["沈阳市"])
    assert life[1]["decided"]["proposed_story"] == life[0]["story"]
    assert "零售业创新提升试点" in pilotwatch("city", "大连", "--database", database).stdout
    assert "沈阳市" in pilotwatch("programme", "retail-innovation", "--database", database).stdout
    (final,) = lines("log", "--kind", "list_finalised", "--database", database)
    shown = pilotwatch("show", str(final["id"]), "--database", database).stdout
    assert "+ 青岛市" in shown
    assert "- 沈阳市" in shown
    assert pilotwatch("programme", "nothing", "--database", database).exit_code == 1
