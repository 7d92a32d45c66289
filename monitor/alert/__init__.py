"""Changes x subscriptions -> who hears what, and when; and what was logged -> the words. Pure."""

from monitor.alert.audience import concerned, held_until, owed
from monitor.alert.compose import compose
from monitor.alert.notices import code_message, compose_notice
from monitor.alert.readers import Readers
from monitor.alert.reminders import compose_reminder, reminders, standing
from monitor.alert.trial import trial_message

__all__ = [
    "Readers",
    "code_message",
    "compose",
    "compose_notice",
    "compose_reminder",
    "concerned",
    "held_until",
    "owed",
    "reminders",
    "standing",
    "trial_message",
]
