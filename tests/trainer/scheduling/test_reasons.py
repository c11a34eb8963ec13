"""Why a run does not fit: asked by a person, found in a child process, kept with the run, shown with what to mend."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from multiprocessing.connection import Connection
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

import solver
from solver.explain import Price, Repair, explain
from solver.explain.kinds import BY_NAME, described, keys_of
from tests.trainer.scheduling import scenes
from trainer.kit.db import Database
from trainer.kit.errors import NotFound, RuleBroken, TrainerError
from trainer.kit.jobs import JobContext, JobStopped
from trainer.kit.messages import from_json
from trainer.kit.permissions import Viewer
from trainer.kit.tables import AuditEntry, Job, JobState
from trainer.kit.wording import in_chinese, in_english
from trainer.models.people import Role
from trainer.models.scheduling import RunReason, RunState, Scenario, SolverRun
from trainer.scheduling import reasons, reasons_process, reasons_tasks
from trainer.scheduling.child_process import SoFar
from trainer.scheduling.problem_builder import build_problem, seal
from trainer.scheduling.reasons import Stand
from trainer.scheduling.reasons_process import Found, ReasonsProcess
from trainer.scheduling.reasons_scenarios import try_repair
from trainer.scheduling.reasons_week import FREE, NO_COHORT, NO_INSTRUCTOR, NO_WORKSHOP, OFF, week_of_reason
from trainer.scheduling.reasons_words import FURTHER, MOST_CARDS
from trainer.scheduling.views.reasons_said import KIND_WORDS
from trainer.web.platform import Platform

Browsers = Callable[..., FlaskClient]


@pytest.fixture
def browser(scene: scenes.Scene, sign_in: Browsers, platform: Platform) -> FlaskClient:
    # The job itself is tested below; here it stays in the queue.
    platform.jobs.huey.immediate = False
    return sign_in(Role.SCHEDULER, scene.organisation)


def a_short_window(scene: scenes.Scene) -> None:
    """Five lessons, one a day for each module, do not fit between Monday and Tuesday."""
    scene.cohorts[0].ends_on = scenes.MONDAY + timedelta(days=1)


def a_run(session: Session, scene: scenes.Scene, status: str = "infeasible", **values: Any) -> SolverRun:
    session.flush()
    session.expire_all()
    text, sha256 = seal(build_problem(session, scene.organisation.id))
    run = SolverRun(
        organisation_id=scene.organisation.id,
        state=RunState.DONE,
        status=status,
        params={"aim": "balanced", "seconds": 5, "workers": 1},
        problem=text,
        problem_sha256=sha256,
        seed=3,
        lessons=10,
    )
    for name, value in values.items():
        setattr(run, name, value)
    session.add(run)
    session.flush()
    return run


def an_answer(session: Session, run: SolverRun, outcome: dict[str, Any] | None = None, **job: Any) -> RunReason:
    row = Job(kind=reasons.FIND_REASONS, organisation_id=run.organisation_id, **{"state": JobState.DONE, **job})
    session.add(row)
    session.flush()
    reason = RunReason(run_id=run.id, job_id=row.id, outcome=outcome or {})
    session.add(reason)
    session.flush()
    return reason


def found_of(run: SolverRun) -> Found:
    """The reason as the child finds it, without repairs."""
    return Found(explain(solver.problem_from_json(run.problem)))


def kept(session: Session, run: SolverRun, found: Found) -> dict[str, Any]:
    an_answer(session, run)
    return dict(reasons.keep_reasons(session, run, found).outcome)


def test_the_job_finds_a_smallest_clash_and_verified_ways_out(real_database: Database) -> None:
    with real_database.transaction() as session:
        scene = scenes.a_scene(session)
        a_short_window(scene)
        run_id, cohort = a_run(session, scene).id, scene.cohorts[0]
        job_id = an_answer(session, session.get_one(SolverRun, run_id), state=JobState.RUNNING).job_id
        cohort_id, names = cohort.id, (cohort.name_en, cohort.name)
    result = reasons_tasks.find_reasons(JobContext(real_database, job_id, None), run_id)
    assert result == {"run_id": run_id, "verdict": "explained"}
    with real_database.reading() as session:
        outcome = session.get_one(RunReason, run_id).outcome
        assert session.get_one(Job, job_id).progress > 0
    assert outcome["is_irreducible"]
    assert outcome["is_whole"]
    assert 1 <= outcome["facts"] <= MOST_CARDS
    windows = [card["facts"][0] for card in outcome["cards"] if card["kind"] == "window"]
    assert [fact["mend"] for fact in windows] == [["cohort", cohort_id]]
    said = from_json(windows[0]["text"])
    assert names[0] in in_english(said)
    assert names[1] in in_chinese(said)
    assert "2026-11-24" in in_english(said)
    assert outcome["repairs"]
    assert all(repair["is_verified"] for repair in outcome["repairs"])
    points = [repair["price"]["points"] for repair in outcome["repairs"]]
    assert points == sorted(points)


def test_a_cohort_may_end_later_than_the_plan_s_last_day(real_database: Database) -> None:
    with real_database.transaction() as session:
        scene = scenes.a_scene(session)
        for cohort in scene.cohorts:
            cohort.ends_on = scenes.MONDAY + timedelta(days=1)
        run = a_run(session, scene)
        run_id, last = run.id, solver.problem_from_json(run.problem).days[-1].date
        job_id = an_answer(session, run, state=JobState.RUNNING).job_id
    reasons_tasks.find_reasons(JobContext(real_database, job_id, None), run_id)
    with real_database.reading() as session:
        repairs = session.get_one(RunReason, run_id).outcome["repairs"]
    changes = [repair["change"] for repair in repairs if repair["code"] == "later_end"]
    assert last == (scenes.MONDAY + timedelta(days=1)).isoformat()
    assert changes
    assert all(change["last_day"] > last for change in changes)


def test_a_killed_child_is_told_and_leaves_no_answer(real_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    class KilledProcess(ReasonsProcess):
        def wait(self, *args: Any) -> Found:
            os.kill(self.process.pid or 0, signal.SIGKILL)
            return super().wait(*args)

    with real_database.transaction() as session:
        run = a_run(session, scenes.a_scene(session))
        job_id, run_id = an_answer(session, run, state=JobState.RUNNING).job_id, run.id
    monkeypatch.setattr(reasons_tasks, "ReasonsProcess", KilledProcess)
    with pytest.raises(TrainerError, match="ended without a result"):
        reasons_tasks.find_reasons(JobContext(real_database, job_id, None), run_id)
    with real_database.reading() as session:
        assert session.get_one(RunReason, run_id).outcome == {}


def test_a_search_that_is_told_to_stop_ends_at_once(real_database: Database) -> None:
    with real_database.transaction() as session:
        run = a_run(session, scenes.a_scene(session))
        job_id = an_answer(session, run, state=JobState.RUNNING, stop_requested=True).job_id
        run_id = run.id
    with pytest.raises(JobStopped):
        reasons_tasks.find_reasons(JobContext(real_database, job_id, None), run_id)


def search_and_fail(*_args: Any) -> Found:
    raise ValueError("no such day")


def test_a_search_that_fails_tells_why(real_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with real_database.transaction() as session:
        run = a_run(session, scenes.a_scene(session))
        job_id, run_id = an_answer(session, run, state=JobState.RUNNING).job_id, run.id
    monkeypatch.setattr(reasons_process, "search", search_and_fail)
    with pytest.raises(TrainerError, match="without a result: ValueError: no such day"):
        reasons_tasks.find_reasons(JobContext(real_database, job_id, None), run_id)


def explain_and_wait(pipe: Connection, problem: str, _seed: int, _later_days: tuple[solver.Day, ...]) -> Found:
    """A search that has explained and never ends looking for ways out."""
    found = Found(explain(solver.problem_from_json(problem)), is_whole=False)
    pipe.send(SoFar(found))
    pipe.send(reasons_process.REPAIRS)
    time.sleep(600)
    return found


def test_a_search_that_is_stopped_among_ways_out_keeps_the_reason(
    session: Session, scene: scenes.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_short_window(scene)
    run = a_run(session, scene)
    steps: list[str | None] = []
    monkeypatch.setattr(reasons_process, "search", explain_and_wait)
    process = ReasonsProcess(run.problem, run.seed)
    found = process.wait(steps.append, lambda: reasons_process.REPAIRS in steps)
    assert not found.is_whole
    assert found.repairs == ()
    assert kept(session, run, found)["facts"] == len(found.explanation.facts) > 0
    assert not process.process.is_alive()


def test_asking_twice_asks_once_and_stopping_a_waiting_search_ends_it(
    session: Session, scene: scenes.Scene, platform: Platform, viewer_for: Callable[..., Viewer]
) -> None:
    platform.jobs.huey.immediate = False
    scheduler = viewer_for(Role.SCHEDULER, scene.organisation)
    run = a_run(session, scene)
    assert reasons.reasons_of(session, run).stand is Stand.NOT_ASKED
    first = reasons.ask_reasons(session, platform.jobs, run, viewer=scheduler).job_id
    assert reasons.ask_reasons(session, platform.jobs, run, viewer=scheduler).job_id == first
    assert reasons.reasons_of(session, run).stand is Stand.WORKING
    reasons.stop_reasons(session, run, viewer=scheduler)
    assert reasons.reasons_of(session, run).stand is Stand.STOPPED
    with pytest.raises(RuleBroken, match="No search for a reason is at work"):
        reasons.stop_reasons(session, run, viewer=scheduler)
    assert reasons.ask_reasons(session, platform.jobs, run, viewer=scheduler).job_id != first
    told = select(AuditEntry.act).where(AuditEntry.subject == f"solver_run:{run.id}").order_by(AuditEntry.sequence)
    assert list(session.scalars(told)) == ["run.explain", "run.explain.stop", "run.explain"]


@pytest.mark.parametrize(
    "values", [{"status": "optimal"}, {"status": "feasible"}, {"state": RunState.RUNNING}, {"state": RunState.FAILED}]
)
def test_a_run_that_left_nothing_over_has_nothing_to_explain(
    session: Session,
    scene: scenes.Scene,
    platform: Platform,
    viewer_for: Callable[..., Viewer],
    values: dict[str, Any],
) -> None:
    run = a_run(session, scene, **values)
    with pytest.raises(RuleBroken, match="nothing to explain"):
        reasons.ask_reasons(session, platform.jobs, run, viewer=viewer_for(Role.SCHEDULER, scene.organisation))


def test_another_base_s_scheduler_cannot_ask(
    session: Session, scene: scenes.Scene, platform: Platform, viewer_for: Callable[..., Viewer]
) -> None:
    with pytest.raises(NotFound):
        reasons.ask_reasons(session, platform.jobs, a_run(session, scene), viewer=viewer_for(Role.SCHEDULER))


def test_every_fact_of_the_solver_has_its_words_and_many_facts_stand_together(
    session: Session, scene: scenes.Scene
) -> None:
    assert set(KIND_WORDS) == {*BY_NAME, FURTHER}
    a_short_window(scene)
    run = a_run(session, scene)
    problem = solver.problem_from_json(run.problem)
    found = found_of(run)
    every = tuple(described(problem, key) for key in keys_of(problem))
    assert len(every) > MOST_CARDS
    many = Found(type(found.explanation)(found.explanation.verdict, "flow", every))
    outcome = kept(session, run, many)
    kinds = list(dict.fromkeys(fact.kind for fact in every))
    assert [card["kind"] for card in outcome["cards"]] == [*kinds[: MOST_CARDS - 1], FURTHER]
    facts = [fact for card in outcome["cards"] for fact in card["facts"]]
    assert len(facts) == outcome["facts"] == len(every)
    assert all("{" not in from_json(fact["text"]).text for fact in facts)
    assert {fact["mend"][0] for fact in facts} <= {
        "cohort",
        "course",
        "instructor",
        "instructors",
        "workshop",
        "workshops",
    }


def test_a_module_is_called_by_its_own_name_beside_its_cohort(session: Session, scene: scenes.Scene) -> None:
    a_short_window(scene)
    run = a_run(session, scene)
    outcome = kept(session, run, found_of(run))
    (lessons, *_) = [card["facts"][0] for card in outcome["cards"] if card["kind"] == "lessons"]
    assert in_chinese(from_json(lessons["text"])).count(scene.cohorts[0].name) == 1


def test_the_week_says_what_is_missing_on_each_half_day(session: Session, scene: scenes.Scene) -> None:
    a_short_window(scene)
    run = a_run(session, scene)
    problem = solver.problem_from_json(run.problem)
    explanation = explain(problem)
    week = week_of_reason(problem, explanation)
    assert week is not None
    assert week.monday == scenes.MONDAY.isoformat()
    by_day = {(half.day, half.half): half for half in week.half_days}
    assert by_day["2026-11-23", "morning"].kind == FREE
    assert by_day["2026-11-23", "morning"].staff == 2
    assert by_day["2026-11-25", "morning"].kind == OFF
    assert len(week.half_days) == 21

    def kind_of(**changes: Any) -> str:
        found = week_of_reason(solver.problem_from_json(solver.problem_to_json(_with(problem, **changes))), explanation)
        assert found is not None
        return next(half.kind for half in found.half_days if (half.day, half.half) == ("2026-11-23", "morning"))

    shut = solver.Availability(((),) * 7)
    assert kind_of(instructors=shut) == NO_INSTRUCTOR
    assert kind_of(workshops=shut) == NO_WORKSHOP
    assert kind_of(cohorts=shut) == NO_COHORT


def _with(problem: solver.Problem, **availability: solver.Availability) -> solver.Problem:
    """The problem whose items of a collection all have this availability."""
    changed = {
        name: tuple(replace(item, availability=calendar) for item in getattr(problem, name))
        for name, calendar in availability.items()
    }
    return replace(problem, **changed)  # type: ignore[arg-type]


def an_outcome(session: Session, scene: scenes.Scene, run: SolverRun, **values: Any) -> dict[str, Any]:
    """A found reason with two repairs."""
    found = found_of(run)
    price = {"people": 4, "days_late": 3, "extra_periods": 0, "people_fewer": 0, "hired": 0, "trained": 0}
    dear = {**price, "people": 1, "days_late": 0, "hired": 2}
    texts = [{"text": f"Way {n}", "params": {}, "chinese": f"办法{n}"} for n in (1, 2)]
    later = (scenes.MONDAY + timedelta(weeks=3)).isoformat()
    changes = [{"kind": "longer_window", "cohort": scene.cohorts[0].id, "last_day": later}, None]
    mends = [["cohort", scene.cohorts[0].id], ["instructors", ""]]
    made = [
        {
            "code": "later_end",
            "text": text,
            "mend": mend,
            "price": {**parts, "points": Price(**parts).points},
            "is_verified": True,
            "verified_on": where,
            "change": change,
        }
        for text, mend, parts, where, change in zip(
            texts, mends, (price, dear), ("whole", "component"), changes, strict=True
        )
    ]
    return {**kept(session, run, found), "repairs": made, **values}


def shown(browser: FlaskClient, session: Session, run: SolverRun, outcome: dict[str, Any], query: str = "") -> str:
    session.execute(update(RunReason).where(RunReason.run_id == run.id).values(outcome=outcome))
    session.commit()
    answer = browser.get(f"/runs/{run.id}/reasons{query}")
    assert answer.status_code == 200
    return answer.text


def test_the_page_shows_facts_with_links_and_repairs_by_price_or_people(
    browser: FlaskClient, session: Session, scene: scenes.Scene
) -> None:
    a_short_window(scene)
    run = a_run(session, scene)
    outcome = an_outcome(session, scene, run)
    page = shown(browser, session, run, outcome)
    assert "Proved: with these data it does not fit" in page
    assert "drop any one and it fits" in page
    assert f'href="/cohorts/{scene.cohorts[0].id}"' in page
    assert "Each was solved and verified" in page
    assert "3 days later" in page
    assert "Verified for the cohorts of the reason, not for the whole run" in page
    assert page.index("Way 1") < page.index("Way 2")
    by_people = shown(browser, session, run, outcome, "?sort=people")
    assert by_people.index("Way 2") < by_people.index("Way 1")


def test_the_page_claims_no_more_than_was_proved(browser: FlaskClient, session: Session, scene: scenes.Scene) -> None:
    a_short_window(scene)
    run = a_run(session, scene, "unknown")
    outcome = an_outcome(session, scene, run, is_irreducible=False)
    outcome["repairs"][1]["is_verified"] = False
    page = shown(browser, session, run, outcome)
    assert "drop any one and it fits" not in page
    assert "Proved:" not in page
    assert "Each was solved and verified" not in page
    assert "Not verified" in page
    feasible = shown(
        browser, session, run, {**outcome, "verdict": "feasible", "cards": [], "repairs": [], "week": None}
    )
    assert "A timetable exists" in feasible
    none = shown(browser, session, run, {**outcome, "verdict": "none_found", "cards": [], "repairs": [], "week": None})
    assert "Whether a timetable exists is not known" in none


def test_the_button_asks_and_the_page_follows_until_the_end(
    browser: FlaskClient, session: Session, scene: scenes.Scene
) -> None:
    run = a_run(session, scene)
    session.commit()
    assert "Find the reason" in browser.get(f"/runs/{run.id}/reasons").text
    assert browser.post(f"/runs/{run.id}/reasons").status_code == 302
    page = browser.get(f"/runs/{run.id}/reasons")
    assert 'hx-trigger="every 1s"' in page.text
    part = browser.get(f"/runs/{run.id}/reasons", headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<div id="reasons-progress"')
    assert "HX-Refresh" not in part.headers
    assert browser.post(f"/runs/{run.id}/reasons/stop").status_code == 302
    end = browser.get(f"/runs/{run.id}/reasons", headers={"HX-Request": "true"})
    assert end.headers["HX-Refresh"] == "true"
    assert "was stopped" in browser.get(f"/runs/{run.id}/reasons").text


def test_strangers_find_nothing_and_the_bureau_reads_without_buttons(
    browser: FlaskClient, session: Session, scene: scenes.Scene, sign_in: Browsers
) -> None:
    run = a_run(session, scene)
    stranger, bureau = sign_in(Role.SCHEDULER), sign_in(Role.BUREAU_OFFICER)
    assert stranger.get(f"/runs/{run.id}/reasons").status_code == 404
    assert stranger.post(f"/runs/{run.id}/reasons").status_code == 404
    assert stranger.post(f"/runs/{run.id}/reasons/stop").status_code == 404
    page = bureau.get(f"/runs/{run.id}/reasons")
    assert page.status_code == 200
    assert "Find the reason" not in page.text
    assert bureau.post(f"/runs/{run.id}/reasons").status_code == 403


def test_a_way_out_is_tried_as_a_scenario_and_changes_no_data(
    browser: FlaskClient, session: Session, scene: scenes.Scene
) -> None:
    a_short_window(scene)
    run = a_run(session, scene)
    outcome = an_outcome(session, scene, run)
    page = shown(browser, session, run, outcome)
    assert page.count(f'action="/runs/{run.id}/reasons/try"') == 1
    answer = browser.post(f"/runs/{run.id}/reasons/try", data={"position": "0"})
    assert answer.status_code == 302
    scenario = session.scalars(select(Scenario)).one()
    assert answer.location.endswith(f"/scenarios/{scenario.id}")
    assert scenario.changes == [outcome["repairs"][0]["change"]]
    assert browser.get(answer.location).status_code == 200
    session.expire_all()
    assert scene.cohorts[0].ends_on == scenes.MONDAY + timedelta(days=1)
    for position, status in (("1", 409), ("2", 404), ("x", 422)):
        assert browser.post(f"/runs/{run.id}/reasons/try", data={"position": position}).status_code == status
    assert len(session.scalars(select(Scenario)).all()) == 1


def test_later_ends_and_new_instructors_become_changes_of_a_scenario(session: Session, scene: scenes.Scene) -> None:
    a_short_window(scene)
    run = a_run(session, scene)
    problem = solver.problem_from_json(run.problem)
    cohort, subject = problem.cohorts[0].id, problem.modules[0].subject
    made = [
        ("later_end", "cohort", cohort, {"days": 3, "last": "2026-11-27"}),
        ("new_instructor", "subject", subject, {"kind": "both", "weekdays": "1,3", "openings": 4}),
        ("cancel_cohort", "cohort", cohort, {"size": 3}),
    ]
    repairs = tuple(
        Repair(code, (solver.Subject(kind, id_),), "cohorts[0]", facts, Price(), problem)
        for code, kind, id_, facts in made
    )
    outcome = kept(session, run, replace(found_of(run), repairs=repairs))
    later, newcomer, cancelled = (repair["change"] for repair in outcome["repairs"])
    assert later == {"kind": "longer_window", "cohort": cohort, "last_day": "2026-11-27"}
    assert newcomer == {"kind": "new_instructor", "name": "", "subject": subject, "weekdays": (1, 3)}
    assert cancelled is None


def test_a_newcomer_of_a_scenario_has_a_name(
    session: Session, scene: scenes.Scene, viewer_for: Callable[..., Viewer]
) -> None:
    run = a_run(session, scene)
    subject = solver.problem_from_json(run.problem).modules[0].subject
    change = {"kind": "new_instructor", "name": "", "subject": subject, "weekdays": [1, 3]}
    an_answer(session, run, {"repairs": [{"change": change}]})
    scenario = try_repair(
        session,
        run,
        0,
        name="A way out",
        newcomer="To be found",
        travel_minutes=60,
        viewer=viewer_for(Role.SCHEDULER, scene.organisation),
    )
    assert scenario.changes == [{**change, "name": "To be found", "weekdays": (1, 3)}]
    with pytest.raises(NotFound):
        try_repair(session, run, 0, name="x", newcomer="x", travel_minutes=60, viewer=viewer_for(Role.SCHEDULER))
