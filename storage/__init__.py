"""What is remembered, in SQLite or PostgreSQL: the only place that knows SQL."""

from storage.backup import Restored, back_up, restore
from storage.refusal import StoreError
from storage.store import Store

__all__ = ["Restored", "Store", "StoreError", "back_up", "restore"]
