"""Where the certificate fonts lie, and loading each of them once per process."""

import os
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics

from trainer.certification.pdf.errors import FontMissing, GlyphMissing
from trainer.certification.pdf.searchable_font import SearchableFont

# Environment variable that names another folder with the four font files.
FONT_DIR_SETTING = "TRAINER_FONT_DIR"


class Face(StrEnum):
    """The four faces; the value is the file name without its ending."""

    SERIF = "NotoSerifSC-Regular"
    SERIF_BOLD = "NotoSerifSC-Bold"
    SANS = "NotoSansSC-Regular"
    SANS_MEDIUM = "NotoSansSC-Medium"


# Where a character is looked for when the wanted face does not have it: the same weight in the other family.
SUBSTITUTE = {
    Face.SERIF: Face.SANS,
    Face.SERIF_BOLD: Face.SANS_MEDIUM,
    Face.SANS: Face.SERIF,
    Face.SANS_MEDIUM: Face.SERIF_BOLD,
}


def font_folders() -> tuple[Path, ...]:
    """Folders that may hold the fonts, in the order of looking."""
    override = os.environ.get(FONT_DIR_SETTING)
    if override:
        return (Path(override),)
    package = Path(str(files("trainer")))
    below = Path("static", "dist", "fonts")
    return (package / below, package.parent / below)


def font_file(name: str) -> Path:
    """Path of a font file such as NotoSansSC-Regular.ttf; raises FontMissing."""
    folders = font_folders()
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    raise FontMissing(name, tuple(str(folder) for folder in folders))


@cache
def load(face: Face) -> SearchableFont:
    """Parse the face (about 0.1 s) and make it known to ReportLab under its registered name."""
    font = SearchableFont(registered_name(face), str(font_file(f"{face.value}.ttf")))
    pdfmetrics.registerFont(font)
    return font


def registered_name(face: Face) -> str:
    """Name of the face inside ReportLab, apart from other users of the same font."""
    return f"Certificate-{face.value}"


def load_all() -> None:
    """Load every face, so that a missing file shows before anything is drawn."""
    for face in Face:
        load(face)


def face_for(character: str, wanted: Face) -> Face:
    """The wanted face, or its substitute when only that has the character; raises GlyphMissing."""
    for face in (wanted, SUBSTITUTE[wanted]):
        if load(face).has(character):
            return face
    raise GlyphMissing(character, character)


def char_width(character: str, face: Face) -> float:
    """Advance width of the character at size 1."""
    typeface: Any = load(face).face
    return float(typeface.getCharWidth(ord(character))) / 1000
