"""Subscriptions that people make: a code to the channel, its way back, and the link that ends it all."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from monitor.cli import app
from monitor.config import Config, load
from monitor.model import Subscription
from monitor.watch.subscribe import SubscribeError, ask, confirm, entered_channel, named_by, unsubscribe
from monitor.watch.tokens import subscription_of, unsubscribe_token
from storage import Store
from tests.announcements import NOW, subscription
from tests.receivers import Answer, Inbox, Receiver, mailbox, receiver
from tests.web_client import page, visitor

HOUR = timedelta(hours=1)


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mailbox() as running:
        yield running


@pytest.fixture
def config(tmp_path: Path, inbox: Inbox) -> Config:
    path = tmp_path / "sources.yaml"
    path.write_text(
        f"""
network: {{allow_private: ["127.0.0.1/32"]}}
mail: "mailto://127.0.0.1:{inbox.port}?from=watch@pilotwatch.example"
sources: []
subscriptions:
  - {{name: bureau, channel: "json://127.0.0.1:9/x", places: [大连]}}
""",
        encoding="utf-8",
    )
    return load(path, {}, lambda _: None)


def wanted(channel: str) -> Subscription:
    return subscription(id="", name="me", channel=entered_channel(channel))


def code_in(text: str) -> str:
    found = re.search(r"(\d{4}) (\d{4})", text)
    assert found
    return found[1] + found[2]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08}"


def test_a_subscription_begins_when_the_code_comes_back(store: Store, config: Config, hook: Receiver) -> None:
    asked = ask(store, config, wanted(f"json://{hook.address}/me"), NOW)
    assert store.subscribed() == []
    code = code_in(hook.requests[0].json["message"])
    begun = confirm(store, asked.subscription.id, f" {code[:4]}-{code[4:]} ", NOW + HOUR / 2)
    assert store.subscribed() == [begun]
    assert begun.places == ("210200",)
    (enrolment,) = store.enrolments(begun.id)
    assert (enrolment.state, enrolment.confirmed_at) == ("active", NOW + HOUR / 2)


def test_an_address_gets_its_code_by_our_own_mail_server(store: Store, config: Config, inbox: Inbox) -> None:
    asked = ask(store, config, wanted("me@reader.example"), NOW)
    assert inbox.recipients == [["me@reader.example"]]
    body = inbox.mails[0].get_body(("plain",))
    assert body is not None
    assert confirm(store, asked.subscription.id, code_in(body.get_content()), NOW)


def test_another_code_begins_nothing(store: Store, config: Config, hook: Receiver) -> None:
    asked = ask(store, config, wanted(f"json://{hook.address}/me"), NOW)
    code = code_in(hook.requests[0].json["message"])
    for id_, typed in ((asked.subscription.id, wrong(code)), ("sub-other", code)):
        with pytest.raises(SubscribeError, match="not the code"):
            confirm(store, id_, typed, NOW)
    assert store.subscribed() == []


def test_a_code_is_of_no_use_after_an_hour_or_five_wrong_ones(store: Store, config: Config, hook: Receiver) -> None:
    late, guessed = (ask(store, config, wanted(f"json://{hook.address}/{n}"), NOW).subscription for n in range(2))
    codes = [code_in(request.json["message"]) for request in hook.requests]
    with pytest.raises(SubscribeError):
        confirm(store, late.id, codes[0], NOW + HOUR)
    for _ in range(5):
        with pytest.raises(SubscribeError):
            confirm(store, guessed.id, wrong(codes[1]), NOW)
    with pytest.raises(SubscribeError):
        confirm(store, guessed.id, codes[1], NOW)


def test_nobodys_mailbox_is_filled_with_codes(store: Store, config: Config, inbox: Inbox) -> None:
    for _ in range(3):
        ask(store, config, wanted("victim@reader.example"), NOW)
    with pytest.raises(SubscribeError, match="several codes"):
        ask(store, config, wanted("victim@reader.example"), NOW)
    assert len(inbox.mails) == 3
    ask(store, config, wanted("victim@reader.example"), NOW + HOUR + timedelta(seconds=1))


def test_a_channel_that_does_not_take_the_code_cannot_subscribe(store: Store, config: Config, hook: Receiver) -> None:
    hook.answer = Answer(404)
    with pytest.raises(SubscribeError, match="could not be sent"):
        ask(store, config, wanted(f"json://{hook.address}/me"), NOW)
    assert [enrolment.state for enrolment in store.enrolments()] == ["ended"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "[::1]", "[::ffff:127.0.0.1]"])
@pytest.mark.parametrize("scheme", ["json", "bark", "mailto"])
def test_a_channel_that_somebody_entered_leads_to_no_private_host(
    store: Store, config: Config, hook: Receiver, scheme: str, host: str
) -> None:
    port = hook.address.partition(":")[2]
    guarded = replace(config, network=replace(config.network, allow_private=()))
    channel = f"{scheme}://u:p@{host}:{port}/key" + ("?from=a@b.example&to=a@b.example" if scheme == "mailto" else "")
    with pytest.raises(SubscribeError):
        ask(store, guarded, wanted(channel), NOW)
    assert hook.requests == []


@pytest.mark.parametrize(
    "channel", ["console://", "mqtt://broker.example/x", "syslog://", "ntfy://h/t", "", "me@", "nosuch://x"]
)
def test_what_could_act_on_our_machine_is_no_channel_to_enter(channel: str) -> None:
    with pytest.raises(SubscribeError, match=r"expected one of|no channel"):
        entered_channel(channel)


# --- ending ------------------------------------------------------------------------------------------------------


def test_a_link_ends_a_subscription_that_somebody_made(store: Store, config: Config, hook: Receiver) -> None:
    asked = ask(store, config, wanted(f"json://{hook.address}/me"), NOW)
    begun = confirm(store, asked.subscription.id, code_in(hook.requests[0].json["message"]), NOW)
    token = unsubscribe_token(store.signing_key(), begun.id)
    assert named_by(store, config, token) == begun
    assert unsubscribe(store, config, token, NOW) == begun
    assert unsubscribe(store, config, token, NOW) == begun
    assert store.subscribed() == []


def test_a_link_ends_a_subscription_of_the_configuration_until_its_channel_changes(
    store: Store, config: Config
) -> None:
    unsubscribe(store, config, unsubscribe_token(store.signing_key(), "bureau"), NOW)
    assert set(store.silenced()) == {"bureau"}
    assert store.unsilence("bureau")
    assert store.silenced() == {}


@pytest.mark.parametrize("token", ["", ".", "YnVyZWF1.", "YnVyZWF1.AAAAAAAAAAAAAAAAAAAAAAAA", "大连.x", "\ud800.x"])
def test_a_forged_link_ends_nothing(store: Store, config: Config, token: str) -> None:
    assert unsubscribe(store, config, token, NOW) is None
    assert store.silenced() == {}


def test_a_token_names_its_subscription_whatever_it_is_called() -> None:
    for name in ("bureau", "大连市商务局", "a.b/c?d", ""):
        assert subscription_of(b"key", unsubscribe_token(b"key", name)) == name
        assert subscription_of(b"other", unsubscribe_token(b"key", name)) is None


async def test_a_mailbox_ends_a_subscription_with_one_click_and_a_mere_visit_ends_nothing(
    store: Store, config: Config
) -> None:
    path = f"/unsubscribe/{unsubscribe_token(store.signing_key(), 'bureau')}"
    async with visitor(page(store, config, token="a-long-enough-secret-token")) as client:
        seen = await client.get(path)
        assert (seen.status_code, store.silenced()) == (200, {})
        assert "bureau" in seen.text
        done = await client.post(path, data={"List-Unsubscribe": "One-Click"}, headers={"sec-fetch-site": "cross-site"})
        assert done.status_code == 200
        assert set(store.silenced()) == {"bureau"}
        assert (await client.post("/unsubscribe/forged.token")).status_code == 404


# --- by command --------------------------------------------------------------------------------------------------


@pytest.fixture
def command(tmp_path: Path, config: Config) -> Callable[..., Result]:
    options = ["--config", str(tmp_path / "sources.yaml"), "--database", f"sqlite:///{tmp_path}/commands.db"]

    def run(*words: str) -> Result:
        return CliRunner().invoke(app, [*words, *options])

    return run


def rows(result: Result) -> list[Any]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_by_command_a_channel_is_subscribed_shown_and_ended(command: Callable[..., Result], hook: Receiver) -> None:
    asked = command(
        "subscribe", f"json://{hook.address}/me?token=s3cret", "--place", "计划单列市", "--pace", "weekly",
        "--at", "9:30", "--day", "friday", "--quiet", "22:00-07:00", "--any", "首店", "--name", "mine", "--json",
    )  # fmt: skip
    assert asked.exit_code == 0, asked.output
    (row,) = rows(asked)
    assert (row["state"], row["at"], row["day"], len(row["places"])) == ("asked", "09:30", 4, 5)
    code = code_in(hook.requests[0].json["message"])
    assert command("subscribe", row["id"], "--code", wrong(code)).exit_code == 1
    assert command("subscribe", row["id"], "--code", code).exit_code == 0
    shown = command("subscriptions", "--json")
    assert [(each["name"], each["from"], each["state"]) for each in rows(shown)] == [
        ("bureau", "configuration", "active"),
        ("mine", "people", "active"),
    ]
    assert "s3cret" not in shown.stdout
    assert command("unsubscribe", row["id"]).exit_code == 0
    assert command("unsubscribe", row["id"]).exit_code == 1
    assert [each["state"] for each in rows(command("subscriptions", "--json"))] == ["active", "ended"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--place", "大连巿"), "did you mean"),
        ((), "places"),
        (("--place", "大连", "--at", "25:00"), "is not a time of day"),
        (("--place", "大连", "--source", "nosuch"), "not the id of a source"),
    ],
)
def test_what_a_command_gets_wrong_is_said_in_a_sentence(
    command: Callable[..., Result], hook: Receiver, words: tuple[str, ...], said: str
) -> None:
    refused = command("subscribe", f"json://{hook.address}/me", *words)
    assert refused.exit_code == 2
    assert said in refused.output
    assert hook.requests == []


def test_deliveries_are_listed_and_retried(command: Callable[..., Result]) -> None:
    assert command("deliveries", "--json").exit_code == 0
    retried = command("deliveries", "retry")
    assert retried.exit_code == 0
    assert retried.output.startswith("0 to be sent again")
