"""What to say when a database cannot be used: one sentence that names it and the way out."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

_WAYS_OUT = {
    "file is not a database": "name another file with --database, or restore a backup over it",
    "malformed": "the file is damaged, restore a backup over it",
    "readonly": "make the file and its directory writable for this user",
    "unable to open": "make the file and its directory readable and writable for this user",
    "locked": "another process has been writing for too long, end it or try again",
    "full": "make room on its disk",
}


class StoreError(Exception):
    """The database cannot be used; the message is one sentence that names it and the way out."""


def shown(address: URL) -> str:
    """Name a database for people: a file's path, or a server's address without its password."""
    if address.get_backend_name() == "sqlite":
        return str(address.database or "sqlite://")
    return address.render_as_string(hide_password=True)


@contextmanager
def explained(address: URL) -> Iterator[None]:
    """Turn what the driver says about an unusable database into a StoreError; mistakes of ours stay what they are."""
    try:
        yield
    except PoolTimeoutError as error:
        raise StoreError(f"{shown(address)}: every connection is busy; try again.") from error
    except DBAPIError as error:
        if not isinstance(error, OperationalError | InterfaceError) and type(error) is not DatabaseError:
            raise
        raise StoreError(f"{shown(address)}: {_diagnosis(address, str(error.orig))}.") from error


def _diagnosis(address: URL, said: str) -> str:
    said = " ".join(said.split()).rstrip(".")
    if address.password:
        said = said.replace(str(address.password), "***")
    for sign, way_out in _WAYS_OUT.items():
        if sign in said:
            return f"{said}; {way_out}"
    if address.get_backend_name() == "sqlite":
        return f"{said}; look at the file and its disk, or name another one with --database"
    return f"{said}; look at the server and the address given with --database"
