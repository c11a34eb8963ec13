"""Signing in and out, choosing language and organisation, recording people, and telling them what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from trainer.accounts import queries
from trainer.kit import audit, clock
from trainer.kit.db import vault_of
from trainer.kit.errors import BadInput, NotFound
from trainer.kit.messages import Message, msg
from trainer.kit.passwords import hash_password, password_fits
from trainer.kit.permissions import Viewer
from trainer.kit.reasons import SHORTEST_REASON, given_reason
from trainer.models.organisations import Organisation
from trainer.models.people import Account, Membership, Notice, Person, Role, SignIn

MIN_PASSWORD = 10


def sign_in(session: Session, login_name: str, password: str, *, hours: int) -> SignIn:
    """Begin a sign-in; an unknown name and a wrong password look and cost the same.

    Raises BadInput when the two do not fit.
    """
    account = queries.find_account(session, login_name)
    if not password_fits(password, account.password_hash if account else None) or account is None:
        raise BadInput(msg("The sign-in name and the password do not fit together"), field="password")
    session.execute(delete(SignIn).where(SignIn.account_id == account.id, SignIn.expires_at <= clock.now()))
    found = SignIn(account_id=account.id, expires_at=clock.now() + timedelta(hours=hours))
    session.add(found)
    session.flush()
    audit.record(session, "account.sign_in", f"account:{account.id}", actor=account.person_id)
    return found


def sign_out(session: Session, *, viewer: Viewer) -> None:
    """End the viewer's sign-in on the server, so that the cookie is worth nothing afterwards."""
    session.execute(delete(SignIn).where(SignIn.id == viewer.sign_in_id))


def choose_language(session: Session, language: str, *, viewer: Viewer) -> None:
    """Keep the language with the account."""
    _account(session, viewer).language = language


def choose_organisation(session: Session, organisation_id: str, *, viewer: Viewer) -> None:
    """Act for another of the viewer's organisations; raises NotFound when it is not theirs."""
    if organisation_id not in {found.id for found in viewer.memberships}:
        raise NotFound
    _account(session, viewer).current_organisation_id = organisation_id


def change_password(session: Session, old: str, new: str, *, viewer: Viewer) -> None:
    """Replace the password and end every other sign-in; raises BadInput naming the field."""
    account = _account(session, viewer)
    if not password_fits(old, account.password_hash):
        raise BadInput(msg("This is not your present password"), field="old_password")
    check_password(new)
    account.password_hash = hash_password(new)
    others = delete(SignIn).where(SignIn.account_id == account.id, SignIn.id != viewer.sign_in_id)
    session.execute(others)
    audit.record(session, "account.change_password", f"account:{account.id}", actor=viewer.person_id)


def check_password(password: str) -> None:
    """Raise BadInput unless the password is long enough."""
    if len(password) < MIN_PASSWORD:
        message = msg("A password needs at least %(n)s characters", n=MIN_PASSWORD)
        raise BadInput(message, field="new_password")


def open_account(
    session: Session, person: Person, login_name: str, password: str, *, actor: str, is_hashed: bool = False
) -> Account:
    """Give a person a way to sign in; raises BadInput when the name is taken."""
    name = login_name.strip().lower()
    if session.scalar(select(Account.id).where(Account.login_name == name)) is not None:
        raise BadInput(msg("The sign-in name %(name)s is taken", name=name), field="login_name")
    stored = password if is_hashed else hash_password(password)
    account = Account(person_id=person.id, login_name=name, password_hash=stored)
    session.add(account)
    session.flush()
    audit.record(session, "account.open", f"account:{account.id}", actor=actor)
    return account


def join(session: Session, person: Person, organisation: Organisation, role: Role) -> Membership:
    """Make a person a member; joining again in the same role changes nothing."""
    same = select(Membership).where(
        Membership.person_id == person.id,
        Membership.organisation_id == organisation.id,
        Membership.role == role,
    )
    membership = session.scalar(same)
    if membership is None:
        membership = Membership(person_id=person.id, organisation_id=organisation.id, role=role)
        session.add(membership)
        session.flush()
    return membership


def reveal_id_number(session: Session, person: Person, reason: str, *, viewer: Viewer) -> str:
    """The identity number in clear, with the reason kept in the audit trail; raises BadInput without a reason."""
    said = given_reason(reason, msg("Say in a few words why you need the full number"), shortest=SHORTEST_REASON)
    audit.record(
        session,
        "person.reveal_id_number",
        f"person:{person.id}",
        actor=viewer.person_id,
        chain=viewer.organisation_id,
        detail={"reason": said},
    )
    return person.id_number(vault_of(session))


def notify(
    session: Session, person_ids: Sequence[str], subject: Message, body: Sequence[Message] = (), url: str = ""
) -> None:
    """Tell people about a real change; they find it under the bell."""
    rows: list[Mapping[str, Any]] = [
        {"person_id": person_id, "subject": subject.to_json(), "body": [line.to_json() for line in body], "url": url}
        for person_id in dict.fromkeys(person_ids)
    ]
    session.add_all(Notice(**row) for row in rows)


def read_notices(session: Session, *, viewer: Viewer) -> None:
    """Mark everything under the bell as read."""
    for notice in queries.notices_of(session, viewer.person_id):
        notice.read_at = notice.read_at or clock.now()


def _account(session: Session, viewer: Viewer) -> Account:
    account = session.get(Account, viewer.account_id)
    if account is None:
        raise NotFound
    return account
