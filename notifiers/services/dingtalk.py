"""DingTalk (钉钉): the group bot `dingtalk://SECRET@TOKEN/PHONE`. Answers HTTP 200 with an `errcode`."""

from datetime import timedelta
from urllib.parse import unquote

from apprise.plugins.dingtalk import NotifyDingTalk

from monitor.message import Message
from notifiers.forms import Dialect, as_markdown, as_title
from notifiers.posting import post_json
from notifiers.verdict import Codes, judge_body

LIMIT = 18_000  # bytes; the whole request may have 20,000
LONGEST_TITLE = 60

# 300001 and 400101 no such robot. 310000 (keyword, signature or address refused) ends when the robot's settings are put
# right, so it is tried again.
_CODES = Codes(
    field="errcode",
    message="errmsg",
    taken=(0,),
    hopeless=(300001, 400101, 400102),
    limited=(130101, 130102, 302033, 410100),
    pause=timedelta(minutes=10),
)


class DingTalk(NotifyDingTalk):
    """The group bot, in Markdown."""

    def deliver(self, message: Message, timeout: timedelta) -> None:
        """Deliver the message; DeliveryError if DingTalk did not take it."""
        called = " ".join(f"@{phone}" for phone in self.targets)
        text = as_markdown(message, LIMIT, Dialect.LOOKALIKE)
        payload = {
            "msgtype": "markdown",
            "markdown": {"title": as_title(message, LONGEST_TITLE), "text": f"{text}\n{called}".strip()},
            "at": {"atMobiles": self.targets, "isAtAll": False},
        }
        reply = post_json(
            self, self.notify_url.format(token=self.token), payload, params=self._signature(), timeout=timeout
        )
        judge_body("DingTalk", reply, _CODES)

    def _signature(self) -> dict[str, str]:
        if not self.secret:
            return {}
        timestamp, sign = self.get_signature()  # type: ignore[no-untyped-call]
        return {"timestamp": timestamp, "sign": unquote(sign)}
