"""The holder's photo: read, turned upright, trimmed to 35 × 49 mm and re-encoded without its metadata."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from trainer.certification.pdf.errors import BadPhoto

WIDTH_MM = 35
HEIGHT_MM = 49
# 300 dots per inch on paper.
WIDTH = 413
HEIGHT = 579
JPEG_QUALITY = 85
# A camera's picture has far fewer; more is refused before it is decoded.
MOST_PIXELS = 60_000_000


@dataclass(frozen=True, slots=True)
class Photo:
    """A JPEG file in RGB and its size in pixels."""

    jpeg: bytes
    width: int
    height: int


def prepare(content: bytes) -> Photo:
    """Photo ready to embed; raises BadPhoto when the bytes are not a readable JPEG or PNG picture."""
    try:
        with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise BadPhoto(f"The photo has {opened.width} × {opened.height} pixels, which is too many.")
            upright = _on_white(ImageOps.exif_transpose(opened))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise BadPhoto("The photo is no readable JPEG or PNG picture.") from error
    trimmed = _trimmed(upright)
    buffer = BytesIO()
    trimmed.save(buffer, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return Photo(buffer.getvalue(), *trimmed.size)


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layered = picture.convert("RGBA")
    white = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(white, layered).convert("RGB")


def _trimmed(picture: Image.Image) -> Image.Image:
    """The largest part with the shape of the frame, never enlarged; a little more is taken off below the face."""
    scale = min(1.0, picture.width / WIDTH, picture.height / HEIGHT)
    size = (max(1, round(WIDTH * scale)), max(1, round(HEIGHT * scale)))
    return ImageOps.fit(picture, size, Image.Resampling.LANCZOS, centering=(0.5, 0.4))
