"""Why a child gave no answer."""


class ChildError(Exception):
    """A task without an answer; the message says how it ended."""


class LostChildError(ChildError):
    """The task took the child with it: it crashed it, or would have gone beyond its limits."""
