"""ServerChan (Server酱): `schan://KEY`. Answers HTTP 200 with a `code`."""

from datetime import timedelta

from apprise.plugins.serverchan import NotifyServerChan

from monitor.message import Message
from notifiers.forms import Dialect, as_markdown, as_title
from notifiers.posting import post_form
from notifiers.verdict import Codes, judge_body

LIMIT = 30_000
LONGEST_TITLE = 32

_CODES = Codes(field="code", message="message", taken=(0,), hopeless=(40001,))


class ServerChan(NotifyServerChan):
    """ServerChan, in Markdown."""

    def deliver(self, message: Message, timeout: timedelta) -> None:
        """Deliver the message; DeliveryError if ServerChan did not take it."""
        fields = {
            "title": as_title(message, LONGEST_TITLE),
            "desp": as_markdown(message, LIMIT, Dialect.COMMON, titled=True),
        }
        reply = post_form(self, self.notify_url.format(token=self.token), fields, timeout=timeout)
        judge_body("ServerChan", reply, _CODES)
