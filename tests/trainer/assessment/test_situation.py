"""What the rules are told: links, engagements, opening hours, workstations and the gateway, each with its neighbour."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.assessment.plans import a_plan, refused
from tests.trainer.assessment.scenes import (
    LAST_LESSON,
    SITTING_DAY,
    a_sitting,
    a_taught_class,
    add_trainee,
    an_assessor,
)
from trainer.assessment.facts import Occasion
from trainer.assessment.gateway import Standing, gateway_of
from trainer.assessment.situation import bodies_for, workstations_for
from trainer.kit.errors import RuleBroken
from trainer.models.assessment import Assessor, Paper, SittingState
from trainer.models.catalogue import PolicyRecord
from trainer.models.certification import BodyScope
from trainer.models.enrolment import EnrolmentState, ShiftDuty
from trainer.models.people import Membership, PersonRecord, RecordKind, Role
from trainer.models.resources import Absence, CalendarDay, Closure, HalfDay, ResourceKind
from trainer.models.scheduling import SlotClaim

ONE_DAY = timedelta(days=1)


def with_assessor(session: Session, scene: object, assessor: Assessor) -> list[str]:
    """What is refused when this assessor replaces the first of the panel."""
    others = scene.assessors[1:3]  # type: ignore[attr-defined]
    return refused(session, a_plan(session, scene, assessors=[assessor, *others]))  # type: ignore[arg-type]


def claim(session: Session, resource: str, booking_id: str, period: int) -> None:
    session.add(SlotClaim(resource=resource, day=SITTING_DAY, period=period, unit=1, booking_id=booking_id))
    session.flush()


def test_a_sound_plan_is_refused_nothing(session: Session) -> None:
    assert refused(session, a_plan(session, a_taught_class(session))) == []


def test_an_instructor_of_the_cohort_is_linked_and_one_of_another_cohort_is_not(session: Session) -> None:
    scene = a_taught_class(session)
    teacher = an_assessor(session, scene.body, scene.occupation, person=scene.instructor.person)
    assert with_assessor(session, scene, teacher) == ["own-trainees"]
    colleague = factories.an_instructor(session, scene.site, scene.occupation)
    assert (
        with_assessor(session, scene, an_assessor(session, scene.body, scene.occupation, person=colleague.person)) == []
    )


@pytest.mark.parametrize(
    ("ended_on", "expected"),
    [(None, ["own-enterprise"]), (SITTING_DAY, ["own-enterprise"]), (SITTING_DAY - ONE_DAY, [])],
)
def test_a_membership_links_until_the_day_it_ended(
    session: Session, ended_on: date | None, expected: list[str]
) -> None:
    scene = a_taught_class(session)
    place = {"organisation_id": scene.enterprise.id, "role": Role.ENTERPRISE_OFFICER, "ended_on": ended_on}
    session.add(Membership(person_id=scene.assessors[0].person_id, **place))
    session.flush()
    assert with_assessor(session, scene, scene.assessors[0]) == expected


def test_a_membership_in_another_enterprise_links_nobody(session: Session) -> None:
    scene = a_taught_class(session)
    other = factories.an_organisation(session)
    session.add(Membership(person_id=scene.assessors[0].person_id, organisation_id=other.id, role=Role.TRAINEE))
    session.flush()
    assert with_assessor(session, scene, scene.assessors[0]) == []


@pytest.mark.parametrize(
    ("ends_on", "expected"),
    [(None, ["own-enterprise"]), (SITTING_DAY, ["own-enterprise"]), (SITTING_DAY - ONE_DAY, [])],
)
def test_an_employment_record_links_like_a_membership(
    session: Session, ends_on: date | None, expected: list[str]
) -> None:
    scene = a_taught_class(session)
    record = PersonRecord(
        person_id=scene.assessors[0].person_id,
        kind=RecordKind.EMPLOYMENT,
        starts_on=date(2020, 1, 1),
        ends_on=ends_on,
        detail={"organisation_id": scene.enterprise.id},
    )
    session.add(record)
    session.flush()
    assert with_assessor(session, scene, scene.assessors[0]) == expected


def test_whoever_works_shifts_for_the_enterprise_is_linked(session: Session) -> None:
    scene = a_taught_class(session)
    shift = {"day": LAST_LESSON, "start_minute": 480, "end_minute": 960}
    session.add(ShiftDuty(person_id=scene.assessors[0].person_id, enterprise_id=scene.enterprise.id, **shift))
    session.flush()
    assert with_assessor(session, scene, scene.assessors[0]) == ["own-enterprise"]


def test_a_candidate_cannot_be_on_the_panel(session: Session) -> None:
    scene = a_taught_class(session)
    own = an_assessor(session, scene.body, scene.occupation, person=scene.enrolments[0].person)
    assert with_assessor(session, scene, own) == ["own-enterprise", "own-assessment"]


def test_a_card_for_another_occupation_counts_for_nothing(session: Session) -> None:
    scene = a_taught_class(session)
    stranger = an_assessor(session, scene.body, factories.an_occupation(session), level=1)
    assert with_assessor(session, scene, stranger) == ["assessor-scope"]


@pytest.mark.parametrize(
    ("first_period", "expected"),
    [(5, []), (4, ["assessor-busy", "workshop-taken"]), (1, ["assessor-busy", "workshop-taken"])],
)
def test_assessors_and_workshop_are_free_only_outside_other_sittings(
    session: Session, first_period: int, expected: list[str]
) -> None:
    scene = a_taught_class(session)
    other = a_taught_class(session)
    held = a_sitting(session, other)
    held.workshop_id = scene.workshop.id
    held.panel[0].assessor_id = scene.assessors[0].id
    session.flush()
    plan = a_plan(session, scene, occasion=Occasion(SITTING_DAY, first_period, 4))
    assert sorted(refused(session, plan)) == expected


@pytest.mark.parametrize("state", [SittingState.CANCELLED, SittingState.RELEASED])
def test_a_sitting_that_is_over_or_called_off_holds_nobody(session: Session, state: SittingState) -> None:
    scene, other = a_taught_class(session), a_taught_class(session)
    held = a_sitting(session, other, state=state)
    held.workshop_id = scene.workshop.id
    held.panel[0].assessor_id = scene.assessors[0].id
    session.flush()
    assert refused(session, a_plan(session, scene)) == []


@pytest.mark.parametrize(("period", "is_taken"), [(1, True), (4, True), (5, False)])
@pytest.mark.parametrize("kind", ["seat", "workstation"])
def test_a_published_lesson_in_the_workshop_takes_it(session: Session, kind: str, period: int, is_taken: bool) -> None:
    scene = a_taught_class(session)
    unit = scene.workshop.id if kind == "seat" else scene.workshop.workstations[0].id
    claim(session, f"{kind}:{unit}", scene.bookings[0].id, period)
    assert refused(session, a_plan(session, scene)) == (["workshop-taken"] if is_taken else [])


@pytest.mark.parametrize(("period", "is_held"), [(4, True), (5, False)])
def test_published_lessons_hold_assessors_and_candidates(session: Session, period: int, is_held: bool) -> None:
    scene = a_taught_class(session)
    for person_id in (scene.assessors[0].person_id, scene.enrolments[0].person_id):
        claim(session, f"person:{person_id}", scene.bookings[0].id, period)
    assert refused(session, a_plan(session, scene)) == (["candidate-busy", "assessor-busy"] if is_held else [])


@pytest.mark.parametrize(
    ("day", "first_period", "expected"),
    [(LAST_LESSON + 10 * ONE_DAY, 1, []), (LAST_LESSON + 9 * ONE_DAY, 1, ["workshop-closed"])],
)
def test_a_workshop_that_is_closed_on_sundays_has_no_sitting_then(
    session: Session, day: date, first_period: int, expected: list[str]
) -> None:
    plan = a_plan(session, a_taught_class(session), occasion=Occasion(day, first_period, 4))
    assert refused(session, plan) == expected


def test_holidays_closures_and_absences_close_a_workshop(session: Session) -> None:
    scene = a_taught_class(session)
    resource = {"resource_kind": ResourceKind.WORKSHOP, "resource_id": scene.workshop.id, "half_day": HalfDay.AFTERNOON}
    session.add(Absence(**resource, starts_on=SITTING_DAY, ends_on=SITTING_DAY))
    session.flush()
    assert refused(session, a_plan(session, scene)) == []
    afternoon = Occasion(SITTING_DAY, 4, 2)
    assert refused(session, a_plan(session, scene, occasion=afternoon)) == ["workshop-closed"]
    session.add(Closure(base_id=scene.site.id, starts_on=SITTING_DAY, ends_on=SITTING_DAY))
    session.flush()
    assert refused(session, a_plan(session, scene)) == ["workshop-closed"]
    session.add(CalendarDay(day=SITTING_DAY, kind="holiday", name="假日", source="test"))
    session.flush()
    assert refused(session, a_plan(session, scene)) == ["workshop-closed"]


def test_only_workstations_of_the_courses_kind_are_counted(session: Session) -> None:
    scene = a_taught_class(session, workstations=4)
    other_kind = factories.a_workshop(session, scene.site, equipment=factories.an_equipment_type(session), count=50)
    assert workstations_for(scene.cohort, scene.workshop) == 4
    assert workstations_for(scene.cohort, other_kind) == 0
    assert refused(session, a_plan(session, scene)) == []
    add_trainee(session, scene)
    assert refused(session, a_plan(session, scene)) == ["workstations"]


def test_the_body_needs_an_authority_for_occupation_and_level_on_the_day(session: Session) -> None:
    scene = a_taught_class(session)
    assert [body.id for body in bodies_for(session, scene.cohort, SITTING_DAY)] == [scene.body.id]
    session.query(BodyScope).update({"valid_to": SITTING_DAY - ONE_DAY})
    assert bodies_for(session, scene.cohort, SITTING_DAY) == []
    assert refused(session, a_plan(session, scene)) == ["body-scope"]


@pytest.mark.parametrize(("missed", "standing"), [(2, Standing.READY), (3, Standing.HOURS_MISSING)])
def test_the_gateway_opens_at_exactly_the_minimum(session: Session, missed: int, standing: Standing) -> None:
    scene = a_taught_class(session, trainees=1)
    late = add_trainee(session, scene, missed=missed)
    row = next(row for row in gateway_of(session, scene.cohort) if row.enrolment.id == late.id)
    assert row.standing is standing
    expected = [] if row.is_ready else ["candidate-hours"]
    assert refused(session, a_plan(session, scene)) == expected


def test_the_gateway_says_what_is_missing_and_who_must_act(session: Session) -> None:
    scene = a_taught_class(session, trainees=0)
    add_trainee(session, scene, missed=3)
    unmarked = factories.an_enrolment(session, scene.cohort)
    rows = gateway_of(session, scene.cohort)
    assert [str(row.missing) for row in rows] == [
        "4 periods missing: 8 attended, at least 12 are needed",
        "12 periods missing: 0 attended, at least 12 are needed",
    ]
    assert [str(row.who) for row in rows] == [
        "Base: the minimum can no longer be reached in this cohort, offer the next one",
        "Instructor: 5 past lessons have no mark",
    ]
    unmarked.state = EnrolmentState.WITHDRAWN
    session.flush()
    assert len(gateway_of(session, scene.cohort)) == 1


def test_whoever_passed_or_sits_already_is_held_back(session: Session) -> None:
    scene = a_taught_class(session, trainees=1)
    sitting = a_sitting(session, scene)
    assert [row.standing for row in gateway_of(session, scene.cohort)] == [Standing.IN_SITTING]
    assert [row.standing for row in gateway_of(session, scene.cohort, without_sitting=sitting.id)] == [Standing.READY]
    sitting.state = SittingState.CANCELLED
    session.flush()
    assert [row.standing for row in gateway_of(session, scene.cohort)] == [Standing.READY]
    a_sitting(session, scene, state=SittingState.RELEASED, points={Paper.THEORY: 60, Paper.PRACTICE: 60})
    assert [row.standing for row in gateway_of(session, scene.cohort)] == [Standing.PASSED]


def test_whoever_failed_may_sit_again(session: Session) -> None:
    scene = a_taught_class(session, trainees=1)
    a_sitting(session, scene, state=SittingState.RELEASED, points={Paper.THEORY: 60, Paper.PRACTICE: 59})
    assert [row.standing for row in gateway_of(session, scene.cohort)] == [Standing.READY]


def test_a_region_without_a_panel_policy_is_named(session: Session) -> None:
    scene = a_taught_class(session)
    session.query(PolicyRecord).filter(PolicyRecord.key == "assessment.panel_minimum").delete()
    with pytest.raises(RuleBroken, match=r"assessment\.panel_minimum"):
        refused(session, a_plan(session, scene))
