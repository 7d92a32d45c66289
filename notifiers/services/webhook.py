"""Webhooks of one's own: `json://`, `form://` and `xml://`. The key of the message goes along as X-Pilotwatch-Key."""

import copy
from datetime import timedelta
from typing import Any

from apprise.plugins.base import NotifyBase
from apprise.plugins.custom_form import NotifyForm
from apprise.plugins.custom_json import NotifyJSON
from apprise.plugins.custom_xml import NotifyXML

from monitor.message import Message
from notifiers.forms import as_data, as_text, as_title
from notifiers.posting import post_json

LIMIT = 60_000
LONGEST_TITLE = 250
KEY_HEADER = "X-Pilotwatch-Key"


class JsonWebhook(NotifyJSON):
    """A JSON webhook: apprise's fields, and under `pilotwatch` the facts. Its HTTP status is its verdict."""

    def deliver(self, message: Message, timeout: timedelta) -> None:
        """Deliver the message; DeliveryError if the answer is not 2xx."""
        post_json(
            self,
            self.request_url,
            self._payload(message),
            timeout=timeout,
            headers={**self.headers, KEY_HEADER: message.key},
            params=self.params or None,
            auth=(self.user, self.password or "") if self.user else None,
            method=str(self.method),
        )

    def _payload(self, message: Message) -> dict[str, Any]:
        """Return the fields; `:old=new` in the channel renames one, `:old=` drops it, `:new=value` adds one."""
        payload: dict[str, Any] = {
            "version": self.json_version,
            "title": as_title(message, LONGEST_TITLE),
            "message": as_text(message, LIMIT, titled=False),
            "attachments": [],
            "type": "info",
            "pilotwatch": as_data(message),
        }
        for name, value in self.payload_extras.items():
            if name not in payload:
                payload[name] = value
            elif value:
                payload[value] = payload.pop(name)
            else:
                del payload[name]
        return payload


class FormWebhook(NotifyForm):
    """A form webhook, sent by apprise."""

    def keyed(self, message: Message) -> NotifyBase:
        """Return a copy that also sends the key of this message."""
        return _keyed(self, message)


class XmlWebhook(NotifyXML):
    """An XML webhook, sent by apprise."""

    def keyed(self, message: Message) -> NotifyBase:
        """Return a copy that also sends the key of this message."""
        return _keyed(self, message)


def _keyed(plugin: NotifyForm | NotifyXML, message: Message) -> NotifyBase:
    keyed = copy.copy(plugin)
    keyed.headers = {**plugin.headers, KEY_HEADER: message.key}
    return keyed
