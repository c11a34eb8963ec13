"""What all three parties of an agreement do: see what changed between two versions, and sign."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.visitor import Visitor


def see_what_changed(visitor: Visitor, added: str) -> None:
    """From the home page to the difference between the versions, and back to the agreement."""
    visitor.follow("See and sign")
    visitor.follow("Read and sign")
    visitor.look("agreement second version")
    visitor.follow("See what changed")
    lines = visitor.page.get_by_role("listitem")
    expect(lines.filter(has_text=visitor.say("Added"))).to_contain_text(added)
    visitor.look("versions compared")
    visitor.follow("To the agreement")


def open_agreement(visitor: Visitor) -> None:
    """From the menu to the only agreement."""
    visitor.go("Agreements")
    visitor.look("agreements")
    visitor.page.get_by_role("main").get_by_role("rowheader").get_by_role("link").click()


def sign(visitor: Visitor, organisation: str, *, is_last: bool) -> None:
    """Sign the present version; the last signature opens enrolment."""
    visitor.press("Sign…")
    visitor.confirm("Sign for {organisation}", "sign dialog", organisation=organisation)
    opened = "All parties have signed; the cohorts are open for enrolment"
    visitor.reads(opened if is_last else "Signed; the other parties still have to sign")
    visitor.look("agreement signed")
