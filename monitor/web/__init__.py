"""The page: the change log, its evidence and the state of the house, read-only, rendered by the server."""

from monitor.web.app import create_app
from monitor.web.serving import WebError, serve

__all__ = ["WebError", "create_app", "serve"]
