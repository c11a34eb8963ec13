"""A viewer for someone who acts without having signed in: the people of the demonstration, and the command line."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.kit.permissions import Place, Viewer, permissions_of
from trainer.models.organisations import Organisation
from trainer.models.people import Membership, Person


def viewer_for(session: Session, person: Person, organisation: Organisation) -> Viewer:
    """The person with the roles that they hold in the organisation."""
    own = select(Membership.role).where(
        Membership.person_id == person.id, Membership.organisation_id == organisation.id
    )
    roles = frozenset(role.value for role in session.scalars(own))
    return Viewer(
        person_id=person.id,
        account_id="",
        sign_in_id="",
        name=person.name,
        language="",
        organisation=Place(organisation.id, organisation.name, organisation.name_en, organisation.region_code),
        roles=roles,
        memberships=(),
        permissions=permissions_of(roles),
    )
