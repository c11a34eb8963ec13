"""Which engine solves: the hash of its source and the version of the library that proves."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

import solver


@cache
def engine_version() -> str:
    """The first 16 hexadecimal digits of the SHA-256 of all the solver's source, and OR-Tools' version."""
    root = Path(solver.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.suffix in (".py", ".c", ".h")):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes())
    return f"{digest.hexdigest()[:16]} · OR-Tools {version('ortools')}"
