"""What a trainee does: look at lessons, hours and results, and fetch the certificate in three taps or fewer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.journeys.visitor import Visitor

MOST_TAPS = 3


@dataclass(frozen=True)
class Fetched:
    """The certificate as the trainee has it: the file, the number, and the path behind its QR code."""

    file: Path
    number: str
    public_path: str


def look_around(visitor: Visitor) -> None:
    """Home, timetable and one's own account."""
    visitor.look("trainee home")
    visitor.go("Timetable")
    visitor.look("trainee timetable")
    visitor.go("Me")
    visitor.look("trainee me")


def fetch_certificate(visitor: Visitor, folder: Path) -> Path:
    """Download the PDF, counting the taps after signing in."""
    taps: list[Callable[[], None]] = [lambda: visitor.go("Certificates"), lambda: visitor.follow("Download PDF")]
    with visitor.page.expect_download() as started:
        for tap in taps:
            tap()
    assert len(taps) <= MOST_TAPS
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    visitor.look("my certificates")
    return path


def read_details(visitor: Visitor, file: Path) -> Fetched:
    """The number, and where the QR code leads: the address that is printed, as the page gives it to copy."""
    visitor.follow("Details and history")
    visitor.look("my certificate")
    number = visitor.page.locator(".cert-number").first.inner_text()
    printed = visitor.button("Copy link").get_attribute("data-copy") or ""
    path = urlsplit(printed).path
    assert path == visitor.link("Public page").get_attribute("href"), "the page and the QR code lead elsewhere"
    return Fetched(file, "".join(number.split()), path)
