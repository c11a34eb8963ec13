"""Workshops, instructors and their time: changes hold together and stay inside the organisation."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from trainer.kit.errors import BadInput, NotAllowed, NotFound
from trainer.kit.permissions import Viewer
from trainer.kit.tables import AuditEntry
from trainer.models.organisations import Organisation, OrganisationKind
from trainer.models.people import Role
from trainer.models.resources import Base, HalfDay, Instructor, ResourceKind, Workshop
from trainer.resources import queries, services

D = date(2026, 12, 1)


@pytest.fixture
def base(session: Session) -> Base:
    return factories.a_base(session)


@pytest.fixture
def viewer(session: Session, base: Base, viewer_for: Callable[..., Viewer]) -> Viewer:
    return viewer_for(Role.SCHEDULER, session.get(Organisation, base.organisation_id))


@pytest.fixture
def workshop(session: Session, base: Base) -> Workshop:
    return factories.a_workshop(session, base, equipment=factories.an_equipment_type(session), count=8)


@pytest.fixture
def instructor(session: Session, base: Base) -> Instructor:
    return factories.an_instructor(session, base, factories.an_occupation(session))


def acts(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def test_workstations_are_counted_by_type(session: Session, workshop: Workshop, viewer: Viewer) -> None:
    first, second = workshop.workstations[0].equipment_type_id, factories.an_equipment_type(session).id
    names = {"code": "A1", "name": "新", "name_en": "New", "seats": 20}
    services.change_workshop(session, workshop, **names, workstations={first: 0, second: 12}, viewer=viewer)
    session.expire_all()
    found = queries.get_workshop(session, workshop.id, viewer=viewer)
    assert [(group.equipment_type_id, group.count) for group in found.workstations] == [(second, 12)]
    assert (found.code, found.seats) == ("A1", 20)
    assert acts(session) == ["workshop.change"]


def test_two_workshops_of_a_base_cannot_share_a_code(
    session: Session, base: Base, workshop: Workshop, viewer: Viewer
) -> None:
    with pytest.raises(BadInput) as caught:
        services.create_workshop(session, base, code=f" {workshop.code} ", name="x", name_en="", seats=1, viewer=viewer)
    assert caught.value.field == "code"
    other = factories.a_base(session, session.get(Organisation, base.organisation_id))
    services.create_workshop(session, other, code=workshop.code, name="x", name_en="", seats=1, viewer=viewer)


def test_the_week_becomes_exactly_what_was_ticked(session: Session, workshop: Workshop, viewer: Viewer) -> None:
    services.set_openings(session, workshop, [(1, HalfDay.MORNING), (7, HalfDay.EVENING)], viewer=viewer)
    openings = queries.openings_of(session, ResourceKind.WORKSHOP, [workshop.id])
    assert [(row.weekday, row.half_day) for row in openings] == [(1, HalfDay.MORNING), (7, HalfDay.EVENING)]
    services.set_openings(session, workshop, [], viewer=viewer)
    assert queries.openings_of(session, ResourceKind.WORKSHOP, [workshop.id]) == []


def test_the_week_of_a_workshop_leaves_instructors_alone(
    session: Session, workshop: Workshop, instructor: Instructor, viewer: Viewer
) -> None:
    services.set_openings(session, workshop, [], viewer=viewer)
    assert len(queries.openings_of(session, ResourceKind.INSTRUCTOR, [instructor.id])) == 18


def test_a_person_is_an_instructor_of_an_organisation_once(
    session: Session, base: Base, instructor: Instructor, viewer: Viewer
) -> None:
    with pytest.raises(BadInput) as caught:
        services.create_instructor(
            session, instructor.person, base, max_periods_day=8, max_periods_week=30, viewer=viewer
        )
    assert caught.value.field == "person"


def test_a_week_cap_below_the_day_cap_is_refused(
    session: Session, base: Base, instructor: Instructor, viewer: Viewer
) -> None:
    with pytest.raises(BadInput) as caught:
        services.change_instructor(
            session, instructor, home_base=base, max_periods_day=8, max_periods_week=7, viewer=viewer
        )
    assert caught.value.field == "max_periods_week"


def test_a_qualification_ends_after_it_begins_and_covers_something(
    session: Session, instructor: Instructor, viewer: Viewer
) -> None:
    occupation = factories.an_occupation(session)
    common = {"level": 3, "valid_from": D, "document": "", "viewer": viewer}
    with pytest.raises(BadInput) as dates:
        services.add_qualification(
            session, instructor, occupation, theory=True, practice=True, valid_to=date(2026, 11, 30), **common
        )
    with pytest.raises(BadInput) as kinds:
        services.add_qualification(
            session, instructor, occupation, theory=False, practice=False, valid_to=None, **common
        )
    assert (dates.value.field, kinds.value.field) == ("valid_to", "theory")
    assert len(instructor.qualifications) == 1
    added = services.add_qualification(
        session, instructor, occupation, theory=True, practice=False, valid_to=D, **common
    )
    services.remove_qualification(session, instructor, added.id, viewer=viewer)
    assert len(instructor.qualifications) == 1
    assert acts(session) == ["instructor.qualify", "instructor.disqualify"]


def test_absences_and_closures_come_and_go(session: Session, base: Base, workshop: Workshop, viewer: Viewer) -> None:
    absence = services.add_absence(
        session, workshop, starts_on=D, ends_on=D, half_day=HalfDay.MORNING, reason="repair", viewer=viewer
    )
    closure = services.add_closure(session, base, starts_on=D, ends_on=D, reason="power", viewer=viewer)
    assert [row.reason for row in queries.absences_of(session, ResourceKind.WORKSHOP, [workshop.id])] == ["repair"]
    assert [row.reason for row in queries.closures_of(session, [base.id])] == ["power"]
    services.remove_absence(session, workshop, absence, viewer=viewer)
    services.remove_closure(session, base, closure, viewer=viewer)
    assert queries.absences_of(session, ResourceKind.WORKSHOP, [workshop.id]) == []
    assert queries.closures_of(session, [base.id]) == []
    with pytest.raises(BadInput):
        services.add_closure(session, base, starts_on=D, ends_on=date(2026, 11, 1), reason="x", viewer=viewer)


def test_foreign_and_absent_look_the_same(
    session: Session, workshop: Workshop, instructor: Instructor, viewer_for: Callable[..., Viewer]
) -> None:
    stranger = viewer_for(Role.SCHEDULER)
    for identifier in (workshop.id, "absent"):
        with pytest.raises(NotFound):
            queries.get_workshop(session, identifier, viewer=stranger)
    for identifier in (instructor.id, "absent"):
        with pytest.raises(NotFound):
            queries.get_instructor(session, identifier, viewer=stranger)
    assert queries.list_workshops(session, viewer=stranger) == []


def test_the_bureau_reads_its_region_and_changes_nothing(
    session: Session, workshop: Workshop, viewer_for: Callable[..., Viewer]
) -> None:
    officer = viewer_for(Role.BUREAU_OFFICER)
    elsewhere = factories.an_organisation(session, OrganisationKind.BUREAU, region_code="330502")
    assert queries.get_workshop(session, workshop.id, viewer=officer).id == workshop.id
    with pytest.raises(NotFound):
        queries.get_workshop(session, workshop.id, viewer=viewer_for(Role.BUREAU_OFFICER, elsewhere))
    with pytest.raises(NotAllowed):
        services.set_openings(session, workshop, [], viewer=officer)


def test_another_bases_workshop_cannot_be_changed_even_when_it_is_at_hand(
    session: Session, workshop: Workshop, viewer_for: Callable[..., Viewer]
) -> None:
    with pytest.raises(BadInput):
        services.set_openings(session, workshop, [], viewer=viewer_for(Role.SCHEDULER))
    assert len(queries.openings_of(session, ResourceKind.WORKSHOP, [workshop.id])) == 18


def test_the_lists_of_an_organisation_hold_all_of_its_sites(
    session: Session, base: Base, workshop: Workshop, instructor: Instructor
) -> None:
    second = factories.a_base(session, session.get(Organisation, base.organisation_id))
    there = factories.a_workshop(session, second)
    factories.a_workshop(session, factories.a_base(session))
    assert {row.id for row in queries.bases_of(session, base.organisation_id)} == {base.id, second.id}
    assert {row.id for row in queries.workshops_of(session, base.organisation_id)} == {workshop.id, there.id}
    assert [row.id for row in queries.instructors_of(session, base.organisation_id)] == [instructor.id]
