"""Why a file gave no text."""


class UnreadableError(Exception):
    """A file that a person must look at; the message says why, in Chinese, for the note that tells readers."""
