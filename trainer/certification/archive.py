"""A class's certificates as one ZIP: the frozen files under speaking names, with an index."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import datetime

# Characters that some file system refuses, and control characters.
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_READABLE = 0o644


def file_name(number: str, holder_name: str) -> str:
    """The name of a certificate's file: number_name.pdf, safe on every file system."""
    return f"{_UNSAFE.sub('_', number)}_{_UNSAFE.sub('_', holder_name.strip())}.pdf"


def zip_of(files: Iterable[tuple[str, bytes]], at: datetime) -> bytes:
    """Pack the files as they are (a PDF is compressed already), dated with the local moment `at`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, at.timetuple()[:6])
            entry.external_attr = _READABLE << 16
            archive.writestr(entry, content)
    return buffer.getvalue()
