"""Feishu (飞书) and Lark: group bots `feishu://TOKEN` and `lark://TOKEN`. Answer HTTP 200 with a `code`."""

from datetime import timedelta
from typing import Any

from apprise.plugins.base import NotifyBase
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.lark import NotifyLark

from monitor.message import Message
from notifiers.escaping import target
from notifiers.forms import Dialect, as_markdown, as_title
from notifiers.posting import post_json
from notifiers.verdict import Codes, Reply, answered, judge_body

LIMIT = 15_000  # bytes of Markdown; the whole request may have 20 KB
LONGEST_TITLE = 100

# 19001 no such bot. 19024 (keyword) and 19021 (signature) end when the bot's settings are put right, so they are tried
# again.
_CODES = Codes(field="code", message="msg", taken=(0,), hopeless=(19001, 19002, 19003), limited=(9499, 11232, 99991400))
_OLD_CODES = Codes(field="StatusCode", message="StatusMessage", taken=(0,))


def _deliver(plugin: NotifyBase, url: str, message: Message, timeout: timedelta) -> None:
    reply = post_json(plugin, url, {"msg_type": "interactive", "card": _card(message)}, timeout=timeout)
    judge_body(str(plugin.service_name), reply, _codes(reply))


def _codes(reply: Reply) -> Codes:
    """Bots of the first generation answer with `StatusCode`."""
    answer = answered(reply)
    return _OLD_CODES if "code" not in answer and "StatusCode" in answer else _CODES


def _card(message: Message) -> dict[str, Any]:
    text = as_markdown(message, LIMIT, Dialect.ENTITY, titled=False)
    buttons = [
        {
            "tag": "button",
            "text": {"tag": "plain_text", "content": link.label},
            "url": target(link.url),
            "type": "primary" if first else "default",
        }
        for first, link in zip((True, False), message.tellings[0].links, strict=False)
        if target(link.url)
    ]
    return {
        "config": {"wide_screen_mode": True},
        "header": {"template": "blue", "title": {"tag": "plain_text", "content": as_title(message, LONGEST_TITLE)}},
        "elements": [
            {"tag": "markdown", "content": text},
            *([{"tag": "action", "actions": buttons}] if buttons else []),
        ],
    }


class Feishu(NotifyFeishu):
    """The Feishu bot, as a card."""

    def deliver(self, message: Message, timeout: timedelta) -> None:
        """Deliver the message; DeliveryError if Feishu did not take it."""
        _deliver(self, self.notify_url.format(token=self.token), message, timeout)


class Lark(NotifyLark):
    """The Lark bot, as a card."""

    def deliver(self, message: Message, timeout: timedelta) -> None:
        """Deliver the message; DeliveryError if Lark did not take it."""
        _deliver(self, f"{self.notify_url}{self.token}", message, timeout)
