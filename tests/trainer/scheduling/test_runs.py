"""Solver runs: sealed inputs, an honest outcome, stopping, and a killed child that harms nothing else."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

import solver
from tests.trainer.scheduling import scenes
from trainer.kit.db import Database
from trainer.kit.errors import BadInput, Conflict, RuleBroken
from trainer.kit.jobs import JobContext
from trainer.kit.permissions import Viewer
from trainer.models.enrolment import Enrolment
from trainer.models.people import Role
from trainer.models.scheduling import Booking, RunState, SolverRun, Timetable, TimetableState
from trainer.scheduling import queries, services, tasks
from trainer.scheduling.judge import judge_timetable
from trainer.scheduling.problem_builder import build_problem, seal
from trainer.scheduling.solver_process import SolverProcess

SECONDS = 20


@pytest.fixture
def organisation_id(real_database: Database) -> str:
    """A base organisation with two cohorts in a database of its own."""
    with real_database.transaction() as session:
        return scenes.a_scene(session).organisation.id


def sealed_run(database: Database, organisation_id: str, seconds: int = SECONDS) -> str:
    with database.transaction() as session:
        return services.prepare_run(session, organisation_id, seconds=seconds, seed=7, actor=None).id


def test_a_run_places_every_lesson_and_leaves_a_sound_draft(real_database: Database, organisation_id: str) -> None:
    heard: list[solver.Progress] = []
    run = tasks.solve_now(real_database, organisation_id, SECONDS, 7, heard.append)
    assert (run.state, run.placed, run.lessons) == (RunState.DONE, 10, 10)
    assert run.status in {"optimal", "within", "feasible"}
    assert run.outcome["violations"] == run.outcome["unplaced"] == []
    assert heard
    with real_database.reading() as session:
        draft = session.get_one(Timetable, run.timetable_id)
        assert draft.state is TimetableState.DRAFT
        assert draft.run_id == run.id
        assert judge_timetable(session, draft, travel_minutes=60).is_clean


def test_the_inputs_are_sealed_with_their_hash(real_database: Database, organisation_id: str) -> None:
    run_id = sealed_run(real_database, organisation_id)
    with real_database.transaction() as session:
        text, sha256 = seal(build_problem(session, organisation_id))
        session.execute(Enrolment.__table__.delete())
    with real_database.reading() as session:
        run = session.get_one(SolverRun, run_id)
        assert (run.problem, run.problem_sha256) == (text, sha256)
        assert solver.problem_from_json(run.problem).lessons


def test_one_run_works_for_a_base_at_a_time(real_database: Database, organisation_id: str) -> None:
    sealed_run(real_database, organisation_id)
    with pytest.raises(Conflict, match="A run is at work already"):
        sealed_run(real_database, organisation_id)


def test_a_blocking_row_of_the_data_check_keeps_a_run_from_starting(
    real_database: Database, organisation_id: str
) -> None:
    with real_database.transaction() as session:
        session.execute(Enrolment.__table__.delete())
    with pytest.raises(RuleBroken, match="has no trainees yet") as refusal:
        sealed_run(real_database, organisation_id)
    assert refusal.value.rule == "data-check"
    with real_database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SolverRun)) == 0


@pytest.mark.parametrize("seconds", [0, 4, 3_601, -1])
def test_a_run_of_impossible_length_is_refused_at_its_field(
    real_database: Database, organisation_id: str, seconds: int
) -> None:
    with pytest.raises(BadInput) as refusal:
        sealed_run(real_database, organisation_id, seconds)
    assert refusal.value.field == "seconds"


@pytest.mark.slow
def test_a_killed_child_fails_the_run_and_changes_nothing_else(
    real_database: Database, organisation_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledProcess(SolverProcess):
        def wait(self, *args: object) -> solver.Result:
            os.kill(self.process.pid or 0, signal.SIGKILL)
            return super().wait(*args)

    monkeypatch.setattr(tasks, "SolverProcess", KilledProcess)
    run = tasks.solve_run(real_database, sealed_run(real_database, organisation_id))
    assert run.state is RunState.FAILED
    assert "signal %(n)s" in run.outcome["message"]["text"]
    assert run.outcome["message"]["params"] == {"n": 9}
    with real_database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Timetable)) == 0
        assert session.scalar(select(func.count()).select_from(Booking)) == 0
    monkeypatch.undo()
    assert tasks.solve_now(real_database, organisation_id, SECONDS, 7).state is RunState.DONE


@pytest.mark.slow
def test_a_run_whose_inputs_are_spoilt_fails_with_a_message(real_database: Database, organisation_id: str) -> None:
    run_id = sealed_run(real_database, organisation_id)
    with real_database.transaction() as session:
        session.get_one(SolverRun, run_id).problem = "{}"
    run = tasks.solve_run(real_database, run_id)
    assert run.state is RunState.FAILED
    assert "ended without a result" in run.outcome["message"]["text"]
    assert run.outcome["detail"]


def test_a_run_that_is_asked_to_stop_keeps_its_best(
    real_database: Database, organisation_id: str, viewer_for: Callable[..., Viewer]
) -> None:
    run_id = sealed_run(real_database, organisation_id, seconds=600)
    with real_database.transaction() as session:
        run = session.get_one(SolverRun, run_id)
        run.stop_requested = True
    run = tasks.solve_run(real_database, run_id)
    assert run.state is RunState.DONE
    assert run.outcome["seconds"] < 300


def test_a_run_that_has_not_begun_is_stopped_at_once(
    real_database: Database, organisation_id: str, viewer_for: Callable[..., Viewer]
) -> None:
    run_id = sealed_run(real_database, organisation_id)
    scheduler = viewer_for(Role.SCHEDULER)
    with real_database.transaction() as session:
        run = session.get_one(SolverRun, run_id)
        services.stop_run(session, run, viewer=scheduler)
        assert run.state is RunState.FAILED
        with pytest.raises(RuleBroken, match="has ended already"):
            services.stop_run(session, run, viewer=scheduler)
    assert tasks.solve_run(real_database, run_id).state is RunState.FAILED


@pytest.mark.slow
def test_a_job_that_comes_a_second_time_begins_anew_and_an_ended_run_is_left_alone(
    real_database: Database, organisation_id: str
) -> None:
    run_id = sealed_run(real_database, organisation_id)
    with real_database.transaction() as session:
        session.get_one(SolverRun, run_id).state = RunState.RUNNING
    context = JobContext(real_database, "job", None)
    assert tasks.solve_timetable(context, run_id)["state"] == "done"
    with real_database.reading() as session:
        count = session.scalar(select(func.count()).select_from(Timetable))
    tasks.solve_timetable(context, run_id)
    with real_database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Timetable)) == count == 1


@pytest.mark.slow
def test_a_run_that_leaves_lessons_out_gives_a_draft_that_says_so(
    real_database: Database, organisation_id: str, monkeypatch: pytest.MonkeyPatch, viewer_for: Callable[..., Viewer]
) -> None:
    def partly(self: SolverProcess, *args: object) -> solver.Result:
        result = wait(self, *args)
        left = solver.Timetable(result.timetable.bookings[1:])
        missing = (result.timetable.bookings[0].lesson,)
        return type(result)(
            **{name: getattr(result, name) for name in result.__dataclass_fields__}
            | {"status": solver.Status.UNKNOWN, "timetable": left, "unplaced": missing, "objective": None}
        )

    wait = SolverProcess.wait
    monkeypatch.setattr(SolverProcess, "wait", partly)
    run = tasks.solve_now(real_database, organisation_id, SECONDS, 7)
    assert (run.status, run.placed, len(run.outcome["unplaced"])) == ("unknown", 9, 1)
    with real_database.reading() as session:
        draft = session.get_one(Timetable, run.timetable_id)
        verdict = judge_timetable(session, draft, travel_minutes=60)
        assert [violation.rule for violation in verdict.judgement.violations] == ["every_lesson_once"]
        assert len(queries.bookings_of(session, draft)) == 9
