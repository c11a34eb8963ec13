"""Label and value rows: the label in Chinese over English, the value beside it, a hairline below."""

from trainer.certification.pdf.data import CertificateData
from trainer.certification.pdf.fields import Field
from trainer.certification.pdf.fonts import Face
from trainer.certification.pdf.ink import LINE, TEXT, TEXT_2, TEXT_3
from trainer.certification.pdf.sheet import Sheet, mm_to_points, points_to_mm
from trainer.certification.pdf.typesetting import fit

ROW_HEIGHT = 12.5
VALUE_INDENT = 27.5
LABEL_SIZE = 10.5
LABEL_EN_SIZE = 9
VALUE_SIZE = 11.5
# Three lines of shrunken text are as much as the height of a row takes.
VALUE_LINES = 3
VALUE_LINE_FACTOR = 1.28


def draw_row(sheet: Sheet, field: Field, data: CertificateData, x: float, y: float, width: float) -> None:
    """Draw one row with its top left corner at (x, y); a long value shrinks, then wraps inside the row."""
    sheet.text(x, y + 6.0, field.label, Face.SANS, LABEL_SIZE, TEXT_2)
    sheet.text(x, y + 10.1, field.label_en, Face.SANS, LABEL_EN_SIZE, TEXT_3)
    room = mm_to_points(width - VALUE_INDENT)
    value = fit(field.value(data), Face.SANS_MEDIUM, VALUE_SIZE, room, place=field.key, most_lines=VALUE_LINES)
    leading = points_to_mm(value.size * VALUE_LINE_FACTOR)
    first = y + 8.1 - (len(value.lines) - 1) * leading / 2
    sheet.fitted(x + VALUE_INDENT, first, value, leading, TEXT)
    sheet.line(x, y + ROW_HEIGHT, x + width, y + ROW_HEIGHT, LINE, 0.6)
