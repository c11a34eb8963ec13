"""Reading agreements, their versions and who has signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from trainer.catalogue.programme_types.strategy import Party
from trainer.kit.errors import NotFound
from trainer.kit.permissions import Viewer
from trainer.models.programmes import Agreement, AgreementSignature, AgreementVersion, Order
from trainer.programmes.queries.orders import visible_orders
from trainer.programmes.standing import organisations_of

_SIGNATURES = selectinload(AgreementVersion.signatures)
_WHOLE = (
    selectinload(Agreement.order).selectinload(Order.enterprise),
    selectinload(Agreement.order).selectinload(Order.base),
    selectinload(Agreement.order).selectinload(Order.school),
    selectinload(Agreement.order).selectinload(Order.occupation),
    selectinload(Agreement.versions).options(
        selectinload(AgreementVersion.written_by),
        _SIGNATURES.selectinload(AgreementSignature.person),
        _SIGNATURES.selectinload(AgreementSignature.organisation),
    ),
)


def get_agreement(session: Session, agreement_id: str, *, viewer: Viewer) -> Agreement:
    """An agreement with all versions and signatures; raises NotFound when it is absent or foreign."""
    mine = Agreement.order_id.in_(visible_orders(viewer))
    agreement = session.scalar(select(Agreement).where(Agreement.id == agreement_id, mine).options(*_WHOLE))
    if agreement is None:
        raise NotFound
    return agreement


def agreement_of(session: Session, order_id: str) -> Agreement | None:
    """The agreement over an order that the caller has already loaded with its viewer, or None."""
    return session.scalar(select(Agreement).where(Agreement.order_id == order_id).options(*_WHOLE))


def list_agreements(session: Session, *, viewer: Viewer) -> Sequence[Agreement]:
    """The viewer's agreements, newest first."""
    mine = select(Agreement).where(Agreement.order_id.in_(visible_orders(viewer))).options(*_WHOLE)
    return session.scalars(mine.order_by(Agreement.created_at.desc(), Agreement.number.desc())).all()


def present_version(agreement: Agreement) -> AgreementVersion:
    """The newest text, the only one that can be signed."""
    return agreement.versions[-1]


def get_version(agreement: Agreement, number: int) -> AgreementVersion:
    """A version by its number; raises NotFound."""
    for version in agreement.versions:
        if version.number == number:
            return version
    raise NotFound


def signature_of(version: AgreementVersion, organisation_id: str) -> AgreementSignature | None:
    """The signature of an organisation under a version, or None."""
    return next((found for found in version.signatures if found.organisation_id == organisation_id), None)


def unsigned_parties(agreement: Agreement) -> list[Party]:
    """The parties whose signature is missing under the present version."""
    version = present_version(agreement)
    parties = organisations_of(agreement.order).items()
    return [party for party, organisation_id in parties if signature_of(version, organisation_id) is None]


def unsigned_by_order(session: Session, orders: Sequence[Order]) -> Mapping[str, list[Party]]:
    """The parties whose signature is missing, by order id, for the orders that have an agreement."""
    ids = [order.id for order in orders]
    found = session.scalars(select(Agreement).where(Agreement.order_id.in_(ids)).options(*_WHOLE))
    return {agreement.order_id: unsigned_parties(agreement) for agreement in found}
