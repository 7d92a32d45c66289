"""Which places a text names, where, and how.

`find_places` knows all places at once; `watched_view` says what that means for one of them. `scan` and `bare_scan` are
the first steps of it alone, to be measured.
"""

from monitor.read.places.finding import bare_scan, find_places, scan
from monitor.read.places.naming import Kind, Naming
from monitor.read.places.view import concerns, watched_view

__all__ = ["Kind", "Naming", "bare_scan", "concerns", "find_places", "scan", "watched_view"]
