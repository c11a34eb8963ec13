"""Results: each paper is passed for itself, only released sittings count, and the last one stands."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.trainer.assessment.scenes import SITTING_DAY, a_sitting, a_taught_class
from trainer.assessment import queries
from trainer.kit.errors import RuleBroken
from trainer.models.assessment import Candidate, Paper, Sitting, SittingState
from trainer.models.catalogue import PolicyRecord
from trainer.models.programmes import Cohort

PASSED = {Paper.THEORY: 60, Paper.PRACTICE: 60}
RELEASED = SittingState.RELEASED


def set_points(sitting: Sitting, number: int, paper: Paper, points: int) -> Candidate:
    candidate = sitting.candidates[number]
    next(score for score in candidate.scores if score.paper is paper).points = points
    return candidate


def test_the_mark_itself_passes_and_one_point_below_fails_whatever_the_other_paper_says(session: Session) -> None:
    scene = a_taught_class(session)
    sitting = a_sitting(session, scene, state=RELEASED, points=PASSED)
    set_points(sitting, 0, Paper.PRACTICE, 59)
    failed = set_points(sitting, 0, Paper.THEORY, 100)
    session.flush()
    passed = queries.pass_list(session, scene.cohort)
    assert set(passed) == {row.id for row in scene.enrolments} - {failed.enrolment_id}
    result = queries.result_of(session, scene.enrolments[0])
    assert result is not None
    assert [(paper.paper, paper.points, paper.passed) for paper in result.papers] == [
        (Paper.THEORY, 100, True),
        (Paper.PRACTICE, 59, False),
    ]


@pytest.mark.parametrize("state", [SittingState.PLANNED, SittingState.SCORING, SittingState.CANCELLED])
def test_scores_that_are_not_released_are_no_result(session: Session, state: SittingState) -> None:
    scene = a_taught_class(session)
    a_sitting(session, scene, state=state, points=PASSED)
    assert queries.pass_list(session, scene.cohort) == {}
    assert queries.result_of(session, scene.enrolments[0]) is None


def test_an_absent_candidate_has_not_passed(session: Session) -> None:
    scene = a_taught_class(session, trainees=1)
    sitting = a_sitting(session, scene, state=RELEASED)
    sitting.candidates[0].is_absent = True
    session.flush()
    result = queries.result_of(session, scene.enrolments[0])
    assert result is not None
    assert result.is_absent
    assert not result.passed


@pytest.mark.parametrize(("level", "is_passed"), [(5, True), (4, True), (3, True), (2, False), (1, False)])
def test_levels_2_and_1_ask_for_the_review_besides(session: Session, level: int, is_passed: bool) -> None:
    scene = a_taught_class(session, level=level, trainees=1)
    a_sitting(session, scene, state=RELEASED, points=PASSED)
    assert bool(queries.pass_list(session, scene.cohort)) is is_passed


def test_the_later_sitting_stands_and_a_body_can_be_asked_alone(session: Session) -> None:
    scene = a_taught_class(session, trainees=1)
    a_sitting(session, scene, state=RELEASED, points={Paper.THEORY: 80, Paper.PRACTICE: 40})
    later = SITTING_DAY + timedelta(days=30)
    second = a_sitting(session, scene, state=RELEASED, day=later, points=PASSED)
    result = queries.result_of(session, scene.enrolments[0])
    assert result is not None
    assert (result.sitting_id, result.passed) == (second.id, True)
    assert queries.pass_list(session, scene.cohort, scene.body.id)
    assert queries.pass_list(session, scene.cohort, scene.base.id) == {}


def test_a_missing_policy_is_named_instead_of_a_mark_being_guessed(session: Session) -> None:
    scene = a_taught_class(session, trainees=1)
    a_sitting(session, scene, state=RELEASED, points=PASSED)
    session.query(PolicyRecord).filter(PolicyRecord.key == "assessment.pass_mark").delete()
    cohort = session.get_one(Cohort, scene.cohort.id)
    with pytest.raises(RuleBroken, match=r"assessment\.pass_mark"):
        queries.pass_list(session, cohort)
