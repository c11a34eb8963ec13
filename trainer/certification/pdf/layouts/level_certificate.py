"""职业技能等级证书, the level certificate: A4 landscape in a wave guilloche."""

from trainer.certification.pdf import embedded, guilloche, marks
from trainer.certification.pdf.data import CertificateData
from trainer.certification.pdf.field_rows import ROW_HEIGHT, draw_row
from trainer.certification.pdf.fields import LEVEL_FIELDS, LEVEL_ROWS, Field
from trainer.certification.pdf.guilloche import Rosette
from trainer.certification.pdf.ink import ACCENT, WHITE
from trainer.certification.pdf.sheet import FORM_BOX, Sheet
from trainer.certification.pdf.statement import StatementStyle, compose
from trainer.certification.pdf.wording import level_sentence_en, level_sentence_zh

BORDER = 11.8
INNER = 16.8
PHOTO_LEFT, PHOTO_TOP = 27.5, 59.8
LEFT, RIGHT = 76.1, 270.6
COLUMN_WIDTH, SECOND_COLUMN = 87.0, 170.9
NAME_BASELINE = 66.8
ROWS_TOP = 97.0
ROWS_BOTTOM = 147.0
BEFORE_ROWS = 5.7
SEAL = (237.4, 167.4)
CORNER = Rosette(2.1, 6.6, petals=36, turns=7, overtone=3, share=0.25)
STYLE = StatementStyle(width=RIGHT - LEFT, size=14.2, leading=9.5, size_en=11.3, leading_en=5.9, gap=9.6)


class LevelCertificate:
    """The certificate of a vocational skill level."""

    name = "level"
    title = "职业技能等级证书"
    title_en = "CERTIFICATE OF VOCATIONAL SKILL LEVEL"
    width = 297.0
    height = 210.0
    fields: tuple[Field, ...] = LEVEL_FIELDS

    def draw(self, sheet: Sheet, data: CertificateData, *, specimen: bool) -> None:
        """Draw the page; raises TextTooLong or GlyphMissing."""
        marks.draw_watermark(sheet, self.width / 2, 111.8)
        self._draw_border(sheet)
        marks.draw_heading(sheet, self.title, self.title_en, 36.6, size=33, size_en=11.4, drop=8.1)
        marks.draw_photo(sheet, data.photo, PHOTO_LEFT, PHOTO_TOP, specimen=specimen)
        self._draw_text(sheet, data)
        marks.draw_verification(sheet, data, PHOTO_LEFT, 150.0, 78.0, closing="查验页显示当前状态与发证机构")
        above = marks.draw_issuer(sheet, data, 269.5, 182.6, 118.0)
        marks.draw_seal_place(sheet, *SEAL, above=above, specimen=specimen)
        marks.draw_microtext(sheet, data.number, INNER + 2, 191.3, self.width - 2 * INNER - 4)
        if specimen:
            marks.draw_specimen(sheet, 274.6, 21.6)

    def _draw_text(self, sheet: Sheet, data: CertificateData) -> None:
        rows = (len(LEVEL_ROWS) + 1) // 2
        room = ROWS_BOTTOM - rows * ROW_HEIGHT - BEFORE_ROWS - NAME_BASELINE
        statement = compose(data.holder_name, level_sentence_zh(data), level_sentence_en(data), STYLE, room)
        statement.draw(sheet, LEFT, NAME_BASELINE)
        top = max(ROWS_TOP, NAME_BASELINE + statement.height + BEFORE_ROWS)
        for number, field in enumerate(LEVEL_ROWS):
            row, second = divmod(number, 2)
            x, width = (SECOND_COLUMN, RIGHT - SECOND_COLUMN) if second else (LEFT, COLUMN_WIDTH)
            draw_row(sheet, field, data, x, top + row * ROW_HEIGHT, width)

    def _draw_border(self, sheet: Sheet) -> None:
        sheet.embed("wave", embedded.form(guilloche.wave(), FORM_BOX))
        sheet.embed_rosette("corner", CORNER)
        far_x, far_y = self.width - BORDER, self.height - BORDER
        self._draw_wave(sheet, BORDER, BORDER, far_x - BORDER, turn=0)
        self._draw_wave(sheet, far_x, BORDER, far_y - BORDER, turn=-90)
        self._draw_wave(sheet, far_x, far_y, far_x - BORDER, turn=180)
        self._draw_wave(sheet, BORDER, far_y, far_y - BORDER, turn=90)
        for x in (BORDER, far_x):
            for y in (BORDER, far_y):
                sheet.circle(x, y, 6.7, fill=WHITE)
                sheet.ornament("corner", x, y, ACCENT.tint(0.75), 0.35)
        sheet.box(INNER, INNER, self.width - 2 * INNER, self.height - 2 * INNER, ink=ACCENT.tint(0.5), weight=0.8)

    def _draw_wave(self, sheet: Sheet, x: float, y: float, length: float, *, turn: int) -> None:
        """Whole periods from one corner to the next, stretched a little so that they end in the corner."""
        periods = round(length / guilloche.WAVE_PERIOD)
        step = length / periods
        across, down = {0: (1, 0), -90: (0, 1), 180: (-1, 0), 90: (0, -1)}[turn]
        for number in range(periods):
            start_x, start_y = x + across * number * step, y + down * number * step
            stretch = step / guilloche.WAVE_PERIOD
            sheet.ornament("wave", start_x, start_y, ACCENT.tint(0.55), 0.32, turn=turn, stretch=stretch)
