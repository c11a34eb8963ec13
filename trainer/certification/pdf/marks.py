"""The marks that certificates share: watermark, photo, QR block, issuer with seal place, specimen, microtext."""

from typing import NamedTuple

from trainer.certification.pdf import embedded, photo, qr
from trainer.certification.pdf.data import CertificateData
from trainer.certification.pdf.errors import TextTooLong
from trainer.certification.pdf.fonts import Face
from trainer.certification.pdf.guilloche import Rosette
from trainer.certification.pdf.ink import ACCENT, LINE, LINE_STRONG, SEAL, TEXT, TEXT_2, TEXT_3, TITLE, WHITE, Ink
from trainer.certification.pdf.sheet import Sheet, mm_to_points, points_to_mm
from trainer.certification.pdf.typesetting import fit, one_line
from trainer.certification.pdf.wording import SPECIMEN, TIE, day_en, day_zh

QR_SIDE = 28
# As wide as the photo; the white around the code is its quiet zone.
QR_FRAME = 35
LOOKUP_LEADING = 4.75
LOOKUP_LINES = 7
SEAL_RADIUS = 20
WATERMARK = Rosette(11, 58, petals=101, turns=12, overtone=5, share=0.28)
WATERMARK_SHARE = 0.1
MICROTEXT_SIZE = 3.2
MICROTEXT_SPACING = 0.35


class TypeStyle(NamedTuple):
    """Face, size in points and colour of a text."""

    face: Face
    size: float
    ink: Ink


ISSUER_TYPE = TypeStyle(Face.SERIF_BOLD, 13.2, TEXT)
ISSUER_EN_TYPE = TypeStyle(Face.SERIF, 10.2, TEXT_3)
# Height of a line above its baseline, as a share of the size (the fonts' ascent).
ASCENT = 0.88


def draw_watermark(sheet: Sheet, x: float, y: float) -> None:
    """Rosette behind the text, at most 11 % of the accent."""
    sheet.embed_rosette("watermark", WATERMARK)
    sheet.ornament("watermark", x, y, ACCENT.tint(WATERMARK_SHARE), 0.5)


def draw_photo(sheet: Sheet, content: bytes | None, x: float, y: float, *, specimen: bool) -> None:
    """The photo in its 35 × 49 mm frame; without one a labelled empty frame, on a specimen a silhouette."""
    width, height = photo.WIDTH_MM, photo.HEIGHT_MM
    if content is not None:
        prepared = photo.prepare(content)
        sheet.embed("photo", embedded.jpeg_image(prepared.jpeg, prepared.width, prepared.height))
        sheet.picture("photo", x, y, width, height)
        sheet.box(x, y, width, height, ink=LINE_STRONG, weight=0.5)
    elif specimen:
        _draw_silhouette(sheet, x, y, width, height)
        _centred(sheet, "照片 35 × 49 mm", x + width / 2, y + height + 5, 9.5, TEXT_3)
    else:
        sheet.box(x, y, width, height, ink=LINE_STRONG, weight=0.5, fill=WHITE)
        _centred(sheet, "照片", x + width / 2, y + height / 2 - 2.5, 11, TEXT_3)
        _centred(sheet, "Photo", x + width / 2, y + height / 2 + 2.5, 9.5, TEXT_3)
        _centred(sheet, "35 × 49 mm", x + width / 2, y + height / 2 + 7, 8.5, TEXT_3)


def _centred(sheet: Sheet, text: str, x: float, y: float, size: float, ink: Ink) -> None:
    sheet.text(x, y, text, Face.SANS, size, ink, align="centre")


def _draw_silhouette(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
    canvas = sheet.canvas
    ground, figure = Ink(0.922, 0.937, 0.957), Ink(0.753, 0.776, 0.835)
    sheet.box(x, y, width, height, fill=ground)
    sheet.circle(x + width / 2, y + 20.7, 8.3, fill=figure)
    middle, bottom, half = mm_to_points(x + width / 2), sheet.height - y - height, mm_to_points(14.8)
    base, top = mm_to_points(bottom), mm_to_points(bottom + 16)
    path = canvas.beginPath()
    path.moveTo(middle - half, base)
    path.curveTo(middle - half, base + (top - base) * 0.72, middle - half * 0.6, top, middle, top)
    path.curveTo(middle + half * 0.6, top, middle + half, base + (top - base) * 0.72, middle + half, base)
    path.close()
    canvas.setFillColorRGB(*figure)
    canvas.drawPath(path, stroke=0, fill=1)
    sheet.box(x, y, width, height, ink=LINE_STRONG, weight=0.5)


def draw_verification(
    sheet: Sheet, data: CertificateData, x: float, y: float, width: float, *, closing: str = ""
) -> None:
    """QR code in its frame at (x, y) and, beside its foot, the look-up addresses in a column of `width` mm."""
    margin = (QR_FRAME - QR_SIDE) / 2
    sheet.box(x, y, QR_FRAME, QR_FRAME, ink=LINE, weight=0.6, fill=WHITE)
    sheet.bars(qr.bars(qr.modules(data.qr_url), x + margin, y + margin, QR_SIDE), TEXT)
    lines = [("扫码查验　Scan to verify", Face.SANS_MEDIUM, TEXT)]
    lines += [(address, Face.SANS, TEXT_2) for address in data.lookup_lines]
    if closing:
        lines.append((closing, Face.SANS, TEXT_2))
    placed = []
    for text, face, ink in lines:
        fitted = fit(text, face, 9.3, mm_to_points(width), place="lookup_lines", most_lines=3)
        placed += [(line, fitted.size, ink) for line in fitted.lines]
    if len(placed) > LOOKUP_LINES:
        raise TextTooLong("lookup_lines", " ".join(data.lookup_lines))
    first = y + QR_FRAME - 1.6 - (len(placed) - 1) * LOOKUP_LEADING
    for number, (line, size, ink) in enumerate(placed):
        sheet.set_line(x + QR_FRAME + 4, first + number * LOOKUP_LEADING, line, size, ink)


def draw_seal_place(sheet: Sheet, x: float, y: float, *, above: float, specimen: bool) -> None:
    """Dashed circle of 40 mm that shows where the seal goes, over issuer and date.

    Its label keeps above the height `above`, where the issuer's name begins.
    """
    ink = SEAL.tint(0.75)
    sheet.circle(x, y, SEAL_RADIUS, ink=ink, weight=0.7, dash=(2.4, 1.8))
    label = min(y - 13.2, above - 1.2)
    _centred(sheet, "印章位置", x, label, 9.3, ink)
    if specimen and label + 4.0 < above:
        _centred(sheet, "Ø 40 mm", x, label + 4.0, 8.6, ink)


def draw_issuer(sheet: Sheet, data: CertificateData, right: float, bottom: float, width: float) -> float:
    """Issuer and date, right-aligned, the last baseline at `bottom`; long names grow upwards.

    Gives the height at which the issuer's name begins.
    """
    sheet.text(right, bottom, _plain(day_en(data.issued_on)), Face.SERIF, 10, TEXT_3, align="right")
    sheet.text(right, bottom - 5.6, _plain(day_zh(data.issued_on)), Face.SERIF, 12.5, TEXT, align="right")
    baseline = bottom - 13.2
    if data.issuer_en:
        begin = _stack(sheet, "issuer_en", data.issuer_en, ISSUER_EN_TYPE, right, baseline, width)
        baseline = begin - 2.5
    return _stack(sheet, "issuer", data.issuer, ISSUER_TYPE, right, baseline, width)


def _plain(text: str) -> str:
    return text.replace(TIE, " ")


def _stack(sheet: Sheet, place: str, text: str, style: TypeStyle, right: float, bottom: float, width: float) -> float:
    """Set right-aligned lines upwards from `bottom`; gives the height at which the first begins."""
    fitted = fit(text, style.face, style.size, mm_to_points(width), place=place, most_lines=2)
    leading = points_to_mm(fitted.size * 1.35)
    first = bottom - (len(fitted.lines) - 1) * leading
    sheet.fitted(right, first, fitted, leading, style.ink, align="right")
    return first - points_to_mm(fitted.size * ASCENT)


def draw_specimen(sheet: Sheet, right: float, y: float) -> None:
    """The framed word that marks every preview, never a real certificate."""
    line, size, spacing = one_line(SPECIMEN, Face.SANS_MEDIUM), 10.2, 0.09
    text_width = points_to_mm(size * (line.width + spacing * (len(SPECIMEN) - 1)))
    width = text_width + 5
    sheet.box(right - width, y, width, 5.2, ink=LINE_STRONG, weight=0.8, fill=WHITE, radius=0.6)
    sheet.set_line(right - 2.5, y + 3.9, line, size, TEXT_3, align="right", spacing=spacing)


def draw_microtext(sheet: Sheet, number: str, x: float, y: float, width: float) -> None:
    """The number repeated in tiny type over exactly this width, whole numbers only."""
    unit, room = f"{number} · ", mm_to_points(width)
    unit_width = one_line(unit, Face.SANS).width * MICROTEXT_SIZE + len(unit) * MICROTEXT_SPACING
    text = (unit * max(1, int(room / unit_width))).removesuffix(" · ")
    natural = one_line(text, Face.SANS).width * MICROTEXT_SIZE
    spacing = (room - natural) / max(1, len(text) - 1)
    sheet.artifact(x, y, text, Face.SANS, MICROTEXT_SIZE, LINE_STRONG, spacing)


def draw_heading(
    sheet: Sheet, title: str, title_en: str, y: float, *, size: float, size_en: float, drop: float
) -> None:
    """Letter-spaced title over its English form, centred; `drop` is the distance of the baselines in mm."""
    middle = sheet.width / 2
    sheet.text(middle, y, title, Face.SERIF_BOLD, size, TITLE, align="centre", spacing=0.21)
    sheet.text(middle, y + drop, title_en, Face.SERIF, size_en, TEXT_2, align="centre", spacing=0.12)
