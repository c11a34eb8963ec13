"""Reading accounts, viewers, notices and the audit trail."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from trainer.kit import clock
from trainer.kit.errors import NotFound
from trainer.kit.permissions import Place, Viewer, ViewerMembership, permissions_of
from trainer.kit.tables import AuditEntry
from trainer.models.organisations import Organisation, OrganisationKind, OrganisationKindRow
from trainer.models.people import Account, Membership, Notice, Person, Role, SignIn


def find_account(session: Session, login_name: str) -> Account | None:
    """The active account with this sign-in name (not case-sensitive), or None."""
    wanted = login_name.strip().lower()
    return session.scalar(select(Account).where(Account.login_name == wanted, Account.is_active))


def viewer_of_sign_in(session: Session, sign_in_id: str) -> Viewer | None:
    """The person behind a sign-in that has neither ended nor run out, in the organisation they last chose."""
    sign_in = session.get(SignIn, sign_in_id)
    if sign_in is None or sign_in.expires_at <= clock.now():
        return None
    account = session.get(Account, sign_in.account_id, options=[selectinload(Account.person)])
    if account is None or not account.is_active:
        return None
    memberships = memberships_of(session, account.person_id)
    if not memberships:
        return None
    return _viewer(account, sign_in, memberships)


def memberships_of(session: Session, person_id: str) -> Sequence[Membership]:
    """A person's running memberships, oldest first."""
    running = or_(Membership.ended_on.is_(None), Membership.ended_on >= clock.today())
    return session.scalars(
        select(Membership)
        .where(Membership.person_id == person_id, running)
        .options(selectinload(Membership.organisation))
        .order_by(Membership.created_at, Membership.id)
    ).all()


def get_person_of(session: Session, person_id: str, *, viewer: Viewer) -> Person:
    """A person, if it is the viewer or a member of the viewer's organisation; raises NotFound otherwise."""
    person = session.get(Person, person_id)
    shares = select(Membership.id).where(
        Membership.person_id == person_id, Membership.organisation_id == viewer.organisation_id
    )
    if person is None or (person_id != viewer.person_id and session.scalar(shares.limit(1)) is None):
        raise NotFound
    return person


def get_organisation(session: Session, organisation_id: str) -> Organisation:
    """An organisation by id; raises NotFound."""
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound
    return organisation


def organisations_that_are(session: Session, kind: OrganisationKind) -> Sequence[Organisation]:
    """All organisations of a kind, by name."""
    rows = select(OrganisationKindRow.organisation_id).where(OrganisationKindRow.kind == kind)
    return session.scalars(select(Organisation).where(Organisation.id.in_(rows)).order_by(Organisation.name)).all()


def people_with_role(session: Session, organisation_id: str, role: Role) -> Sequence[Person]:
    """The people who hold a role in an organisation now."""
    running = or_(Membership.ended_on.is_(None), Membership.ended_on >= clock.today())
    members = select(Membership.person_id).where(
        Membership.organisation_id == organisation_id, Membership.role == role, running
    )
    return session.scalars(select(Person).where(Person.id.in_(members)).order_by(Person.name)).all()


def count_unread_notices(session: Session, person_id: str) -> int:
    """How many notices a person has not opened."""
    unread = select(func.count(Notice.id)).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    return session.scalar(unread) or 0


def notices_of(session: Session, person_id: str, *, limit: int = 100) -> Sequence[Notice]:
    """A person's notices, newest first."""
    newest = select(Notice).where(Notice.person_id == person_id).order_by(Notice.created_at.desc(), Notice.id)
    return session.scalars(newest.limit(limit)).all()


def audit_entries(session: Session, *, viewer: Viewer, limit: int = 200) -> Sequence[AuditEntry]:
    """The newest entries of the chains that the viewer may read: the bureau reads those of its region."""
    region = select(Organisation.id).where(Organisation.region_code == viewer.region_code)
    chains = region if viewer.oversees else select(Organisation.id).where(Organisation.id == viewer.organisation_id)
    newest = select(AuditEntry).where(AuditEntry.chain.in_(chains)).order_by(AuditEntry.id.desc())
    return session.scalars(newest.limit(limit)).all()


def _viewer(account: Account, sign_in: SignIn, memberships: Sequence[Membership]) -> Viewer:
    ids = list(dict.fromkeys(membership.organisation_id for membership in memberships))
    chosen = account.current_organisation_id if account.current_organisation_id in ids else ids[0]
    places = tuple(_place(memberships, organisation_id, chosen) for organisation_id in ids)
    here = next(place for place in places if place.current)
    return Viewer(
        person_id=account.person_id,
        account_id=account.id,
        sign_in_id=sign_in.id,
        name=account.person.name,
        language=account.language,
        organisation=here.organisation,
        roles=here.roles,
        memberships=places,
        permissions=permissions_of(here.roles),
    )


def _place(memberships: Sequence[Membership], organisation_id: str, chosen: str) -> ViewerMembership:
    here = [membership for membership in memberships if membership.organisation_id == organisation_id]
    found = here[0].organisation
    place = Place(found.id, found.name, found.name_en, found.region_code)
    return ViewerMembership(place, frozenset(m.role.value for m in here), current=organisation_id == chosen)
