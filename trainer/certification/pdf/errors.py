"""Why a certificate cannot be drawn; each error carries facts, so that the caller can say it in any language."""


class CertificateDrawingError(Exception):
    """Base of all drawing errors; nothing was written."""


class UnknownLayout(CertificateDrawingError):
    """No layout has this name."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"No certificate layout is named {name!r}; known: {', '.join(known)}.")
        self.name = name
        self.known = known


class MissingValue(CertificateDrawingError):
    """The layout prints these attributes of CertificateData, but they are empty."""

    def __init__(self, layout: str, attributes: tuple[str, ...]) -> None:
        super().__init__(f"The {layout} certificate needs a value for: {', '.join(attributes)}.")
        self.layout = layout
        self.attributes = attributes


class BadValue(CertificateDrawingError):
    """One attribute of CertificateData cannot be right."""

    def __init__(self, attribute: str, value: object, reason: str) -> None:
        super().__init__(f"{attribute} is {value!r}: {reason}.")
        self.attribute = attribute
        self.value = value
        self.reason = reason


class BadPhoto(CertificateDrawingError):
    """The bytes given as photo are no readable picture."""


class FontMissing(CertificateDrawingError):
    """A font file is not where it should be."""

    def __init__(self, name: str, looked_in: tuple[str, ...]) -> None:
        super().__init__(
            f"The certificate font {name} is missing (looked in {', '.join(looked_in)}). "
            "Run `make setup`, which fetches and builds the fonts."
        )
        self.name = name
        self.looked_in = looked_in


class GlyphMissing(CertificateDrawingError):
    """No bundled font can draw these characters; a box on a certificate would be a false name."""

    def __init__(self, characters: str, text: str) -> None:
        codes = ", ".join(f"U+{ord(character):04X}" for character in characters)
        super().__init__(f"No certificate font has {codes}, needed for {text!r}.")
        self.characters = characters
        self.text = text


class TextTooLong(CertificateDrawingError):
    """The text does not fit its place even at the smallest size; it is never cut."""

    def __init__(self, place: str, text: str) -> None:
        super().__init__(f"The text for {place} does not fit, even at the smallest size: {text!r}.")
        self.place = place
        self.text = text
