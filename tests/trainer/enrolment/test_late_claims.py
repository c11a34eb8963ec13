"""Joining or leaving a cohort whose lessons are published keeps the slot claims true."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.enrolment.rosters import Setting, a_setting, a_site, held_units, publish
from trainer.enrolment import services
from trainer.kit.errors import Conflict, RuleBroken
from trainer.kit.permissions import Viewer
from trainer.models.people import Role
from trainer.models.resources import WorkstationGroup
from trainer.models.scheduling import Booking, SlotClaim


@pytest.fixture
def setting(session: Session) -> Setting:
    return a_setting(session, capacity=5)


@pytest.fixture
def officer(setting: Setting, viewer_for: Callable[..., Viewer]) -> Viewer:
    return viewer_for(Role.ENTERPRISE_OFFICER, setting.enterprise)


def test_whoever_joins_late_claims_every_period_of_the_lessons_to_come(
    session: Session, setting: Setting, officer: Viewer
) -> None:
    site = a_site(session, setting)
    publish(session, setting, site)
    group = session.scalars(select(WorkstationGroup.id).where(WorkstationGroup.workshop_id == site.workshop.id)).one()
    people = [factories.a_person(session) for _seat in range(2)]
    for person in people:
        services.enrol_person(session, setting.cohort, person, key=person.id, viewer=officer)
    # Two theory lessons and three of practice, four periods each, for two heads.
    assert held_units(session, f"person:{people[0].id}") == 20
    assert held_units(session, f"seat:{site.workshop.id}") == 2 * 4 * 2
    assert held_units(session, f"workstation:{group}") == 3 * 4 * 2


def test_leaving_gives_every_claim_back(session: Session, setting: Setting, officer: Viewer) -> None:
    site = a_site(session, setting)
    publish(session, setting, site)
    first, second = factories.a_person(session), factories.a_person(session)
    services.enrol_person(session, setting.cohort, first, key="a", viewer=officer)
    before = set(session.execute(select(SlotClaim.resource, SlotClaim.day, SlotClaim.period, SlotClaim.unit)).all())
    row = services.enrol_person(session, setting.cohort, second, key="b", viewer=officer)
    services.withdraw_trainee(session, row, "Left the firm", viewer=officer)
    after = set(session.execute(select(SlotClaim.resource, SlotClaim.day, SlotClaim.period, SlotClaim.unit)).all())
    assert after == before


def test_a_claim_that_somebody_else_holds_stops_the_enrolment(
    session: Session, setting: Setting, officer: Viewer
) -> None:
    publish(session, setting, a_site(session, setting))
    person = factories.a_person(session)
    booking = session.scalars(select(Booking)).first()
    assert booking is not None
    # As an instructor elsewhere, say: there is no enrolment that the check of overlaps could find.
    session.add(SlotClaim(resource=f"person:{person.id}", day=booking.day, period=2, unit=1, booking_id=booking.id))
    session.flush()
    with pytest.raises(Conflict, match="booked elsewhere"):
        services.enrol_person(session, setting.cohort, person, key="a", viewer=officer)
    assert setting.cohort.taken == 0


def test_a_workshop_without_a_place_left_stops_the_enrolment(
    session: Session, setting: Setting, officer: Viewer
) -> None:
    publish(session, setting, a_site(session, setting, seats=30, stations=1))
    services.enrol_person(session, setting.cohort, factories.a_person(session), key="a", viewer=officer)
    with pytest.raises(RuleBroken, match="has no place left") as refused:
        services.enrol_person(session, setting.cohort, factories.a_person(session), key="b", viewer=officer)
    assert (refused.value.rule, setting.cohort.taken) == ("workshop-full", 1)
