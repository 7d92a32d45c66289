"""The services that apprise judges or words wrongly, each as a subclass of its plugin with `deliver`."""

from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache
from typing import Protocol, runtime_checkable

from apprise.manager_plugins import NotificationManager
from apprise.plugins.base import NotifyBase

from monitor.message import Message
from notifiers.services.bark import Bark
from notifiers.services.dingtalk import DingTalk
from notifiers.services.feishu import Feishu, Lark
from notifiers.services.mail import Mail
from notifiers.services.pushplus import PushPlus
from notifiers.services.serverchan import ServerChan
from notifiers.services.webhook import FormWebhook, JsonWebhook, XmlWebhook
from notifiers.services.wecom import WeComApp, WeComBot

OURS: Iterable[type[NotifyBase]] = (
    Bark,
    DingTalk,
    Feishu,
    FormWebhook,
    JsonWebhook,
    Lark,
    Mail,
    PushPlus,
    ServerChan,
    WeComApp,
    WeComBot,
    XmlWebhook,
)


@runtime_checkable
class Delivers(Protocol):
    """A plugin that delivers a message in its own form and judges the answer."""

    def deliver(self, message: Message, timeout: timedelta) -> None:
        """Deliver the message; DeliveryError if it was not taken."""
        ...


@lru_cache(maxsize=1)
def register() -> None:
    """Have apprise make our plugins for their schemas; once a process."""
    manager = NotificationManager()
    for plugin in OURS:
        manager.add(plugin, force=True)
