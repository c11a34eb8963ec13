"""The board in a real browser: a drag that is refused and one that is kept, the same by keys, and by taps."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Route, expect

from tests import factories
from tests.journeys.city import PASSWORD, City, an_account
from tests.journeys.visitor import Reader, Visitor, visitor
from tests.trainer.scheduling import scenes
from trainer.kit import clock
from trainer.kit.passwords import hash_password
from trainer.models.people import Role
from trainer.scheduling.open_days import monday_of

pytestmark = pytest.mark.browser
WIDE = {"width": 1280, "height": 1000}


def furnish_board(city: City) -> str:
    """A base with a draft of next week: one lesson each morning, theory before practice. Returns the last lesson."""
    monday = monday_of(clock.today()) + timedelta(weeks=1)
    with city.database.transaction() as session:
        scene = scenes.a_scene(session, cohorts=1)
        for cohort in scene.cohorts:
            cohort.starts_on, cohort.ends_on = monday, monday + timedelta(weeks=10)
        scenes.a_draft(session, scene, scenes.places(scene, first_day=monday))
        person = factories.a_person(session, name="沈知远")
        an_account(session, Role.SCHEDULER, scene.organisation, "planner", hash_password(PASSWORD), person)
        return max(scene.cohorts[0].lessons, key=lambda row: row.position).id


def open_board(window: Visitor) -> None:
    """Sign in and go to next week's board."""
    window.sign_in("planner", PASSWORD)
    next_week: date = monday_of(clock.today()) + timedelta(weeks=1)
    window.open(f"/timetable?week={next_week.isoformat()}")


def drag(window: Visitor, lesson: Locator, verdict: str) -> None:
    """Press on a lesson, wait for the marks, and let go over the first cell with this verdict."""
    box = lesson.bounding_box()
    assert box is not None
    window.page.mouse.move(box["x"] + 12, box["y"] + 12)
    window.page.mouse.down()
    window.page.mouse.move(box["x"] + 30, box["y"] + 16, steps=4)
    target = window.page.locator(f".verdict-{verdict}").first
    expect(target).to_be_visible()
    goal = target.bounding_box()
    assert goal is not None
    window.page.mouse.move(goal["x"] + 14, goal["y"] + goal["height"] / 2, steps=8)


def cells(window: Visitor) -> list[list[float]]:
    """Where each cell of the calendar stands in the window."""
    found: list[list[float]] = window.page.locator(".ec-body .ec-day").evaluate_all(
        "found => found.map(cell => { const box = cell.getBoundingClientRect(); return [box.x, box.y, box.width]; })"
    )
    assert found
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_lesson_is_dragged_and_moved_by_keys(chromium: Browser, city: City, language: str) -> None:
    lesson_id = furnish_board(city)
    with visitor(chromium, city.address, Reader(language, WIDE["width"], WIDE["height"])) as window:
        open_board(window)
        lesson = window.page.locator(f'[data-lesson="{lesson_id}"]')
        expect(lesson).to_be_visible()
        window.look("board")
        before = lesson.get_attribute("aria-label")

        places = cells(window)
        drag(window, lesson, "no")
        expect(window.page.locator("[data-board-tip]")).to_contain_text(window.say("Cannot go here"))
        window.look("board with a lesson in the hand")
        assert cells(window) == places
        window.page.mouse.up()
        expect(window.page.get_by_role("alert")).to_contain_text(window.say("Cannot go here"))
        expect(lesson).to_have_attribute("aria-label", before or "")
        assert cells(window) == places

        drag(window, lesson, "ok")
        expect(window.page.locator("[data-effects]")).to_contain_text(window.say("Wishes"))
        window.page.mouse.up()
        expect(lesson).not_to_have_attribute("aria-label", before or "")
        expect(lesson).to_be_focused()
        window.page.keyboard.press("Control+z")
        expect(lesson).to_have_attribute("aria-label", before or "")

        keys_move_it_and_back(window, lesson, before or "")


def keys_move_it_and_back(window: Visitor, lesson: Locator, before: str) -> None:
    """Look why it is here; pick it up, refuse Esc's way, take the best place, lock and unlock it, take all back."""
    lesson.focus()
    window.page.keyboard.press("?")
    expect(window.page.get_by_role("heading", name=window.say("Why here?"))).to_be_focused()
    window.look("why here")
    window.page.keyboard.press("Escape")
    expect(lesson).to_be_focused()
    window.page.keyboard.press("m")
    expect(window.page.locator(".verdict").first).to_be_visible()
    window.page.keyboard.press("Escape")
    expect(window.page.locator(".verdict")).to_have_count(0)
    expect(lesson).to_be_focused()
    window.page.keyboard.press("m")
    expect(window.page.locator(".verdict").first).to_be_visible()
    # One lane down: from the morning to the afternoon of the same day, where nothing stands.
    window.page.keyboard.press("ArrowDown")
    window.page.keyboard.press("Enter")
    expect(lesson).not_to_have_attribute("aria-label", before)
    expect(lesson).to_be_focused()
    window.page.keyboard.press("l")
    expect(lesson).to_have_attribute("aria-label", re.compile(re.escape(window.say("Locked"))))
    window.page.keyboard.press("l")
    expect(lesson).not_to_have_attribute("aria-label", re.compile(re.escape(window.say("Locked"))))
    expect(lesson).to_be_focused()
    window.page.keyboard.press("m")
    expect(window.page.locator(".verdict").first).to_be_visible()
    after = lesson.get_attribute("aria-label") or ""
    window.page.keyboard.press("1")
    expect(lesson).not_to_have_attribute("aria-label", after)
    window.button("Undo").click()
    expect(lesson).to_have_attribute("aria-label", after)
    window.page.keyboard.press("Control+z")
    expect(lesson).to_have_attribute("aria-label", before)
    expect(window.button("Undo")).to_be_disabled()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_a_phone_a_lesson_is_picked_and_placed_with_two_taps(chromium: Browser, city: City, language: str) -> None:
    furnish_board(city)
    with visitor(chromium, city.address, Reader(language, 360, 780), has_touch=True, is_mobile=True) as window:
        open_board(window)
        move = window.page.locator("[data-board-days]").get_by_role("button", name=window.say("Move"), exact=True)
        expect(move).to_have_count(5)
        expect(window.page.locator("[data-board-days] .note").first).to_have_text(window.say("1 lesson"))
        window.look("days of the board")
        move.last.tap()
        put = window.page.locator("[data-board-days]").get_by_role("button", name=window.say("Put here"))
        expect(put.first).to_be_visible()
        window.look("places of a lesson")
        put.first.tap()
        expect(move).to_have_count(5)
        expect(window.button("Undo")).to_be_enabled()
        window.button("Undo").tap()
        expect(window.button("Undo")).to_be_disabled()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_a_phone_the_board_says_that_it_looks_for_places(chromium: Browser, city: City, language: str) -> None:
    furnish_board(city)
    with visitor(chromium, city.address, Reader(language, 360, 780), has_touch=True, is_mobile=True) as window:
        open_board(window)
        days = window.page.locator("[data-board-days]")
        move = days.get_by_role("button", name=window.say("Move"), exact=True)
        wait = window.page.locator("[data-board-wait]")
        asked: list[Route] = []

        def hold(route: Route) -> None:
            asked.append(route)

        window.page.route(re.compile("/verdicts"), hold)

        expect(move).to_have_count(5)
        move.last.scroll_into_view_if_needed()
        before = days.bounding_box()
        move.last.tap()
        expect(wait).to_have_text(window.say("Looking for places…"))
        expect(wait).to_be_in_viewport()
        window.look("looking for places")
        assert days.bounding_box() == before
        asked.pop().abort()
        expect(wait).to_be_empty()
        no_answer = window.say("The server did not answer. Please load the page again.")
        expect(window.page.get_by_role("alert")).to_have_text(no_answer)
        (fault,) = window.faults
        assert "ERR_FAILED" in fault
        window.faults.clear()

        move.last.tap()
        expect(wait).to_have_text(window.say("Looking for places…"))
        asked.pop().continue_()
        expect(days.get_by_role("button", name=window.say("Put here")).first).to_be_visible()
        expect(wait).to_be_empty()
