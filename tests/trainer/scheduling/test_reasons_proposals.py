"""From a way out to the enterprise, and to a scenario: what can be sent, what can be tried, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

import solver
from solver.explain import Price, Repair
from solver.explain.times import of_times
from tests import factories
from tests.trainer.programmes.parties import Parties, three_parties, viewer_of
from tests.trainer.scheduling import scenes
from tests.trainer.scheduling.test_reasons import a_run, a_short_window, an_answer, found_of, kept
from trainer.kit.errors import BadInput, NotFound, RuleBroken
from trainer.kit.permissions import Viewer
from trainer.models.people import Role
from trainer.models.programmes import Cohort
from trainer.models.proposals import ChangeProposal, ProposalState
from trainer.models.resources import HalfDay
from trainer.models.scheduling import RunState, SolverRun
from trainer.programmes import services
from trainer.programmes.services.proposals import HOURS_POLICY
from trainer.scheduling import plans, reasons_proposals, scenarios
from trainer.scheduling.reasons_scenarios import try_repair
from trainer.scheduling.scenario_changes import WayOut
from trainer.scheduling.scenario_patch import patch_of, patched

Browsers = Callable[..., FlaskClient]
WANTED = {
    "later_end": {"ends_on": "2027-02-06"},
    "cohort_evenings": {"half_days": ["morning", "afternoon", "evening"]},
    "cohort_weekends": {"weekdays": [1, 2, 3, 4, 5, 6]},
}


@pytest.fixture
def parties(session: Session) -> Parties:
    """An enterprise, a base and a school with the policy on proposals."""
    found = three_parties(session)
    factories.a_policy(session, HOURS_POLICY, 72)
    return found


def a_signed_cohort(parties: Parties) -> Cohort:
    order, _agreement = parties.signed(heads=12)
    return parties.cohorts(order)[0]


def a_run_with_ways_out(session: Session, parties: Parties, cohort: Cohort) -> SolverRun:
    """A run whose reason has a way out of each kind that needs consent, and one that does not."""
    run = SolverRun(
        organisation_id=parties.base.id,
        state=RunState.DONE,
        status="infeasible",
        params={"aim": "balanced", "seconds": 5, "workers": 1},
        problem="{}",
        problem_sha256="0" * 64,
    )
    session.add(run)
    session.flush()
    kept_repairs = [{"proposal": {"cohort": cohort.id, "wanted": wanted}} for wanted in WANTED.values()]
    an_answer(session, run, {"repairs": [*kept_repairs, {"proposal": None}]})
    return run


def test_a_way_out_is_sent_agreed_and_seen_with_its_run(session: Session, parties: Parties) -> None:
    cohort = a_signed_cohort(parties)
    run = a_run_with_ways_out(session, parties, cohort)
    offers = reasons_proposals.offers_of(session, run, viewer=parties.seller)
    assert sorted(offers) == [0, 1, 2]
    assert offers[0].lines == ({"field": "ends_on", "old": "2027-01-30", "new": "2027-02-06"},)
    proposal = reasons_proposals.propose_repair(session, run, 0, "", viewer=parties.seller)
    assert (proposal.run_id, proposal.position) == (run.id, 0)
    # One at a time: the others wait for the answer.
    assert {
        offer.refused is not None for offer in reasons_proposals.offers_of(session, run, viewer=parties.seller).values()
    } == {True}
    for viewer in (parties.buyer, parties.teacher):
        services.consent_to_change(session, proposal, viewer=viewer)
    assert reasons_proposals.sent_of(session, run, viewer=parties.seller)[0].state is ProposalState.IN_FORCE
    offers = reasons_proposals.offers_of(session, run, viewer=parties.seller)
    assert offers[0].refused is not None, "it is so already"
    assert offers[1].refused is None


def test_what_nobody_has_to_agree_to_and_what_is_foreign_is_not_sent(
    session: Session, parties: Parties, viewer_for: Callable[..., Viewer]
) -> None:
    run = a_run_with_ways_out(session, parties, a_signed_cohort(parties))
    with pytest.raises(RuleBroken, match="Nobody outside the base"):
        reasons_proposals.propose_repair(session, run, 3, "", viewer=parties.seller)
    for position in (-1, 4):
        with pytest.raises(NotFound):
            reasons_proposals.propose_repair(session, run, position, "", viewer=parties.seller)
    stranger = viewer_for(Role.SCHEDULER)
    with pytest.raises(NotFound):
        reasons_proposals.propose_repair(session, run, 0, "", viewer=stranger)
    assert reasons_proposals.sent_of(session, run, viewer=stranger) == {}


def test_without_a_signed_agreement_there_is_nothing_to_send(session: Session) -> None:
    scene = scenes.a_scene(session)
    a_short_window(scene)
    run = a_run(session, scene)
    an_answer(session, run, {"repairs": [{"proposal": {"cohort": scene.cohorts[0].id, "wanted": WANTED["later_end"]}}]})
    member = factories.a_member(session, Role.SCHEDULER, scene.organisation)
    assert reasons_proposals.offers_of(session, run, viewer=viewer_of(session, member)) == {}


def test_the_page_sends_and_shows_where_the_proposal_stands(
    session: Session, parties: Parties, sign_in: Browsers
) -> None:
    cohort = a_signed_cohort(parties)
    run = a_run_with_ways_out(session, parties, cohort)
    scheduler = sign_in(parties.scheduler)
    address = f"/runs/{run.id}/reasons/propose"
    session.commit()
    assert scheduler.post(address, data={"position": "0", "note": "x" * 301}).status_code == 422
    assert session.scalars(select(ChangeProposal)).all() == []
    assert scheduler.post(address, data={"position": "0", "note": "why"}).status_code == 302
    assert session.scalars(select(ChangeProposal)).one().note == "why"
    assert scheduler.post(address, data={"position": "1"}).status_code == 409
    assert sign_in(parties.officer).post(address, data={"position": "0"}).status_code == 403
    assert sign_in(Role.SCHEDULER).post(address, data={"position": "0"}).status_code == 404


def test_every_kind_that_needs_consent_is_kept_with_what_it_would_change(session: Session) -> None:
    scene = scenes.a_scene(session)
    a_short_window(scene)
    run = a_run(session, scene)
    problem = solver.problem_from_json(run.problem)
    cohort = problem.cohorts[0].id
    facts: dict[str, dict[str, Any]] = {
        "later_end": {"days": 3, "last": "2027-02-06"},
        "cohort_evenings": {
            "openings": 2,
            "weekdays": "1,2",
            "all_weekdays": "1,2",
            "all_halves": "morning,afternoon,evening",
        },
        "cohort_weekends": {"openings": 2, "weekdays": "6", "all_weekdays": "1,2,3,4,5,6", "all_halves": "morning"},
        "fewer_people": {"count": 1, "size": 2},
        "cancel_cohort": {"size": 3},
    }
    made = tuple(
        Repair(code, (solver.Subject("cohort", cohort),), "cohorts[0]", values, Price(), problem)
        for code, values in facts.items()
    )
    outcome = kept(session, run, replace(found_of(run), repairs=made))
    found = {repair["code"]: repair["proposal"] for repair in outcome["repairs"]}
    assert {code: entry and entry["wanted"] for code, entry in found.items()} == {
        **WANTED,
        "fewer_people": {"heads": 2},
        "cancel_cohort": None,
    }


def an_evening_problem(session: Session) -> solver.Problem:
    """Two mornings for five lessons: evenings or weekend days would do, and so would a later end."""
    scene = scenes.a_scene(session, cohorts=1)
    scene.cohorts[0].half_days = [HalfDay.MORNING.value]
    scene.cohorts[0].ends_on = scenes.MONDAY
    run = a_run(session, scene)
    return solver.problem_from_json(run.problem)


def test_evenings_and_weekends_of_a_cohort_are_ways_out(session: Session) -> None:
    problem = an_evening_problem(session)
    week = {day: solver.Day(f"2026-11-{day}", weekday) for weekday, day in enumerate(range(23, 30), start=1)}
    problem = replace(problem, days=tuple({day.date: day for day in (*problem.days, *week.values())}.values()))
    until_friday = replace(problem.cohorts[0], last_day="2026-11-27")
    steps = steps_of(replace(problem, cohorts=(until_friday,)))
    assert set(steps) == {"cohort_evenings"}, "no weekend lies between Monday and Friday"
    evening = steps["cohort_evenings"]
    assert dict(evening.facts)["all_halves"] == "morning,evening"
    assert evening.price.extra_periods == 5 * 4
    assert evening.problem.cohorts[0].availability.weekly[0] == (1, 2, 3, 4, 9, 10, 11, 12)
    until_sunday = replace(until_friday, last_day="2026-11-29")
    weekend = steps_of(replace(problem, cohorts=(until_sunday,)))["cohort_weekends"]
    assert (dict(weekend.facts)["weekdays"], weekend.price.extra_periods) == ("6", 4), "Saturday first, in the morning"
    assert weekend.problem.cohorts[0].availability.weekly[5:] == ((1, 2, 3, 4), ())


def steps_of(problem: solver.Problem) -> dict[str, Repair]:
    """The least step of each way out by times of the first cohort."""
    return {(step := ladder.step(1)).code: step for ladder in of_times(problem, problem.cohorts[0]) if ladder.most}


def test_a_patch_makes_the_same_change_to_the_problem_of_today(session: Session) -> None:
    scene = scenes.a_scene(session)
    a_short_window(scene)
    run = a_run(session, scene)
    problem = solver.problem_from_json(run.problem)
    first, *others = problem.instructors
    changed = replace(
        problem,
        instructors=(replace(first, max_periods_a_week=12), *others, replace(first, id="+1 x")),
        lessons=problem.lessons[1:],
    )
    patch = patch_of(problem, changed)
    assert {entry["in"] for entry in patch} == {"instructors", "lessons"}
    assert patched(problem, patch) == changed
    assert patch_of(problem, problem) == []
    assert {entry["in"] for entry in patch_of(problem, replace(problem, lessons=()))} == {"lessons"}
    gone = [{**patch[0], "id": "nobody", "set": {}, "unset": []}]
    with pytest.raises(BadInput, match="no longer part of the plan"):
        patched(problem, gone)


def test_any_way_out_is_tried_and_adopted_once_it_is_on_record(
    session: Session, viewer_for: Callable[..., Viewer]
) -> None:
    scene = scenes.a_scene(session)
    a_short_window(scene)
    run = a_run(session, scene)
    problem = solver.problem_from_json(run.problem)
    cohort = problem.cohorts[0]
    wider = replace(problem, cohorts=(replace(cohort, max_periods_a_day=12), *problem.cohorts[1:]))
    repair = Repair(
        "raise_cap",
        (solver.Subject("cohort", cohort.id, "who"),),
        "cohorts[0].max_periods_a_day",
        {"was": 8, "most": 12, "cap": "cohort_day_cap"},
        Price(people=3),
        problem,
    )
    outcome = kept(session, run, replace(found_of(run), repairs=(repair,), patches=(patch_of(problem, wider),)))
    assert outcome["repairs"][0]["change"]["kind"] == "way_out"
    scheduler = viewer_for(Role.SCHEDULER, scene.organisation)
    scenario = try_repair(session, run, 0, name="x", newcomer="x", travel_minutes=60, viewer=scheduler)
    (change,) = scenarios.changes_of(scenario)
    assert isinstance(change, WayOut)
    situation = scenarios.load_situation(session, scene.organisation.id)
    assert "12 periods a day instead of 8" in str(scenarios.said(change, scenarios.Names({})))
    assert scenarios.changed_problem(situation, problem, [change]).cohorts[0].max_periods_a_day == 12
    # A plan that breaks a rule of the data on record waits until they are mended.
    tried = replace_run(session, run, scenario.changes, solver.Timetable())
    assert "Put on record first" in str(plans.missing_of(session, tried)[0])
    scene.cohorts[0].ends_on = scenes.MONDAY.replace(month=12, day=18)
    session.flush()
    session.expire_all()
    tried.result = solver.timetable_to_json(_sound(scene))
    assert plans.missing_of(session, tried) == []


def replace_run(session: Session, run: SolverRun, changes: list[Any], result: solver.Timetable) -> SolverRun:
    """The run as one of a scenario with this result."""
    run.params = {**run.params, "changes": changes}
    run.result = solver.timetable_to_json(result)
    session.flush()
    return run


def _sound(scene: scenes.Scene) -> solver.Timetable:
    """The scene's sound plan in the solver's words."""
    return solver.Timetable(
        tuple(
            solver.Booking(at.lesson_id, at.day.isoformat(), at.first_period, at.workshop_id, at.instructor_id)
            for at in scenes.places(scene)
        )
    )
