"""An instructor paints wishes with a mouse, with a finger and by keys, and reads what became of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.journeys.city import PASSWORD, City, an_account
from tests.journeys.visitor import Reader, Visitor, visitor
from tests.trainer.scheduling import scenes
from tests.trainer.scheduling.test_wishes import in_force
from trainer.kit import clock
from trainer.kit.passwords import hash_password
from trainer.models.people import Role
from trainer.scheduling.open_days import monday_of

pytestmark = pytest.mark.browser
SCREENS = [("zh", 360, 800), ("en", 1280, 1000)]


def furnish(city: City) -> None:
    """A base with a timetable in force: the instructor teaches on each morning of next week."""
    monday: date = monday_of(clock.today()) + timedelta(weeks=1)
    with city.database.transaction() as session:
        scene = scenes.a_scene(session, cohorts=1)
        for cohort in scene.cohorts:
            cohort.starts_on, cohort.ends_on = monday, monday + timedelta(weeks=10)
        in_force(session, scene, scenes.places(scene, first_day=monday))
        person = scene.instructors[0].person
        an_account(session, Role.INSTRUCTOR, scene.organisation, "painter", hash_password(PASSWORD), person)


def cell(window: Visitor, weekday: int, period: int) -> Locator:
    return window.page.locator(f'input[value="{weekday}-{period}"]')


def stroke(window: Visitor, first: Locator, last: Locator) -> None:
    """Press on one cell, go to another, and let go there."""
    start, end = (box.locator("xpath=..").bounding_box() for box in (first, last))
    assert start is not None and end is not None
    window.page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    window.page.mouse.down()
    window.page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=12)
    window.page.mouse.up()


@pytest.mark.parametrize(("language", "width", "height"), SCREENS)
def test_wishes_are_painted_kept_and_answered(
    chromium: Browser, city: City, language: str, width: int, height: int
) -> None:
    furnish(city)
    with visitor(chromium, city.address, Reader(language, width, height)) as window:
        window.sign_in("painter", PASSWORD)
        window.open("/wishes")
        window.reads("You have stated no wish yet.")
        cell(window, 1, 1).scroll_into_view_if_needed()
        stroke(window, cell(window, 1, 1), cell(window, 5, 1))
        for weekday in range(1, 6):
            expect(cell(window, weekday, 1)).to_be_checked()
        stroke(window, cell(window, 2, 1), cell(window, 5, 1))
        expect(cell(window, 1, 1)).to_be_checked()
        expect(cell(window, 2, 1)).not_to_be_checked()
        # One click turns one cell, and so does the space bar.
        cell(window, 3, 2).locator("xpath=..").click()
        expect(cell(window, 3, 2)).to_be_checked()
        cell(window, 3, 2).focus()
        window.page.keyboard.press("Space")
        expect(cell(window, 3, 2)).not_to_be_checked()
        window.look("wishes painted")
        window.press("Keep my wishes")
        window.reads("Not met")
        window.look("wishes answered")
        window.page.get_by_role("link", name=window.say("Why?")).first.click()
        expect(window.page.get_by_role("heading", level=1)).to_have_text(window.say("Why was this wish not met?"))
        window.look("why a wish was missed")
