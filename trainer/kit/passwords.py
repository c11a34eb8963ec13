"""Passwords: argon2id with OWASP's parameters (19 MiB, two passes, one lane)."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)
# Verified against when the account does not exist, so that both answers take the same time.
_NOBODY = _hasher.hash("nobody")


def hash_password(password: str) -> str:
    """The hash to store for `password`."""
    return _hasher.hash(password)


def password_fits(password: str, stored: str | None) -> bool:
    """Whether `password` belongs to the stored hash; None stands for an unknown account and costs the same."""
    try:
        return _hasher.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
