"""Changes x subscriptions -> who hears what, and when; and what was logged -> the words. Pure."""

from monitor.alert.audience import concerned, owed
from monitor.alert.compose import compose
from monitor.alert.trial import trial_message

__all__ = ["compose", "concerned", "owed", "trial_message"]
