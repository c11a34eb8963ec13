"""Scenarios and three plans: solved beside the data, compared by figures, adopted only when nothing is supposed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import solver
from tests.trainer.scheduling import scenes
from trainer.kit.errors import BadInput, Conflict, NotFound, RuleBroken
from trainer.kit.permissions import Viewer
from trainer.models.people import Role
from trainer.models.scheduling import Booking, RunKind, RunState, Scenario, SolverRun, Timetable, TimetableState
from trainer.scheduling import plans, runs, scenarios, services
from trainer.scheduling.aims import PLAN_AIMS
from trainer.scheduling.compared import compared_version
from trainer.scheduling.scenario_changes import LongerWindow, NewInstructor, WithoutInstructor, WithoutWorkshop
from trainer.web.platform import Platform

Browsers = Callable[..., FlaskClient]


@pytest.fixture
def browser(scene: scenes.Scene, queue: Platform, sign_in: Browsers) -> FlaskClient:
    return sign_in(Role.SCHEDULER, scene.organisation)


def solved(session: Session, queue: Platform, scenario: Scenario, viewer: Viewer) -> SolverRun:
    """The scenario solved here and now, by the solver itself."""
    wanted = runs.Wanted(20, 1, work_limit=2_000)
    run = scenarios.start_scenario(session, queue.jobs, scenario, wanted, travel_minutes=60, viewer=viewer)
    result = solver.solve(solver.problem_from_json(run.problem), runs.params_of(run))
    runs.finish(session, run, result, runs.Done(1))
    session.flush()
    return run


def subject_of(scene: scenes.Scene, session: Session, viewer: Viewer) -> str:
    run_problem = scenarios.problem_of(
        session, scenarios.load_situation(session, scene.organisation.id), travel_minutes=60
    )
    return run_problem.modules[0].subject


def change(session: Session, scenario: Scenario, what: Any, viewer: Viewer) -> None:
    scenarios.add_change(session, scenario, what, travel_minutes=60, viewer=viewer)


@pytest.mark.slow
def test_a_scenario_is_solved_without_touching_data_and_adopted_as_a_draft(
    session: Session, scene: scenes.Scene, queue: Platform, scheduler: Viewer
) -> None:
    scenario = scenarios.make_scenario(session, "one room", None, viewer=scheduler)
    gone = scene.workshops[0].id
    change(session, scenario, WithoutWorkshop(gone), scheduler)
    run = solved(session, queue, scenario, scheduler)
    assert run.placed == run.lessons == 10
    assert session.scalar(select(func.count()).select_from(Timetable)) == 0
    assert plans.missing_of(session, run) == []
    draft = plans.adopt(session, run, viewer=scheduler)
    assert draft.state is TimetableState.DRAFT
    used = set(session.scalars(select(Booking.workshop_id).where(Booking.timetable_id == draft.id)))
    assert used == {scene.workshops[1].id}
    assert plans.adopt(session, run, viewer=scheduler) is draft


@pytest.mark.slow
def test_a_plan_with_a_supposed_instructor_says_whom_to_enter_and_is_not_adopted(
    session: Session, scene: scenes.Scene, queue: Platform, scheduler: Viewer
) -> None:
    scenario = scenarios.make_scenario(session, "new people", None, viewer=scheduler)
    for instructor in scene.instructors:
        change(session, scenario, WithoutInstructor(instructor.id), scheduler)
    newcomer = NewInstructor("Wang", subject_of(scene, session, scheduler), (1, 2, 3, 4, 5))
    change(session, scenario, newcomer, scheduler)
    run = solved(session, queue, scenario, scheduler)
    assert run.placed > 0
    assert "Enter Wang as an instructor" in str(plans.missing_of(session, run)[0])
    with pytest.raises(RuleBroken, match="not on record"):
        plans.adopt(session, run, viewer=scheduler)
    assert session.scalar(select(func.count()).select_from(Timetable)) == 0
    # What the scenario says later is not what the run was made with.
    scenario.changes = []
    assert plans.missing_of(session, run)


@pytest.mark.parametrize("days", [-2_000, 0, 367, 30_000])
def test_a_longer_window_ends_later_and_within_a_year(
    session: Session, scene: scenes.Scene, scheduler: Viewer, days: int
) -> None:
    cohort = scene.cohorts[0]
    scenario = scenarios.make_scenario(session, "later", None, viewer=scheduler)
    with pytest.raises(BadInput) as refusal:
        change(session, scenario, LongerWindow(cohort.id, str(cohort.ends_on + timedelta(days=days))), scheduler)
    assert (refusal.value.field, scenario.changes) == ("last_day", [])
    change(session, scenario, LongerWindow(cohort.id, str(cohort.ends_on + timedelta(days=9))), scheduler)
    with pytest.raises(BadInput, match="must lie after"):
        change(session, scenario, LongerWindow(cohort.id, str(cohort.ends_on + timedelta(days=5))), scheduler)


def test_a_longer_window_must_be_agreed_only_when_the_plan_uses_it(
    session: Session, scene: scenes.Scene, scheduler: Viewer
) -> None:
    cohort = scene.cohorts[0]
    later = cohort.ends_on + timedelta(days=7)
    situation = scenarios.load_situation(session, scene.organisation.id)
    problem = scenarios.problem_of(session, situation, travel_minutes=60)
    longer = [LongerWindow(cohort.id, later.isoformat())]
    changed = scenarios.changed_problem(situation, problem, longer)
    assert changed.days[-1].date <= later.isoformat()
    assert changed.days[-1].date > problem.days[-1].date
    names = scenarios.Names({})
    lesson = cohort.lessons[0].id
    for day, count in ((later, 1), (cohort.ends_on, 0)):
        booking = solver.Booking(lesson, day.isoformat(), 1, scene.workshops[0].id, scene.instructors[0].id)
        found = scenarios.to_enter_first(situation, longer, solver.Timetable((booking,)), names)
        assert len(found) == count


def test_changes_that_make_no_sense_are_refused(
    session: Session, scene: scenes.Scene, scheduler: Viewer, viewer_for: Callable[..., Viewer]
) -> None:
    scenario = scenarios.make_scenario(session, " s ", None, viewer=scheduler)
    assert scenario.name == "s"
    change(session, scenario, WithoutWorkshop(scene.workshops[0].id), scheduler)
    for wrong in (
        WithoutWorkshop("nowhere"),
        WithoutWorkshop(scene.workshops[0].id),
        NewInstructor("Wang", "no subject", (1,)),
    ):
        with pytest.raises(BadInput):
            change(session, scenario, wrong, scheduler)
    with pytest.raises(BadInput):
        scenarios.make_scenario(session, "  ", None, viewer=scheduler)
    with pytest.raises(NotFound):
        scenarios.remove_change(session, scenario, 1, viewer=scheduler)
    with pytest.raises(NotFound):
        scenarios.remove_change(session, scenario, 0, viewer=viewer_for(Role.SCHEDULER))
    scenarios.remove_change(session, scenario, 0, viewer=scheduler)
    assert scenario.changes == []


def test_the_copied_plan_is_where_the_search_starts(
    session: Session, scene: scenes.Scene, queue: Platform, scheduler: Viewer
) -> None:
    draft = scenes.a_draft(session, scene)
    scenario = scenarios.make_scenario(session, "s", draft.id, viewer=scheduler)
    wanted = runs.Wanted(20, 1)
    run = scenarios.start_scenario(session, queue.jobs, scenario, wanted, travel_minutes=60, viewer=scheduler)
    assert len(solver.timetable_from_json(run.start or "").bookings) == 10
    assert (run.kind, run.scenario_id, run.params["changes"]) == (RunKind.SCENARIO, scenario.id, [])
    with pytest.raises(Conflict, match="being solved already"):
        scenarios.start_scenario(session, queue.jobs, scenario, wanted, travel_minutes=60, viewer=scheduler)


@given(st.dictionaries(st.sampled_from("abcd"), st.tuples(*[st.integers(0, 3)] * 3), min_size=1))
def test_good_is_exactly_what_nothing_dominates(costs: dict[str, tuple[int, ...]]) -> None:
    named = {key: dict(zip("xyz", values, strict=True)) for key, values in costs.items()}
    good = plans.good_ones(named)
    assert good
    for key, own in costs.items():
        beaten = any(other != own and all(a <= b for a, b in zip(other, own, strict=True)) for other in costs.values())
        assert (key in good) is not beaten


def test_three_plans_start_together_and_are_compared(
    browser: FlaskClient, session: Session, scene: scenes.Scene
) -> None:
    assert "Make three plans" in browser.get("/plans").text
    answer = browser.post("/plans", data={"seconds": "30"})
    assert answer.status_code == 302
    found = session.scalars(select(SolverRun).order_by(SolverRun.id)).all()
    assert sorted(run.params["aim"] for run in found) == sorted(PLAN_AIMS)
    assert len({run.group_id for run in found}) == len({run.problem_sha256 for run in found}) == 1
    assert len({str(run.params["weights"]) for run in found}) == 3
    assert "The plans are being made" in browser.get(answer.location).text
    assert "Plans are being made already" in browser.post("/plans", data={"seconds": "30"}).text
    amounts = {"balanced": (10, 4), "cheap": (12, 1), "few_evenings": (12, 4)}
    for run in found:
        late, far = amounts[run.params["aim"]]
        run.state, run.status, run.objective, run.bound, run.placed = RunState.DONE, "within", 50.0, 40.0, run.lessons
        parts = [
            {"objective": "evenings_weekends", "weight": 3, "cost": late, "shares": []},
            {"objective": "travel", "weight": 2, "cost": far, "shares": []},
        ]
        run.outcome = {"seconds": 3, "parts": parts, "figures": {"evening_periods": late, "away_days": far}}
    session.commit()
    page = browser.get("/plans", follow_redirects=True).text
    assert (page.count('data-good="yes"'), page.count('data-good="no"')) == (2, 1)
    assert "Another is better" in page
    assert "Use this plan" in page


def test_the_pages_of_a_scenario(browser: FlaskClient, session: Session, scene: scenes.Scene) -> None:
    assert "No scenario yet" in browser.get("/scenarios").text
    assert browser.post("/scenarios", data={"name": "", "timetable": ""}).status_code == 422
    answer = browser.post("/scenarios", data={"name": "without a room", "timetable": ""})
    scenario = session.scalars(select(Scenario)).one()
    assert answer.location.endswith(scenario.id)
    base = f"/scenarios/{scenario.id}"
    room = scene.workshops[0]
    sent = {"form": "take-out", "take-out-what": f"workshop:{room.id}"}
    assert browser.post(f"{base}/changes", data=sent).status_code == 302
    again = browser.post(f"{base}/changes", data=sent)
    assert again.status_code == 422
    assert "has this change already" in again.text
    window = {"form": "window", "window-cohort": scene.cohorts[0].id, "window-last_day": "2027-06-30"}
    assert browser.post(f"{base}/changes", data=window).status_code == 302
    subject = subject_of(scene, session, None)  # type: ignore[arg-type]
    newcomer = {
        "form": "newcomer",
        "newcomer-name": "Wang",
        "newcomer-subject": subject,
        "newcomer-weekdays": ["1", "3"],
    }
    assert browser.post(f"{base}/changes", data=newcomer).status_code == 302
    page = browser.get(base).text
    for words in ("Without the workshop", "may last until", "New instructor Wang", "2 days a week"):
        assert words in page
    assert browser.post(f"{base}/changes", data={"form": "magic"}).status_code == 422
    assert browser.post(f"{base}/remove", data={"position": "1"}).status_code == 302
    session.expire_all()
    assert [value["kind"] for value in scenario.changes] == ["without_workshop", "new_instructor"]
    assert browser.post(f"{base}/solve", data={"aim": "balanced", "seconds": "2"}).status_code == 422
    assert browser.post(f"{base}/solve", data={"aim": "balanced", "seconds": "20"}).status_code == 302
    assert "The solver is at work" in browser.get(base).text


def test_two_to_four_solved_scenarios_are_compared(
    browser: FlaskClient, session: Session, scene: scenes.Scene, queue: Platform, scheduler: Viewer
) -> None:
    made = [scenarios.make_scenario(session, name, None, viewer=scheduler) for name in ("as it is", "shorter")]
    for placed, scenario in zip((10, 8), made, strict=True):
        wanted = runs.Wanted(20, 1)
        run = scenarios.start_scenario(session, queue.jobs, scenario, wanted, travel_minutes=60, viewer=scheduler)
        run.state, run.status, run.placed = RunState.DONE, "unknown", placed
        run.outcome = {"seconds": 3, "parts": [], "figures": {"evening_periods": placed}}
    session.commit()
    ids = [scenario.id for scenario in made]
    page = browser.get("/scenarios/compare", query_string={"id": ids}).text
    assert "as it is" in page
    assert "Lessons placed" in page
    assert "−2" in page
    assert browser.get("/scenarios/compare", query_string={"id": ids[:1]}).status_code == 302
    assert browser.get("/scenarios/compare", query_string={"id": ids[:1], "in_force": "1"}).status_code == 302
    assert browser.get("/scenarios/compare", query_string={"id": ["x"]}).status_code == 404


def test_a_scenario_is_compared_with_what_is_in_force(
    browser: FlaskClient, session: Session, scene: scenes.Scene, queue: Platform, scheduler: Viewer
) -> None:
    version = scenes.a_draft(session, scene)
    services.publish_timetable(session, version, viewer=scheduler)
    scenario = scenarios.make_scenario(session, "without A1", None, viewer=scheduler)
    run = solved(session, queue, scenario, scheduler)
    session.commit()
    standing = compared_version(session, version, run, travel_minutes=60)
    assert (standing.placed, standing.lessons) == (10, 10)
    assert run.objective is not None
    # The run began with what is in force and is judged by the same weights.
    assert standing.objective is not None
    assert run.objective <= standing.objective
    assert standing.figures.keys() == run.outcome["figures"].keys()
    assert 'name="in_force"' in browser.get("/scenarios").text
    page = browser.get("/scenarios/compare", query_string={"id": scenario.id, "in_force": "1"}).text
    assert "Differences to What is in force" in page
    assert f"v{version.number} with its lessons to come" in page
