"""What the base's scheduler does: answer an order, write a new version, check the data, solve and publish."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.visitor import Visitor


def make_a_counter_offer(visitor: Visitor, occupation: str, school: str, heads: int, price: int) -> None:
    """Offer fewer seats at another price."""
    visitor.reads("No lesson waits for a timetable")
    visitor.look("scheduler home order")
    visitor.go("Orders")
    visitor.look("orders")
    visitor.follow_name(occupation)
    visitor.follow("Answer")
    visitor.tick("Make a counter-offer")
    visitor.choose("School", school)
    visitor.fill("People", heads)
    visitor.fill("Price", price)
    visitor.fill("Note", "实训工位有限，先开一个班")
    visitor.look("answer")
    visitor.press("Send the answer")
    visitor.reads("The enterprise has been told")
    visitor.look("order answered")


def write_a_new_version(visitor: Visitor, added: str) -> None:
    """Add a sentence to the clause on the price."""
    visitor.follow("Write a new version")
    clause = visitor.page.get_by_role("textbox", name=re.compile(visitor.say("Fee")))
    clause.fill(clause.input_value() + "\n" + added)
    visitor.fill("Why the text changes", "补充结算方式")
    visitor.look("new version")
    visitor.press("Write version {n}", n=2)
    visitor.reads("Version {n} is written; all parties sign anew", n=2)
    visitor.look("agreement rewritten")


def check_the_data(visitor: Visitor) -> None:
    """Nothing blocks the run any more."""
    visitor.go("Data check")
    visitor.reads("Nothing blocks solving")
    visitor.look("data check")


def solve(visitor: Visitor) -> None:
    """From the data check: start a run, see it work, and see its end."""
    visitor.follow("Choose an aim and solve")
    visitor.look("solver runs")
    visitor.press("Start solving")
    visitor.reads("The solver is at work")
    expect(visitor.page.locator("[data-run-elapsed]")).to_have_text(re.compile("[0-9]"))
    visitor.look("run at work")
    expect(visitor.link("Review timetable")).to_be_visible(timeout=60_000)
    visitor.reads("0 breaches")
    visitor.look("run ended")


def publish(visitor: Visitor, trainees: int) -> int:
    """Walk the board, then publish; gives how many people the dialog said would be told."""
    visitor.follow("Review timetable")
    visitor.look("board")
    visitor.follow("Table view")
    visitor.look("table")
    visitor.follow("Board")
    visitor.follow("Publish…")
    dialog = visitor.dialog()
    expect(dialog.get_by_text(visitor.say("trainees are told")).locator("..")).to_contain_text(str(trainees))
    button = dialog.get_by_role("button", name=re.compile(visitor.say("Publish and notify {n}", n="[0-9]+")))
    told = int(re.findall(r"\d+", button.inner_text())[0])
    assert dialog.get_by_role("rowheader").count() >= 3, "a row each for trainees, instructors and training officers"
    visitor.look("publish dialog")
    button.click()
    visitor.reads("Version {n} is in force; {told} people were told", n=1, told=told)
    visitor.look("published")
    return told
