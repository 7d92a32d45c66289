"""Attacks and faults that no module meets alone, each through the real entry points; docs/security.md lists them all.

The numbers are those of the table there. What one module can show stands in that module's tests.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor.cli import app
from monitor.config import ConfigError, load
from monitor.model import Health
from monitor.web import create_app
from storage import Store, back_up
from tests.web_client import page, visitor
from tests.webserver import Answer, Request
from tests.world import World

TITLE = "商务部办公厅关于公布第一批全国零售业创新提升试点城市名单的通知"
BODY = "<p>经研究，确定大连市、沈阳市等2个城市为第一批全国零售业创新提升试点城市，现予公布。</p>"
TOKEN = "a-long-enough-secret-token"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path, f"sqlite:///{tmp_path}/pilotwatch.db") as world:
        yield world


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/web.db") as store:
        yield store


# --- attacks ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["file:///etc/passwd", "source:file:///etc/passwd", "ftp://a.example/", "javascript:1"])
def test_attack_4_a_source_that_is_no_web_address_is_no_configuration(tmp_path: Path, url: str) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(f'sources: [{{id: a, name: a, publisher: a, level: news, url: "{url}", listing: {{kind: feed}}}}]')
    with pytest.raises(ConfigError, match=r"sources\.a\.url|sources\.0\.url"):
        load(path, {}, lambda _: None)


async def test_attack_4_links_of_other_schemes_are_never_followed(world: World) -> None:
    await world.poll()
    listing = world.ministry.site.pages["/"]
    evil = "".join(f"<li><a href='{scheme}'>公布试点名单</a></li>" for scheme in ("file:///etc/passwd", "javascript:x"))
    world.ministry.site["/"] = str(listing).replace("<ul class=list>", f"<ul class=list>{evil}")
    await world.poll()
    assert world.store.source("ministry").entries == 1
    assert world.log("source_failing") == []


@pytest.mark.parametrize("code", ["{{ 7 * 191 }}", "{% include '/etc/passwd' %}", "${7*191}", "{0.__class__}", "%(a)s"])
async def test_attack_5_a_template_in_a_title_stays_text_in_alerts_and_pages(world: World, code: str) -> None:
    await world.poll()
    world.ministry.publish("n1", f"{TITLE} {code}", BODY)
    await world.poll()
    said = str(world.alerts[0])
    assert "1337" not in said
    assert code.replace(" ", "") in said.replace(" ", "")
    async with visitor(page(world.store)) as client:
        assert "1337" not in (await client.get("/changes")).text


@pytest.mark.parametrize("selector", ["unparsed-text('/etc/passwd')", "//li[doc('x')]", "li:has(", "env.PATH | ."])
async def test_attack_6_a_selector_that_would_read_files_selects_nothing(world: World, selector: str) -> None:
    world.listing = f'kind: html, entry: "{selector}"'
    try:
        memory = (await world.poll())[0]
    except ConfigError as error:
        assert "listing" in str(error)  # noqa: PT017
        return
    assert memory.health is Health.REDESIGNED
    assert "root:" not in str(memory.error)


@pytest.mark.parametrize(
    "path",
    ["/feeds/<svg onload=1>.atom", "/feeds/cities/<script>1</script>.json", "/feeds/programmes/%22%3E%3Cb%3E.ics"],
)
async def test_attack_9_a_feed_s_address_is_not_said_back(store: Store, path: str) -> None:
    async with visitor(page(store)) as client:
        for path_ in (path, path.replace("/feeds", ""), f"/changes{path}"):
            answer = await client.get(path_)
            assert answer.status_code in (400, 404)
            assert "<svg" not in answer.text
            assert "<script>1" not in answer.text
            assert "<b>" not in answer.text


PATHS = [
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "....//etc/passwd",
    "%00",
    "..%5c..%5cwin.ini",
    "a%2f..%2fb",
]


@pytest.mark.parametrize(
    "where", ["/static", "/snapshots", "/sources", "/programmes", "/stories", "/changes", "/cities"]
)
async def test_attack_10_no_path_leads_out_of_the_program(store: Store, where: str) -> None:
    async with visitor(page(store)) as client:
        for path in PATHS:
            answer = await client.send(client.build_request("GET", f"http://127.0.0.1:8080{where}/{path}"))
            assert answer.status_code in (400, 404), path
            assert "root:" not in answer.text


async def test_attack_12_a_stranger_learns_neither_name_of_server_nor_version(store: Store) -> None:
    async with visitor(page(store, token=TOKEN)) as client:
        for path in ("/login", "/healthz", "/changes", "/nowhere", "/static/style.css", "/metrics"):
            answer = await client.get(path)
            assert "server" not in answer.headers
            assert "x-powered-by" not in answer.headers
            assert "0.1.0" not in answer.text


def test_attack_13_what_programs_export_is_json_and_no_sheet() -> None:
    """Formulas run in CSV and XLSX only, which nothing here writes: whoever adds such an export meets this test."""
    commands = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    assert "export" not in commands


@pytest.mark.slow
def test_attack_14_no_page_is_read_by_a_language_model() -> None:
    heard = subprocess.run(
        [sys.executable, "-c", "import sys, monitor.cli; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    models = ("openai", "anthropic", "transformers", "torch", "llama_cpp", "langchain", "litellm")
    assert not set(models) & {name.partition(".")[0] for name in heard.stdout.split()}


SECRETS = {
    "PLANTED_HOOK": "hook-Pl4nted-7c1f",
    "PLANTED_PASSWORD": "pass-Pl4nted-93ab",
    "PLANTED_MAIL": "mail-Pl4nted-51de",
    "PLANTED_QUERY": "query-Pl4nted-e0c2",
    "PILOTWATCH_WEB_TOKEN": "token-Pl4nted-4f4f",
}


def planted(world: World) -> Path:
    """Write a configuration whose every channel has a secret, behind receivers that say it back."""

    def echo(request: Request) -> Answer:
        return Answer(f"no: {request.target} {dict(request.headers)}", status=500)

    world.inbox["/reader"] = world.inbox[f"/{SECRETS['PLANTED_HOOK']}"] = echo
    path, hook = world.folder / "sources.yaml", f"{world.inbox.host}:{world.inbox.port}"
    assert world.config.sources
    text = path.read_text(encoding="utf-8")
    channels = (
        f"json://{hook}/${{PLANTED_HOOK}}",
        f"json://user:${{PLANTED_PASSWORD}}@{hook}/reader?+X-Api-Key=${{PLANTED_QUERY}}",
        "mailto://user:${PLANTED_MAIL}@127.0.0.1:9?from=a@b.example&to=c@d.example",
    )
    more = "".join(f'\n  - {{name: r{n}, channel: "{channel}", places: [大连]}}' for n, channel in enumerate(channels))
    path.write_text(text.rstrip() + more + "\n", encoding="utf-8")
    return path


@pytest.mark.slow
def test_attack_15_planted_secrets_are_found_nowhere(world: World, tmp_path: Path) -> None:
    path = planted(world)
    environ = os.environ | SECRETS
    options = ["--config", str(path), "--database", world.database]
    run = [sys.executable, "-X", "dev", "-W", "ignore", "-m", "monitor"]
    said = b""
    for _ in range(2):
        done = subprocess.run([*run, "poll", *options], env=environ, capture_output=True, timeout=100, check=False)
        said += done.stdout + done.stderr
        world.ministry.publish("n1", TITLE, BODY)
    assert any(SECRETS["PLANTED_HOOK"] in request.target for request in world.inbox.requests)
    assert {row.state for row in world.store.deliveries(subscription="r0")} == {"pending"}
    for arguments in (
        ["doctor"],
        ["deliveries"],
        ["deliveries", "--json"],
        ["log", "--json"],
        ["sources"],
        ["subscriptions"],
    ):
        result = CliRunner().invoke(app, [*arguments, *options], env=SECRETS)
        said += result.output.encode() + str(result.exception).encode()
    back_up(world.database, tmp_path / "backup.db", world.time)
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("*.db*"))
    for name, secret in SECRETS.items():
        assert secret.encode() not in said, name
        assert secret.encode() not in kept, name


async def test_attack_15_planted_secrets_are_on_no_page_and_in_no_feed(world: World) -> None:
    await world.poll()
    world.ministry.publish("n1", TITLE, BODY)
    await world.poll()
    settings = load(planted(world), SECRETS, lambda _: None)
    routes = create_app(world.store, settings, world.now, settings.access_token).routes
    paths = {str(getattr(route, "path", "")) for route in routes} | {"/feeds/all.atom", "/changes/1", "/cities/210200"}
    headers = {"authorization": f"Bearer {SECRETS['PILOTWATCH_WEB_TOKEN']}"}
    async with visitor(create_app(world.store, settings, world.now, settings.access_token)) as client:
        answers = [await client.get(path, headers=headers) for path in sorted(paths) if "{" not in path]
    assert sum(answer.status_code == 200 for answer in answers) > 10
    said = repr(settings) + "".join(answer.text + str(answer.headers) for answer in answers)
    for name, secret in SECRETS.items():
        assert secret not in said, name


# --- faults ----------------------------------------------------------------------------------------------------------

DEEP = "<div>" * 100_000
LONG = "<ul class=list>" + "x" * 6_000_000
BAD_LISTINGS = {
    "16 nesting": Answer(DEEP),
    "16 one line of megabytes": Answer(LONG),
    "16 a bomb": Answer(b"\x1f\x8b" + os.urandom(2000), headers={"content-encoding": "gzip"}),
    "16 NULs": Answer(b"\0" * 5000),
    "17 challenge with 200": Answer("<html><script>var arg1='A1B2';function setCookie(){acw_sc__v2}</script></html>"),
    "17 412 with a cookie": Answer("", status=412, headers={"set-cookie": "a=b"}),
    "17 521": Answer("<script>document.cookie</script>", status=521),
    "17 403 by address": Answer("forbidden", status=403),
    "17 soft 404": Answer("<html><title>404</title><body><h1>您访问的页面不存在</h1></body></html>"),
    "17 login wall": Answer("<html><form action=/login><input name=user><input type=password></form></html>"),
    "17 maintenance": Answer("<html><body><p>系统维护中，请稍后访问。</p></body></html>"),
    "17 list not loaded": Answer("<html><body><ul class=list></ul></body></html>"),
}


@pytest.mark.parametrize("answer", BAD_LISTINGS.values(), ids=BAD_LISTINGS)
async def test_faults_16_and_17_a_listing_that_is_none_wakes_the_operator_and_no_reader(
    world: World, answer: Answer
) -> None:
    await world.poll()
    good = world.ministry.site.pages["/"]
    world.ministry.site["/"] = answer
    for _ in range(3):
        memories = await world.poll()
    assert memories[0].health is not Health.OK
    assert memories[1].health is Health.OK
    assert [warning["title"].count("商务部") for warning in world.warnings] == [1]
    world.ministry.site["/"] = good
    world.ministry.publish("n1", TITLE, BODY)
    await world.poll()
    assert len(world.alerts) == 1
    assert len(world.warnings) == 2


async def test_fault_19_a_channel_that_cannot_be_reached_for_six_hours_gets_every_message_once(world: World) -> None:
    await world.poll()
    world.inbox["/reader"] = Answer("", status=503)
    world.ministry.publish("n1", TITLE, BODY)
    for _ in range(12):
        await world.poll(after=timedelta(minutes=30))
    world.inbox.requests.clear()
    world.inbox["/reader"] = "ok"
    await world.poll(after=timedelta(minutes=31))
    await world.poll(after=timedelta(minutes=31))
    assert len(world.alerts) == 1


async def test_fault_19_an_alert_too_long_for_anything_arrives(world: World) -> None:
    await world.poll()
    world.ministry.publish("n1", TITLE, BODY + f"<p>{'附加说明文字。' * 50_000}</p>")
    await world.poll()
    assert len(world.alerts) == 1


@pytest.mark.parametrize("jump", [timedelta(days=-2), timedelta(days=400), timedelta(hours=-1)])
async def test_fault_20_a_clock_that_jumps_loses_and_repeats_nothing(world: World, jump: timedelta) -> None:
    await world.poll()
    world.ministry.publish("n1", TITLE, BODY)
    await world.poll()
    await world.poll(after=jump)
    world.ministry.publish("n2", TITLE.replace("一", "二"), BODY.replace("一", "二"))
    await world.poll()
    await world.poll(after=timedelta(hours=2))
    assert len(world.alerts) == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_fault_20_a_read_only_volume_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "held").mkdir(mode=0o500)
    result = CliRunner().invoke(app, ["log", "--database", f"sqlite:///{tmp_path}/held/x.db"])
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1


async def test_fault_21_an_edited_date_wakes_nobody(world: World) -> None:
    await world.poll()
    world.ministry.publish("n1", TITLE, BODY)
    await world.poll()
    world.ministry.publish("n1", TITLE, BODY, on="2026-01-08")
    await world.poll(reread=True)
    assert len(world.alerts) == 1


async def test_fault_21_a_list_shortened_by_mistake_and_restored_tells_each_once(world: World) -> None:
    await world.poll()
    world.ministry.publish("n1", TITLE, BODY)
    await world.poll()
    for body in (BODY.replace("大连市、", "").replace("2个", "1个"), BODY, BODY):
        world.ministry.publish("n1", TITLE, body)
        await world.poll(after=timedelta(days=1), reread=True)
    kinds = [line["kind"] for line in world.log("list_changed")]
    assert kinds == ["list_changed", "list_changed"]
    assert len(world.alerts) == 3


async def test_fault_21_a_notice_in_two_columns_is_told_once(world: World) -> None:
    await world.poll()
    world.ministry.publish("n1", TITLE, BODY)
    world.newspaper.publish("again", TITLE, BODY)
    await world.poll()
    await world.poll()
    assert len(world.alerts) == 1


async def test_fault_21_one_notice_under_two_numbers_is_told_at_most_twice(world: World) -> None:
    await world.poll()
    world.ministry.publish("n1", TITLE, f"<p>商办流通函〔2026〕12号</p>{BODY}")
    await world.poll()
    world.newspaper.publish("n2", TITLE, f"<p>商流通函〔2026〕7号</p>{BODY}")
    await world.poll()
    assert 1 <= len(world.alerts) <= 2
