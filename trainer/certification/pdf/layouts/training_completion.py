"""培训合格证书, the training completion: A4 portrait in a double line, with the ID number masked."""

from trainer.certification.pdf import marks
from trainer.certification.pdf.data import CertificateData
from trainer.certification.pdf.field_rows import ROW_HEIGHT, draw_row
from trainer.certification.pdf.fields import COMPLETION_FIELDS, COMPLETION_ROWS, Field
from trainer.certification.pdf.fonts import Face
from trainer.certification.pdf.ink import ACCENT, TEXT_2, TEXT_3, WHITE
from trainer.certification.pdf.sheet import Sheet, mm_to_points
from trainer.certification.pdf.statement import StatementStyle, compose
from trainer.certification.pdf.typesetting import fit
from trainer.certification.pdf.wording import completion_sentence_en, completion_sentence_zh

LEFT, RIGHT = 25.5, 184.5
NAME_BASELINE = 102.6
ROWS_TOP = 156.4
ROWS_BOTTOM = 233.0
BEFORE_ROWS = 8.0
SEAL = (153.2, 252.6)
NOTE = "本证书证明培训经历，不等同于职业技能等级证书。"
NOTE_EN = "This certificate records training; it is not a certificate of vocational skill level."
STYLE = StatementStyle(width=RIGHT - LEFT, size=14.4, leading=10.6, size_en=11.5, leading_en=6.1, gap=11.4)


class TrainingCompletion:
    """The certificate of a completed training programme."""

    name = "completion"
    title = "培训合格证书"
    title_en = "CERTIFICATE OF TRAINING COMPLETION"
    width = 210.0
    height = 297.0
    fields: tuple[Field, ...] = COMPLETION_FIELDS

    def draw(self, sheet: Sheet, data: CertificateData, *, specimen: bool) -> None:
        """Draw the page; raises TextTooLong or GlyphMissing."""
        marks.draw_watermark(sheet, self.width / 2, 140.0)
        sheet.box(11.8, 11.8, 186.4, 273.4, ink=ACCENT, weight=1.3)
        sheet.box(13.7, 13.7, 182.6, 269.6, ink=ACCENT.tint(0.4), weight=0.6)
        self._draw_head(sheet, data, specimen=specimen)
        self._draw_text(sheet, data)
        marks.draw_verification(sheet, data, LEFT, 235.4, 58.0)
        above = marks.draw_issuer(sheet, data, RIGHT, 265.6, 110.0)
        marks.draw_seal_place(sheet, *SEAL, above=above, specimen=specimen)
        middle = self.width / 2
        sheet.text(middle, 277.0, NOTE, Face.SANS, 9.3, TEXT_3, align="centre")
        sheet.text(middle, 280.9, NOTE_EN, Face.SANS, 7.8, TEXT_3, align="centre")
        if specimen:
            marks.draw_specimen(sheet, RIGHT, 24.9)

    def _draw_head(self, sheet: Sheet, data: CertificateData, *, specimen: bool) -> None:
        sheet.box(LEFT, 24.3, 7.4, 7.4, fill=ACCENT, radius=1.6)
        for x, y, length in ((1.9, 2.5, 2.4), (1.9, 3.7, 3.7), (3.5, 4.9, 2.2)):
            start, height = LEFT + x, 24.3 + y
            sheet.line(start, height, start + length, height, WHITE, 1.5)
        room = RIGHT - LEFT - 10 - (36 if specimen else 0)
        body = fit(data.training_body, Face.SANS, 10.8, mm_to_points(room), place="training_body", most_lines=2)
        sheet.fitted(LEFT + 10, 29.4 - (len(body.lines) - 1) * 2.0, body, 4.0, TEXT_2)
        marks.draw_heading(sheet, self.title, self.title_en, 65.4, size=36, size_en=11.6, drop=8.9)
        sheet.line(self.width / 2 - 7.3, 81.8, self.width / 2 + 7.3, 81.8, ACCENT, 2.2)

    def _draw_text(self, sheet: Sheet, data: CertificateData) -> None:
        room = ROWS_BOTTOM - len(COMPLETION_ROWS) * ROW_HEIGHT - BEFORE_ROWS - NAME_BASELINE
        statement = compose(data.holder_name, completion_sentence_zh(data), completion_sentence_en(data), STYLE, room)
        statement.draw(sheet, LEFT, NAME_BASELINE)
        top = max(ROWS_TOP, NAME_BASELINE + statement.height + BEFORE_ROWS)
        for number, field in enumerate(COMPLETION_ROWS):
            draw_row(sheet, field, data, LEFT, top + number * ROW_HEIGHT, RIGHT - LEFT)
