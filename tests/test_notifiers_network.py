"""Receivers that drip, parts of long messages, and hosts that may not be reached."""

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from monitor.alert import compose_notice
from monitor.changes import ListPublished
from monitor.memory import Notice
from monitor.message import Message
from notifiers import ChannelError, DeliveryError, send
from notifiers.fitting import pieces
from notifiers.forms import Dialect, as_markdown_parts
from notifiers.services.wecom import WeComBot
from tests.announcements import NOW, PUBLIC_URL, announcement, concern, message, said, subscription
from tests.receivers import WECOM_LIMITED, WECOM_TAKEN, mailbox, receiver

SOON = timedelta(seconds=0.5)


@contextmanager
def dripping(first: bytes) -> Iterator[int]:
    """A server that says `first` one byte at a time, for ever."""
    over = threading.Event()
    server = socket.create_server(("127.0.0.1", 0))

    def drip(connection: socket.socket) -> None:
        with connection:
            try:
                while not over.wait(0.1):
                    connection.sendall(first)
            except OSError:
                return

    def accept() -> None:
        while not over.is_set():
            try:
                connection, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=drip, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield server.getsockname()[1]
    over.set()
    server.close()


@pytest.mark.parametrize(
    ("channel", "first"),
    [("json://127.0.0.1:{port}/", b"H"), ("mailto://127.0.0.1:{port}?from=a@b.example&to=c@d.example", b"2")],
)
def test_a_receiver_that_drips_holds_no_sender(channel: str, first: bytes) -> None:
    with dripping(first) as port:
        began = time.monotonic()
        with pytest.raises(DeliveryError) as refused:
            send(channel.format(port=port), announcement(), timeout=SOON)
        assert time.monotonic() - began < 6
        assert not refused.value.permanent


def long_alert(length: int) -> Message:
    quote = "确定大连市为零售业创新提升试点城市，请认真组织实施。" * length
    return message([ListPublished(**said(concern(quote=quote)))])


def test_a_long_alert_comes_to_wecom_in_numbered_parts_that_end_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with receiver() as chat:
        monkeypatch.setattr(WeComBot, "notify_url", f"{chat.base}/wecom?key={{key}}")
        chat.answers = [WECOM_TAKEN, WECOM_LIMITED]
        chat.answer = WECOM_TAKEN
        channel, told = "wecombot://693a91f6-0000-4bc4-97a0", long_alert(80)
        with pytest.raises(DeliveryError):
            send(channel, told, timeout=timedelta(seconds=5))
        send(channel, told, timeout=timedelta(seconds=5))
        texts = [request.json["markdown"]["content"] for request in chat.requests]
    assert [text[:5] for text in texts] == ["(1/2)", "(2/2)", "(2/2)"]
    assert all(len(text.encode()) <= 4096 for text in texts)
    assert texts[0].rstrip().endswith("。")
    assert "\n> 确定" in texts[1] or texts[1].splitlines()[1].startswith("> ")
    assert "".join(texts[:2]).count("请认真组织实施") == 80


@pytest.mark.parametrize("length", [1, 60, 200, 2000])
def test_no_part_is_longer_than_the_limit_and_there_are_never_too_many(length: int) -> None:
    parts = as_markdown_parts(long_alert(length), 2048, Dialect.LOOKALIKE, most=3)
    assert 1 <= len(parts) <= 3
    assert all(len(part.encode()) <= 2048 for part in parts)


def test_a_text_without_any_end_is_parted_between_characters() -> None:
    parts = pieces("大" * 1000, 100)
    assert "".join(part.strip() for part in parts) == "大" * 1000
    assert all(len(part.encode()) <= 100 for part in parts)


@pytest.mark.parametrize("scheme", ["json", "form"])
def test_a_channel_that_somebody_entered_goes_only_where_it_may(scheme: str) -> None:
    def nowhere(host: str, _port: int) -> list[str]:
        raise DeliveryError(f"{host} is not a public host", permanent=True)

    with receiver() as hook:
        with pytest.raises((DeliveryError, ChannelError)):
            send(f"{scheme}://{hook.address}/x", announcement(), timeout=SOON, reach=nowhere)
        assert hook.requests == []


def test_a_redirect_leads_nowhere_else_either() -> None:
    with receiver() as hook:
        seen: list[str] = []

        def here(host: str, _port: int) -> list[str]:
            seen.append(host)
            return [host]

        send(f"json://{hook.address}/x", announcement(), timeout=timedelta(seconds=5), reach=here)
    assert seen == ["127.0.0.1"]


def test_a_mail_carries_the_link_that_ends_it_for_people_and_for_mailboxes() -> None:
    with mailbox() as inbox:
        told = message([ListPublished(**said(concern()))], unsubscribe=f"{PUBLIC_URL}/unsubscribe/token")
        send(inbox.url("a@b.example"), told, timeout=timedelta(seconds=5))
    (mail,) = inbox.mails
    assert mail["List-Unsubscribe"] == f"<{PUBLIC_URL}/unsubscribe/token>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert all(f"{PUBLIC_URL}/unsubscribe/token" in part.get_content() for part in mail.iter_parts())


def test_the_digests_of_a_subscription_are_one_thread_and_apart_from_the_stories() -> None:
    stories = [ListPublished(**said(concern(), story=f"story-{n}")) for n in range(2)]
    with mailbox() as inbox:
        for told in (message(stories), message(stories[:1])):
            send(inbox.url("a@b.example"), told, timeout=timedelta(seconds=5))
    digest, alert = (mail["References"] for mail in inbox.mails)
    assert digest.startswith("<digest.")
    assert alert == "<story.story-0@pilotwatch.example>"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_operator_is_told_of_a_stopped_channel(language: str) -> None:
    notice = Notice("channel_stopped", NOW, "大连市商务局", "wecombot://***", "WeCom bot refused: errcode 93000")
    told = compose_notice(notice, subscription(language=language), public_url=PUBLIC_URL, key="k")
    with receiver() as hook:
        send(f"json://{hook.address}/x", told, timeout=timedelta(seconds=5))
    text = hook.requests[0].json["message"]
    assert "errcode 93000" in text
    assert "pilotwatch deliveries retry" in text


def test_a_broker_gets_the_alert() -> None:
    mqtt = pytest.importorskip("paho.mqtt.client", reason="paho-mqtt is not installed")
    program = shutil.which("mosquitto")
    if program is None:
        pytest.skip("mosquitto is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def keep(_client: object, _data: object, said: Any) -> None:
        payloads.append(said.payload)
        arrived.set()

    broker = subprocess.Popen([program, "-p", str(port)], stderr=subprocess.DEVNULL)
    subscribed, arrived = threading.Event(), threading.Event()
    payloads: list[bytes] = []
    try:
        listener = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
        listener.on_connect = lambda client, *_: client.subscribe("pilots")
        listener.on_subscribe = lambda *_: subscribed.set()
        listener.on_message = keep
        listener.connect_async("127.0.0.1", port)
        listener.reconnect_delay_set(1, 1)
        listener.loop_start()
        assert subscribed.wait(10)
        send(f"mqtt://127.0.0.1:{port}/pilots", announcement(), timeout=timedelta(seconds=5))
        assert arrived.wait(10)
        listener.loop_stop()
    finally:
        broker.terminate()
        broker.wait()
    assert "大连市入选零售业创新提升试点（首批）" in payloads[0].decode()
