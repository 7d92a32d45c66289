"""The one place that puts effects in order: check a source, read its documents, deliver what is owed."""

from monitor.watch.check import check
from monitor.watch.deliver import Delivered, deliver_due, deliver_forever
from monitor.watch.desk import Desk

__all__ = ["Delivered", "Desk", "check", "deliver_due", "deliver_forever"]
