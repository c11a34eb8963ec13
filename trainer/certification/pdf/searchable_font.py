"""A ReportLab TrueType font whose text copies and searches right for every character, also beyond U+FFFF.

ReportLab writes the ToUnicode table with `%04X`, which yields five digits for a character outside the Basic
Multilingual Plane, so that 𬭎 is drawn right but copied as another character. A ToUnicode table holds UTF-16BE
(ISO 32000-1, 9.10.3), in blocks of at most 100 entries (Adobe Technical Note 5014); this module writes that.
"""

from typing import Any

from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

BLOCK = 100


def to_unicode_cmap(font_name: str, codes: list[int]) -> str:
    """ToUnicode table that maps the position of each code point in `codes` (at most 256) to its UTF-16BE text.

    Position 0 with code point 0 is the glyph for "missing" and stands for no text, so it gets no entry.
    """
    entries = [
        f"<{position:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>"
        for position, code in enumerate(codes)
        if code
    ]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << /Registry ({font_name}) /Ordering ({font_name}) /Supplement 0 >> def",
        f"/CMapName /{font_name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    for start in range(0, len(entries), BLOCK):
        block = entries[start : start + BLOCK]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


class SearchableFont(TTFont):
    """TTFont that embeds only the glyphs in use and replaces ReportLab's ToUnicode tables with right ones."""

    def __init__(self, name: str, filename: str) -> None:
        super().__init__(name, filename, asciiReadable=False, shapable=False)

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - ReportLab's name
        """Add the font's objects to the document, then rewrite the ToUnicode stream of each subset."""
        subsets = [list(codes) for codes in self.state[doc].subsets]
        super().addObjects(doc)
        for number, codes in enumerate(subsets):
            font_name = (SUBSETN(number) + b"+" + self.face.name + self.face.subfontNameX).decode("pdfdoc")
            doc.idToObject[f"toUnicodeCMap:{font_name}"].content = to_unicode_cmap(font_name, codes)

    def has(self, character: str) -> bool:
        """Whether the font has a glyph for the character."""
        return ord(character) in self.face.charToGlyph
