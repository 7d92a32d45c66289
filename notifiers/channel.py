"""A channel is an apprise URL: is it one, and take this message there."""

import copy
import logging
import re
import threading
from datetime import timedelta
from functools import lru_cache
from typing import Any

from apprise import Apprise, AppriseAsset, NotifyFormat
from apprise.exception import AppriseException
from apprise.manager_plugins import NotificationManager
from apprise.plugins.base import NotifyBase
from apprise.result import AppriseResult

from monitor.message import Message
from monitor.model import masked
from notifiers import console
from notifiers.accepted import Accepted
from notifiers.forms import Dialect, as_markdown, as_text, as_title
from notifiers.network import Reach
from notifiers.redaction import REDACTING, guard_logs, redacted, secrets_of
from notifiers.services import Delivers, register
from notifiers.services.webhook import FormWebhook, XmlWebhook
from notifiers.verdict import GONE_OR_FORBIDDEN, DeliveryError

SHORTEST_LIMIT = 200
BUDGET = timedelta(seconds=60)  # for all that apprise's own plugin does to send one message
LIMITED = frozenset({429, 503})
PAUSE_WHEN_LIMITED = timedelta(minutes=1)  # apprise keeps Retry-After to itself
# Those who enter a channel themselves may use what we send ourselves, where every connection can be checked.
OPEN_TO_PEOPLE = frozenset(
    {"bark", "barks", "dingtalk", "email", "feishu", "json", "jsons", "lark", "mailto", "mailtos"}
    | {"pushplus", "schan", "wechat", "wecombot"}
)
_STATUS = re.compile(r"error=(\d{3})\b")
_EXAMPLES = {
    "mailto": "mailto://USER:PASSWORD@HOST?from=ADDRESS&to=ADDRESS",
    "mailtos": "mailtos://USER:PASSWORD@HOST?from=ADDRESS&to=ADDRESS",
    "wechat": "wechat://CORP_ID:SECRET@AGENT_ID/@all",
}
# service_timeout=0: apprise then sends on our thread instead of its own pool of a handful for the whole process
_ASSET = AppriseAsset(
    app_id="Pilotwatch", app_desc="试点哨 Pilotwatch", app_url="", service_timeout=0, async_mode=False
)


class ChannelError(ValueError):
    """The URL is no channel; one sentence with its secrets masked."""


def check_channel(channel: str) -> None:
    """Raise ChannelError unless `channel` is a URL that apprise, or our console, can send to. Sends nothing."""
    if channel.startswith(console.SCHEME):
        return
    _plugin(channel)


def check_entered_channel(channel: str) -> None:
    """Raise ChannelError unless `channel` is one that people may enter themselves. Sends nothing, resolves nothing."""
    scheme = channel.partition("://")[0].lower()
    if scheme not in OPEN_TO_PEOPLE:
        known = ", ".join(sorted(OPEN_TO_PEOPLE - {"email"}))
        raise ChannelError(f"{masked(channel)} can only be set up by the operator; expected one of {known}")
    check_channel(channel)


def send(channel: str, message: Message, *, timeout: timedelta, reach: Reach | None = None) -> None:
    """Deliver a message and return once the channel says it has it; blocks, to be called from a thread.

    `timeout` holds for one exchange with the service, unless the channel states its own. `reach` says where a channel
    that somebody entered may lead. Raises DeliveryError, its text free of the channel's secrets, or ChannelError.
    """
    if channel.startswith(console.SCHEME):
        console.deliver(message)
        return
    plugin = _plugin(channel)
    if reach is not None:
        check_entered_channel(channel)
        Accepted.of(plugin)  # made before the copy, which then shares it
        plugin = copy.copy(plugin)
        plugin.__dict__["reach"] = reach
    try:
        if isinstance(plugin, Delivers):
            plugin.deliver(message, timeout)
        else:
            _send_through_apprise(plugin, message, timeout)
    except DeliveryError as error:
        text = redacted(str(error), secrets_of(channel))
        raise DeliveryError(text, permanent=error.permanent, retry_after=error.retry_after) from None


@lru_cache(maxsize=4096)
def _plugin(channel: str) -> NotifyBase:
    """Return apprise's object for the channel, one for each; it never sleeps between two messages."""
    register()
    guard_logs()
    secrets = secrets_of(channel)
    REDACTING.learn(secrets)
    schema = channel.partition("://")[0].lower()
    _refuse_confusing(schema)
    try:
        plugin = Apprise.instantiate(channel, asset=_ASSET, suppress_exceptions=False)
    except (AppriseException, TypeError):  # their words repeat the key that was wrong
        plugin = None
    except ValueError as error:
        raise ChannelError(f"{masked(channel)}: {redacted(str(error), secrets)}") from None
    if plugin is None:
        raise ChannelError(f"{masked(channel)} is no channel{_expected(schema)}")
    plugin.request_rate_per_sec = 0
    return plugin


def _refuse_confusing(schema: str) -> None:
    if schema == "wecom":
        raise ChannelError(
            "wecom://*** would go to PushPlus; use wecombot://KEY for a WeCom group bot, wechat:// for a WeCom "
            "application, or pushplus://TOKEN?channel=cp"
        )


def _expected(schema: str) -> str:
    """Return the way out: the form of this service's URLs, or what kind of URL is meant."""
    manager = NotificationManager()
    if schema not in manager:
        return "; expected an apprise URL such as mailto://, wecombot://, dingtalk://, feishu://, json:// or console://"
    plugin = manager[schema]
    if not plugin.enabled:
        needed = plugin.requirements.get("packages_required") or "a package that is not installed"
        return f"; {schema}:// needs {needed if isinstance(needed, str) else ', '.join(needed)}"
    return f"; expected {_EXAMPLES.get(schema) or plugin.templates[0].replace('{schema}', schema)}"


def _send_through_apprise(plugin: NotifyBase, message: Message, timeout: timedelta) -> None:
    """Send by apprise's own plugin, in the richest form it takes."""
    if isinstance(plugin, FormWebhook | XmlWebhook):
        plugin = plugin.keyed(message)
    if plugin.socket_read_timeout == NotifyBase.socket_read_timeout:
        plugin.socket_read_timeout = timeout.total_seconds()
    title = as_title(message, plugin.title_maxlen or SHORTEST_LIMIT)
    limit = max(SHORTEST_LIMIT, plugin.body_maxlen - len(title.encode()) - SHORTEST_LIMIT)
    if _reads_markdown(plugin):
        body, form = as_markdown(message, limit, Dialect.COMMON, titled=False), NotifyFormat.MARKDOWN
    else:
        body, form = as_text(message, limit, titled=False), NotifyFormat.TEXT
    target = Apprise(asset=_ASSET)
    target.add(plugin)
    service = str(plugin.service_name)
    _judge(service, _notified(service, target, body=body, title=title, body_format=form, log_level=logging.WARNING))


def _notified(service: str, target: Apprise, **said: Any) -> AppriseResult:
    """Have apprise send, on a thread that is left behind if a receiver drips for longer than the budget."""
    results: list[AppriseResult] = []
    sending = threading.Thread(target=lambda: results.append(target.notify(**said)), daemon=True)
    sending.start()
    sending.join(BUDGET.total_seconds())
    if not results:
        raise DeliveryError(f"{service} did not finish in time; it may have taken the message")
    return results[0]


def _reads_markdown(plugin: NotifyBase) -> bool:
    """Say whether Markdown is among the forms, or the form, that apprise states for the service."""
    formats: object = plugin.notify_format
    return NotifyFormat.MARKDOWN in (formats if isinstance(formats, tuple) else (formats,))


def _judge(service: str, result: AppriseResult) -> None:
    if result:
        return
    said = " ".join(entry.message for entry in result.logs()) or "no reason given"
    found = _STATUS.search(said)
    status = int(found[1]) if found else None
    raise DeliveryError(
        f"{service}: {' '.join(said.split())[:400]}",
        permanent=status in GONE_OR_FORBIDDEN,
        retry_after=PAUSE_WHEN_LIMITED if status in LIMITED else None,
    )
