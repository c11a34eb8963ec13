"""Days as people write them in rosters."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

# Year, month and day with any sign between them (a hyphen, a stroke, a point, or the Chinese words), or eight digits.
_PARTED = re.compile(r"(\d{4})\s*[^\d\s]\s*(\d{1,2})\s*[^\d\s]\s*(\d{1,2})\s*[^\d\s]?(?:\s+00:00(?::00)?)?")
_CLOSED = re.compile(r"(\d{4})(\d{2})(\d{2})")


def read_day(text: str) -> date | None:
    """The day that `text` names, or None when it names no day that exists."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _PARTED.fullmatch(plain) or _CLOSED.fullmatch(plain)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
