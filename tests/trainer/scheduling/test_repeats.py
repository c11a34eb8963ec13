"""Repeats: same inputs and work give the same result, no more is promised, and broken seals show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import solver
from tests.trainer.scheduling import scenes
from trainer.kit.db import Database
from trainer.kit.errors import Conflict, RuleBroken
from trainer.kit.permissions import Viewer
from trainer.models.people import Role
from trainer.models.scheduling import RunKind, RunState, SolverRun, Timetable
from trainer.scheduling import repeats, runs, services, tasks
from trainer.web.platform import Platform

Browsers = Callable[..., FlaskClient]
NO_LIMIT = {"seconds": 30, "aim": "balanced", "workers": 1}
TWO_WORKERS = {"seconds": 30, "aim": "balanced", "workers": 2, "work_limit": 5_000}


def an_ended_run(session: Session, scene: scenes.Scene, **values: Any) -> SolverRun:
    run = services.prepare_run(session, scene.organisation.id, seconds=30, seed=1, work_limit=5_000, actor=None)
    ended = {
        "state": RunState.DONE,
        "status": "within",
        "objective": 40.0,
        "bound": 30.0,
        "moves": 5_000,
        "result_sha256": "a" * 64,
        "outcome": {"seconds": 12.0, "bound_source": "counting"},
    }
    for name, value in {**ended, **values}.items():
        setattr(run, name, value)
    session.flush()
    return run


@pytest.mark.slow
def test_a_run_that_its_work_ended_is_repeated_to_the_last_booking(real_database: Database) -> None:
    with real_database.transaction() as session:
        organisation_id = scenes.a_scene(session).organisation.id
    # So many seconds that the clock ends nothing on a busy machine: the work ends both.
    first = tasks.solve_now(real_database, organisation_id, 600, 7, work_limit=3_000)
    with real_database.transaction() as session:
        origin = session.get_one(SolverRun, first.id)
        sealed = runs.Sealed(origin.problem, origin.problem_sha256, origin.lessons, origin.start)
        wanted = runs.Wanted(
            600, origin.seed, work_limit=repeats.work_of(origin), kind=RunKind.REPEAT, origin_id=origin.id
        )
        again = runs.seal_run(session, organisation_id, sealed, wanted, None).id
    assert tasks.solve_run(real_database, again).state is RunState.DONE
    with real_database.reading() as session:
        same = repeats.compare(session.get_one(SolverRun, first.id), session.get_one(SolverRun, again))
        assert same.is_promised, str(same.ground)
        assert same.is_same
        # A repeat leaves no version behind.
        assert session.scalar(select(func.count()).select_from(Timetable)) == 1
        assert session.get_one(SolverRun, again).moves == session.get_one(SolverRun, first.id).moves


@pytest.mark.parametrize(
    ("origin", "repeat", "promised", "same"),
    [
        ({}, {}, True, True),
        ({}, {"objective": 41.0}, True, False),
        ({}, {"result_sha256": "b" * 64}, True, False),
        ({}, {"status": "feasible"}, True, False),
        ({}, {"engine": "other"}, False, True),
        ({"moves": 900}, {}, False, True),
        ({"stop_requested": True}, {}, False, True),
        ({}, {"moves": 900, "objective": 50.0}, False, False),
        ({"params": TWO_WORKERS, "outcome": {"bound_source": "whole model"}}, {}, True, True),
        ({"params": NO_LIMIT, "status": "optimal"}, {"status": "optimal"}, False, True),
        ({"params": NO_LIMIT, "status": "infeasible"}, {"status": "infeasible"}, True, True),
        ({"params": TWO_WORKERS, "outcome": {"bound_source": "prices"}}, {}, True, True),
        ({"moves": 900, "status": "optimal"}, {"status": "optimal"}, True, True),
        ({"outcome": {"is_cut_short": True}}, {}, False, True),
        ({}, {"outcome": {"is_cut_short": True}, "objective": 41.0}, False, False),
    ],
)
def test_sameness_is_promised_only_where_the_work_ended_both(
    session: Session,
    scene: scenes.Scene,
    origin: dict[str, Any],
    repeat: dict[str, Any],
    promised: bool,
    same: bool,
) -> None:
    one, other = an_ended_run(session, scene, **origin), an_ended_run(session, scene, **repeat)
    found = repeats.compare(one, other)
    assert (found.is_promised, found.is_same) == (promised, same)


def test_a_repeat_is_sealed_with_all_that_the_run_had(
    session: Session, scene: scenes.Scene, queue: Platform, viewer_for: Callable[..., Viewer]
) -> None:
    origin = an_ended_run(session, scene, start="{}")
    bureau = viewer_for(Role.BUREAU_OFFICER)
    again = repeats.start_repeat(session, queue.jobs, origin, cluster="", viewer=bureau)
    assert (again.kind, again.origin_id, again.organisation_id) == (RunKind.REPEAT, origin.id, origin.organisation_id)
    for name in ("problem", "problem_sha256", "start", "seed", "lessons"):
        assert getattr(again, name) == getattr(origin, name)
    for name in ("aim", "workers", "weights", "work_limit"):
        assert again.params[name] == origin.params[name]
    with pytest.raises(Conflict, match="being repeated already"):
        repeats.start_repeat(session, queue.jobs, origin, cluster="", viewer=bureau)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": RunState.RUNNING}, "Only a run that ended"),
        ({"state": RunState.FAILED}, "Only a run that ended"),
        ({"result_sha256": ""}, "before results were sealed"),
        ({"problem": "{}"}, "no longer match their hash"),
    ],
)
def test_what_cannot_be_repeated_is_refused_with_the_reason(
    session: Session, scene: scenes.Scene, values: dict[str, Any], words: str
) -> None:
    origin = an_ended_run(session, scene, **values)
    with pytest.raises(RuleBroken, match=words):
        repeats.refuse_unrepeatable(origin)


def test_the_limit_of_work_follows_the_pace_of_the_last_runs(session: Session, scene: scenes.Scene) -> None:
    usual = repeats.work_for(session, scene.organisation.id, 10)
    assert usual == int(repeats.WORK_SHARE * repeats.USUAL_PACE * 10)
    for pace in (2_000.0, 1_500.0, None):
        an_ended_run(session, scene, outcome={"pace": pace})
    assert repeats.work_for(session, scene.organisation.id, 10) == int(repeats.WORK_SHARE * 2_000 * 10)


def test_the_bureau_repeats_a_run_of_its_district_and_sees_both_side_by_side(
    session: Session, scene: scenes.Scene, queue: Platform, sign_in: Browsers
) -> None:
    origin = an_ended_run(session, scene)
    bureau = sign_in(Role.BUREAU_OFFICER)
    assert "Repeat this run" in bureau.get(f"/runs/{origin.id}").text
    answer = bureau.post(f"/runs/{origin.id}/repeat")
    assert answer.status_code == 302
    again = session.scalars(select(SolverRun).where(SolverRun.kind == RunKind.REPEAT)).one()
    assert answer.location.endswith(again.id)
    for name in ("state", "status", "objective", "bound", "moves", "result_sha256", "outcome"):
        setattr(again, name, getattr(origin, name))
    session.commit()
    for run_id in (origin.id, again.id):
        page = bureau.get(f"/runs/{run_id}").text
        assert 'data-same="yes"' in page
        assert "the results have to be the same" in page
    again.objective = 41.0
    session.commit()
    assert 'data-same="no"' in bureau.get(f"/runs/{origin.id}").text


def test_going_on_starts_from_what_the_run_found(
    session: Session, scene: scenes.Scene, queue: Platform, sign_in: Browsers
) -> None:
    text, _sha256 = runs.seal_timetable(solver.Timetable(()))
    earlier = an_ended_run(session, scene, result=text, placed=10)
    browser = sign_in(Role.SCHEDULER, scene.organisation)
    assert "Go on for 60 s" in browser.get(f"/runs/{earlier.id}").text
    assert browser.post(f"/runs/{earlier.id}/continue").status_code == 302
    following = session.scalars(select(SolverRun).where(SolverRun.id != earlier.id)).one()
    assert (following.start, following.kind, following.params["seconds"]) == (text, RunKind.TIMETABLE, 60)
    assert sign_in(Role.SCHEDULER).post(f"/runs/{earlier.id}/continue").status_code == 404


def test_strangers_and_enterprises_repeat_nothing(
    session: Session, scene: scenes.Scene, queue: Platform, sign_in: Browsers
) -> None:
    origin = an_ended_run(session, scene)
    assert sign_in(Role.SCHEDULER).post(f"/runs/{origin.id}/repeat").status_code == 404
    assert sign_in(Role.ENTERPRISE_OFFICER).post(f"/runs/{origin.id}/repeat").status_code == 403
