"""Scores: read strictly, entered by the panel alone, never overwritten unseen, and locked by the release."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.trainer.assessment.scenes import SITTING_DAY, TaughtClass, a_sitting, a_taught_class
from trainer.accounts.queries import notices_of
from trainer.assessment import queries, scoring
from trainer.assessment.score_sheet import Absence, Mark, ScoreSheet, SheetRefused, is_score, read_sheet
from trainer.kit import clock
from trainer.kit.errors import Conflict, NotAllowed, NotFound, RuleBroken
from trainer.kit.permissions import Viewer
from trainer.kit.tables import AuditEntry
from trainer.models.assessment import Candidate, Paper, Score, Sitting, SittingState
from trainer.models.people import Person, Role

Viewers = Callable[..., Viewer]
THEORY, PRACTICE, REVIEW = Paper.THEORY, Paper.PRACTICE, Paper.REVIEW
TODAY = SITTING_DAY - timedelta(days=3)
PASSED = {THEORY: 78, PRACTICE: 85}


def panel_viewer(session: Session, viewer_for: Viewers, scene: TaughtClass, number: int = 0) -> Viewer:
    return viewer_for(session.get_one(Person, scene.assessors[number].person_id))


def points_of(session: Session, candidate: Candidate) -> dict[Paper, int]:
    own = select(Score).where(Score.candidate_id == candidate.id).execution_options(populate_existing=True)
    return {score.paper: score.points for score in session.scalars(own)}


def whole_sheet(sitting: Sitting, points: dict[Paper, int]) -> ScoreSheet:
    return ScoreSheet(
        [Mark(row.id, paper, value, None) for row in sitting.candidates for paper, value in points.items()]
    )


def one_mark(candidate: Candidate, points: int | None, seen: int | None = None, paper: Paper = THEORY) -> ScoreSheet:
    return ScoreSheet([Mark(candidate.id, paper, points, seen)])


@given(st.text(max_size=6))
def test_a_text_is_a_score_only_when_it_is_a_whole_number_from_0_to_100(text: str) -> None:
    assert is_score(text) is (text.isascii() and text.isdecimal() and len(text) <= 4 and int(text) <= 100)


@pytest.mark.parametrize("text", ["101", "-1", "60.5", "6o", "1e2", "９９９", "一百", "0x10"])
def test_an_entry_that_is_no_score_is_named_with_candidate_and_paper(session: Session, text: str) -> None:
    sitting = a_sitting(session, a_taught_class(session, trainees=1), day=TODAY)
    candidate = sitting.candidates[0]
    with pytest.raises(SheetRefused) as caught:
        read_sheet({f"points-{candidate.id}-practice": text}, sitting.candidates, (THEORY, PRACTICE))
    name = candidate.enrolment.person.name
    assert str(caught.value.message) == (f"Workstation 1, {name}, Practice: {text} is no whole number from 0 to 100")


def test_full_width_digits_and_spaces_are_read_and_an_empty_field_takes_a_score_away(session: Session) -> None:
    sitting = a_sitting(session, a_taught_class(session, trainees=1), day=TODAY)
    key = sitting.candidates[0].id
    form = {f"points-{key}-theory": " ８８ ", f"points-{key}-practice": "", f"seen-points-{key}-practice": "70"}
    sheet = read_sheet(form, sitting.candidates, (THEORY, PRACTICE))
    assert list(sheet.marks) == [Mark(key, THEORY, 88, None), Mark(key, PRACTICE, None, 70)]
    assert list(sheet.absences) == []


def test_a_box_that_was_unticked_is_told_from_one_that_was_not_sent(session: Session) -> None:
    sitting = a_sitting(session, a_taught_class(session, trainees=1), day=TODAY)
    key = sitting.candidates[0].id
    assert read_sheet({f"seen-absent-{key}": "1"}, sitting.candidates, ()).absences == [Absence(key, False, True)]
    assert read_sheet({}, sitting.candidates, ()).absences == []


def test_the_first_score_opens_the_scoring_and_leaves_a_trace(session: Session, viewer_for: Viewers) -> None:
    scene = a_taught_class(session)
    sitting = a_sitting(session, scene, day=TODAY)
    viewer = panel_viewer(session, viewer_for, scene)
    assert scoring.enter_scores(session, sitting, ScoreSheet(), viewer=viewer) == 0
    assert sitting.state is SittingState.PLANNED
    assert scoring.enter_scores(session, sitting, whole_sheet(sitting, PASSED), viewer=viewer) == 8
    assert sitting.state is SittingState.SCORING
    score = session.scalars(select(Score)).first()
    assert score is not None
    assert (score.scored_by_id, score.scored_at) == (viewer.person_id, clock.now())
    entry = session.scalar(select(AuditEntry).where(AuditEntry.act == "sitting.score"))
    assert entry is not None
    assert entry.detail["before_after"][f"points-{sitting.candidates[0].id}-theory"] == [None, 78]


@pytest.mark.parametrize(("points", "is_allowed"), [(0, True), (100, True), (-1, False), (101, False)])
def test_points_run_from_0_to_100(session: Session, viewer_for: Viewers, points: int, is_allowed: bool) -> None:
    scene = a_taught_class(session, trainees=1)
    sitting = a_sitting(session, scene, day=TODAY)
    candidate, viewer = sitting.candidates[0], panel_viewer(session, viewer_for, scene)
    if is_allowed:
        assert scoring.enter_scores(session, sitting, one_mark(candidate, points), viewer=viewer) == 1
    else:
        with pytest.raises(SheetRefused, match=f"Workstation 1, .*, Theory: {points} is no whole number"):
            scoring.enter_scores(session, sitting, one_mark(candidate, points), viewer=viewer)
        assert points_of(session, candidate) == {}
        assert sitting.state is SittingState.PLANNED


@pytest.mark.parametrize(("level", "is_paper"), [(3, False), (2, True), (1, True)])
def test_the_review_is_a_paper_of_levels_2_and_1_alone(
    session: Session, viewer_for: Viewers, level: int, is_paper: bool
) -> None:
    scene = a_taught_class(session, level=level, trainees=1)
    sitting = a_sitting(session, scene, day=TODAY)
    sheet, viewer = one_mark(sitting.candidates[0], 80, paper=REVIEW), panel_viewer(session, viewer_for, scene)
    if is_paper:
        assert scoring.enter_scores(session, sitting, sheet, viewer=viewer) == 1
    else:
        with pytest.raises(SheetRefused, match="Comprehensive review is no paper of this level"):
            scoring.enter_scores(session, sitting, sheet, viewer=viewer)


def test_what_another_assessor_entered_meanwhile_is_not_overwritten(session: Session, viewer_for: Viewers) -> None:
    scene = a_taught_class(session, trainees=2)
    sitting = a_sitting(session, scene, day=TODAY)
    first, second = (panel_viewer(session, viewer_for, scene, number) for number in (0, 1))
    candidate, other = sitting.candidates
    scoring.enter_scores(session, sitting, one_mark(candidate, 80), viewer=first)
    untouched = ScoreSheet([Mark(candidate.id, THEORY, None, None), Mark(other.id, THEORY, 66, None)])
    assert scoring.enter_scores(session, sitting, untouched, viewer=second) == 1
    assert points_of(session, candidate) == {THEORY: 80}
    with pytest.raises(Conflict, match=r"Workstation 1, .*, Theory: somebody else"):
        scoring.enter_scores(session, sitting, one_mark(candidate, 70), viewer=second)
    assert points_of(session, candidate) == {THEORY: 80}
    assert scoring.enter_scores(session, sitting, one_mark(candidate, 80), viewer=second) == 0
    assert scoring.enter_scores(session, sitting, one_mark(candidate, 70, seen=80), viewer=second) == 1
    assert points_of(session, candidate) == {THEORY: 70}
    assert scoring.enter_scores(session, sitting, one_mark(candidate, None, seen=70), viewer=second) == 1
    assert points_of(session, candidate) == {}


def test_an_absent_candidate_has_no_scores(session: Session, viewer_for: Viewers) -> None:
    scene = a_taught_class(session, trainees=1)
    sitting = a_sitting(session, scene, day=TODAY)
    candidate, viewer = sitting.candidates[0], panel_viewer(session, viewer_for, scene)
    absent = [Absence(candidate.id, is_absent=True, seen=False)]
    both = ScoreSheet([Mark(candidate.id, PRACTICE, 50, None)], absent)
    with pytest.raises(SheetRefused, match="absent, yet there is a score in Practice"):
        scoring.enter_scores(session, sitting, both, viewer=viewer)
    assert (points_of(session, candidate), candidate.is_absent) == ({}, False)
    scoring.enter_scores(session, sitting, one_mark(candidate, 50), viewer=viewer)
    instead = ScoreSheet([Mark(candidate.id, THEORY, None, 50)], absent)
    assert scoring.enter_scores(session, sitting, instead, viewer=viewer) == 2
    assert (points_of(session, candidate), candidate.is_absent) == ({}, True)


def test_absence_can_be_entered_and_taken_back(session: Session, viewer_for: Viewers) -> None:
    scene = a_taught_class(session, trainees=1)
    sitting = a_sitting(session, scene, day=TODAY)
    candidate, viewer = sitting.candidates[0], panel_viewer(session, viewer_for, scene)
    there = ScoreSheet(absences=[Absence(candidate.id, is_absent=True, seen=False)])
    assert scoring.enter_scores(session, sitting, there, viewer=viewer) == 1
    assert scoring.gaps_of(sitting) == []
    back = ScoreSheet(absences=[Absence(candidate.id, is_absent=False, seen=True)])
    assert scoring.enter_scores(session, sitting, back, viewer=viewer) == 1
    assert [gap.papers for gap in scoring.gaps_of(sitting)] == [[THEORY, PRACTICE]]


def test_people_outside_the_panel_and_candidates_of_other_sittings_are_not_found(
    session: Session, viewer_for: Viewers
) -> None:
    scene = a_taught_class(session, trainees=1)
    sitting = a_sitting(session, scene, day=TODAY)
    outsider = panel_viewer(session, viewer_for, scene, number=3)
    officer = viewer_for(Role.CERTIFICATION_OFFICER, scene.body)
    for viewer in (outsider, officer):
        with pytest.raises(NotFound):
            scoring.enter_scores(session, sitting, one_mark(sitting.candidates[0], 60), viewer=viewer)
    foreign = a_sitting(session, a_taught_class(session, trainees=1), day=TODAY).candidates[0]
    with pytest.raises(NotFound):
        member = panel_viewer(session, viewer_for, scene)
        scoring.enter_scores(session, sitting, one_mark(foreign, 60), viewer=member)


def refusal(session: Session, sitting: Sitting) -> str:
    found = scoring.refusal_to_score(session, sitting)
    return found.rule if found else ""


def test_scoring_opens_on_the_day_with_a_whole_panel_that_has_accepted(session: Session) -> None:
    scene = a_taught_class(session)
    sitting = a_sitting(session, scene, day=TODAY)
    assert refusal(session, sitting) == ""
    sitting.day = TODAY + timedelta(days=1)
    assert refusal(session, sitting) == "sitting-in-future"
    sitting.day = TODAY
    sitting.panel[1].accepted_at = None
    assert refusal(session, sitting) == "panel-not-accepted"
    del sitting.panel[1]
    assert refusal(session, sitting) == "panel-incomplete"


def test_who_has_not_accepted_cannot_score(session: Session, viewer_for: Viewers) -> None:
    scene = a_taught_class(session, trainees=1)
    sitting = a_sitting(session, scene, day=TODAY, accepted=False)
    with pytest.raises(RuleBroken) as caught:
        viewer = panel_viewer(session, viewer_for, scene)
        scoring.enter_scores(session, sitting, one_mark(sitting.candidates[0], 60), viewer=viewer)
    assert caught.value.rule == "panel-not-accepted"


def test_a_release_needs_everybody_scored_or_absent(session: Session, viewer_for: Viewers) -> None:
    scene = a_taught_class(session, trainees=2)
    sitting = a_sitting(session, scene, day=TODAY)
    member = panel_viewer(session, viewer_for, scene)
    officer = viewer_for(Role.CERTIFICATION_OFFICER, scene.body)
    with pytest.raises(RuleBroken) as caught:
        scoring.release_sitting(session, sitting, viewer=officer)
    assert caught.value.rule == "sitting-not-scored"
    first, second = sitting.candidates
    marks = [Mark(first.id, THEORY, 60, None), Mark(first.id, PRACTICE, 61, None), Mark(second.id, THEORY, 62, None)]
    scoring.enter_scores(session, sitting, ScoreSheet(marks), viewer=member)
    with pytest.raises(RuleBroken, match=r"1 candidates .* workstation 2, .*, Practice") as caught:
        scoring.release_sitting(session, sitting, viewer=officer)
    assert caught.value.rule == "scores-missing"
    assert queries.pass_list(session, scene.cohort) == {}
    scoring.enter_scores(session, sitting, one_mark(second, 59, paper=PRACTICE), viewer=member)
    scoring.release_sitting(session, sitting, viewer=officer)
    assert (sitting.state, sitting.released_at, sitting.released_by_id) == (
        SittingState.RELEASED,
        clock.now(),
        officer.person_id,
    )
    assert set(queries.pass_list(session, scene.cohort)) == {first.enrolment_id}


def released(session: Session, viewer_for: Viewers, scene: TaughtClass) -> tuple[Sitting, Viewer, Viewer]:
    sitting = a_sitting(session, scene, day=TODAY)
    member = panel_viewer(session, viewer_for, scene)
    officer = viewer_for(Role.CERTIFICATION_OFFICER, scene.body)
    scoring.enter_scores(session, sitting, whole_sheet(sitting, PASSED), viewer=member)
    scoring.release_sitting(session, sitting, viewer=officer)
    return sitting, member, officer


def test_nothing_changes_after_the_release(session: Session, viewer_for: Viewers) -> None:
    scene = a_taught_class(session, trainees=1)
    sitting, member, officer = released(session, viewer_for, scene)
    candidate = sitting.candidates[0]
    sheets = [
        one_mark(candidate, 99, seen=78),
        one_mark(candidate, None, seen=78),
        ScoreSheet(absences=[Absence(candidate.id, is_absent=True, seen=False)]),
        ScoreSheet(),
    ]
    for sheet in sheets:
        with pytest.raises(RuleBroken) as caught:
            scoring.enter_scores(session, sitting, sheet, viewer=member)
        assert caught.value.rule == "scores-locked"
    with pytest.raises(RuleBroken) as caught:
        scoring.release_sitting(session, sitting, viewer=officer)
    assert caught.value.rule == "sitting-not-scored"
    assert points_of(session, candidate) == PASSED


def test_the_same_change_goes_through_before_the_release(session: Session, viewer_for: Viewers) -> None:
    """The negative control of the lock."""
    scene = a_taught_class(session, trainees=1)
    sitting = a_sitting(session, scene, day=TODAY)
    member = panel_viewer(session, viewer_for, scene)
    scoring.enter_scores(session, sitting, whole_sheet(sitting, PASSED), viewer=member)
    sheet = one_mark(sitting.candidates[0], 99, seen=78)
    assert scoring.enter_scores(session, sitting, sheet, viewer=member) == 1


def test_every_candidate_is_told_of_the_release(session: Session, viewer_for: Viewers) -> None:
    scene = a_taught_class(session)
    released(session, viewer_for, scene)
    for enrolment in scene.enrolments:
        notices = notices_of(session, enrolment.person_id)
        assert [(notice.subject["text"], notice.url) for notice in notices] == [
            ("Your result in the assessment of %(cohort)s is there", "/my/results")
        ]


def test_only_the_bodys_own_officer_releases(session: Session, viewer_for: Viewers) -> None:
    scene = a_taught_class(session, trainees=1)
    sitting = a_sitting(session, scene, day=TODAY)
    member = panel_viewer(session, viewer_for, scene)
    scoring.enter_scores(session, sitting, whole_sheet(sitting, PASSED), viewer=member)
    for viewer in (viewer_for(Role.CERTIFICATION_OFFICER), viewer_for(Role.SCHEDULER, scene.base), member):
        with pytest.raises(NotAllowed):
            scoring.release_sitting(session, sitting, viewer=viewer)
    assert sitting.state is SittingState.SCORING
