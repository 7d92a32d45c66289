"""A ZIP archive's members, with caps on their number and size."""

import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from monitor.attachment.errors import UnreadableError

MAX_MEMBERS = 30
MAX_MEMBER = 50_000_000
MAX_TOTAL = 100_000_000
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


def members(data: bytes) -> Iterator[tuple[str, bytes | UnreadableError]]:
    """Yield the name and the bytes of each file in an archive, or why it has none.

    Raises UnreadableError where there is no archive or the caps end the reading.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            files = [info for info in archive.infolist() if _is_file(info)]
            left = MAX_TOTAL
            for info in files[:MAX_MEMBERS]:
                content = _content(archive, info, min(left, MAX_MEMBER))
                left -= len(content) if isinstance(content, bytes) else 0
                yield _name(info), content
    except (BadZipFile, ValueError, NotImplementedError, OSError, zlib.error) as error:
        raise UnreadableError("压缩包已损坏或不完整") from error
    if len(files) > MAX_MEMBERS:
        raise UnreadableError(f"压缩包内有 {len(files)} 个文件，只读了前 {MAX_MEMBERS} 个")


def _content(archive: ZipFile, info: ZipInfo, limit: int) -> bytes | UnreadableError:
    if info.flag_bits & _ENCRYPTED:
        return UnreadableError("文件已加密")
    try:
        with archive.open(info) as stream:
            content = stream.read(limit + 1)
    except (BadZipFile, ValueError, NotImplementedError, OSError, EOFError, RuntimeError, zlib.error):
        return UnreadableError("文件已损坏或不完整")
    return content if len(content) <= limit else UnreadableError("解压后过大")


def _is_file(info: ZipInfo) -> bool:
    path = PurePosixPath(info.filename)
    return not info.is_dir() and "__MACOSX" not in path.parts and not path.name.startswith(".")


def _name(info: ZipInfo) -> str:
    """Return a member's name; without the UTF-8 flag, Chinese archivers write it in GBK."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        name = name.encode("cp437", "replace").decode("gb18030", "replace")
    return PurePosixPath(name).name
