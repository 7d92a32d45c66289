"""Channels: a message in, the channel's own verdict out. Speaks to services through apprise and corrects its mistakes.

To add a channel nothing is needed but its apprise URL. To correct one that apprise judges or words wrongly: a module in
`notifiers/services` with a subclass of its plugin that has `deliver`, and its name in `services.OURS`.
"""

from notifiers.channel import ChannelError, check_channel, check_entered_channel, send
from notifiers.network import Reach
from notifiers.verdict import DeliveryError

__all__ = ["ChannelError", "DeliveryError", "Reach", "check_channel", "check_entered_channel", "send"]
