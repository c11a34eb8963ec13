"""Pure drawing of certificates: plain values in, PDF bytes out; knows neither Flask, SQLAlchemy nor models."""

from trainer.certification.pdf.data import CertificateData
from trainer.certification.pdf.errors import (
    BadPhoto,
    BadValue,
    CertificateDrawingError,
    FontMissing,
    GlyphMissing,
    MissingValue,
    TextTooLong,
    UnknownLayout,
)
from trainer.certification.pdf.layouts import LAYOUTS
from trainer.certification.pdf.render import check, render, render_sample

__all__ = [
    "LAYOUTS",
    "BadPhoto",
    "BadValue",
    "CertificateData",
    "CertificateDrawingError",
    "FontMissing",
    "GlyphMissing",
    "MissingValue",
    "TextTooLong",
    "UnknownLayout",
    "check",
    "render",
    "render_sample",
]
