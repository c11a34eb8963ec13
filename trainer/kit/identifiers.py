"""Numbers that people and organisations carry: what is wrong with one, what it tells, and how it is masked.

Every `..._fault` returns None for a sound number, or one message that says what to mend. Every `read_...` returns what
the number tells, or raises BadInput with that message. Numbers are normalised first: full-width characters become
ASCII, spaces go, letters are capitals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from trainer.kit import clock
from trainer.kit.errors import BadInput
from trainer.kit.messages import Message, msg

_DIGITS = frozenset("0123456789")


def normalise(text: str) -> str:
    """`text` as ASCII capitals without white space: what people paste from forms and spreadsheets."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


# --- Identity documents -------------------------------------------------------------------------------------------

_ID_LENGTH = 18
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_EARLIEST_BIRTH_YEAR = 1900


@dataclass(frozen=True)
class IdFacts:
    """What an identity number tells: birth date and sex ("M", "F"), or None and "" where it tells nothing."""

    number: str
    birth_date: date | None = None
    sex: str = ""


def id_check_character(first_seventeen: str) -> str:
    """The check character of seventeen digits.

    Source: GB 11643-1999 §5, which uses ISO 7064 MOD 11-2: the sum of digit times weight, modulo 11, picks from
    "10X98765432".
    """
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11]


def resident_id_fault(number: str, *, today: date | None = None) -> Message | None:
    """What is wrong with a resident ID number.

    Source: GB 11643-1999 (6 digits of place, 8 of birth, 3 of sequence, 1 check character). The place is not looked
    up: counties come and go, and a table that is out of date would refuse real people.
    """
    text = normalise(number)
    if fault := _id_shape_fault(text):
        return fault
    if text[0] in "09":
        return msg("A resident ID number begins with a digit from 1 to 8.")
    return _birth_fault(text, today) or _id_check_fault(text)


def residence_permit_fault(number: str, *, today: date | None = None) -> Message | None:
    """What is wrong with the number of a residence permit for Hong Kong, Macao and Taiwan residents.

    Source: State Council measures of 2018 (国办发〔2018〕81号): 18 characters coded as citizens' numbers are, place
    code 810000, 820000 or 830000.
    """
    text = normalise(number)
    if fault := _id_shape_fault(text):
        return fault
    if text[:6] not in ("810000", "820000", "830000"):
        return msg("The number of this residence permit begins with 810000, 820000 or 830000.")
    return _birth_fault(text, today) or _id_check_fault(text)


def foreign_residence_fault(number: str, *, today: date | None = None) -> Message | None:
    """What is wrong with the number of a foreigner's permanent residence card.

    Source: machine-reading rules of the National Immigration Administration for the card issued since 2023-12-01: 18
    characters, the first is 9, birth date and check character as on citizens' cards. Older cards carry three letters
    and twelve digits and are judged by shape.
    """
    text = normalise(number)
    if re.fullmatch(r"[A-Z]{3}[0-9]{12}", text):
        return None
    if fault := _id_shape_fault(text):
        return fault
    if text[0] != "9":
        return msg("The number of a foreign permanent residence card begins with 9.")
    return _birth_fault(text, today) or _id_check_fault(text)


def _shape_fault(pattern: str, expected: Message) -> Callable[[str], Message | None]:
    compiled = re.compile(pattern)
    return lambda number: None if compiled.fullmatch(normalise(number)) else expected


hk_macao_permit_fault = _shape_fault(
    r"[HM][0-9]{8}([0-9]{2})?", msg("A Mainland travel permit for Hong Kong and Macao is H or M and 8 or 10 digits.")
)
taiwan_permit_fault = _shape_fault(
    r"[0-9]{8}|[0-9]{10}[A-Z]?", msg("A Mainland travel permit for Taiwan residents has 8 digits, or 10 and a letter.")
)
passport_fault = _shape_fault(
    r"(?=.*[0-9])[A-Z0-9]{5,15}", msg("A passport number has 5 to 15 letters and digits, with at least one digit.")
)

_CODED: dict[str, Callable[..., Message | None]] = {
    "resident_id": resident_id_fault,
    "hk_macao_taiwan_residence": residence_permit_fault,
    "foreign_residence": foreign_residence_fault,
}
_SHAPED: dict[str, Callable[[str], Message | None]] = {
    "hk_macao_permit": hk_macao_permit_fault,
    "taiwan_permit": taiwan_permit_fault,
    "passport": passport_fault,
}
ID_TYPES = (*_CODED, *_SHAPED)


def id_fault(id_type: str, number: str, *, today: date | None = None) -> Message | None:
    """What is wrong with `number` as a document of `id_type` (one of ID_TYPES; a KeyError for any other)."""
    if id_type in _CODED:
        return _CODED[id_type](number, today=today)
    return _SHAPED[id_type](number)


def read_id(id_type: str, number: str, *, today: date | None = None) -> IdFacts:
    """The normalised number with the birth date and sex it tells; raises BadInput with the fault."""
    if fault := id_fault(id_type, number, today=today):
        raise BadInput(fault, field="id_number")
    text = normalise(number)
    if id_type in _SHAPED or len(text) != _ID_LENGTH:
        return IdFacts(text)
    return IdFacts(text, _birth_date(text), "M" if int(text[16]) % 2 else "F")


def _id_shape_fault(text: str) -> Message | None:
    if len(text) != _ID_LENGTH:
        return msg(
            "This number should have %(expected)s characters, but it has %(count)s.", expected=18, count=len(text)
        )
    for position, character in enumerate(text[:-1], start=1):
        if character not in _DIGITS:
            return msg(
                "Character %(position)s (%(character)s) should be a digit.", position=position, character=character
            )
    if text[-1] not in _DIGITS and text[-1] != "X":
        return msg("The last character should be a digit or X.")
    return None


def _birth_date(text: str) -> date | None:
    try:
        return date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return None


def _birth_fault(text: str, today: date | None) -> Message | None:
    born = _birth_date(text)
    if born is None or born.year < _EARLIEST_BIRTH_YEAR:
        return msg("Characters 7 to 14 (%(digits)s) are not a birth date.", digits=text[6:14])
    if born > (today or clock.today()):
        return msg("The birth date %(day)s lies in the future.", day=born)
    return None


def _id_check_fault(text: str) -> Message | None:
    expected = id_check_character(text[:-1])
    return None if text[-1] == expected else msg("The last character should be %(expected)s.", expected=expected)


# --- Organisations ------------------------------------------------------------------------------------------------

_USCC_LENGTH = 18
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def uscc_check_character(first_seventeen: str) -> str:
    """The check character of a unified social credit code.

    Source: GB 32100-2015 §4.6: (31 - sum of value times weight modulo 31), where 31 itself counts as 0.
    """
    total = sum(
        _USCC_ALPHABET.index(character) * weight
        for character, weight in zip(first_seventeen, _USCC_WEIGHTS, strict=True)
    )
    return _USCC_ALPHABET[-total % 31]


def organisation_check_character(first_eight: str) -> str:
    """The check character of an organisation code.

    Source: GB 11714-1997 §3.3: (11 - sum of value times weight modulo 11); 10 is written X and 11 is written 0.
    """
    total = sum(
        _ORGANISATION_ALPHABET.index(character) * weight
        for character, weight in zip(first_eight, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X"[-total % 11]


def uscc_fault(code: str) -> Message | None:
    """What is wrong with a unified social credit code.

    Source: GB 32100-2015: registering authority, kind of body, six of place, nine of organisation code, one check
    character. The first eight may be letters too; I, O, S, V and Z are never used.
    """
    text = normalise(code)
    if len(text) != _USCC_LENGTH:
        return msg(
            "This number should have %(expected)s characters, but it has %(count)s.", expected=18, count=len(text)
        )
    for position, character in enumerate(text, start=1):
        if character not in _USCC_ALPHABET:
            return msg(
                "Character %(position)s (%(character)s) is never used in a unified social credit code.",
                position=position,
                character=character,
            )
    return _uscc_check_fault(text)


def _uscc_check_fault(text: str) -> Message | None:
    inner = organisation_check_character(text[8:16])
    if text[16] != inner:
        return msg("Character 17, which checks the organisation code inside, should be %(expected)s.", expected=inner)
    expected = uscc_check_character(text[:-1])
    return None if text[-1] == expected else msg("The last character should be %(expected)s.", expected=expected)


# --- Telephones ---------------------------------------------------------------------------------------------------

_COUNTRY_CODE = re.compile(r"^(\+|00)86")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")


def normalise_mobile(text: str) -> str:
    """A mobile number as its digits alone, without country code, spaces and hyphens."""
    return _COUNTRY_CODE.sub("", normalise(text).replace("-", ""))


def mobile_fault(text: str) -> Message | None:
    """What is wrong with a mainland mobile number, judged by shape: 11 digits that begin with 13 to 19."""
    if _MOBILE.fullmatch(normalise_mobile(text)):
        return None
    return msg("A mobile number has 11 digits and begins with 13 to 19.")


# --- Masks --------------------------------------------------------------------------------------------------------


def mask_id(number: str) -> str:
    """An identity number with six characters in front and four behind in clear; short ones show two and two."""
    text = number.strip()
    front, behind = (6, 4) if len(text) >= 15 else (2, 2)
    return _mask(text, front, behind)


def mask_mobile(number: str) -> str:
    """A telephone number with three digits in front and four behind in clear, such as 138****5678."""
    return _mask(number.strip(), 3, 4)


def mask_name(name: str) -> str:
    """A name as public lists show it: the first character, and the last one where there are three or more."""
    text = name.strip()
    if text.isascii():
        return " ".join(_mask(word, 1, 0) for word in text.split())
    return _mask(text, 1, 1 if len(text) > 2 else 0)


def _mask(text: str, front: int, behind: int) -> str:
    hidden = len(text) - front - behind
    if hidden <= 0:
        return "*" * len(text)
    return text[:front] + "*" * hidden + text[len(text) - behind :]
