"""An enterprise, a base and a school with their officers, and orders brought to any state by the services."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import a_sign_in
from trainer.accounts.queries import viewer_of_sign_in
from trainer.kit.permissions import Viewer
from trainer.models.catalogue import CourseVersion
from trainer.models.organisations import Organisation, OrganisationKind
from trainer.models.people import Person, Role
from trainer.models.programmes import Agreement, AnswerDecision, Cohort, Order, ProgrammeType
from trainer.programmes import queries, services
from trainer.programmes.services import Answer
from trainer.programmes.wishes import OrderWish

POLICIES = {
    "cohort.maximum_size": 20,
    "scheduling.max_periods_day": 8,
    "scheduling.max_periods_week": 24,
    "scheduling.night_rest_hours": 11,
    "attendance.minimum_share": 0.8,
}


@dataclass
class Parties:
    """The three organisations, one officer each with a viewer, and the course that they speak about."""

    session: Session
    enterprise: Organisation
    base: Organisation
    school: Organisation
    officer: Person
    scheduler: Person
    school_officer: Person
    version: CourseVersion

    @property
    def buyer(self) -> Viewer:
        """The enterprise officer's viewer."""
        return viewer_of(self.session, self.officer)

    @property
    def seller(self) -> Viewer:
        """The base scheduler's viewer."""
        return viewer_of(self.session, self.scheduler)

    @property
    def teacher(self) -> Viewer:
        """The school officer's viewer."""
        return viewer_of(self.session, self.school_officer)

    def wish(self, **values: Any) -> OrderWish:
        """A complete wish."""
        whole = OrderWish(
            programme_type=ProgrammeType.ORDER_CLASS,
            base_id=self.base.id,
            occupation_id=self.version.course.occupation_id,
            level=3,
            heads=24,
            window_start=date(2026, 12, 7),
            window_end=date(2027, 1, 30),
            budget_yuan=60_000,
        )
        return replace(whole, **values)

    def offer(self, decision: AnswerDecision = AnswerDecision.ACCEPT, **values: Any) -> Answer:
        """An answer that fits the wish."""
        whole = Answer(decision, course_version_id=self.version.id, school_id=self.school.id, price_yuan=57_600)
        return replace(whole, **values)

    def draft(self, **values: Any) -> Order:
        """A complete draft."""
        return services.create_order(self.session, self.wish(**values), viewer=self.buyer)

    def submitted(self, **values: Any) -> Order:
        """An order that waits for the base."""
        order = self.draft(**values)
        services.submit_order(self.session, order, viewer=self.buyer)
        return order

    def agreed(self, **values: Any) -> tuple[Order, Agreement]:
        """An accepted order with its agreement, which nobody has signed."""
        order = self.submitted(**values)
        services.answer_order(self.session, order, self.offer(), viewer=self.seller)
        agreement = queries.agreement_of(self.session, order.id)
        assert agreement is not None
        return order, agreement

    def signed(self, **values: Any) -> tuple[Order, Agreement]:
        """An order whose agreement all three have signed."""
        order, agreement = self.agreed(**values)
        for viewer in (self.buyer, self.seller, self.teacher):
            services.sign_agreement(self.session, agreement, seen=1, viewer=viewer)
        return order, agreement

    def cohorts(self, order: Order) -> list[Cohort]:
        """The cohorts of an order."""
        return list(queries.cohorts_of_order(self.session, order.id))


def three_parties(session: Session) -> Parties:
    """New organisations, people, a course and the policies that cohorts need."""
    enterprise = factories.an_organisation(session)
    base = factories.an_organisation(session, OrganisationKind.BASE)
    school = factories.an_organisation(session, OrganisationKind.SCHOOL)
    for key, value in POLICIES.items():
        factories.a_policy(session, key, value)
    return Parties(
        session,
        enterprise,
        base,
        school,
        factories.a_member(session, Role.ENTERPRISE_OFFICER, enterprise),
        factories.a_member(session, Role.SCHEDULER, base),
        factories.a_member(session, Role.SCHOOL_OFFICER, school),
        factories.a_course_version(session),
    )


def viewer_of(session: Session, person: Person) -> Viewer:
    """The viewer of a person."""
    viewer = viewer_of_sign_in(session, a_sign_in(session, person))
    assert viewer is not None
    return viewer
