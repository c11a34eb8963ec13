"""The 22-character number of a vocational skill level certificate: build it, read it, and say what disagrees.

Source: the coding rules of the ministry for 职业技能等级证书: kind of evaluating body (1 letter), body code (4),
province (2), sequence in the province (6), year of issue (2), level (1), serial (6). The authority gives the first
13 characters, the evaluating body allocates the rest. There is no check digit, so a slip of the pen is only found
by comparing the number with the certificate: see `certificate_number_mismatches`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from trainer.kit.errors import BadInput
from trainer.kit.identifiers import normalise
from trainer.kit.messages import Message, msg

NUMBER_LENGTH = 22
AUTHORITY_PREFIX_LENGTH = 13
LAST_SERIAL = 999_999
# Y: an employer that evaluates its own staff; S: a social evaluating body.
KINDS = "YS"

_CENTURY = 2000
_DIGITS = frozenset("0123456789")


@dataclass(frozen=True)
class CertificateNumber:
    """The parts of a number; `prefix` is what the authority gave, `year` has four digits, `level` is a code 1 to 5."""

    prefix: str
    year: int
    level: int
    serial: int

    @property
    def kind(self) -> str:
        """The letter that tells the kind of evaluating body."""
        return self.prefix[0]

    @property
    def province(self) -> str:
        """The province's two digits of GB/T 2260."""
        return self.prefix[5:7]

    @property
    def series(self) -> str:
        """The first 16 characters, within which serials are unique."""
        return f"{self.prefix}{self.year % 100:02d}{self.level}"

    def __str__(self) -> str:
        return f"{self.series}{self.serial:06d}"


def prefix_fault(prefix: str, *, kinds: str = KINDS) -> Message | None:
    """What is wrong with the 13 characters that the authority gives to an evaluating body."""
    text = normalise(prefix)
    if len(text) != AUTHORITY_PREFIX_LENGTH:
        return _length_fault(AUTHORITY_PREFIX_LENGTH, text)
    return _characters_fault(text, kinds)


def certificate_number_fault(number: str, *, kinds: str = KINDS) -> Message | None:
    """What is wrong with the shape of a certificate number."""
    text = normalise(number)
    if len(text) != NUMBER_LENGTH:
        return _length_fault(NUMBER_LENGTH, text)
    if fault := _characters_fault(text, kinds):
        return fault
    if text[15] not in "12345":
        return msg("Character 16 (%(character)s) is the level and should be 1 to 5.", character=text[15])
    return None


def read_certificate_number(number: str, *, kinds: str = KINDS) -> CertificateNumber:
    """The parts of a number; raises BadInput with the fault."""
    if fault := certificate_number_fault(number, kinds=kinds):
        raise BadInput(fault, field="number")
    text = normalise(number)
    return CertificateNumber(text[:13], _CENTURY + int(text[13:15]), int(text[15]), int(text[16:]))


def build_certificate_number(
    prefix: str, *, year: int, level: int, serial: int, kinds: str = KINDS
) -> CertificateNumber:
    """The number with this serial (from 1 on) in the series of an authority's prefix, a year and a level code.

    Raises BadInput when the prefix is faulty or the series of the year is used up, ValueError for a year or level
    that no certificate can have: those come from our own tables.
    """
    if fault := prefix_fault(prefix, kinds=kinds):
        raise BadInput(fault, field="number_prefix")
    if not 1 <= level <= 5 or not _CENTURY <= year < _CENTURY + 100 or serial < 1:
        raise ValueError(f"no certificate number for year {year}, level {level}, serial {serial}")
    if serial > LAST_SERIAL:
        raise BadInput(msg("All %(count)s numbers of this year and level are used up.", count=LAST_SERIAL))
    return CertificateNumber(normalise(prefix), year, level, serial)


def certificate_number_mismatches(
    number: CertificateNumber, *, prefix: str, issued_on: date, level: int
) -> list[Message]:
    """Everywhere the number disagrees with the body's prefix, the day of issue or the level that was examined."""
    found = []
    if number.prefix != normalise(prefix):
        found.append(msg("The first 13 characters should be %(expected)s.", expected=normalise(prefix)))
    if number.year != issued_on.year:
        found.append(
            msg("The number says %(year)s, but the certificate is dated %(day)s.", year=number.year, day=issued_on)
        )
    if number.level != level:
        found.append(
            msg("The number says level %(number)s, but level %(level)s was examined.", number=number.level, level=level)
        )
    return found


def _length_fault(expected: int, text: str) -> Message:
    return msg(
        "This number should have %(expected)s characters, but it has %(count)s.", expected=expected, count=len(text)
    )


def _characters_fault(text: str, kinds: str) -> Message | None:
    if text[0] not in kinds:
        return msg("A certificate number begins with one of the letters %(kinds)s.", kinds=", ".join(kinds))
    for position, character in enumerate(text[1:], start=2):
        if character not in _DIGITS:
            return msg(
                "Character %(position)s (%(character)s) should be a digit.", position=position, character=character
            )
    return None
