"""Drawings and pictures embedded in a document as they are: deflated once per process, never again."""

import zlib
from functools import cache

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFObjectReference,
    PDFStream,
    xObjectName,
)


@cache
def deflated(operators: str) -> bytes:
    """The operators, compressed."""
    return zlib.compress(operators.encode("ascii"), 9)


def form(operators: str, box: tuple[float, float, float, float], *, uses: tuple[str, ...] = ()) -> PDFStream:
    """Form XObject with these operators; colour, width and scale come from whoever paints it.

    `uses` names other forms of the document that the operators paint.
    """
    inner = {xObjectName(name): PDFObjectReference(xObjectName(name)) for name in uses}
    return _stream(
        deflated(operators),
        {
            "Type": PDFName("XObject"),
            "Subtype": PDFName("Form"),
            "FormType": 1,
            "BBox": PDFArray(box),
            "Resources": PDFDictionary({"XObject": PDFDictionary(inner)} if inner else {}),
            "Filter": PDFName("FlateDecode"),
        },
    )


def jpeg_image(content: bytes, width: int, height: int) -> PDFStream:
    """Image XObject of an RGB JPEG file, its bytes unchanged."""
    return _stream(
        content,
        {
            "Type": PDFName("XObject"),
            "Subtype": PDFName("Image"),
            "Width": width,
            "Height": height,
            "ColorSpace": PDFName("DeviceRGB"),
            "BitsPerComponent": 8,
            "Filter": PDFName("DCTDecode"),
        },
    )


def _stream(content: bytes, entries: dict[str, object]) -> PDFStream:
    return PDFStream(PDFDictionary(entries), content)
