"""What the enterprise's training officer does: order a class, accept the base's offer, send and mend the roster."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.visitor import Visitor

HEADS = 12


def order_a_class(visitor: Visitor, occupation: str, base: str, first: date, last: date) -> None:
    """Four steps of the form, then the order is sent."""
    visitor.look("enterprise home empty")
    visitor.follow("New order")
    visitor.look("order what")
    visitor.search_and_choose("Occupation and level", occupation, visitor.say("Level 4, Intermediate Worker"))
    visitor.choose("Base", base)
    visitor.press("Next: {step}", step=visitor.say("People and time"))
    visitor.reads("Live estimate")
    visitor.fill("People", HEADS)
    visitor.fill("Earliest start", first.isoformat())
    visitor.fill("Latest end", last.isoformat())
    for weekday in ("Mon", "Tue", "Wed", "Thu", "Fri"):
        visitor.tick(weekday)
    for half_day in ("Morning", "Afternoon"):
        visitor.tick(half_day)
    expect(visitor.page.locator("[data-save-state]")).to_contain_text(
        visitor.say("Draft saved by itself · {time}", time="")
    )
    visitor.look("order time")
    visitor.press("Next: {step}", step=visitor.say("Budget and wishes"))
    visitor.fill("Budget", 60_000)
    visitor.fill("Note", "夜班员工较多")
    visitor.look("order money")
    visitor.press("Next: {step}", step=visitor.say("Check and send"))
    visitor.look("order review")
    visitor.press("Send to the base…")
    visitor.confirm("Send to the base", "send dialog")
    visitor.reads("The order was sent; the base has been told")
    visitor.look("order sent")


def accept_the_offer(visitor: Visitor) -> None:
    """Compare what was asked with what is offered, and accept."""
    visitor.look("enterprise home offer")
    visitor.follow("Open the order")
    visitor.look("order countered")
    visitor.press("Accept the counter-offer…")
    visitor.confirm("Accept the counter-offer", "accept dialog")
    visitor.reads("The counter-offer is accepted; the agreement can be signed now")
    visitor.look("order accepted")


def upload_roster(visitor: Visitor, content: Path, bad_cells: int) -> None:
    """Upload a workbook with bad rows: each cell is named."""
    visitor.go("Rosters and enrolment")
    visitor.look("rosters")
    visitor.follow("Upload roster")
    visitor.look("roster upload")
    visitor.page.locator("input[type=file]").set_input_files(content)
    visitor.press("Upload and check")
    expect(visitor.page.locator("td.cell-bad")).to_have_count(bad_cells)
    visitor.look("roster check")


def keep_the_good_rows(visitor: Visitor, good: int) -> None:
    """Enrol whoever is ready while the bad rows wait."""
    visitor.press("Keep {n} rows and continue", n=good)
    visitor.confirm("Enrol {n} and notify them", "enrol dialog", n=good)
    visitor.reads("{n} people are enrolled", n=good)
    visitor.look("good rows kept")


def download_bad_rows(visitor: Visitor, folder: Path) -> Path:
    """Take the bad rows away as a file."""
    with visitor.page.expect_download() as started:
        visitor.press("Download only the bad rows")
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def upload_corrected(visitor: Visitor, content: Path, rows: int) -> None:
    """Upload the corrected file; nothing is bad any more."""
    visitor.follow("Another file")
    visitor.page.locator("input[type=file]").set_input_files(content)
    visitor.press("Upload and check")
    visitor.reads("{n} rows", n=rows)
    expect(visitor.page.locator("td.cell-bad")).to_have_count(0)
    keep_the_good_rows(visitor, rows)


def print_first_codes(visitor: Visitor, people: int) -> dict[str, tuple[str, str]]:
    """Sign-in names and first codes by person's name, from the page that shows them once."""
    visitor.go("Rosters and enrolment")
    visitor.page.get_by_role("main").get_by_role("rowheader").get_by_role("link").click()
    visitor.look("trainees")
    visitor.press("First sign-in codes")
    visitor.confirm("Make {n} codes", "codes dialog", n=people)
    visitor.reads("These codes are shown once")
    visitor.look("first codes")
    lines = visitor.page.get_by_role("row").filter(has=visitor.page.get_by_role("rowheader"))
    found = {}
    for line in lines.all():
        name = line.get_by_role("rowheader").inner_text()
        cells = line.get_by_role("cell").all_inner_texts()
        found[name] = (cells[-2], cells[-1])
    return found
