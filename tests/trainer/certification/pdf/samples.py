"""Certificates to test with, and an independent reader of what a PDF says, in drawing order."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from trainer.certification.pdf import CertificateData
from trainer.certification.pdf.fields import COMPLETION_FIELDS, LEVEL_FIELDS, sample_data

RARE = "䶮㛃𬭎堃喆𫖯㵘𬍛𬱖"
LONG_NAME = "迪丽热巴·买买提艾力·阿卜杜热西提江"
LONG_OCCUPATION = "半导体分立器件和集成电路装调工"
LONG_OCCUPATION_EN = "Semiconductor Discrete Device and Integrated Circuit Assembly and Adjustment Worker"

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler's pdftotext and pdftoppm are not installed"
)


def level_data(**changes: Any) -> CertificateData:
    """A level certificate with some values changed."""
    return replace(sample_data(LEVEL_FIELDS), **changes)


def completion_data(**changes: Any) -> CertificateData:
    """A training completion with some values changed."""
    return replace(sample_data(COMPLETION_FIELDS), **changes)


def picture(width: int, height: int, kind: str = "JPEG", **options: Any) -> bytes:
    """A picture file: the upper half red, the lower half blue."""
    image = Image.new("RGB", (width, height), (200, 20, 20))
    image.paste((20, 20, 200), (0, height // 2, width, height))
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def drawn_text(content: bytes) -> list[str]:
    """What a reader gets from the first page: one entry per text object, mapped through ToUnicode and ActualText."""
    with pikepdf.open(BytesIO(content)) as document:
        page = document.pages[0]
        fonts = {name: _characters(font) for name, font in page.Resources.Font.items()}
        return _read(page, fonts)


def _read(page: pikepdf.Page, fonts: dict[str, dict[int, str]]) -> list[str]:
    texts: list[str] = []
    substitutes: list[str | None] = []
    current: dict[int, str] = {}
    line = ""
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BMC":
                substitutes.append(None)
            case "BDC":
                substitutes.append(_actual_text(operands[1]))
            case "EMC":
                substitute = substitutes.pop()
                if substitute:
                    texts.append(substitute)
            case "BT":
                line = ""
            case "Tf":
                current = fonts[str(operands[0])]
            case "Tj":
                line += "".join(current.get(code, "�") for code in bytes(operands[0]))
            case "ET" if line and not any(entry is not None for entry in substitutes):
                texts.append(line)
    return texts


def _actual_text(properties: Any) -> str | None:
    if not isinstance(properties, pikepdf.Dictionary) or "/ActualText" not in properties:
        return None
    return bytes(properties.ActualText).removeprefix(b"\xfe\xff").decode("utf-16-be")


def _characters(font: Any) -> dict[int, str]:
    table = font.ToUnicode.read_bytes().decode("ascii")
    pairs = re.findall(r"<([0-9A-F]{2})> <([0-9A-F]+)>", table.split("endcodespacerange")[1])
    # Two bytes at a time, as PDF readers do: an odd fifth digit is cut off or misread, never repaired.
    return {
        int(code, 16): bytes.fromhex(text if len(text) % 2 == 0 else f"0{text}").decode("utf-16-be", "replace")
        for code, text in pairs
    }


def poppler_text(content: bytes, folder: Path, *options: str) -> str:
    """What pdftotext reads."""
    path = folder / "certificate.pdf"
    path.write_bytes(content)
    command = ["pdftotext", "-enc", "UTF-8", *options, str(path), "-"]
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()


def page_picture(content: bytes, folder: Path, dpi: int) -> Image.Image:
    """The first page as pdftoppm paints it."""
    path = folder / "certificate.pdf"
    path.write_bytes(content)
    command = ["pdftoppm", "-r", str(dpi), "-png", "-singlefile", str(path), str(folder / "page")]
    subprocess.run(command, check=True, timeout=60)
    return Image.open(folder / "page.png")
