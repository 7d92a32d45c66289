"""What channels receive, and what they make of their answers: real servers on loopback."""

import logging
import re
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs

import pytest

from monitor.alert import trial_message
from monitor.changes import ListPublished
from monitor.message import Message
from notifiers import ChannelError, DeliveryError, check_channel, send
from notifiers.services.dingtalk import DingTalk
from notifiers.services.feishu import Feishu, Lark
from notifiers.services.pushplus import PushPlus
from notifiers.services.serverchan import ServerChan
from notifiers.services.wecom import WeComApp, WeComBot
from tests.announcements import NOW, announcement, concern, deadline, message, said, source_changes, subscription
from tests.receivers import (
    DINGTALK_REFUSED,
    DINGTALK_TAKEN,
    FEISHU_REFUSED,
    FEISHU_TAKEN,
    WECOM_LIMITED,
    WECOM_TAKEN,
    Answer,
    Inbox,
    Receiver,
    mailbox,
    receiver,
    verdict,
)

PATIENCE = timedelta(seconds=5)
HOSTILE = (
    "</b><script>alert(1)</script>\r\nBcc: all@evil.example\r\n\r\n@all @所有人 "
    '<at user_id="all"></at> [x](javascript:1)\x1b[31m\u202e'
)


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mailbox() as running:
        yield running


@pytest.fixture
def chat(hook: Receiver, monkeypatch: pytest.MonkeyPatch) -> Receiver:
    """The chat services' own addresses, led to loopback."""
    places = {
        WeComBot: ("notify_url", "/wecom?key={key}"),
        WeComApp: ("notify_url", "/wecom-app"),
        DingTalk: ("notify_url", "/dingtalk?access_token={token}"),
        Feishu: ("notify_url", "/feishu/{token}"),
        Lark: ("notify_url", "/lark/"),
        ServerChan: ("notify_url", "/schan/{token}"),
        PushPlus: ("notify_url", "/pushplus"),
    }
    for plugin, (name, path) in places.items():
        monkeypatch.setattr(plugin, name, hook.base + path)
    monkeypatch.setattr(WeComApp, "token_url", f"{hook.base}/gettoken")
    return hook


def told(channel: str, what: Message | None = None, timeout: timedelta = PATIENCE) -> None:
    send(channel, what or announcement(), timeout=timeout)


def refused(channel: str, what: Message | None = None, timeout: timedelta = PATIENCE) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        told(channel, what, timeout)
    return caught.value


def long_announcement() -> Message:
    """An alert and a digest in one: forty stories of long Chinese quotes."""
    quote = "确定大连市等城市为零售业创新提升试点城市，请认真组织实施，确保取得实效。" * 30
    return message(
        [
            ListPublished(
                **said(concern(quote=quote), story=f"story-{n}", deadlines=(deadline("公示期" * 50, end="2026"),))
            )
            for n in range(40)
        ]
    )


# --- e-mail ------------------------------------------------------------------------------------------------------


def alternatives(mail: EmailMessage) -> tuple[str, str]:
    text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


def test_an_email_arrives_with_subject_both_alternatives_and_its_identity(inbox: Inbox) -> None:
    told(
        inbox.url("bureau@dalian.example"),
        message([ListPublished(**said(concern()))], unsubscribe="http://127.0.0.1:8080/u/1"),
    )
    (mail,) = inbox.mails
    text, html = alternatives(mail)
    assert mail["Subject"] == "【大连·入选】零售业创新提升试点（首批）"
    assert mail["Message-ID"] == "<0123456789abcdef@pilotwatch.example>"
    assert mail["References"] == mail["In-Reply-To"] == "<story.retail-1@pilotwatch.example>"
    assert mail["X-Pilotwatch-Key"] == "0123456789abcdef"
    assert mail["List-Unsubscribe"] == "<http://127.0.0.1:8080/u/1>"
    assert mail["Date"].datetime.tzinfo is not None
    for part in (text, html):
        assert "大连市入选零售业创新提升试点（首批）" in part
        assert "https://www.mofcom.example/zcfb/84.html" in part
    assert 'name="viewport"' in html


def test_a_hostile_title_stays_text_in_every_part_of_an_email(inbox: Inbox) -> None:
    about = said(concern(quote=HOSTILE), programme=None, batch=None, title=HOSTILE, publisher=HOSTILE, issuers=())
    told(inbox.url("bureau@dalian.example"), message([ListPublished(**about)]))
    (mail,) = inbox.mails
    text, html = alternatives(mail)
    assert "Bcc" not in mail
    assert not {"\r", "\n"} & set(str(mail["Subject"]))
    assert inbox.recipients == [["bureau@dalian.example"]]
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "javascript:" not in re.findall(r'href="([^"]*)"', html)
    assert not {"\x1b", "\u202e"} & set(text + html + str(mail["Subject"]))


def test_each_recipient_gets_a_message_of_its_own(inbox: Inbox) -> None:
    told(inbox.url("a@dalian.example", "b@dalian.example", options="&cc=c@dalian.example"))
    assert [mail["To"] for mail in inbox.mails] == ["a@dalian.example", "b@dalian.example", "c@dalian.example"]
    assert all("Cc" not in mail for mail in inbox.mails)


def test_one_bad_recipient_of_three_is_an_error_and_the_others_get_it_once(inbox: Inbox) -> None:
    channel = inbox.url("a@dalian.example", "gone@dalian.example", "c@dalian.example")
    inbox.refused["gone@dalian.example"] = "550 5.1.1 no such user"
    error = refused(channel)
    assert error.permanent
    assert "550" in str(error)
    del inbox.refused["gone@dalian.example"]
    told(channel)
    assert sorted(mail["To"] for mail in inbox.mails) == ["a@dalian.example", "c@dalian.example", "gone@dalian.example"]


@pytest.mark.parametrize(("answer", "permanent"), [("451 try later", False), ("554 too much", True)])
def test_a_mail_servers_refusal_says_whether_to_try_again(inbox: Inbox, answer: str, *, permanent: bool) -> None:
    inbox.answer = answer
    error = refused(inbox.url("a@dalian.example"))
    assert (error.permanent, answer in str(error)) == (permanent, True)


def test_a_mail_server_that_is_not_there_is_tried_again() -> None:
    error = refused(f"mailto://127.0.0.1:{unused_port()}?from=a@b.example&to=c@d.example")
    assert not error.permanent


def test_a_mail_server_that_says_nothing_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        channel = f"mailto://127.0.0.1:{silent.getsockname()[1]}?from=a@b.example&to=c@d.example"
        started = time.monotonic()
        assert not refused(channel, timeout=timedelta(seconds=0.3)).permanent
        assert time.monotonic() - started < 3


def test_a_digest_of_forty_long_stories_is_an_email_that_mailboxes_show_whole(inbox: Inbox) -> None:
    told(inbox.url("a@dalian.example"), long_announcement())
    text, html = alternatives(inbox.mails[0])
    assert max(len(text.encode()), len(html.encode())) <= 90_000
    assert html.rstrip().endswith("</html>")
    assert "http://127.0.0.1:8080/?place=210200" in html


# --- webhooks ----------------------------------------------------------------------------------------------------


def test_a_json_webhook_gets_words_key_and_facts(hook: Receiver) -> None:
    told(f"json://{hook.address}/path?+X-Team=bureau&:room=7&:version=")
    (request,) = hook.requests
    assert request.path == "/path"
    assert (request.headers["x-pilotwatch-key"], request.headers["x-team"]) == ("0123456789abcdef", "bureau")
    assert request.json["title"] == "【大连·入选】零售业创新提升试点（首批）"
    assert "大连市入选零售业创新提升试点（首批）" in request.json["message"]
    assert ("version" in request.json, request.json["room"]) == (False, "7")
    (story,) = request.json["pilotwatch"]["stories"]
    assert story["places"] == [{"code": "210200", "name": "大连市", "short": "大连", "role": "selected"}]
    assert (story["added"], story["removed"]) == (["大连市"], ["厦门市", "合肥市"])
    assert (story["programme"]["key"], story["batch"], story["published"]) == ("retail-innovation", 1, "2026-01-08")


@pytest.mark.parametrize("scheme", ["form", "xml"])
def test_form_and_xml_webhooks_get_the_key_too(hook: Receiver, scheme: str) -> None:
    told(f"{scheme}://{hook.address}/path")
    (request,) = hook.requests
    assert request.headers["x-pilotwatch-key"] == "0123456789abcdef"
    assert b"<script" not in request.body


@pytest.mark.parametrize(
    ("status", "permanent"),
    [
        (500, False),
        (502, False),
        (503, False),
        (408, False),
        (429, False),
        (401, True),
        (404, True),
        (410, True),
        (302, False),
    ],
)
@pytest.mark.parametrize("scheme", ["json", "form"])
def test_a_webhooks_status_is_its_verdict(hook: Receiver, scheme: str, status: int, *, permanent: bool) -> None:
    hook.answer = Answer(status, b"no")
    error = refused(f"{scheme}://{hook.address}/?redirect=no")
    assert (error.permanent, str(status) in str(error)) == (permanent, True)


def test_retry_after_in_seconds_and_as_a_date_is_handed_on(hook: Receiver) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True)
    hook.answers = [Answer(429, headers={"retry-after": header}) for header in ("7", later, "soon", "-5", "9" * 30)]
    pauses = [refused(f"json://{hook.address}/").retry_after for _ in range(5)]
    assert pauses[0] == timedelta(seconds=7)
    assert pauses[1] is not None
    assert timedelta(minutes=9) < pauses[1] <= timedelta(minutes=10)
    assert pauses[2:] == [None, None, timedelta(days=1)]


def test_a_time_out_after_the_request_was_taken_is_an_error_that_says_so(hook: Receiver) -> None:
    hook.answer = Answer(hangs=True)
    error = refused(f"json://{hook.address}/", timeout=timedelta(seconds=0.2))
    assert (error.permanent, "may have taken" in str(error)) == (False, True)
    assert len(hook.requests) == 1


def test_a_channels_own_time_limit_holds(hook: Receiver) -> None:
    hook.answer = Answer(hangs=True)
    started = time.monotonic()
    refused(f"json://{hook.address}/?rto=0.2", timeout=timedelta(seconds=20))
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("scheme", ["json", "form"])
def test_a_broken_connection_is_tried_again(hook: Receiver, scheme: str) -> None:
    hook.answer = Answer(resets=True)
    assert not refused(f"{scheme}://{hook.address}/").permanent


@pytest.mark.parametrize("scheme", ["json", "form"])
def test_a_refused_connection_is_tried_again(scheme: str) -> None:
    assert not refused(f"{scheme}://127.0.0.1:{unused_port()}/").permanent


def test_messages_to_one_channel_do_not_wait_for_each_other(hook: Receiver) -> None:
    started = time.monotonic()
    for _ in range(3):
        told(f"form://{hook.address}/")
    assert time.monotonic() - started < 2


def test_many_channels_are_served_side_by_side(hook: Receiver) -> None:
    hook.answer = Answer(hangs=True)
    channels = [f"form://{hook.address}/{n}?rto=0.5" for n in range(12)]
    started = time.monotonic()
    with ThreadPoolExecutor(len(channels)) as pool:
        errors = list(pool.map(refused, channels))
    assert len(errors) == 12
    assert time.monotonic() - started < 3


# --- chat services -----------------------------------------------------------------------------------------------

PUSHPLUS_KEY = "0123456789abcdef0123456789abcdef"
CHATS: dict[str, tuple[Answer, int, Callable[[Any], str]]] = {
    "wecombot://693a91f6-7xxx-4bc4-97a0": (WECOM_TAKEN, 4096, lambda said: said["markdown"]["content"]),
    "dingtalk://secretsecret@tokentoken": (DINGTALK_TAKEN, 20_000, lambda said: said["markdown"]["text"]),
    "feishu://feishu-token": (FEISHU_TAKEN, 20_000, lambda said: said["card"]["elements"][0]["content"]),
    "lark://lark-token-0": (FEISHU_TAKEN, 20_000, lambda said: said["card"]["elements"][0]["content"]),
    f"pushplus://{PUSHPLUS_KEY}": (verdict(code=200, msg="ok"), 20_000, lambda said: said["content"]),
}


@pytest.mark.parametrize("channel", CHATS)
def test_a_chat_gets_the_alert_in_its_own_form(chat: Receiver, channel: str) -> None:
    chat.answer, _, words = CHATS[channel]
    told(channel)
    text = words(chat.requests[0].json)
    assert "大连市入选零售业创新提升试点（首批）" in text
    assert "> 确定沈阳市、大连市等38个城市为试点城市（首批）。" in text
    assert "[原文](https://www.mofcom.example/zcfb/84.html)" in text
    assert "【大连·入选】零售业创新提升试点（首批）" in chat.requests[0].body.decode()


@pytest.mark.parametrize("channel", CHATS)
def test_a_long_digest_fits_the_chats_limit_in_bytes_and_links_to_the_whole(chat: Receiver, channel: str) -> None:
    chat.answer, limit, words = CHATS[channel]
    told(channel, long_announcement())
    texts = [words(request.json) for request in chat.requests]
    assert len(texts) <= (3 if channel.startswith("wecom") else 1)
    for text, request in zip(texts, chat.requests, strict=True):
        assert len(text.encode()) <= limit
        assert len(request.body) <= 20_000 or channel.startswith("pushplus")
        assert "\ufffd" not in text
    assert "http://127.0.0.1:8080/?place=210200" in texts[-1]


@pytest.mark.parametrize("channel", CHATS)
def test_a_hostile_title_neither_links_nor_calls_anybody_in_a_chat(chat: Receiver, channel: str) -> None:
    chat.answer, _, words = CHATS[channel]
    about = said(concern(quote=HOSTILE), programme=None, batch=None, title=HOSTILE, publisher=HOSTILE, issuers=())
    told(channel, message([ListPublished(**about)]))
    body, text = chat.requests[0].json, words(chat.requests[0].json)
    assert "@all" not in str(body)
    assert "@所有人" not in str(body)
    assert "<at" not in text
    assert "<script" not in text
    assert not re.search(r"(?<!\\)\]\(javascript", text)
    assert not {"\x1b", "\u202e", "\r"} & set(text)


@pytest.mark.parametrize(
    ("channel", "answer", "permanent", "pause"),
    [
        ("wecombot://693a91f6", WECOM_LIMITED, False, timedelta(minutes=1)),
        ("wecombot://693a91f6", verdict(errcode=93000, errmsg="invalid webhook url"), True, None),
        ("wecombot://693a91f6", verdict(errcode=-1, errmsg="system busy"), False, None),
        ("dingtalk://tokentoken", DINGTALK_REFUSED, False, None),
        ("dingtalk://tokentoken", verdict(errcode=130101, errmsg="too fast"), False, timedelta(minutes=10)),
        ("dingtalk://tokentoken", verdict(errcode=300001, errmsg="token is not exist"), True, None),
        ("feishu://feishu-token", FEISHU_REFUSED, False, None),
        ("feishu://feishu-token", verdict(StatusCode=9, StatusMessage="old"), False, None),
        ("lark://lark-token-0", verdict(code=19001, msg="invalid token"), True, None),
        ("schan://serverkey", verdict(code=40001, message="bad key"), True, None),
        (f"pushplus://{PUSHPLUS_KEY}", verdict(code=900, msg="limited"), False, timedelta(minutes=30)),
    ],
)
def test_a_chat_that_answers_200_and_refuses_has_refused(
    chat: Receiver, channel: str, answer: Answer, *, permanent: bool, pause: timedelta | None
) -> None:
    chat.answer = answer
    error = refused(channel)
    assert (error.permanent, error.retry_after) == (permanent, pause)
    code = next(re.finditer(rb"-?\d+", answer.body))[0].decode()
    assert code in str(error)


@pytest.mark.parametrize(
    "body", [b"", b"<html>log in</html>", b"[]", b'{"errcode": "ok"}', b'{"errcode": true}', b"[" * 9999]
)
def test_an_answer_without_a_verdict_is_not_a_yes(chat: Receiver, body: bytes) -> None:
    chat.answer = Answer(200, body)
    assert "verdict" in str(refused("wecombot://693a91f6"))


def test_the_first_generation_of_feishu_bots_is_understood(chat: Receiver) -> None:
    chat.answer = verdict(StatusCode=0, StatusMessage="success")
    told("feishu://feishu-token")


def test_a_dingtalk_robot_with_a_secret_gets_a_signature(chat: Receiver) -> None:
    chat.answer = DINGTALK_TAKEN
    told("dingtalk://secretsecret@tokentoken")
    query = parse_qs(chat.requests[0].path.partition("?")[2])
    assert query["access_token"] == ["tokentoken"]
    assert re.fullmatch(r"[A-Za-z0-9+/]{43}=", query["sign"][0])


def test_a_wecom_application_keeps_its_access_token_until_it_is_stale(chat: Receiver) -> None:
    token = verdict(errcode=0, access_token="token-1", expires_in=7200)
    chat.answers = [token, WECOM_TAKEN, WECOM_TAKEN, verdict(errcode=42001, errmsg="expired"), token, WECOM_TAKEN]
    channel = "wechat://corp:applicationsecret@1000002/@all"
    told(channel)
    told(channel)
    assert "42001" in str(refused(channel))
    told(channel)
    paths = [request.path.partition("?")[0] for request in chat.requests]
    assert paths == ["/gettoken", "/wecom-app", "/wecom-app", "/wecom-app", "/gettoken", "/wecom-app"]
    assert chat.requests[1].json["touser"] == "@all"
    assert len(chat.requests[1].json["markdown"]["content"].encode()) <= 2048


def test_serverchan_gets_a_title_it_can_show(chat: Receiver) -> None:
    chat.answer = verdict(code=0)
    told("schan://serverkey", long_announcement())
    fields = parse_qs(chat.requests[0].body.decode())
    assert len(fields["title"][0]) <= 32
    assert "大连市入选" in fields["desp"][0]


def test_a_bark_that_refuses_one_of_two_devices_gets_the_other_only_once(hook: Receiver) -> None:
    taken, refused_ = verdict(code=200, message="success"), verdict(code=500, message="push failed")
    hook.answers = [taken, refused_, taken]
    channel = f"bark://{hook.address}/device-one/device-two?sound=minuet"
    refused(channel)
    told(channel)
    assert [request.json["device_key"] for request in hook.requests] == ["device-one", "device-two", "device-two"]
    assert hook.requests[0].json["url"] == "https://www.mofcom.example/zcfb/84.html"
    assert hook.requests[0].json["sound"] == "minuet.caf"


@pytest.mark.parametrize("scheme", ["ntfy", "gotify", "mmost"])
def test_other_services_are_left_to_apprise(hook: Receiver, scheme: str) -> None:
    told(f"{scheme}://{hook.address}/abcdefghijklmnopqrstuvwxyz")
    assert (
        "大连市入选零售业创新提升试点"
        in hook.requests[0].body.decode("unicode_escape") + hook.requests[0].body.decode()
    )
    hook.answer = Answer(500)
    assert not refused(f"{scheme}://{hook.address}/abcdefghijklmnopqrstuvwxyz").permanent


# --- console -----------------------------------------------------------------------------------------------------


def test_the_console_prints_the_alert_without_escapes_of_others(capsys: pytest.CaptureFixture[str]) -> None:
    about = said(concern(quote="确定大连市\x1b[31m[bold]"), deadlines=(deadline("公示期", end="2026-01-14"),))
    told("console://", message([ListPublished(**about)]))
    printed = capsys.readouterr().out
    assert "【大连·入选】零售业创新提升试点（首批）" in printed
    assert "确定大连市[31m[bold]" in printed
    assert "\x1b" not in printed


# --- what is a channel, and what stays secret --------------------------------------------------------------------


@pytest.mark.parametrize(
    "channel",
    [
        "console://",
        "mailto://user:pass@smtp.example.org?to=a@b.example",
        "wecombot://693a91f6",
        "json://hooks.example/x",
        *CHATS,
    ],
)
def test_a_channel_that_can_be_sent_to_is_accepted(channel: str) -> None:
    check_channel(channel)


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        ("", "expected an apprise URL"),
        ("not a url", "expected an apprise URL"),
        ("nosuch://secretsecret", "nosuch://*** is no channel; expected an apprise URL"),
        ("wecombot://$ecret$ecret", "expected wecombot://{key}"),
        ("dingtalk://sec-ret", "expected dingtalk://{token}/"),
        ("wecom://0123456789abcdef0123456789abcdef", "use wecombot://KEY for a WeCom group bot"),
        ("mailto://", "expected mailto://USER:PASSWORD@HOST"),
        ("mailto://user:secret@smtp.example.org?pgp=sign", "pgp= is not supported"),
        ("growl://host.example", "needs gntp"),
    ],
)
def test_a_url_that_is_no_channel_is_refused_in_a_sentence_without_secrets(channel: str, expected: str) -> None:
    with pytest.raises(ChannelError) as caught:
        check_channel(channel)
    assert expected in str(caught.value)
    assert not re.search(r"secret|\$ecret|sec-ret|0123456789abcdef", str(caught.value))


def test_errors_and_logs_keep_the_secrets_of_channels(chat: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    chat.answer = Answer(500, b"no such key: topsecretkey")
    channels = [
        "wecombot://topsecretkey",
        f"form://{chat.address}/topsecretkey?+Auth=topsecretkey",
        f"json://u:topsecretkey@{chat.address}",
    ]
    errors = [str(refused(channel)) for channel in channels]
    assert "***" in errors[0]
    assert "topsecretkey" not in "".join(errors) + caplog.text


def test_apprises_debug_log_stays_shut(chat: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    chat.answer = WECOM_TAKEN
    told("wecombot://topsecretkey")
    assert logging.getLogger("apprise").getEffectiveLevel() >= logging.INFO
    assert "Payload" not in caplog.text


def test_an_operators_message_can_be_delivered(hook: Receiver) -> None:
    told(f"json://{hook.address}/", message([source_changes()["source_failing"]], subscription(places=())))
    assert "mofcom-zcfb" in hook.requests[0].json["title"]


@pytest.mark.parametrize(("language", "words"), [("zh", "【试点哨】测试消息"), ("en", "[Pilotwatch] a test message")])
def test_a_channel_can_be_tried(hook: Receiver, inbox: Inbox, language: str, words: str) -> None:
    tried = trial_message(NOW, public_url="http://127.0.0.1:8080", language=language)
    told(f"json://{hook.address}/", tried)
    told(inbox.url("a@dalian.example"), tried)
    assert (hook.requests[0].json["title"], inbox.mails[0]["Subject"]) == (words, words)


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port
