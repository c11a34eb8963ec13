"""One page to draw on: millimetres from the top left corner, type sizes in points, text that stays searchable."""

from typing import Any, Literal

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfdoc import PDFStream, xObjectName
from reportlab.pdfgen.canvas import Canvas

from trainer.certification.pdf import embedded, guilloche
from trainer.certification.pdf.fonts import Face, registered_name
from trainer.certification.pdf.guilloche import UNIT, Rosette
from trainer.certification.pdf.ink import Ink
from trainer.certification.pdf.typesetting import SQUEEZE, Fitted, Line, one_line

Align = Literal["left", "centre", "right"]

# Reach of a form's own coordinate system, wide enough for every ornament: no ornament is larger than 200 mm.
FORM_BOX = (-100 * UNIT, -100 * UNIT, 100 * UNIT, 100 * UNIT)


class Sheet:
    """A page of the given width and height in mm. `y` grows downwards; text is placed by its baseline."""

    def __init__(self, canvas: Canvas, width: float, height: float) -> None:
        self.canvas = canvas
        # ReportLab has no public call for marked content and ready-made streams.
        self._internals: Any = canvas
        self.width = width
        self.height = height

    def line(self, x0: float, y0: float, x1: float, y1: float, ink: Ink, weight: float) -> None:
        """Straight line; weight in points."""
        self._stroke(ink, weight)
        self.canvas.line(x0 * mm, self._y(y0), x1 * mm, self._y(y1))

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        ink: Ink | None = None,
        weight: float = 0.5,
        fill: Ink | None = None,
        radius: float = 0,
    ) -> None:
        """Rectangle from its top left corner, outlined and filled as asked; radius in mm."""
        if ink is not None:
            self._stroke(ink, weight)
        if fill is not None:
            self.canvas.setFillColorRGB(*fill)
        bottom = self._y(y + height)
        stroked, filled = int(ink is not None), int(fill is not None)
        if radius:
            self.canvas.roundRect(x * mm, bottom, width * mm, height * mm, radius * mm, stroked, filled)
        else:
            self.canvas.rect(x * mm, bottom, width * mm, height * mm, stroked, filled)

    def circle(
        self,
        x: float,
        y: float,
        radius: float,
        *,
        ink: Ink | None = None,
        weight: float = 0.5,
        fill: Ink | None = None,
        dash: tuple[float, ...] = (),
    ) -> None:
        """Circle around its centre; dash lengths in points."""
        self.canvas.saveState()
        if ink is not None:
            self._stroke(ink, weight)
        if fill is not None:
            self.canvas.setFillColorRGB(*fill)
        if dash:
            self.canvas.setDash(list(dash))
        self.canvas.circle(x * mm, self._y(y), radius * mm, int(ink is not None), int(fill is not None))
        self.canvas.restoreState()

    def bars(self, bars: list[tuple[float, float, float, float]], fill: Ink) -> None:
        """Filled rectangles (x, y, width, height), painted as one path without seams."""
        self.canvas.setFillColorRGB(*fill)
        path = self.canvas.beginPath()
        for x, y, width, height in bars:
            path.rect(x * mm, self._y(y + height), width * mm, height * mm)
        self.canvas.drawPath(path, stroke=0, fill=1)

    def set_line(
        self, x: float, y: float, line: Line, size: float, ink: Ink, *, align: Align = "left", spacing: float = 0
    ) -> None:
        """One set line; `spacing` is added after each character (share of the size), except the last.

        Letter-spaced text carries its plain text along, so that it can still be searched.
        """
        count = sum(len(piece.text) for piece in line.pieces)
        width = line.width * size + max(count - 1, 0) * spacing * size
        start = x * mm - {"left": 0.0, "centre": width / 2, "right": width}[align]
        if spacing:
            self._begin_marked(f"/Span <</ActualText {_utf16(line.text)}>> BDC")
        text = self.canvas.beginText(start, self._y(y))
        text.setFillColorRGB(*ink)
        for piece in line.pieces:
            text.setFont(registered_name(piece.face), size)
            text.setCharSpace((spacing - (SQUEEZE if piece.squeezed else 0)) * size)
            text.textOut(piece.text)
        text.setCharSpace(0)
        self.canvas.drawText(text)
        if spacing:
            self._end_marked()

    def text(
        self,
        x: float,
        y: float,
        text: str,
        face: Face,
        size: float,
        ink: Ink,
        *,
        align: Align = "left",
        spacing: float = 0,
    ) -> None:
        """One line of text that is known to fit."""
        self.set_line(x, y, one_line(text, face), size, ink, align=align, spacing=spacing)

    def fitted(self, x: float, y: float, fitted: Fitted, leading: float, ink: Ink, *, align: Align = "left") -> None:
        """Fitted lines; `y` is the first baseline, `leading` the distance between baselines, in mm."""
        for number, line in enumerate(fitted.lines):
            self.set_line(x, y + number * leading, line, fitted.size, ink, align=align)

    def artifact(self, x: float, y: float, text: str, face: Face, size: float, ink: Ink, spacing: float) -> None:
        """Decorative text: drawn, but hidden from search, copying and screen readers."""
        self._begin_marked("/Artifact BMC")
        self._begin_marked("/Span <</ActualText <FEFF>>> BDC")
        pen = self.canvas.beginText(x * mm, self._y(y))
        pen.setFillColorRGB(*ink)
        pen.setCharSpace(spacing)
        for piece in one_line(text, face).pieces:
            pen.setFont(registered_name(piece.face), size)
            pen.textOut(piece.text)
        pen.setCharSpace(0)
        self.canvas.drawText(pen)
        self._end_marked()
        self._end_marked()

    def embed(self, name: str, stream: PDFStream) -> None:
        """Add a drawing or picture to the document under a name."""
        self._internals._doc.addForm(name, stream)

    def embed_rosette(self, name: str, rosette: Rosette) -> None:
        """Add a rosette to the document: one petal, and a form that paints it at each angle."""
        petal = f"{name}-petal"
        self.embed(petal, embedded.form(guilloche.petal(rosette), FORM_BOX))
        operators = guilloche.all_petals(rosette, xObjectName(petal))
        self.embed(name, embedded.form(operators, FORM_BOX, uses=(petal,)))

    def ornament(
        self, name: str, x: float, y: float, ink: Ink, weight: float, *, turn: float = 0, stretch: float = 1
    ) -> None:
        """Paint an embedded path with its origin at (x, y), turned by degrees, stretched along its own x."""
        canvas = self.canvas
        canvas.saveState()
        self._stroke(ink, weight * UNIT / mm)
        canvas.setLineCap(1)
        canvas.setLineJoin(1)
        canvas.translate(x * mm, self._y(y))
        if turn:
            canvas.rotate(turn)
        canvas.scale(mm / UNIT * stretch, mm / UNIT)
        canvas.doForm(name)
        canvas.restoreState()

    def picture(self, name: str, x: float, y: float, width: float, height: float) -> None:
        """Paint an embedded picture into the rectangle."""
        canvas = self.canvas
        canvas.saveState()
        canvas.translate(x * mm, self._y(y + height))
        canvas.scale(width * mm, height * mm)
        canvas.doForm(name)
        canvas.restoreState()

    def _y(self, y: float) -> float:
        return float((self.height - y) * mm)

    def _stroke(self, ink: Ink, weight: float) -> None:
        self.canvas.setStrokeColorRGB(*ink)
        self.canvas.setLineWidth(weight)

    def _begin_marked(self, operator: str) -> None:
        self._internals._code.append(operator)

    def _end_marked(self) -> None:
        self._internals._code.append("EMC")


def points_to_mm(points: float) -> float:
    """Length in mm of a length in points."""
    return points / mm


def mm_to_points(length: float) -> float:
    """Length in points of a length in mm."""
    return length * mm


def _utf16(text: str) -> str:
    return "<FEFF" + text.encode("utf-16-be").hex().upper() + ">"
