"""Cohorts: split by policy, faithful to their course version, moved by later features, counted to the post."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.programmes.parties import POLICIES, Parties, viewer_of
from trainer.kit.errors import BadInput, NotFound, RuleBroken
from trainer.models.catalogue import CourseVersion, PolicyRecord
from trainer.models.delivery import Attendance, AttendanceMark
from trainer.models.enrolment import Enrolment, EnrolmentState
from trainer.models.people import Role
from trainer.models.programmes import Cohort, CohortState, OrderState
from trainer.programmes import queries, services
from trainer.programmes.queries import PlacementCount


def a_seat(session: Session, cohort: Cohort, number: int, **values: object) -> Enrolment:
    enrolment = Enrolment(
        cohort_id=cohort.id,
        person_id=factories.a_person(session).id,
        enterprise_id=cohort.programme.enterprise_id,
        seat_number=number,
        idempotency_key=f"{cohort.id}-{number}",
        **values,
    )
    session.add(enrolment)
    session.flush()
    return enrolment


def attend(session: Session, cohort: Cohort, enrolment: Enrolment, lessons: int) -> None:
    for lesson in cohort.lessons[:lessons]:
        session.add(
            Attendance(
                lesson_id=lesson.id,
                enrolment_id=enrolment.id,
                mark=AttendanceMark.PRESENT,
                periods=lesson.periods,
                marked_by_id=enrolment.person_id,
                marked_at=cohort.created_at,
            )
        )
    session.flush()


def test_people_are_split_evenly_into_as_few_cohorts_as_policy_allows(parties: Parties) -> None:
    order, _agreement = parties.signed(heads=45)
    cohorts = parties.cohorts(order)
    assert [cohort.capacity for cohort in cohorts] == [15, 15, 15]
    assert [cohort.code for cohort in cohorts] == ["01", "02", "03"]
    assert len({cohort.name for cohort in cohorts}) == 3


def test_a_cohort_takes_dates_limits_and_lessons_from_order_course_and_policy(parties: Parties) -> None:
    order, _agreement = parties.signed(heads=10, weekdays=(1, 3), half_days=("evening",), night_rest_hours=14)
    cohort = parties.cohorts(order)[0]
    assert (cohort.starts_on, cohort.ends_on) == (date(2026, 12, 7), date(2027, 1, 30))
    assert (cohort.weekdays, cohort.half_days) == ([1, 3], ["evening"])
    assert (cohort.max_periods_day, cohort.max_periods_week, cohort.night_rest_hours) == (8, 24, 14)
    assert [(lesson.position, lesson.number_in_module, lesson.periods) for lesson in cohort.lessons] == [
        (1, 1, 4), (2, 2, 4), (3, 1, 4), (4, 2, 4), (5, 3, 4),
    ]  # fmt: skip


def test_rest_after_night_shifts_is_never_shorter_than_policy_says(parties: Parties) -> None:
    order, _agreement = parties.signed(night_rest_hours=6)
    assert parties.cohorts(order)[0].night_rest_hours == POLICIES["scheduling.night_rest_hours"]


def test_a_later_course_version_does_not_change_a_cohort_that_began(parties: Parties, session: Session) -> None:
    order, _agreement = parties.signed()
    before = [(lesson.module_id, lesson.periods) for lesson in parties.cohorts(order)[0].lessons]
    later = CourseVersion(
        course_id=parties.version.course_id,
        standard_id=parties.version.standard_id,
        number=2,
        valid_from=date(2026, 12, 1),
    )
    session.add(later)
    parties.version.valid_to = date(2026, 11, 30)
    session.flush()
    session.expire_all()
    cohort = queries.get_cohort(session, parties.cohorts(order)[0].id, viewer=parties.seller)
    assert cohort.course_version_id == parties.version.id
    assert [(lesson.module_id, lesson.periods) for lesson in cohort.lessons] == before


def test_a_cohort_finds_the_site_that_has_the_workstations(parties: Parties, session: Session) -> None:
    factories.a_base(session, parties.base, code="AAA")
    equipped = factories.a_base(session, parties.base, code="BBB")
    equipment = next(module.equipment_type for module in parties.version.modules if module.equipment_type)
    factories.a_workshop(session, equipped, equipment=equipment)
    order, _agreement = parties.signed()
    assert parties.cohorts(order)[0].home_base_id == equipped.id


def test_a_missing_policy_stops_the_last_signature_and_names_the_key(parties: Parties, session: Session) -> None:
    _order, agreement = parties.agreed()
    for record in session.query(PolicyRecord).filter(PolicyRecord.key == "cohort.maximum_size"):
        session.delete(record)
    session.flush()
    for viewer in (parties.buyer, parties.seller):
        services.sign_agreement(session, agreement, seen=1, viewer=viewer)
    with pytest.raises(RuleBroken) as refusal:
        services.sign_agreement(session, agreement, seen=1, viewer=parties.teacher)
    assert "cohort.maximum_size" in str(refusal.value.message)


def test_an_order_is_scheduled_when_all_its_cohorts_are(parties: Parties, session: Session) -> None:
    order, _agreement = parties.signed(heads=30)
    first, second = parties.cohorts(order)
    services.mark_scheduled(session, [first.id])
    assert (first.state, order.state) == (CohortState.SCHEDULED, OrderState.SIGNED)
    services.mark_scheduled(session, [second.id])
    assert order.state is OrderState.SCHEDULED
    services.mark_scheduled(session, [first.id, second.id])
    services.mark_unscheduled(session, [second.id])
    assert (second.state, order.state) == (CohortState.ENROLLING, OrderState.SIGNED)


def test_an_order_runs_with_its_first_cohort_and_closes_when_all_are_taught(parties: Parties, session: Session) -> None:
    order, _agreement = parties.signed(heads=30)
    first, second = parties.cohorts(order)
    services.mark_scheduled(session, [first.id, second.id])
    services.mark_running(session, [first.id])
    assert order.state is OrderState.RUNNING
    services.mark_taught(session, [first.id])
    with pytest.raises(RuleBroken) as refusal:
        services.close_order(session, order, viewer=parties.seller)
    assert refusal.value.rule == "closing-open"
    services.mark_taught(session, [second.id])
    services.close_order(session, order, viewer=parties.seller)
    assert (order.state, first.state, second.state) == (OrderState.CLOSED, CohortState.CLOSED, CohortState.CLOSED)


def test_somebody_who_completed_without_a_certificate_keeps_the_order_open(parties: Parties, session: Session) -> None:
    order, _agreement = parties.signed(heads=10)
    cohort = parties.cohorts(order)[0]
    services.mark_taught(session, [cohort.id])
    a_seat(session, cohort, 1, state=EnrolmentState.COMPLETED)
    with pytest.raises(RuleBroken):
        services.close_order(session, order, viewer=parties.seller)


def test_moving_a_cohort_twice_or_backwards_changes_nothing(parties: Parties, session: Session) -> None:
    order, _agreement = parties.signed(heads=10)
    cohort = parties.cohorts(order)[0]
    services.mark_taught(session, [cohort.id])
    for move in (services.mark_scheduled, services.mark_running, services.mark_unscheduled, services.mark_taught):
        move(session, [cohort.id])
    assert (cohort.state, order.state) == (CohortState.TAUGHT, OrderState.RUNNING)


def test_ordered_trained_certified_and_hired_are_counted_from_rows(parties: Parties, session: Session) -> None:
    order, _agreement = parties.signed(heads=10)
    cohort = parties.cohorts(order)[0]
    present, absent = a_seat(session, cohort, 1), a_seat(session, cohort, 2)
    a_seat(session, cohort, 3, state=EnrolmentState.WITHDRAWN)
    a_seat(session, cohort, 4, state=EnrolmentState.COMPLETED)
    attend(session, cohort, present, 4)
    attend(session, cohort, absent, 3)
    assert queries.placement_count(session, cohort) == PlacementCount(10, 3, 2, 0, 0)
    cohort.starts_on = date(2026, 11, 1)
    services.record_placement(session, cohort, present.person_id, date(2026, 11, 20), "调试员", viewer=parties.buyer)
    assert queries.placement_count(session, cohort).hired == 1


def test_recording_a_placement_again_corrects_it(parties: Parties, session: Session) -> None:
    order, _agreement = parties.signed(heads=10)
    cohort = parties.cohorts(order)[0]
    cohort.starts_on = date(2026, 11, 1)
    seat = a_seat(session, cohort, 1)
    for post in ("调试员", "维修员"):
        services.record_placement(session, cohort, seat.person_id, date(2026, 11, 18), post, viewer=parties.buyer)
    rows = queries.placement_rows(session, cohort)
    assert [row.placement.post for row in rows if row.placement] == ["维修员"]


def test_a_placement_needs_a_seat_a_day_and_the_enterprise_itself(parties: Parties, session: Session) -> None:
    order, _agreement = parties.signed(heads=10)
    cohort = parties.cohorts(order)[0]
    cohort.starts_on = date(2026, 11, 1)
    seat = a_seat(session, cohort, 1)
    gone = a_seat(session, cohort, 2, state=EnrolmentState.WITHDRAWN)
    for person_id, day, field in [
        (seat.person_id, date(2026, 11, 21), "hired_on"),
        (seat.person_id, date(2026, 10, 31), "hired_on"),
    ]:
        with pytest.raises(BadInput) as refusal:
            services.record_placement(session, cohort, person_id, day, "", viewer=parties.buyer)
        assert refusal.value.field == field
    with pytest.raises(NotFound):
        services.record_placement(session, cohort, gone.person_id, date(2026, 11, 20), "", viewer=parties.buyer)
    stranger = viewer_of(session, factories.a_member(session, Role.ENTERPRISE_OFFICER))
    with pytest.raises(NotFound):
        services.record_placement(session, cohort, seat.person_id, date(2026, 11, 20), "", viewer=stranger)


def test_a_cohort_is_seen_by_its_parties_its_trainees_and_the_bureau_only(parties: Parties, session: Session) -> None:
    order, _agreement = parties.signed(heads=10)
    cohort = parties.cohorts(order)[0]
    seat = a_seat(session, cohort, 1)
    trainee = factories.a_member(session, Role.TRAINEE, parties.enterprise)
    seat.person_id = trainee.id
    session.flush()
    bureau = viewer_of(session, factories.a_member(session, Role.BUREAU_OFFICER))
    for viewer in (parties.buyer, parties.seller, parties.teacher, bureau, viewer_of(session, trainee)):
        assert [found.id for found in queries.cohorts_for(session, viewer=viewer)] == [cohort.id]
    colleague = viewer_of(session, factories.a_member(session, Role.TRAINEE, parties.enterprise))
    body = viewer_of(session, factories.a_member(session, Role.CERTIFICATION_OFFICER))
    other = viewer_of(session, factories.a_member(session, Role.SCHEDULER))
    for viewer in (colleague, body, other):
        assert queries.cohorts_for(session, viewer=viewer) == []
        with pytest.raises(NotFound):
            queries.get_cohort(session, cohort.id, viewer=viewer)
