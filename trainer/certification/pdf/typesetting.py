"""Setting text: widths, line breaks for mixed Chinese and Latin text, and shrinking before wrapping."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from trainer.certification.pdf.errors import GlyphMissing, TextTooLong
from trainer.certification.pdf.fonts import Face, char_width, face_for

# Text may shrink to this share of its size; then it wraps (docs/certificates.md).
SMALLEST = 0.7
TIE = "\u00a0"
# Chinese line-breaking rules: these never begin a line, or never end one.
NOT_FIRST = frozenset("，。、；：？！）」』》〉】〕％…—·・～,.;:?!)]}%’”")
NOT_LAST = frozenset("（「『《〈【〔([{‘“¥￥№")
# Full-width closing marks give up the empty half of their square before one another and before a space.
CLOSING = frozenset("，。、；：？！）」』》〉】〕")
SQUEEZE = 0.5
# A Latin word may be broken after these.
BREAK_AFTER = frozenset("-/·・@")


class Glyph(NamedTuple):
    """One character in the face that draws it; a squeezed one gives up the empty half of its square."""

    character: str
    face: Face
    squeezed: bool = False

    @property
    def width(self) -> float:
        """Advance width at size 1."""
        return char_width(self.character, self.face) - (SQUEEZE if self.squeezed else 0)


END = Glyph("", Face.SANS)


class Piece(NamedTuple):
    """Neighbouring characters in one face, all squeezed or none."""

    text: str
    face: Face
    squeezed: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One set line at size 1: its pieces and its width."""

    pieces: tuple[Piece, ...]
    width: float

    @property
    def text(self) -> str:
        """Its characters, with plain spaces."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines with the size in points at which they fit."""

    size: float
    lines: tuple[Line, ...]

    @property
    def width(self) -> float:
        """Width of the longest line in points."""
        return max(line.width for line in self.lines) * self.size


def glyphs(text: str, face: Face) -> list[Glyph]:
    """Each character with the face that can draw it; raises GlyphMissing naming all that none can draw."""
    found: list[Glyph] = []
    missing: list[str] = []
    for character in text:
        try:
            found.append(Glyph(character, face_for(character, face)))
        except GlyphMissing:
            missing.append(character)
    if missing:
        raise GlyphMissing("".join(dict.fromkeys(missing)), text)
    return _squeeze(found)


def _squeeze(run: list[Glyph]) -> list[Glyph]:
    return [
        glyph._replace(squeezed=True) if glyph.character in CLOSING and _gives_room(after.character) else glyph
        for glyph, after in pairwise([*run, END])
    ]


def _gives_room(after: str) -> bool:
    return after == " " or after in CLOSING


def as_line(run: Iterable[Glyph]) -> Line:
    """Set the characters as one line."""
    run = list(run)
    pieces = tuple(
        Piece("".join(glyph.character for glyph in group).replace(TIE, " "), face, squeezed)
        for (face, squeezed), group in groupby(run, key=lambda glyph: (glyph.face, glyph.squeezed))
    )
    return Line(pieces, sum(glyph.width for glyph in run))


def one_line(text: str, face: Face) -> Line:
    """Set the text as one line, however long."""
    return as_line(glyphs(text, face))


def break_lines(run: Sequence[Glyph], width: float, *, first_width: float | None = None) -> list[Line]:
    """Break the characters into lines of at most `width` (in units of the type size), greedily.

    `first_width` is the room on the first line when something stands before it. A word longer than a whole
    line is broken inside, so the result never overruns.
    """
    lines: list[Line] = []
    rest = list(run)
    room = width if first_width is None else first_width
    while rest:
        shortened = room < width
        count = _fitting(rest, room, may_cut=not shortened)
        if count or not shortened:
            count = max(count, 1)
            lines.append(as_line(_stripped(rest[:count])))
            rest = rest[count:]
            while rest and rest[0].character == " ":
                rest.pop(0)
        else:
            lines.append(Line((), 0))
        room = width
    return lines


def fit(text: str, face: Face, size: float, width: float, *, place: str, most_lines: int = 1) -> Fitted:
    """Shrink the text (to 70 % at most) until it fits `width` points on one line, then wrap it.

    Raises TextTooLong, naming the place, when more than `most_lines` lines would be needed.
    """
    run = glyphs(text, face)
    line = as_line(run)
    if line.width * size <= width:
        return Fitted(size, (line,))
    if line.width * size * SMALLEST <= width:
        return Fitted(width / line.width, (line,))
    lines = break_lines(run, width / (size * SMALLEST))
    if len(lines) > most_lines:
        raise TextTooLong(place, text)
    return Fitted(size * SMALLEST, tuple(lines))


def _fitting(run: Sequence[Glyph], room: float, *, may_cut: bool) -> int:
    """How many of the characters go on a line of this room: up to the last good break that fits."""
    used = 0.0
    best = 0
    for index, glyph in enumerate(run):
        hanging_space = glyph.character == " "
        if used + glyph.width > room + 1e-9 and not hanging_space:
            return best or (index if may_cut else 0)
        used += glyph.width
        if index + 1 == len(run) or _may_break(glyph.character, run[index + 1].character):
            best = index + 1
    return len(run)


def _may_break(before: str, after: str) -> bool:
    if TIE in (before, after) or after == " " or after in NOT_FIRST or before in NOT_LAST:
        return False
    return before == " " or before in BREAK_AFTER or _is_wide(before) or _is_wide(after)


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F")


def _stripped(run: Sequence[Glyph]) -> Sequence[Glyph]:
    end = len(run)
    while end and run[end - 1].character == " ":
        end -= 1
    return run[:end]
