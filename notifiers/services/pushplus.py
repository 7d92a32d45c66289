"""PushPlus: `pushplus://TOKEN/TOPIC`. Answers HTTP 200 with a `code`, 200 for success."""

from datetime import timedelta

from apprise.plugins.pushplus import NotifyPushplus

from monitor.message import Message
from notifiers.accepted import Accepted
from notifiers.forms import Dialect, as_markdown, as_title
from notifiers.posting import post_json
from notifiers.verdict import Codes, judge_body

LIMIT = 18_000
LONGEST_TITLE = 100

_CODES = Codes(
    field="code", message="msg", taken=(200,), hopeless=(903, 905), limited=(900, 999), pause=timedelta(minutes=30)
)


class PushPlus(NotifyPushplus):
    """PushPlus, in Markdown; a request for each topic, none of them twice."""

    def deliver(self, message: Message, timeout: timedelta) -> None:
        """Deliver the message; DeliveryError if PushPlus did not take it."""
        with Accepted.of(self).round(message.key, self.topics or [""]) as attempt:
            for topic in attempt.waiting:
                reply = post_json(self, self.notify_url, self._payload(message, topic), timeout=timeout)
                judge_body("PushPlus", reply, _CODES)
                attempt.note(topic)

    def _payload(self, message: Message, topic: str) -> dict[str, str]:
        payload = {
            "token": self.token,
            "title": as_title(message, LONGEST_TITLE),
            "content": as_markdown(message, LIMIT, Dialect.COMMON, titled=False),
            "template": "markdown",
            "channel": self.channel,
        }
        return payload | ({"topic": topic} if topic else {}) | ({"webhook": self.webhook} if self.webhook else {})
