"""A page -> its document: title, date, publisher, text, tables, attachments. Pure."""

from monitor.document.errors import DocumentError
from monitor.document.extract import extract

__all__ = ["DocumentError", "extract"]
