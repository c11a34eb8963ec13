"""The certificate layouts: the one list of what can be drawn."""

from typing import Protocol

from trainer.certification.pdf.data import CertificateData
from trainer.certification.pdf.fields import Field
from trainer.certification.pdf.layouts.level_certificate import LevelCertificate
from trainer.certification.pdf.layouts.training_completion import TrainingCompletion
from trainer.certification.pdf.sheet import Sheet


class Layout(Protocol):
    """A drawing class: its name, titles, page size in mm, placeholders and its drawing."""

    name: str
    title: str
    title_en: str
    width: float
    height: float
    fields: tuple[Field, ...]

    def draw(self, sheet: Sheet, data: CertificateData, *, specimen: bool) -> None:
        """Draw the whole page; raises a CertificateDrawingError when a text does not fit."""


LAYOUTS: dict[str, Layout] = {
    "level": LevelCertificate(),
    "completion": TrainingCompletion(),
}
