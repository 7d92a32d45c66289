"""A response's body with caps: so many bytes on the wire, so many after decompression, and never more in memory."""

import re
import zlib
from collections.abc import AsyncIterator

_GZIP = b"\x1f\x8b\x08"
_MOST_LAYERS = 3
_ENCODINGS = {"gzip", "x-gzip", "deflate", "identity", ""}
_COMPRESSED_FILE = re.compile(r"application/(?:x-)?(?:gzip|tar|compressed|octet-stream|tgz)")


class TooLargeError(Exception):
    """The body exceeds its cap, on the wire or decompressed."""


class BrokenBodyError(Exception):
    """The body cannot be decompressed."""


async def read_body(chunks: AsyncIterator[bytes], encoding: str, content_type: str, limit: int) -> bytes:
    """Return the decoded body; raises TooLargeError, BrokenBodyError.

    `encoding` is the Content-Encoding header. A body that is gzip once more, or without saying so, is unwrapped too,
    unless it is a compressed file by its type.
    """
    raw = bytearray()
    async for chunk in chunks:
        raw += chunk
        if len(raw) > limit:
            raise TooLargeError
    layers = [each.strip().lower() for each in encoding.split(",") if each.strip()]
    if unknown := set(layers) - _ENCODINGS:
        raise BrokenBodyError(f"it came in an encoding that was not asked for ({', '.join(sorted(unknown))})")
    body = bytes(raw)
    for layer in reversed(layers[:_MOST_LAYERS]):
        body = body if layer == "identity" or not body else inflate(body, limit)
    for _ in range(_MOST_LAYERS):
        if not body.startswith(_GZIP) or _COMPRESSED_FILE.match(content_type):
            break
        body = inflate(body, limit)
    return body


def inflate(data: bytes, limit: int) -> bytes:
    """Decompress gzip, zlib or raw deflate data to at most `limit` bytes; raises TooLargeError, BrokenBodyError."""
    try:
        return _inflate(data, limit, zlib.MAX_WBITS | 32)
    except zlib.error as error:
        if data.startswith(_GZIP):
            raise BrokenBodyError(f"its compressed data is damaged ({error})") from error
    try:
        return _inflate(data, limit, -zlib.MAX_WBITS)
    except zlib.error as error:
        raise BrokenBodyError(f"its compressed data is damaged ({error})") from error


def _inflate(data: bytes, limit: int, window: int) -> bytes:
    out = bytearray()
    while data:
        layer = zlib.decompressobj(window)
        out += layer.decompress(data, limit + 1 - len(out))
        if len(out) > limit:
            raise TooLargeError
        if not layer.eof:
            raise BrokenBodyError("its compressed data ends too early")
        # Gzip files may follow one another; anything else after the end is padding.
        data = layer.unused_data if layer.unused_data.startswith(_GZIP) else b""
    return bytes(out)
