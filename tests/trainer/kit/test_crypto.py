"""Sealed values open only where they were sealed, and equal texts are found without being read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.kit.crypto import Tampered, Vault

VAULT = Vault(bytes(range(32)))
PLACE = "person.id_number:a"


@given(st.text(max_size=40))
def test_what_is_sealed_opens_in_its_own_place(text: str) -> None:
    assert VAULT.open(VAULT.seal(text, PLACE), PLACE) == text


def test_a_value_moved_to_another_row_does_not_open() -> None:
    sealed = VAULT.seal("310117199001011235", PLACE)
    with pytest.raises(Tampered):
        VAULT.open(sealed, "person.id_number:b")


def test_every_changed_byte_is_noticed() -> None:
    sealed = VAULT.seal("310117199001011235", PLACE)
    for position in range(1, len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(Tampered):
            VAULT.open(bytes(changed), PLACE)
    assert VAULT.open(sealed, PLACE) == "310117199001011235"


def test_the_index_finds_equal_texts_and_depends_on_the_key() -> None:
    assert VAULT.index(" 31011719900101123x") == VAULT.index("31011719900101123X")
    assert VAULT.index("a") != VAULT.index("b")
    assert VAULT.index("a") != Vault(bytes(32)).index("a")


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(b"short")


@given(st.binary(max_size=400))
def test_a_sealed_file_opens_in_its_own_place_only(content: bytes) -> None:
    sealed = VAULT.seal_bytes(content, PLACE)
    assert VAULT.open_bytes(sealed, PLACE) == content
    with pytest.raises(Tampered):
        VAULT.open_bytes(sealed, "certificate.pdf:b")
