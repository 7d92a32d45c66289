"""Facts as JSON and back: the only place where the shapes of `monitor` meet the bytes that are kept."""

import json
import zlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated

from pydantic import Field, TypeAdapter

from monitor.changes import Change
from monitor.memory import Story
from monitor.model import Reading
from storage.schema import storable

_CHANGE: TypeAdapter[Change] = TypeAdapter(Annotated[Change, Field(discriminator="kind")])
_STORY: TypeAdapter[Story] = TypeAdapter(Story)
_READING: TypeAdapter[Reading] = TypeAdapter(Reading)
_HEADERS: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])


def change_to_json(change: Change) -> str:
    """Write a change as one JSON object; `kind` says which."""
    return _json(_CHANGE.dump_python(change, mode="json"))


def change_from_json(body: str) -> Change:
    """Read a change written by `change_to_json`; a field it did not have yet takes its default."""
    return _CHANGE.validate_json(body)


def story_to_json(story: Story) -> str:
    """Write a story as one JSON object."""
    return _json(_STORY.dump_python(story, mode="json"))


@lru_cache(maxsize=256)
def story_from_json(body: str) -> Story:
    """Read a story. The life of a programme is read with each of its documents, so the last ones are kept at hand."""
    return _STORY.validate_json(body)


def reading_to_bytes(reading: Reading) -> bytes:
    """Write a reading as compressed JSON."""
    return zlib.compress(_json(_READING.dump_python(reading, mode="json")).encode())


def reading_from_bytes(body: bytes) -> Reading:
    """Read a reading written by `reading_to_bytes`."""
    return _READING.validate_json(zlib.decompress(body))


def text_to_bytes(text: str) -> bytes:
    """Compress a text; every code point keeps its offset."""
    return zlib.compress(storable(text).encode())


def text_from_bytes(body: bytes) -> str:
    """Give back a text written by `text_to_bytes`."""
    return zlib.decompress(body).decode()


def headers_to_json(headers: Mapping[str, str]) -> str:
    """Write response headers as one JSON object."""
    return _json(dict(headers))


def headers_from_json(body: str) -> dict[str, str]:
    """Read headers written by `headers_to_json`."""
    return _HEADERS.validate_json(body)


def _json(value: object) -> str:
    # Not pydantic's own writer: it refuses the lone surrogates a hostile page can smuggle in through JSON escapes.
    return storable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
