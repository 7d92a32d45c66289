"""A process that may be killed: pure functions of hostile bytes run there, within memory, CPU and wall limits."""

from monitor.child.errors import ChildError, LostChildError
from monitor.child.lanes import FILES, PAGES, Children
from monitor.child.process import Limits

__all__ = ["FILES", "PAGES", "ChildError", "Children", "Limits", "LostChildError"]
