"""Why a run does not fit, in a real browser: the smallest clash in words, and ways out with their prices."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from tests import factories
from tests.journeys.city import PASSWORD, City, an_account
from tests.journeys.visitor import Reader, Visitor, visitor
from tests.trainer.scheduling import scenes
from trainer.kit import clock
from trainer.kit.passwords import hash_password
from trainer.models.people import Role
from trainer.models.scheduling import RunState, SolverRun
from trainer.scheduling.open_days import monday_of
from trainer.scheduling.problem_builder import build_problem, seal

pytestmark = pytest.mark.browser
# One person too many for the workstations of each workshop.
TRAINEES = 9


def furnish_crowd(city: City) -> str:
    """A base whose class has a trainee more than any workshop has workstations, and a run that proved it. Its id."""
    monday = monday_of(clock.today()) + timedelta(weeks=1)
    with city.database.transaction() as session:
        scene = scenes.a_scene(session, cohorts=1, trainees=TRAINEES)
        for cohort in scene.cohorts:
            cohort.starts_on, cohort.ends_on, cohort.min_size = monday, monday + timedelta(weeks=4), 6
        for workshop in scene.workshops:
            workshop.workstations[0].count = TRAINEES - 1
        session.flush()
        session.expire_all()
        person = factories.a_person(session, name="沈知远")
        an_account(session, Role.SCHEDULER, scene.organisation, "planner", hash_password(PASSWORD), person)
        text, sha256 = seal(build_problem(session, scene.organisation.id))
        run = SolverRun(
            organisation_id=scene.organisation.id,
            state=RunState.DONE,
            status="infeasible",
            params={"aim": "balanced", "seconds": 5, "workers": 1},
            problem=text,
            problem_sha256=sha256,
            seed=3,
            lessons=5,
        )
        session.add(run)
        session.flush()
        return run.id


def ask_why(window: Visitor, run_id: str) -> None:
    """Open the run's page of reasons, ask, and wait for the answer."""
    window.sign_in("planner", PASSWORD)
    window.open(f"/runs/{run_id}/reasons")
    window.page.get_by_role("button", name=window.say("Find the reason")).click()
    expect(window.page.locator(".repair-card").first).to_be_visible(timeout=60_000)


@pytest.mark.parametrize(("language", "width", "height"), [("zh", 1280, 1000), ("en", 360, 740)])
def test_a_class_too_large_is_told_to_come_in_groups_or_with_fewer(
    chromium: Browser, city: City, language: str, width: int, height: int
) -> None:
    run_id = furnish_crowd(city)
    said = {
        "en": ("is smaller by 1: 8 people", "is taught in 2 groups of at most 5"),
        "zh": ("减少1人", "分2组先后上课"),
    }
    with visitor(chromium, city.address, Reader(language, width, height)) as window:
        ask_why(window, run_id)
        for sentence in said[language]:
            expect(window.page.locator(".repair-card", has_text=sentence).first).to_be_visible()
        window.look("a class too large and its ways out")
