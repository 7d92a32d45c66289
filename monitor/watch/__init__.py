"""The one place that puts effects in order: check a source, read its documents, deliver what is owed."""

from monitor.watch.canary import fly_forever
from monitor.watch.check import check
from monitor.watch.deliver import Delivered, deliver_due, deliver_forever
from monitor.watch.desk import Desk
from monitor.watch.remind import remind, remind_forever

__all__ = [
    "Delivered",
    "Desk",
    "check",
    "deliver_due",
    "deliver_forever",
    "fly_forever",
    "remind",
    "remind_forever",
]
