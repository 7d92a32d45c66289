"""Bark: `bark://HOST/DEVICE`, to iPhones. Answers with a `code`, 200 for success."""

from datetime import timedelta
from typing import Any

from apprise.plugins.bark import NotifyBark

from monitor.message import Message
from notifiers.accepted import Accepted
from notifiers.escaping import target
from notifiers.forms import as_text, as_title
from notifiers.posting import post_json
from notifiers.verdict import Codes, judge_body

LIMIT = 2_000  # bytes; a push notification may have 4,096 with all its fields
LONGEST_TITLE = 100
_OPTIONS = ("sound", "level", "volume", "category", "group", "badge", "icon", "subtitle", "copy", "action")

_CODES = Codes(field="code", message="message", taken=(200,), hopeless=(400, 404))


class Bark(NotifyBark):
    """Bark, as text; a request for each device, none of them twice."""

    def deliver(self, message: Message, timeout: timedelta) -> None:
        """Deliver the message; DeliveryError if Bark did not take it."""
        auth = (self.user, self.password or "") if self.user else None
        with Accepted.of(self).round(message.key, self.targets) as attempt:
            for device in attempt.waiting:
                said = {"device_key": device, **self._said(message)}
                judge_body("Bark", post_json(self, self.notify_url, said, auth=auth, timeout=timeout), _CODES)
                attempt.note(device)

    def _said(self, message: Message) -> dict[str, Any]:
        said: dict[str, Any] = {
            "title": as_title(message, LONGEST_TITLE),
            "body": as_text(message, LIMIT, titled=False),
            "url": self.click or target((*message.tellings[0].links, message.whole)[0].url),
            "id": self.notification_id or message.key,
        }
        said |= {option: value for option in _OPTIONS if (value := getattr(self, option))}
        if self.call:
            said["call"] = 1
        if self.archive is not None:
            said["isArchive"] = "1" if self.archive else "0"
        if self.ttl:
            said["ttl"] = str(self.ttl)
        if self._cipher is None:
            return said
        ciphertext, iv = self._encrypt_payload(said)  # type: ignore[no-untyped-call]
        return {"ciphertext": ciphertext, "iv": iv, "id": said["id"]}
