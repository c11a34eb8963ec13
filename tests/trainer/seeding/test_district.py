"""What the demonstration district holds, and that its past hangs together."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.conftest import NOW
from trainer.accounts.queries import find_account
from trainer.accounts.services import sign_in
from trainer.kit import audit, clock
from trainer.kit.certificate_numbers import certificate_number_fault
from trainer.kit.db import Database, vault_of
from trainer.kit.errors import RuleBroken
from trainer.kit.identifiers import mobile_fault, resident_id_fault, uscc_fault
from trainer.kit.tables import AuditEntry
from trainer.models.assessment import Sitting, SittingState
from trainer.models.certification import Certificate, CertificateState
from trainer.models.delivery import Attendance, LessonRecord
from trainer.models.enrolment import Enrolment, RosterRow, RosterRowState, ShiftDuty
from trainer.models.joint_classes import JointClass, JointClassState, JointPlace
from trainer.models.organisations import Organisation, OrganisationKind, OrganisationKindRow
from trainer.models.people import Person
from trainer.models.programmes import Agreement, Cohort, CohortState, Lesson, Order, OrderEvent, OrderState, Placement
from trainer.models.resources import Base, Instructor, Workshop
from trainer.models.scheduling import Booking, PublishedTimetable
from trainer.scheduling.situation import SCHEDULABLE
from trainer.seeding.demo import ACCOUNTS
from trainer.seeding.loading import PASSWORD, is_loaded

MONDAY = date(2026, 11, 23)


def count(session: Session, column: object) -> int:
    return session.scalar(select(func.count(func.distinct(column)))) or 0


def lessons_to_come(session: Session) -> list[Lesson]:
    in_force = select(PublishedTimetable.timetable_id)
    held = select(Booking.lesson_id).where(Booking.timetable_id.in_(in_force), Booking.day <= clock.today())
    open_ones = select(Lesson).join(Lesson.cohort).where(Cohort.state.in_(SCHEDULABLE), Lesson.id.not_in(held))
    return list(session.scalars(open_ones))


def test_the_district_has_its_organisations(reading: Session) -> None:
    kinds = Counter(reading.scalars(select(OrganisationKindRow.kind)))
    assert kinds == {
        OrganisationKind.BASE: 3,
        OrganisationKind.ENTERPRISE: 9,
        OrganisationKind.SCHOOL: 1,
        OrganisationKind.EVALUATING_BODY: 1,
        OrganisationKind.BUREAU: 1,
    }
    g60 = reading.scalars(select(Organisation).where(Organisation.name.contains("G60"))).one()
    assert reading.scalar(select(func.count(Base.id)).where(Base.organisation_id == g60.id)) == 2


def test_the_district_has_its_people_and_rooms(reading: Session) -> None:
    assert count(reading, Enrolment.person_id) == 250
    assert count(reading, Instructor.id) == 30
    assert count(reading, Workshop.id) == 12
    assert all(group.count > 0 for workshop in reading.scalars(select(Workshop)) for group in workshop.workstations)


def test_ten_classes_and_350_lessons_wait_for_a_timetable(reading: Session) -> None:
    lessons = lessons_to_come(reading)
    assert len(lessons) >= 350
    assert len({lesson.cohort_id for lesson in lessons}) >= 10


def test_classes_to_come_begin_next_monday_and_end_within_twelve_weeks(reading: Session) -> None:
    coming = reading.scalars(select(Cohort).where(Cohort.state == CohortState.ENROLLING)).all()
    assert min(cohort.starts_on for cohort in coming) == MONDAY
    assert max(cohort.ends_on for cohort in coming) < MONDAY + timedelta(weeks=12)


def test_every_number_is_sound(reading: Session) -> None:
    vault = vault_of(reading)
    people = reading.scalars(select(Person)).all()
    assert [person.name for person in people if resident_id_fault(person.id_number(vault)) is not None] == []
    assert [person.name for person in people if mobile_fault(person.phone(vault)) is not None] == []
    assert [found for found in reading.scalars(select(Organisation.uscc)) if uscc_fault(found) is not None] == []


def test_rare_names_sit_in_the_finished_class(reading: Session) -> None:
    finished = reading.scalars(select(Cohort).order_by(Cohort.starts_on)).first()
    assert finished is not None
    names = reading.scalars(select(Person.name).join(Enrolment).where(Enrolment.cohort_id == finished.id))
    assert set("䶮㛃𬭎堃喆") <= set("".join(names))


def test_one_order_stands_at_each_step_of_the_negotiation(reading: Session) -> None:
    states = Counter(reading.scalars(select(Order.state)))
    invited = len(reading.scalars(select(JointPlace.held_order_id)).all())
    for state in (OrderState.DRAFT, OrderState.COUNTERED, OrderState.ACCEPTED):
        assert states[state] == 1, state
    assert states[OrderState.SUBMITTED] - invited == 1
    assert states[OrderState.SIGNED] >= 10


def test_two_small_orders_are_invited_to_a_joint_class_that_one_has_accepted(reading: Session) -> None:
    joint = reading.scalars(select(JointClass)).one()
    assert (joint.state, (joint.lapses_on - clock.today()).days) == (JointClassState.INVITING, 3)
    assert sorted(place.answer.value for place in joint.places) == ["accepted", "waiting"]


def test_agreements_with_a_second_version_are_signed_under_it(reading: Session) -> None:
    rewritten = [found for found in reading.scalars(select(Agreement)) if len(found.versions) == 2]
    assert len(rewritten) == 2
    for agreement in rewritten:
        assert agreement.versions[0].signatures == []
        assert len(agreement.versions[1].signatures) == 3


def test_the_past_lies_in_the_past_and_in_order(reading: Session) -> None:
    assert all(at <= NOW for at in reading.scalars(select(OrderEvent.at)))
    moments = list(reading.scalars(select(AuditEntry.at).order_by(AuditEntry.id)))
    assert moments[0] < NOW - timedelta(weeks=20)
    assert moments == sorted(moments)


def test_the_audit_chains_are_whole(reading: Session) -> None:
    chains = audit.chains(reading)
    assert len(chains) > 10
    assert [chain for chain in chains if audit.first_break(reading, chain) is not None] == []


def test_a_finished_class_was_marked_to_its_last_lesson(reading: Session) -> None:
    cohort = reading.scalars(select(Cohort).order_by(Cohort.starts_on)).first()
    assert cohort is not None
    marks = select(func.count()).select_from(Attendance).join(Lesson, Lesson.id == Attendance.lesson_id)
    assert reading.scalar(marks.where(Lesson.cohort_id == cohort.id)) == len(cohort.lessons) * cohort.taken
    records = select(func.count()).select_from(LessonRecord).join(Lesson, Lesson.id == LessonRecord.lesson_id)
    assert reading.scalar(records.where(Lesson.cohort_id == cohort.id)) == len(cohort.lessons)


def test_a_finished_class_was_assessed_certified_and_placed(reading: Session) -> None:
    cohort = reading.scalars(select(Cohort).order_by(Cohort.starts_on)).first()
    assert cohort is not None
    assert cohort.state is CohortState.CLOSED
    sitting = reading.scalars(select(Sitting).where(Sitting.cohort_id == cohort.id)).one()
    assert sitting.state is SittingState.RELEASED
    assert len(sitting.panel) == 3
    # One trainee lacks the hours, one fails a paper.
    assert len(sitting.candidates) == cohort.taken - 1
    certificates = reading.scalars(select(Certificate).where(Certificate.cohort_id == cohort.id)).all()
    layouts = Counter(certificate.layout for certificate in certificates)
    assert layouts == {"level": cohort.taken - 2, "completion": cohort.taken - 1}
    assert {certificate.state for certificate in certificates} == {CertificateState.ISSUED}
    numbers = [certificate.number for certificate in certificates if certificate.layout == "level"]
    assert {certificate_number_fault(number) for number in numbers} == {None}
    assert reading.scalar(select(func.count(Placement.id)).where(Placement.cohort_id == cohort.id)) == 11


def test_holders_with_rare_names_have_their_level_certificate(reading: Session) -> None:
    level = select(Person.name).join(Certificate, Certificate.person_id == Person.id)
    names = reading.scalars(level.where(Certificate.layout == "level"))
    assert set("䶮㛃𬭎堃喆") <= set("".join(names))


def test_the_holder_of_the_demonstrations_account_has_a_certificate(reading: Session) -> None:
    account = find_account(reading, "trainee")
    assert account is not None
    own = select(Certificate.layout).where(Certificate.person_id == account.person_id)
    assert set(reading.scalars(own)) == {"level", "completion"}


def test_a_sitting_waits_to_be_scored_today(reading: Session) -> None:
    planned = reading.scalars(select(Sitting).where(Sitting.state == SittingState.PLANNED)).one()
    assert planned.day == clock.today()
    assert all(member.accepted_at is not None for member in planned.panel)


def test_a_running_class_stands_in_its_middle(reading: Session) -> None:
    running = reading.scalars(select(Cohort).where(Cohort.state == CohortState.RUNNING)).all()
    assert len(running) == 2
    open_lessons = Counter(lesson.cohort_id for lesson in lessons_to_come(reading))
    for cohort in running:
        assert 0.25 < open_lessons[cohort.id] / len(cohort.lessons) < 0.75, cohort.name


def test_a_class_meets_today(reading: Session) -> None:
    in_force = select(PublishedTimetable.timetable_id)
    today = select(Booking).where(Booking.timetable_id.in_(in_force), Booking.day == clock.today())
    assert len(reading.scalars(today).all()) == 1


def test_a_roster_has_rows_to_put_right(reading: Session) -> None:
    states = Counter(reading.scalars(select(RosterRow.state)))
    assert states == {RosterRowState.ENROLLED: 250, RosterRowState.BAD: 2, RosterRowState.NOT_ELIGIBLE: 1}


def test_some_trainees_work_nights(reading: Session) -> None:
    nights = reading.scalars(select(ShiftDuty).where(ShiftDuty.end_minute > 24 * 60)).all()
    assert len({duty.person_id for duty in nights}) == 10
    assert min(duty.day for duty in nights) >= MONDAY


@pytest.mark.parametrize("login", [login for login, _chinese, _english in ACCOUNTS])
def test_every_listed_account_signs_in_with_the_documented_password(filled: Database, login: str) -> None:
    with filled.session(write=True) as session:
        assert find_account(session, login) is not None
        assert sign_in(session, login, PASSWORD, hours=1).account_id
        session.rollback()


def test_the_district_is_recognised(reading: Session) -> None:
    assert is_loaded(reading)


def test_a_database_with_other_organisations_is_refused(session: Session) -> None:
    assert not is_loaded(session)
    session.add(Organisation(name="机构", uscc="91310117MA1J00014T", region_code="310117"))
    session.flush()
    with pytest.raises(RuleBroken, match="needs an empty one"):
        is_loaded(session)
