"""The statement of a certificate: the holder's underlined name, the Chinese sentence after it, then the English."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from trainer.certification.pdf.errors import TextTooLong
from trainer.certification.pdf.fonts import Face
from trainer.certification.pdf.ink import LINE_STRONG, TEXT, TEXT_2
from trainer.certification.pdf.sheet import Sheet, mm_to_points, points_to_mm
from trainer.certification.pdf.typesetting import SMALLEST, Fitted, Glyph, Line, break_lines, fit, glyphs
from trainer.certification.pdf.wording import Words

NAME_SIZE = 21
NAME_LEADING = 9.5
NAME_LINES = 3
NAME_PADDING = 2.0
UNDERLINE_DROP = 2.6
AFTER_NAME = 2.6
# Fewer characters than this on a line look lost, beside the name and at the end of the sentence.
FEWEST_BESIDE_NAME = 5
FEWEST_AT_END = 3
SCALES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, SMALLEST)


@dataclass(frozen=True, slots=True)
class StatementStyle:
    """Measures of a statement: type sizes in points, the rest in mm."""

    width: float
    size: float
    leading: float
    size_en: float
    leading_en: float
    gap: float


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement broken into lines at one scale."""

    style: StatementStyle
    scale: float
    name: Fitted
    beside_name: bool
    lines: tuple[Line, ...]
    lines_en: tuple[Line, ...]

    @property
    def first_line(self) -> float:
        """Distance in mm from the first name baseline to the baseline of the first Chinese line."""
        below = 0 if self.beside_name else self.style.leading
        return (len(self.name.lines) - 1) * NAME_LEADING + below

    @property
    def first_line_en(self) -> float:
        """Distance in mm from the first name baseline to the baseline of the first English line."""
        chinese = (len(self.lines) - 1) * self.style.leading * self.scale
        return self.first_line + chinese + self.style.gap * self.scale

    @property
    def height(self) -> float:
        """Distance in mm from the first name baseline to the last English baseline."""
        return self.first_line_en + (len(self.lines_en) - 1) * self.style.leading_en * self.scale

    def draw(self, sheet: Sheet, x: float, y: float) -> None:
        """Draw with the first name baseline at `y`."""
        style, scale = self.style, self.scale
        _draw_name(sheet, x, y, self.name)
        for number, line in enumerate(self.lines):
            indent = _name_room(self.name) if number == 0 and self.beside_name else 0
            baseline = y + self.first_line + number * style.leading * scale
            sheet.set_line(x + indent, baseline, line, style.size * scale, TEXT)
        for number, line in enumerate(self.lines_en):
            baseline = y + self.first_line_en + number * style.leading_en * scale
            sheet.set_line(x, baseline, line, style.size_en * scale, TEXT_2)


def compose(
    name: str, words: Iterable[Words], words_en: Iterable[Words], style: StatementStyle, room: float
) -> Statement:
    """The largest statement not higher than `room` mm; raises TextTooLong when even 70 % does not fit."""
    chinese = _glyphs(words, Face.SERIF, Face.SERIF_BOLD)
    english = _glyphs(words_en, Face.SERIF, Face.SERIF_BOLD)
    name_width = mm_to_points(style.width - 2 * NAME_PADDING)
    fitted = fit(name, Face.SERIF_BOLD, NAME_SIZE, name_width, place="holder_name", most_lines=NAME_LINES)
    attempt = _composer(fitted, chinese, english, style)
    fitting = [statement for statement in map(attempt, SCALES) if statement.height <= room]
    if not fitting:
        raise TextTooLong("the statement", "".join(glyph.character for glyph in [*chinese, *english]))
    good = (statement for statement in fitting if len(statement.lines[-1].text) >= FEWEST_AT_END)
    return next(good, fitting[0])


def _composer(
    name: Fitted, chinese: list[Glyph], english: list[Glyph], style: StatementStyle
) -> Callable[[float], Statement]:
    def at(scale: float) -> Statement:
        width = mm_to_points(style.width) / (style.size * scale)
        beside = mm_to_points(style.width - _name_room(name)) / (style.size * scale)
        lines = break_lines(chinese, width, first_width=beside)
        beside_name = lines[0].width >= FEWEST_BESIDE_NAME
        if not beside_name:
            lines = break_lines(chinese, width)
        lines_en = break_lines(english, mm_to_points(style.width) / (style.size_en * scale))
        return Statement(style, scale, name, beside_name, tuple(lines), tuple(lines_en))

    return at


def _glyphs(words: Iterable[Words], plain: Face, strong: Face) -> list[Glyph]:
    return [glyph for part in words for glyph in glyphs(part.text, strong if part.strong else plain)]


def _name_room(name: Fitted) -> float:
    last = points_to_mm(name.lines[-1].width * name.size)
    return last + 2 * NAME_PADDING + AFTER_NAME


def _draw_name(sheet: Sheet, x: float, y: float, name: Fitted) -> None:
    for number, line in enumerate(name.lines):
        baseline = y + number * NAME_LEADING
        sheet.set_line(x + NAME_PADDING, baseline, line, name.size, TEXT)
        end = x + points_to_mm(line.width * name.size) + 2 * NAME_PADDING
        sheet.line(x, baseline + UNDERLINE_DROP, end, baseline + UNDERLINE_DROP, LINE_STRONG, 0.6)
