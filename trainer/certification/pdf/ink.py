"""The colours of certificates: the light tokens of the interface, mixed with white where a tint is meant."""

from typing import NamedTuple


class Ink(NamedTuple):
    """An opaque colour, parts from 0 to 1."""

    red: float
    green: float
    blue: float

    def tint(self, share: float) -> "Ink":
        """This colour at `share` of its strength on white paper; opaque, so that it prints the same everywhere."""
        return Ink(*(round(1 - share * (1 - part), 4) for part in self))


def _hex(code: str) -> Ink:
    return Ink(*(round(int(code[start : start + 2], 16) / 255, 4) for start in (0, 2, 4)))


TITLE = _hex("12233F")
TEXT = _hex("1A2332")
TEXT_2 = _hex("465162")
TEXT_3 = _hex("606B7C")
LINE = _hex("DDE2E8")
LINE_STRONG = _hex("7D8797")
ACCENT = _hex("1F55B5")
SEAL = _hex("B3261E")
WHITE = _hex("FFFFFF")
