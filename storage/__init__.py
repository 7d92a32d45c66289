"""What is remembered, in SQLite or PostgreSQL: the only place that knows SQL."""

from storage.refusal import StoreError
from storage.store import Store

__all__ = ["Store", "StoreError"]
