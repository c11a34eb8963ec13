"""What leads to scores: the scheduler plans a sitting, assessors accept and score, an officer releases."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.visitor import Visitor


def plan_a_sitting(visitor: Visitor, people: int) -> None:
    """Take the proposal: a free half-day after the last lesson, an independent panel, everybody who may sit."""
    visitor.go("Assessment")
    visitor.look("sittings empty")
    visitor.follow("Plan a sitting")
    visitor.look("choose cohort")
    visitor.page.get_by_role("link", name=re.compile("^" + visitor.say("Plan the sitting"))).click()
    visitor.reads("Every rule holds")
    visitor.look("plan sitting")
    visitor.press("Plan and tell everybody")
    visitor.reads("The sitting is planned; {n} people were told", n=people)
    visitor.look("sitting planned")


def accept(visitor: Visitor) -> None:
    """Say that one comes."""
    visitor.go("Sittings")
    visitor.reads("No link to the candidates: checked")
    visitor.look("my sittings")
    visitor.press("Accept the sitting")
    visitor.reads("You accepted; the sitting stands in your list")
    visitor.look("sitting brief")


def score(visitor: Visitor, failing: str) -> None:
    """Enter the points of everybody; one candidate fails the practice."""
    visitor.go("Sittings")
    visitor.follow("Enter scores")
    rows = visitor.page.get_by_role("group").filter(has=visitor.page.get_by_role("textbox"))
    for row in rows.all():
        points = row.get_by_role("textbox")
        points.nth(0).fill("86")
        points.nth(1).fill("91")
    visitor.page.get_by_role("group", name=re.compile(failing)).get_by_role("textbox").nth(1).fill("55")
    visitor.look("score sheet")
    visitor.press("Save scores")
    visitor.reads("{n} entries saved", n=2 * rows.count())
    visitor.look("scores saved")


def release(visitor: Visitor, people: int) -> None:
    """Lock the scores and tell the candidates."""
    visitor.look("certification home")
    visitor.go("Assessment")
    visitor.look("sittings")
    visitor.page.get_by_role("main").get_by_role("rowheader").get_by_role("link").click()
    visitor.look("sitting scored")
    visitor.press("Release the scores…")
    visitor.confirm("Release and notify {n}", "release dialog", n=people)
    visitor.reads("The scores are released and locked; {n} candidates were told", n=people)
    expect(visitor.button("Release the scores…")).to_have_count(0)
    visitor.look("sitting released")
