"""Rendering: certificate data in, PDF bytes out; the same data always gives the same bytes."""

import hashlib
from io import BytesIO
from threading import Lock
from types import SimpleNamespace
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfdoc import PDFZCompress
from reportlab.pdfgen.canvas import Canvas

from trainer.certification.pdf.data import CertificateData
from trainer.certification.pdf.errors import BadValue, MissingValue, UnknownLayout
from trainer.certification.pdf.fields import empty_attributes, known_level, sample_data
from trainer.certification.pdf.fonts import Face, load_all, registered_name
from trainer.certification.pdf.layouts import LAYOUTS, Layout
from trainer.certification.pdf.sheet import Sheet

# ReportLab's fonts keep a reading position, so that two threads must not subset one font at the same time.
DRAWING = Lock()


def render(layout_name: str, data: CertificateData, *, specimen: bool = False) -> bytes:
    """Draw one certificate as PDF.

    Raises UnknownLayout, MissingValue or BadValue for the input, TextTooLong, GlyphMissing or BadPhoto when it
    cannot be drawn whole, FontMissing when the program is not set up. `specimen` prints the mark of a preview.
    """
    layout = _layout(layout_name)
    _check(layout, data)
    with DRAWING:
        load_all()
        buffer = BytesIO()
        canvas = _canvas(buffer, layout, data, specimen=specimen)
        layout.draw(Sheet(canvas, layout.width, layout.height), data, specimen=specimen)
        canvas.showPage()
        canvas.save()
    return buffer.getvalue()


def check(layout_name: str, data: CertificateData) -> None:
    """Raise what `render` would raise for these data; draws onto a page that is thrown away, in half the time."""
    layout = _layout(layout_name)
    _check(layout, data)
    with DRAWING:
        load_all()
        canvas = _canvas(BytesIO(), layout, data, specimen=False)
        layout.draw(Sheet(canvas, layout.width, layout.height), data, specimen=False)


def render_sample(layout_name: str) -> bytes:
    """Draw the layout with the sample of each placeholder, marked as specimen; needs no database."""
    return render(layout_name, sample_data(_layout(layout_name).fields), specimen=True)


def _layout(name: str) -> Layout:
    if name not in LAYOUTS:
        raise UnknownLayout(name, tuple(LAYOUTS))
    return LAYOUTS[name]


def _check(layout: Layout, data: CertificateData) -> None:
    empty = empty_attributes(layout.fields, data)
    if empty:
        raise MissingValue(layout.name, empty)
    if data.level_code is not None and not known_level(data.level_code):
        raise BadValue("level_code", data.level_code, "an examined level is a number from 1 to 5")
    if data.starts_on and data.ends_on and data.ends_on < data.starts_on:
        raise BadValue("ends_on", data.ends_on, f"it lies before the first day, {data.starts_on}")


def _canvas(buffer: BytesIO, layout: Layout, data: CertificateData, *, specimen: bool) -> Any:
    """Canvas whose metadata speak of the certificate and depend on nothing but the data."""
    options: dict[str, Any] = {
        "pagesize": (layout.width * mm, layout.height * mm),
        "pageCompression": 0,
        "invariant": 1,
        "pdfVersion": (1, 7),
        # Without it every page would name Helvetica, which is not embedded.
        "initialFontName": registered_name(Face.SANS),
        "lang": "zh-CN",
    }
    canvas: Any = Canvas(buffer, **options)
    canvas.setTitle(f"{layout.title} {data.number} {data.holder_name}")
    canvas.setSubject(layout.title_en.capitalize())
    canvas.setAuthor(data.issuer)
    canvas.setCreator("Trainer")
    canvas.setKeywords(data.number)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    document = canvas._doc
    # Binary deflate for every stream; ReportLab's own switch would add ASCII85, a quarter larger.
    document.defaultStreamFilters = [PDFZCompress]
    # The dates of the file are the day of issue, not ReportLab's fixed day or SOURCE_DATE_EPOCH.
    day = data.issued_on
    document._timeStamp = SimpleNamespace(YMDhms=(day.year, day.month, day.day, 0, 0, 0), dhh=0, dmm=0)
    digest = hashlib.sha256(repr((layout.name, data, specimen)).encode()).hexdigest()[:32].upper()
    document._ID = f"[<{digest}> <{digest}>]".encode()
    return canvas
