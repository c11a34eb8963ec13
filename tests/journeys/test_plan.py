"""From orders to a published plan: the basket, a data check that is mended, a run that is stopped, publishing."""

from __future__ import annotations

import re
import time
from datetime import UTC, date, datetime
from datetime import time as clock_time

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import delete, select

from tests.journeys import base
from tests.journeys.city import PASSWORD, City
from tests.journeys.signed import Window, sign_an_order
from tests.journeys.visitor import Reader, Visitor, visitor
from trainer.kit import clock
from trainer.models.resources import EquipmentType, HalfDay, WeeklyOpening, Workshop, WorkstationGroup
from trainer.models.scheduling import RunState, SolverRun

pytestmark = pytest.mark.browser
TODAY = date(2026, 11, 21)
WINDOW = Window(date(2026, 11, 30), date(2027, 1, 8))
ORDERS, HEADS, LESSONS = 3, 16, 96
FEW_STATIONS, ENOUGH_STATIONS = 10, 30
FIFTEEN_MINUTES = 15 * 60
SECONDS = 120
READERS = [pytest.param("zh", 1280, 900, id="zh-1280"), pytest.param("en", 360, 780, id="en-360")]


def furnish(city: City) -> None:
    """Three signed classes; one workshop has too few benches, and the robots are there on Monday mornings alone."""
    clock.travel(datetime.combine(TODAY, clock_time(9, 30), clock.LOCAL) - datetime.now(UTC))
    with city.database.transaction() as session:
        for _ in range(ORDERS):
            sign_an_order(session, city, WINDOW, HEADS)
        rooms = select(Workshop).join(WorkstationGroup).join(EquipmentType)
        fitters = session.scalars(rooms.where(EquipmentType.code == "FITTER")).one()
        fitters.workstations[0].count = FEW_STATIONS
        robots = session.scalars(rooms.where(EquipmentType.code == "ROBOT")).one()
        others = (WeeklyOpening.weekday != 1) | (WeeklyOpening.half_day != HalfDay.MORNING)
        session.execute(delete(WeeklyOpening).where(WeeklyOpening.resource_id == robots.id, others))


@pytest.mark.parametrize(("language", "width", "height"), READERS)
def test_orders_become_a_published_plan_within_fifteen_minutes(
    chromium: Browser, city: City, language: str, width: int, height: int
) -> None:
    furnish(city)
    with visitor(chromium, city.address, Reader(language, width, height)) as scheduler:
        started = time.monotonic()
        scheduler.sign_in("scheduler", PASSWORD)
        open_the_basket(scheduler, city)
        mend_the_red_rows(scheduler)
        run_and_stop(scheduler, "Few evenings")
        walk_the_plan(scheduler)
        base.publish(scheduler, ORDERS * HEADS)
        assert time.monotonic() - started < FIFTEEN_MINUTES
    with city.database.reading() as session:
        run = session.scalars(select(SolverRun)).one()
        assert (run.state, run.placed, run.lessons) == (RunState.DONE, LESSONS, LESSONS)
        assert run.params["aim"] == "few_evenings"
        assert run.started_at is not None and run.finished_at is not None
        assert (run.finished_at - run.started_at).total_seconds() < SECONDS, "it ended when it was told to"


def open_the_basket(scheduler: Visitor, city: City) -> None:
    """The home page: the round with its red step, the basket, and the heat strip whose short cell opens its orders."""
    name = city.names["enterprise"][scheduler.reader.language]
    basket = scheduler.page.get_by_role("table", name=scheduler.say("Order basket"))
    expect(basket.get_by_role("row").filter(has_text=name)).to_have_count(ORDERS)
    scheduler.look("home with an order basket")
    short = scheduler.page.locator("table.heat td.over a").first
    expect(short).to_contain_text(re.compile(scheduler.say("short of {n}", n="[0-9]+")))
    short.click()
    behind = scheduler.page.get_by_role("table", name=scheduler.say("Behind this cell"))
    expect(behind.get_by_role("link", name=re.compile(scheduler.say("Open the order")))).to_have_count(ORDERS)
    scheduler.look("orders behind a short cell")


def mend_the_red_rows(scheduler: Visitor) -> None:
    """Every red row has its way to the page that mends it; when none is left the run is open."""
    scheduler.go("Data check")
    expect(scheduler.page.get_by_text(scheduler.say("Must be corrected"), exact=True).first).to_be_visible()
    expect(scheduler.button("Start solving")).to_be_disabled()
    scheduler.look("data check red")
    rows = scheduler.page.get_by_role("row").filter(has_text=scheduler.say("Must be corrected"))
    for row in rows.all():
        expect(row.get_by_role("link", name=re.compile(scheduler.say("Mend")))).to_be_visible()
    for mend in (add_stations, open_the_week):
        # What classes lack for want of a room goes away with the room.
        rows.locator('a[href^="/workshops/"]').first.click()
        scheduler.look("what has to be mended")
        mend(scheduler)
        scheduler.go("Data check")
    scheduler.reads("Nothing blocks solving")
    scheduler.look("data check green")


def add_stations(scheduler: Visitor) -> None:
    """Enough benches for a whole class."""
    scheduler.page.locator(f'input[value="{FEW_STATIONS}"]').fill(str(ENOUGH_STATIONS))
    scheduler.press("Save the workshop")
    expect(scheduler.page.locator(f'input[value="{FEW_STATIONS}"]')).to_have_count(0)


def open_the_week(scheduler: Visitor) -> None:
    """Every half-day of the workdays by day."""
    for weekday in range(1, 6):
        for half_day in ("morning", "afternoon"):
            box = scheduler.page.locator(f'.week-grid input[value="{weekday}-{half_day}"]')
            if not box.is_checked():
                box.locator("xpath=..").click()
    scheduler.press("Save the week")
    expect(scheduler.page.locator('.week-grid input[value="5-afternoon"]')).to_be_checked()


def run_and_stop(scheduler: Visitor, aim: str) -> None:
    """Choose an aim, see the curve of best and bound grow, and stop when it is good enough."""
    scheduler.follow("Choose an aim and solve")
    scheduler.page.get_by_role("radio", name=re.compile(scheduler.say(aim))).check()
    scheduler.fill("Search for at most", SECONDS)
    scheduler.look("aim chosen")
    scheduler.press("Start solving")
    scheduler.reads("The solver is at work")
    expect(scheduler.page.locator("[data-run-best]")).to_have_text(re.compile("[0-9]"), timeout=60_000)
    expect(scheduler.page.locator("[data-run-bound]")).to_have_text(re.compile("[0-9]"), timeout=60_000)
    expect(scheduler.page.locator("[data-run-chart] canvas")).to_be_visible()
    scheduler.look("run at work with its curve")
    scheduler.press("Stop and use this")
    expect(scheduler.link("Review timetable")).to_be_visible(timeout=60_000)
    banner = scheduler.page.locator("[data-proof]")
    expect(banner).to_be_visible()
    expect(banner).to_contain_text(scheduler.say("0 breaches"))
    expect(scheduler.page.locator(".proof-scale [aria-current]")).to_have_count(1)
    scheduler.look("run stopped")


def walk_the_plan(scheduler: Visitor) -> None:
    """One week, its rows turned by hall, teacher, class and enterprise; the run's page stays the way back."""
    address = scheduler.page.url
    scheduler.follow("Review timetable")
    rows = scheduler.page.get_by_role("navigation", name=scheduler.say("Rows"), exact=True)
    for view in ("Workshop", "Instructor", "Cohort", "Enterprise"):
        rows.get_by_role("link", name=scheduler.say(view), exact=True).click()
        expect(rows.locator('[aria-current="true"]')).to_have_text(scheduler.say(view))
        # A grid on wide screens, a list by day on phones.
        lessons = scheduler.page.locator("[data-lesson], main li a[href*='/lessons/']")
        expect(lessons.filter(visible=True).first).to_be_visible()
        scheduler.look(f"board by {view}")
    scheduler.page.goto(address)
