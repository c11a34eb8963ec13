"""Which certificate a PDF file claims to be: the numbers that stand in its metadata, however they are written."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

MAGIC = b"%PDF-"
# A file that claims more numbers than this is no certificate.
MOST_NUMBERS = 20
# Unpacked bytes that are looked through at most, against files that swell.
MOST_UNPACKED = 4_000_000

_NUMBER = re.compile(rb"(?<![0-9A-Z])(?:[A-Z]\d{21}|[0-9A-Z][0-9A-Z-]{0,10}-\d{4}-\d{6})(?![0-9])")
# A byte 0 in front of each Latin character is UTF-16; strings write it as it is or as \000.
_ZEROS = re.compile(rb"\\000|\x00")


def numbers_in(content: bytes) -> list[str]:
    """The certificate numbers that the file names in its metadata or packed objects, without repetition.

    Read from raw bytes, not by a PDF reader: a file with a broken structure tells its number all the same.
    """
    found: dict[str, None] = {}
    for part in (content, _ZEROS.sub(b"", content), _ZEROS.sub(b"", _unpacked(content))):
        for match in _NUMBER.finditer(part):
            found[match.group().decode("ascii")] = None
            if len(found) >= MOST_NUMBERS:
                return list(found)
    return list(found)


def _unpacked(content: bytes) -> bytes:
    """The deflated streams of the file: other programs keep metadata in them when they save a PDF again."""
    return b"\n".join(_inflated(content))


def _inflated(content: bytes) -> Iterator[bytes]:
    room, end = MOST_UNPACKED, 0
    while room > 0 and (start := content.find(b"stream", end)) >= 0:
        end = content.find(b"endstream", start + len(b"stream"))
        if end < 0:
            return
        body = content[start + len(b"stream") : end].lstrip(b"\r\n")
        end += len(b"endstream")
        try:
            part = zlib.decompressobj().decompress(body, room)
        except zlib.error:
            continue
        room -= len(part)
        yield part
