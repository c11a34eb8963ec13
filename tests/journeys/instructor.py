"""What an instructor does on the day of a lesson: mark who is there, write the record, close it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.visitor import Visitor


def teach(visitor: Visitor, starts_at: str, people: int, absent: str | None = None) -> None:
    """From the home page to the closed record of today's lesson that starts at `starts_at`."""
    visitor.look("instructor home")
    lesson = visitor.page.get_by_role("listitem").filter(has_text=starts_at)
    lesson.get_by_role("link", name=visitor.say("Attendance"), exact=True).first.click()
    if absent:
        row = visitor.page.get_by_role("group", name=re.compile(absent))
        row.get_by_role("radio", name=visitor.say("Absent"), exact=True).check()
        expect(visitor.page.locator("[data-counts='excused absent']")).to_have_text("1")
    expect(visitor.page.get_by_role("main")).to_contain_text(f"{starts_at}–")
    visitor.look("attendance")
    visitor.press("Mark the others present and save")
    visitor.reads("{n} marks saved", n=people)
    visitor.fill("What was taught", "安全规程与本课内容，全班完成练习")
    visitor.press("Close the record")
    visitor.reads("The lesson record is closed")
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
    visitor.look("record closed")


def look_at_the_week(visitor: Visitor) -> None:
    """The instructor's own timetable."""
    visitor.go("Timetable")
    visitor.look("instructor week")
