"""Photo, QR code and ornaments: what is painted, and what is refused."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import segno
from PIL import Image

from tests.trainer.certification.pdf.samples import (
    drawn_text,
    level_data,
    needs_poppler,
    page_picture,
    picture,
)
from trainer.certification.pdf import LAYOUTS, BadPhoto, render, render_sample
from trainer.certification.pdf.guilloche import STRANDS, Rosette, wave
from trainer.certification.pdf.ink import ACCENT
from trainer.certification.pdf.marks import MICROTEXT_SIZE, QR_SIDE, WATERMARK_SHARE
from trainer.certification.pdf.photo import HEIGHT, MOST_PIXELS, WIDTH, prepare

URL = "https://base.example.cn/v/4KQ7-9XWM-T2PD-8HNC"


def painted_modules(content: bytes) -> list[list[bool]]:
    """The grid of the QR code, read back from the rectangles on the page."""
    with pikepdf.open(BytesIO(content)) as document:
        painted = _bars(document.pages[0])
    left, top = min(bar[0] for bar in painted), max(bar[1] + bar[3] for bar in painted)
    unit = painted[0][3]
    count = round(QR_SIDE / 25.4 * 72 / unit)
    grid = [[False] * count for _ in range(count)]
    for x, y, width, height in painted:
        row, column = round((top - y - height) / unit), round((x - left) / unit)
        for step in range(round(width / unit)):
            grid[row][column + step] = True
    return grid


def _bars(page: pikepdf.Page) -> list[tuple[float, ...]]:
    """Rectangles of the longest path on the page that is made of rectangles."""
    longest: list[tuple[float, ...]] = []
    current: list[tuple[float, ...]] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "re":
                current.append(tuple(float(operand) for operand in operands))
            case "f" | "f*":
                longest = max(longest, current, key=len)
                current = []
            case "n" | "S" | "B":
                current = []
    return longest


@pytest.mark.parametrize("url", [URL, "https://a.cn/v/1", f"https://base.example.cn/v/{'x' * 90}"])
def test_the_painted_modules_are_the_code_of_the_url(url: str) -> None:
    expected = [[bool(module) for module in row] for row in segno.make_qr(url, error="m").matrix]
    assert painted_modules(render("level", level_data(qr_url=url))) == expected
    assert painted_modules(render("level", level_data(qr_url=url + "y"))) != expected


@needs_poppler
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dpi", [150, 300])
def test_a_decoder_reads_the_url_from_the_painted_page(layout: str, dpi: int, tmp_path: Path) -> None:
    decoder = pytest.importorskip("zxingcpp", reason="zxing-cpp is not installed")
    found = decoder.read_barcodes(page_picture(render_sample(layout), tmp_path, dpi))
    assert [code.text for code in found] == [URL]


def test_a_photo_fills_its_place_at_300_dots_per_inch_and_is_embedded_as_jpeg() -> None:
    content = render("level", level_data(photo=picture(3000, 4000)))
    with pikepdf.open(BytesIO(content)) as document:
        images = [thing for thing in document.pages[0].Resources.XObject.values() if thing.Subtype == "/Image"]
        assert [(image.Width, image.Height, str(image.Filter)) for image in images] == [(WIDTH, HEIGHT, "/DCTDecode")]
    assert not any("照片" in text for text in drawn_text(content))


@needs_poppler
def test_the_photo_stands_upright_in_its_frame(tmp_path: Path) -> None:
    page = page_picture(render("level", level_data(photo=picture(700, 980))), tmp_path, 72).convert("RGB")
    millimetre = 72 / 25.4
    upper = page.getpixel((round(45 * millimetre), round(65 * millimetre)))
    lower = page.getpixel((round(45 * millimetre), round(104 * millimetre)))
    assert upper[0] > 150 > upper[2] and lower[2] > 150 > lower[0]


def test_without_a_photo_a_labelled_empty_frame_is_drawn() -> None:
    assert {"照片", "Photo", "35 × 49 mm"} <= set(drawn_text(render("level", level_data(photo=None))))


def test_a_photo_keeps_the_shape_of_the_frame_and_is_never_enlarged() -> None:
    for width, height in ((100, 300), (300, 100), (413, 579), (5000, 5000)):
        made = prepare(picture(width, height))
        assert made.width <= min(width, WIDTH) and made.height <= min(height, HEIGHT)
        assert made.width / made.height == pytest.approx(35 / 49, rel=0.02)


def test_a_photo_is_turned_upright_and_loses_its_metadata() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x8825] = {1: "N", 2: (31.0, 2.0, 3.0)}
    made = prepare(picture(400, 400, exif=exif.tobytes()))
    with Image.open(BytesIO(made.jpeg)) as image:
        assert not image.getexif()
        right, left = image.getpixel((image.width - 5, 50)), image.getpixel((5, 50))
    assert right[0] > right[2] and left[2] > left[0]


def test_a_transparent_photo_is_laid_on_white() -> None:
    buffer = BytesIO()
    Image.new("RGBA", (350, 490), (0, 0, 0, 0)).save(buffer, "PNG")
    with Image.open(BytesIO(prepare(buffer.getvalue()).jpeg)) as image:
        assert image.getpixel((100, 100)) == (255, 255, 255)


@pytest.mark.parametrize(
    "content",
    [b"", b"no picture", picture(50, 50)[:200], picture(50, 50, "GIF"), picture(50, 50, "PNG")[:60]],
    ids=["empty", "text", "cut JPEG", "GIF", "cut PNG"],
)
def test_what_is_no_readable_jpeg_or_png_is_refused(content: bytes) -> None:
    with pytest.raises(BadPhoto):
        render("level", level_data(photo=content))


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    bomb = picture(50, 50, "PNG").replace((50).to_bytes(4) * 2, (MOST_PIXELS).to_bytes(4) + (2).to_bytes(4), 1)
    with pytest.raises(BadPhoto):
        prepare(bomb)


def test_the_watermark_is_at_most_eleven_percent_of_the_accent() -> None:
    assert WATERMARK_SHARE <= 0.11
    assert all(part >= 1 - 0.11 for part in ACCENT.tint(WATERMARK_SHARE))


def test_the_border_wave_has_seven_strands_that_go_on_where_the_period_ended() -> None:
    strands = wave().removesuffix("\nS").split(" m\n")
    assert wave().count(" m") == STRANDS == 7
    for strand in strands[1:]:
        assert strand.count(" c") >= 18
    firsts = [line.split()[1] for line in wave().splitlines() if line.endswith(" m")]
    lasts = [curve.splitlines()[17].split()[5] for curve in strands[1:]]
    assert firsts == lasts


def test_a_rosette_that_would_not_close_is_refused() -> None:
    with pytest.raises(ValueError, match="do not close"):
        Rosette(2, 6, petals=36, turns=6)


def test_the_microtext_repeats_the_number_without_cutting_it() -> None:
    number = "S000031000117263000042"
    with pikepdf.open(BytesIO(render("level", level_data()))) as document:
        page = document.pages[0]
        sizes: list[float] = []
        length = 0
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "Tf":
                sizes.append(float(operands[1]))
            elif str(operator) == "Tj" and sizes[-1] == pytest.approx(MICROTEXT_SIZE):
                length += len(bytes(operands[0]))
    assert length > 10 * len(number)
    assert (length + 3) % (len(number) + 3) == 0
