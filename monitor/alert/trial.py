"""The message that proves a channel works."""

from datetime import datetime

from monitor.alert.words import WORDS
from monitor.message import Facts, Link, Message, Telling, TellingGroup


def trial_message(now: datetime, *, public_url: str, language: str = "zh") -> Message:
    """Return a test message in the form of an alert; `now` is aware and makes its key its own."""
    chinese = language == "zh"
    telling = Telling(
        tag="试点哨" if chinese else "Pilotwatch",
        about="测试消息" if chinese else "a test message",
        headline="渠道可用，正式提醒将以这种形式送达。"
        if chinese
        else "This channel works: alerts will look like this.",
        byline=WORDS[language].moment(now),
        why="由 test-channel 命令发出。" if chinese else "Sent by the command test-channel.",
        facts=Facts(changes=(), kinds=("test",), at=now, source="pilotwatch", url=public_url),
    )
    return Message(
        key=f"test-{now:%Y%m%d%H%M%S%f}",
        subject=f"【{telling.tag}】{telling.about}" if chinese else f"[{telling.tag}] {telling.about}",
        preheader=telling.headline,
        language=language,
        groups=(TellingGroup("", (telling,)),),
        whole=Link(WORDS[language].whole, public_url),
    )
