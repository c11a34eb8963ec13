"""People's names: what may stand in one, how two spellings are compared, and the name in Latin letters."""

from __future__ import annotations

import re
import unicodedata

from pypinyin import lazy_pinyin

from trainer.enrolment.columns import vocabulary
from trainer.kit.messages import Message, msg

MAX_LENGTH = 60
_MIDDLE_DOT = "\N{MIDDLE DOT}"
_OTHER_DOTS = dict.fromkeys(
    map(ord, "\N{BULLET}\N{KATAKANA MIDDLE DOT}\N{HYPHENATION POINT}\N{BULLET OPERATOR}"), _MIDDLE_DOT
)
_JOINERS = frozenset(" -'.,\N{RIGHT SINGLE QUOTATION MARK}" + _MIDDLE_DOT)
_LOST = frozenset("?\N{FULLWIDTH QUESTION MARK}\N{REPLACEMENT CHARACTER}\N{WHITE SQUARE}\N{GETA MARK}*")
_LATIN = re.compile(r"[A-Za-z][A-Za-z ,.'-]*")
# Ideographs that are newer than Python's own table of characters lie in these two planes.
_IDEOGRAPHIC_PLANES = range(0x20000, 0x40000)


def clean_name(text: str) -> str:
    """A name without padding: Chinese names lose inner spaces, others keep single ones; middle dots become one kind."""
    words = text.translate(_OTHER_DOTS).split()
    return " ".join(words) if text.isascii() else "".join(words)


def name_fault(name: str) -> Message | None:
    """What is wrong with a cleaned name; rare characters are welcome."""
    if len(name) > MAX_LENGTH:
        return msg("A name has at most %(limit)s characters.", limit=MAX_LENGTH)
    for character in name:
        if character in _LOST:
            return msg("The name contains %(character)s. Please write the true character.", character=character)
        if character.isdigit():
            return msg("A name holds no digits, but here is %(character)s.", character=character)
        if unicodedata.category(character) == "Co":
            code = f"U+{ord(character):04X}"
            return msg(
                "Character %(code)s exists on your computer only. Please write the standard character.", code=code
            )
        if not _may_stand_in_a_name(character):
            return msg("A name does not hold %(character)s.", character=character)
    return None if any(character.isalpha() for character in name) else msg("This is not a name.")


def latin_fault(name: str) -> Message | None:
    """What is wrong with a name in Latin letters."""
    if _LATIN.fullmatch(name) and len(name) <= 2 * MAX_LENGTH:
        return None
    return msg("Please use Latin letters, family name first.")


def same_name(one: str, other: str) -> bool:
    """Whether two spellings name the same: width, case, spaces and dots do not count."""
    return _compared(one) == _compared(other)


def latin_name(name: str) -> str:
    """A Chinese name in pinyin without tones, family name first; surnames with a reading of their own follow the list.

    The vowel of "nü" and "lü" is written yu, as passports do (National Immigration Administration, 2012).
    """
    if name.isascii():
        return name
    surname, given = _split(name)
    readings = vocabulary().surname_readings
    family = readings.get(surname, "").split() or lazy_pinyin(surname)
    return " ".join(part for part in (_spelled(family), _spelled(lazy_pinyin(given))) if part)


def _split(name: str) -> tuple[str, str]:
    if _MIDDLE_DOT in name:
        first, _dot, rest = name.partition(_MIDDLE_DOT)
        return first, rest
    length = 2 if len(name) > 2 and name[:2] in vocabulary().surname_readings else 1
    return name[:length], name[length:]


def _spelled(syllables: list[str]) -> str:
    joined = "".join(syllables).replace("v", "yu").replace(_MIDDLE_DOT, " ")
    return " ".join(word.capitalize() for word in joined.split()) if joined.isascii() else ""


def _may_stand_in_a_name(character: str) -> bool:
    if character in _JOINERS or ord(character) in _IDEOGRAPHIC_PLANES:
        return True
    return character.isalpha() or unicodedata.category(character) in ("Mn", "Mc")


def _compared(name: str) -> str:
    folded = unicodedata.normalize("NFKC", clean_name(name)).casefold()
    return "".join(character for character in folded if character not in _JOINERS)
