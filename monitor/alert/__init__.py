"""Changes x subscriptions -> who hears what, and when; and what was logged -> the words. Pure."""

from monitor.alert.audience import concerned, owed

__all__ = ["concerned", "owed"]
