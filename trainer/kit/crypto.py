"""Personal data at rest: AES-256-GCM bound to its row, and a keyed index for look-ups."""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY_BYTES = 32
_NONCE_BYTES = 12
_VERSION = b"\x01"


class Tampered(Exception):
    """A sealed value was changed, or moved to another row."""


class Vault:
    """Seals texts and files and computes blind indexes; the key lives outside the database."""

    def __init__(self, key: bytes) -> None:
        if len(key) != _KEY_BYTES:
            raise ValueError(f"the data key must have {_KEY_BYTES} bytes, not {len(key)}")
        self._aead = AESGCM(_derive(key, b"seal"))
        self._index_key = _derive(key, b"index")

    def seal(self, text: str, place: str) -> bytes:
        """Encrypt `text`; `place` ("table.column:row id") is authenticated, so the value fits no other row."""
        return self.seal_bytes(text.encode(), place)

    def open(self, sealed: bytes, place: str) -> str:
        """Decrypt what `seal` made for the same place; raises Tampered otherwise."""
        return self.open_bytes(sealed, place).decode()

    def seal_bytes(self, content: bytes, place: str) -> bytes:
        """Encrypt a file, bound to its place as `seal` binds a text."""
        nonce = os.urandom(_NONCE_BYTES)
        return _VERSION + nonce + self._aead.encrypt(nonce, content, place.encode())

    def open_bytes(self, sealed: bytes, place: str) -> bytes:
        """Decrypt what `seal_bytes` made for the same place; raises Tampered otherwise."""
        nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return self._aead.decrypt(nonce, body, place.encode())
        except InvalidTag as error:
            raise Tampered(place) from error

    def index(self, text: str) -> bytes:
        """HMAC-SHA-256 of the normalised text: equal texts have equal indexes, and nothing else can be told."""
        return hmac.new(self._index_key, text.strip().upper().encode(), hashlib.sha256).digest()


def _derive(key: bytes, purpose: bytes) -> bytes:
    return hmac.new(key, b"trainer/" + purpose, hashlib.sha256).digest()
