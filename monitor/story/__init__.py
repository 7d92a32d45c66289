"""Which documents are the same announcement, and which of them is the authority. Pure.

A story is looked up by keys (`story_keys`), so its cost does not grow with what is stored; the documents found that way
are then judged (`find_story`) and merged (`join`).
"""

from monitor.story.finding import find_story, listed_codes, proposal_of, story_keys
from monitor.story.likeness import alike, sketch, title_key
from monitor.story.merging import conflicts, join, open_story

__all__ = [
    "alike",
    "conflicts",
    "find_story",
    "join",
    "listed_codes",
    "open_story",
    "proposal_of",
    "sketch",
    "story_keys",
    "title_key",
]
