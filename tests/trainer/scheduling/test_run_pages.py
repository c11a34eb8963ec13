"""Data check and solver runs as pages: starting, following, stopping, and reading what was proved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from tests.trainer.scheduling import scenes
from trainer.kit.tables import Job
from trainer.models.enrolment import Enrolment
from trainer.models.people import Role
from trainer.models.scheduling import RunState, SolverRun
from trainer.scheduling import services
from trainer.web.platform import Platform

Browsers = Callable[..., FlaskClient]


@pytest.fixture
def browser(scene: scenes.Scene, sign_in: Browsers, platform: Platform) -> FlaskClient:
    # The job itself is tested in test_runs; here it stays in the queue.
    platform.jobs.huey.immediate = False
    return sign_in(Role.SCHEDULER, scene.organisation)


def a_run(session: Session, scene: scenes.Scene, **values: Any) -> SolverRun:
    run = services.prepare_run(session, scene.organisation.id, seconds=30, seed=1, actor=None)
    for name, value in {"state": RunState.DONE, **values}.items():
        setattr(run, name, value)
    session.flush()
    return run


def test_the_data_check_lists_rows_with_the_page_that_mends_them(
    browser: FlaskClient, session: Session, scene: scenes.Scene
) -> None:
    cohort = scene.cohorts[0]
    session.execute(delete(Enrolment).where(Enrolment.cohort_id == cohort.id))
    session.commit()
    page = browser.get("/scheduling/check")
    assert page.status_code == 200
    assert f"Cohort {cohort.name_en} has no trainees yet" in page.text
    assert f"/cohorts/{cohort.id}" in page.text
    assert 'aria-disabled="true"' in page.text
    assert browser.get("/scheduling/check?format=xlsx").data.startswith(b"PK")


def test_sound_data_lead_to_the_form_of_a_run(browser: FlaskClient) -> None:
    page = browser.get("/scheduling/check").text
    assert "Nothing blocks solving" in page
    assert "/runs#new-run" in page


def test_a_run_starts_with_a_job_and_its_page_follows_it(
    browser: FlaskClient, session: Session, scene: scenes.Scene
) -> None:
    answer = browser.post("/runs", data={"aim": "few_evenings", "seconds": "30"})
    assert answer.status_code == 302
    run = session.scalars(select(SolverRun)).one()
    assert (run.state, run.params["aim"], run.lessons) == (RunState.WAITING, "few_evenings", 10)
    job = session.get_one(Job, run.job_id)
    assert (job.kind, job.arguments) == ("solve-timetable", {"run_id": run.id})
    page = browser.get(answer.location).text
    assert "data-run=" in page
    assert "data-stop=" in page
    progress = browser.get(f"/runs/{run.id}/progress").get_json()
    assert (progress["running"], progress["best"], progress["curve"]) == (True, None, [])
    assert "A run is at work" in browser.get("/runs").text


@pytest.mark.parametrize(
    "sent",
    [{"aim": "balanced", "seconds": "4"}, {"aim": "cheapest", "seconds": "30"}, {"aim": "balanced", "seconds": "x"}],
)
def test_a_bad_form_shows_its_fault_and_starts_nothing(
    browser: FlaskClient, session: Session, sent: dict[str, str]
) -> None:
    answer = browser.post("/runs", data=sent)
    assert answer.status_code == 422
    assert "must be corrected" in answer.text
    assert session.scalar(select(func.count()).select_from(SolverRun)) == 0


def test_a_run_is_refused_while_the_data_check_blocks(browser: FlaskClient, session: Session) -> None:
    session.execute(delete(Enrolment))
    session.commit()
    answer = browser.post("/runs", data={"aim": "balanced", "seconds": "30"})
    assert answer.status_code == 422
    assert "entries block solving" in answer.text
    assert session.scalar(select(func.count()).select_from(SolverRun)) == 0


def test_stopping_answers_the_script_in_json_and_a_form_with_the_page(
    browser: FlaskClient, session: Session, scene: scenes.Scene
) -> None:
    run = a_run(session, scene, state=RunState.RUNNING)
    answer = browser.post(f"/runs/{run.id}/stop", json={})
    assert answer.get_json()["running"] is True
    session.expire_all()
    assert run.stop_requested
    assert browser.post(f"/runs/{run.id}/stop").status_code == 302


@pytest.mark.parametrize(
    ("status", "objective", "bound", "proof", "sentence"),
    [
        ("optimal", 20, 20, "proven_best", "No timetable scores below 20; this one scores 20"),
        ("within", 2846, 2795, "within", "No timetable scores below 2,795; this one scores 2,846"),
        ("feasible", 50, 0, "no_answer", "How far that is from the best was not proved"),
        ("infeasible", None, None, "impossible", "No timetable can keep every rule"),
        ("unknown", None, None, "no_answer", "Whether the others fit was not proved"),
    ],
)
def test_each_outcome_is_said_as_it_was_proved_and_not_a_word_more(
    browser: FlaskClient,
    session: Session,
    scene: scenes.Scene,
    status: str,
    objective: float | None,
    bound: float | None,
    proof: str,
    sentence: str,
) -> None:
    run = a_run(session, scene, status=status, objective=objective, bound=bound)
    page = browser.get(f"/runs/{run.id}").text
    assert f'data-proof="{proof}"' in page
    assert sentence in page
    assert run.problem_sha256[:8] in page


def test_the_gap_is_rounded_up_and_never_below_what_was_proved(
    browser: FlaskClient, session: Session, scene: scenes.Scene
) -> None:
    run = a_run(session, scene, status="within", objective=2846, bound=2795)
    # 51 / 2795 is 1.825 per cent.
    assert browser.get(f"/runs/{run.id}/progress").get_json()["gap"] == 1.9
    assert "Within 1.9 % of the best" in browser.get(f"/runs/{run.id}").text


def test_a_failed_run_says_why(browser: FlaskClient, session: Session, scene: scenes.Scene) -> None:
    outcome = {"message": {"text": "Stopped before it began", "params": {}}, "detail": ""}
    run = a_run(session, scene, state=RunState.FAILED, outcome=outcome)
    page = browser.get(f"/runs/{run.id}").text
    assert "This run came to nothing" in page
    assert "Stopped before it began" in page


def test_the_sealed_inputs_can_be_downloaded(browser: FlaskClient, session: Session, scene: scenes.Scene) -> None:
    run = a_run(session, scene)
    answer = browser.get(f"/runs/{run.id}/inputs")
    assert answer.data.decode() == run.problem
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_strangers_find_no_run_and_roles_without_permission_are_told(
    browser: FlaskClient, session: Session, scene: scenes.Scene, sign_in: Browsers
) -> None:
    run = a_run(session, scene, state=RunState.RUNNING)
    stranger, officer = sign_in(Role.SCHEDULER), sign_in(Role.ENTERPRISE_OFFICER)
    for path in ("", "/progress", "/inputs"):
        assert stranger.get(f"/runs/{run.id}{path}").status_code == 404
        assert officer.get(f"/runs/{run.id}{path}").status_code == 404
    assert stranger.post(f"/runs/{run.id}/stop").status_code == 404
    assert officer.post(f"/runs/{run.id}/stop").status_code == 403
    assert officer.get("/scheduling/check").status_code == 403
    assert sign_in(Role.BUREAU_OFFICER).get(f"/runs/{run.id}").status_code == 200
