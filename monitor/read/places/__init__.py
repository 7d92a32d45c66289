"""Which places a text names, where, and how.

`find_places` knows all places at once; `watched_view` says what that means for one of them.
"""

from monitor.read.places.finding import find_places
from monitor.read.places.naming import Kind, Naming
from monitor.read.places.view import concerns, watched_view

__all__ = ["Kind", "Naming", "concerns", "find_places", "watched_view"]
