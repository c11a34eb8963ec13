"""Opaque row identifiers: sortable by time of creation, not guessable, and repeatable for the demo."""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

ID_LENGTH = 26
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_source: ContextVar[random.Random | None] = ContextVar("id_source", default=None)


def new_id() -> str:
    """A 26-character identifier: 48 bits of time in ms and 80 random bits, in Crockford's base 32 (the ULID form)."""
    source = _source.get()
    if source is None:
        return _encode(time.time_ns() // 1_000_000, secrets.randbits(80))
    return _encode(source.getrandbits(47), source.getrandbits(80))


def new_token() -> str:
    """A random token of 128 bits for links and QR codes."""
    source = _source.get()
    return _encode(0, source.getrandbits(128))[:26] if source else secrets.token_hex(16)


@contextmanager
def repeatable(seed: int) -> Iterator[None]:
    """Make identifiers repeat for `seed` inside the block, so that demo data is the same on every machine."""
    token = _source.set(random.Random(seed))
    try:
        yield
    finally:
        _source.reset(token)


def _encode(moment_ms: int, tail: int) -> str:
    number = (moment_ms << 80) | tail
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(125, -5, -5))
