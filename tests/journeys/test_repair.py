"""An instructor is ill: on a phone in two minutes from the report to a new version, in both languages."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from solver.rules import RULES
from tests import factories
from tests.journeys.city import PASSWORD, City, an_account
from tests.journeys.visitor import Reader, Visitor, visitor
from tests.trainer.scheduling import scenes
from trainer.accounts.queries import viewer_of_sign_in
from trainer.kit import clock
from trainer.kit.passwords import hash_password
from trainer.models.people import Account, Role, SignIn
from trainer.models.repairs import RepairState, TimetableRepair
from trainer.models.resources import Absence, Instructor, ResourceKind
from trainer.models.scheduling import Booking, PublishedTimetable
from trainer.scheduling import repair_tasks, services
from trainer.scheduling.open_days import monday_of

pytestmark = pytest.mark.browser
TWO_MINUTES = 120
NAMES = ("顾晓岚", "钱立新")


def furnish_repair(city: City) -> str:
    """A base with a published timetable of next week, two cohorts with an instructor each. Returns the first one."""
    monday = monday_of(clock.today()) + timedelta(weeks=1)
    with city.database.transaction() as session:
        scene = scenes.a_scene(session)
        for instructor, name in zip(scene.instructors, NAMES, strict=True):
            instructor.person.name = name
        for cohort in scene.cohorts:
            cohort.starts_on, cohort.ends_on = monday, monday + timedelta(weeks=10)
        person = factories.a_person(session, name="沈知远")
        an_account(session, Role.SCHEDULER, scene.organisation, "planner", hash_password(PASSWORD), person)
        draft = scenes.a_draft(session, scene, scenes.places(scene, first_day=monday))
        account_id = session.scalars(select(Account.id).where(Account.person_id == person.id)).one()
        sign_in = SignIn(account_id=account_id, expires_at=clock.now() + timedelta(hours=8))
        session.add(sign_in)
        session.flush()
        scheduler = viewer_of_sign_in(session, sign_in.id)
        assert scheduler is not None
        services.publish_timetable(session, draft, viewer=scheduler)
        return scene.instructors[0].id


def report_illness(window: Visitor, instructor_id: str) -> None:
    """From the instructor's page to the ways: next Monday, at most five people."""
    monday = monday_of(clock.today()) + timedelta(weeks=1)
    window.open(f"/instructors/{instructor_id}")
    window.look("instructor")
    window.follow("Away: repair the timetable")
    window.fill("First day", monday.isoformat())
    window.fill("Last day", monday.isoformat())
    window.fill("Reason", "flu")
    window.look("report")
    window.press("Search for repairs")
    window.look("search")
    expect(window.page.locator("details.way").first).to_be_visible(timeout=60_000)


@pytest.mark.parametrize(("language", "width"), [("en", 360), ("zh", 360), ("zh", 1280), ("en", 1280)])
def test_an_illness_is_repaired_within_two_minutes(chromium: Browser, city: City, language: str, width: int) -> None:
    instructor_id = furnish_repair(city)
    with city.database.reading() as session:
        before = session.scalars(select(PublishedTimetable.timetable_id)).one()
    with visitor(chromium, city.address, Reader(language, width, 780), has_touch=width == 360) as window:
        window.sign_in("planner", PASSWORD)
        expect(window.link("Repair the timetable")).to_be_visible()
        started = time.monotonic()
        report_illness(window, instructor_id)
        window.look("ways")
        first = window.page.locator("details.way").first
        expect(first).to_have_attribute("open", "")
        expect(first.locator("del")).to_contain_text([NAMES[0]])
        expect(first.get_by_role("checkbox").first).to_be_checked()
        others = window.page.locator("details.way")
        if others.count() > 1:
            others.last.locator("summary").first.click()
            expect(first).not_to_have_attribute("open", "")
            window.look("another way")
            first.locator("summary").first.click()
        # Without its tick the lesson that was hit is refused, with the rule in words; nothing is lost.
        first.get_by_role("checkbox").first.uncheck()
        first.get_by_role("button", name=re.compile(window.say("Publish and notify"))).click()
        expect(window.page.get_by_role("alert")).to_be_visible()
        window.faults.clear()
        window.look("refused")
        window.page.locator("details.way").first.get_by_role(
            "button", name=re.compile(window.say("Publish and notify"))
        ).click()
        window.reads("Exactly the people whose lessons changed were told.")
        assert time.monotonic() - started < TWO_MINUTES
        window.look("published")
        window.open("/repairs")
        window.look("repairs")
    with city.database.reading() as session:
        repair = session.scalars(select(TimetableRepair)).one()
        assert repair.state is RepairState.PUBLISHED
        in_force = session.scalars(select(PublishedTimetable.timetable_id)).one()
        assert in_force == repair.published_timetable_id != before


@pytest.mark.parametrize(("language", "width"), [("zh", 1280), ("en", 360)])
def test_a_search_is_stopped_and_a_page_says_why_nothing_is_left(
    chromium: Browser, city: City, language: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lesson that only has to leave its time: stopped, the first way stands; then everybody is away, and why."""
    monkeypatch.setattr(repair_tasks, "SECONDS", 60.0)
    instructor_id = furnish_repair(city)
    monday = monday_of(clock.today()) + timedelta(weeks=1)
    with city.database.transaction() as session:
        lesson_id = session.scalars(select(Booking.lesson_id).order_by(Booking.day.desc())).first()
        others = session.scalars(select(Instructor.id).where(Instructor.id != instructor_id)).all()
    with visitor(chromium, city.address, Reader(language, width, 780), has_touch=width == 360) as window:
        window.sign_in("planner", PASSWORD)
        window.open(f"/repairs/new?kind=lesson_moved&subject={lesson_id}")
        window.look("lesson")
        window.press("Search for repairs")
        doing = re.compile(window.say("Looking for fewer people"))
        expect(window.page.get_by_role("status").filter(has_text=doing)).to_be_visible(timeout=60_000)
        window.look("searching")
        window.press("Stop")
        window.reads("The search is ending with what it has found")
        expect(window.page.locator("details.way").first).to_be_visible(timeout=60_000)
        window.reads("Below stands what it had found by then; nothing more is claimed.")
        window.look("stopped")
        with city.database.transaction() as session:
            away = {"starts_on": monday, "ends_on": monday + timedelta(days=400), "reason": "leave"}
            kind = ResourceKind.INSTRUCTOR
            session.add_all(Absence(resource_kind=kind, resource_id=other, **away) for other in others)
        window.open(f"/repairs/new?kind=instructor_away&subject={instructor_id}")
        window.fill("First day", monday.isoformat())
        window.fill("Last day", (monday + timedelta(days=300)).isoformat())
        window.press("Search for repairs")
        expect(window.page.get_by_role("heading", name=window.say("Why there is no way"))).to_be_visible(timeout=60_000)
        rule = next(rule for rule in RULES if rule.id == "instructor_available")
        expect(window.page.locator("body")).to_contain_text(
            rule.statement_zh if language == "zh" else rule.statement_en
        )
        window.look("no way")
        window.open("/repairs/new?kind=trainee_withdrawn")
        window.look("trainee")
