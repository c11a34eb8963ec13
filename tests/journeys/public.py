"""What anybody does without signing in: check a certificate by number and name, by its QR code, and by its file."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.visitor import Visitor
from tests.journeys.words import in_language


def begin(visitor: Visitor) -> None:
    """From the sign-in page to the check, in the reader's language."""
    visitor.open("/sign-in")
    visitor.choose_language()
    visitor.look("sign in")
    visitor.follow("Check a certificate without signing in")


def check_by_hand(visitor: Visitor, number: str, name: str) -> None:
    """Number and name as they are printed."""
    visitor.look("verify by hand")
    visitor.fill("Certificate number", number)
    visitor.fill("Holder's name", name)
    visitor.press("Check")


def check_by_file(visitor: Visitor, file: Path) -> None:
    """The very file that was downloaded."""
    visitor.follow("Check by file")
    visitor.look("verify by file")
    visitor.page.locator("input[type=file]").set_input_files(file)
    visitor.press("Check")


def sees(visitor: Visitor, word: str, colour: str) -> None:
    """One word in both languages over one colour."""
    expect(visitor.page.locator(f"[data-verdict={colour}]")).to_be_visible()
    heading = visitor.page.get_by_role("heading", level=1)
    expect(heading).to_contain_text(in_language("zh", word))
    expect(heading).to_contain_text(word)
    visitor.look(f"verify {colour}")
