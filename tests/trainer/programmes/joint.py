"""A base with several enterprises whose small orders wait for its answer, ready to be invited to a joint class."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.programmes.parties import Parties, three_parties, viewer_of
from trainer.kit.permissions import Viewer
from trainer.models.joint_classes import JointClass
from trainer.models.people import Person, Role
from trainer.models.programmes import Order
from trainer.programmes import queries, services
from trainer.programmes.joint_terms import JointTerms
from trainer.programmes.services import JointOffer

LAPSES = date(2026, 11, 25)
STARTS = date(2026, 12, 7)
ENDS = date(2027, 1, 30)
TERMS = JointTerms(least=10, most=20, fixed_yuan=10_000, head_yuan=100)


@dataclass
class Pooled:
    """The parties, the orders, and one officer for each order's enterprise, in the same order."""

    parties: Parties
    orders: list[Order]
    officers: list[Person]

    @property
    def session(self) -> Session:
        """The session that all of them live in."""
        return self.parties.session

    @property
    def scheduler(self) -> Viewer:
        """The base's viewer."""
        return self.parties.seller

    def officer(self, at: int) -> Viewer:
        """The viewer of the enterprise behind the order at a place."""
        return viewer_of(self.session, self.officers[at])

    def offer(self, **values: Any) -> JointOffer:
        """An offer that fits all the orders."""
        whole = JointOffer(
            order_ids=[order.id for order in self.orders],
            terms=TERMS,
            course_version_id=self.parties.version.id,
            school_id=self.parties.school.id,
            starts_on=STARTS,
            ends_on=ENDS,
            lapses_on=LAPSES,
        )
        return replace(whole, **values)

    def invited(self, **values: Any) -> JointClass:
        """An open invitation."""
        return services.invite_orders(self.session, self.offer(**values), viewer=self.scheduler)

    def accept(self, joint: JointClass, *at: int) -> None:
        """Let the enterprises at these places accept, one after the other."""
        for place in at:
            services.accept_invitation(self.session, joint, viewer=self.officer(place))

    def filled(self, **values: Any) -> JointClass:
        """A joint class that everybody accepted."""
        joint = self.invited(**values)
        self.accept(joint, *range(len(self.orders)))
        return joint

    def sign(self, at: int) -> None:
        """Let all three parties sign the agreement of the order at a place."""
        agreement = queries.agreement_of(self.session, self.orders[at].id)
        assert agreement is not None
        for viewer in (self.officer(at), self.scheduler, self.parties.teacher):
            services.sign_agreement(self.session, agreement, seen=1, viewer=viewer)


def small_orders(session: Session, *heads: int, **values: Any) -> Pooled:
    """Submitted orders of so many people, each of an enterprise of its own, for the same course and times."""
    parties = three_parties(session)
    orders, officers = [], []
    for count in heads:
        enterprise = factories.an_organisation(session)
        officers.append(factories.a_member(session, Role.ENTERPRISE_OFFICER, enterprise))
        wish = parties.wish(**{"heads": count, "budget_yuan": None, **values})
        viewer = viewer_of(session, officers[-1])
        order = services.create_order(session, wish, viewer=viewer)
        services.submit_order(session, order, viewer=viewer)
        orders.append(order)
    return Pooled(parties, orders, officers)
