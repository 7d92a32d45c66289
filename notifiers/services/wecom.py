"""WeCom (企业微信): the group bot `wecombot://KEY` and the application `wechat://CORP:SECRET@AGENT/@all`.

Both answer HTTP 200 with an `errcode`. https://developer.work.weixin.qq.com/document/path/90313
"""

from datetime import timedelta
from typing import Any

from apprise.plugins.wechat import NotifyWeChat
from apprise.plugins.wecombot import NotifyWeComBot

from monitor.message import Message
from notifiers.accepted import Accepted
from notifiers.forms import Dialect, as_markdown_parts
from notifiers.posting import get, post_json
from notifiers.verdict import Codes, DeliveryError, answered, judge_body

BOT_LIMIT = 4096  # bytes of Markdown
APP_LIMIT = 2048
MOST_PARTS = 3  # of one message; a bot may send twenty a minute
STALE_TOKEN = frozenset({40001, 40014, 42001})

# 93000 no such bot, 40013 no such company, 48002/60011/60020 no right, 81013 no such recipient
_CODES = Codes(
    field="errcode",
    message="errmsg",
    taken=(0,),
    hopeless=(93000, 40013, 48002, 60011, 60020, 81013, 301002),
    limited=(45009, 45033, 50001),
)


class WeComBot(NotifyWeComBot):
    """The group bot, in Markdown."""

    def deliver(self, message: Message, timeout: timedelta) -> None:
        """Deliver the message; DeliveryError if WeCom did not take it."""
        parts = as_markdown_parts(message, BOT_LIMIT, Dialect.LOOKALIKE, most=MOST_PARTS)
        with Accepted.of(self).round(message.key, parts) as attempt:
            for part in attempt.waiting:
                said = {"msgtype": "markdown", "markdown": {"content": part}}
                reply = post_json(self, self.notify_url.format(key=self.key), said, timeout=timeout)
                judge_body("WeCom bot", reply, _CODES)
                attempt.note(part)


class WeComApp(NotifyWeChat):
    """An application's messages, in Markdown; its access token is kept until it goes stale."""

    def deliver(self, message: Message, timeout: timedelta) -> None:
        """Deliver the message; DeliveryError if WeCom did not take it."""
        parts = as_markdown_parts(message, APP_LIMIT, Dialect.LOOKALIKE, most=MOST_PARTS)
        with Accepted.of(self).round(message.key, parts) as attempt:
            for part in attempt.waiting:
                self._send_part(part, timeout)
                attempt.note(part)

    def _send_part(self, part: str, timeout: timedelta) -> None:
        reply = post_json(
            self,
            self.notify_url,
            self._addressed() | {"msgtype": "markdown", "markdown": {"content": part}},
            params={"access_token": self._token(timeout)},
            timeout=timeout,
        )
        if answered(reply).get("errcode") in STALE_TOKEN:
            self.store.clear("access_token")
        judge_body("WeCom", reply, _CODES)
        if unknown := answered(reply).get("invaliduser"):
            self.logger.warning("WeCom took the message, but knows no user %s", unknown)

    def _addressed(self) -> dict[str, Any]:
        """Return whom it goes to; a channel that names nobody means everybody, as the URL without a path does."""
        if not (self.users or self.departments or self.tag_ids):
            raise DeliveryError("WeCom: the channel names no user, department or tag; add /@all", permanent=True)
        return {
            "agentid": int(self.agentid),
            "touser": "|".join(self.users),
            "toparty": "|".join(self.departments),
            "totag": "|".join(self.tag_ids),
            "enable_duplicate_check": 1,
        }

    def _token(self, timeout: timedelta) -> str:
        known = self.store.get("access_token")
        if known:
            return str(known)
        reply = get(self, self.token_url, {"corpid": self.corpid, "corpsecret": self.corpsecret}, timeout=timeout)
        judge_body("WeCom", reply, _CODES)
        token = answered(reply).get("access_token")
        if not token:
            raise DeliveryError("WeCom gave no access token")
        lasts = answered(reply).get("expires_in")
        self.store.set("access_token", token, expires=max(60, (lasts if isinstance(lasts, int) else 7200) - 300))
        return str(token)
