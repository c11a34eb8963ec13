"""Taking and freeing seats, and the first sign-in codes of a cohort's trainees."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.accounts import services as account_services
from trainer.enrolment import late_claims, queries, seats
from trainer.kit import audit, clock
from trainer.kit.db import batches
from trainer.kit.errors import BadInput, RuleBroken
from trainer.kit.messages import msg, name_in_both
from trainer.kit.passwords import hash_password
from trainer.kit.permissions import Viewer
from trainer.kit.reasons import given_reason
from trainer.kit.tables import AuditEntry
from trainer.models.enrolment import Enrolment, EnrolmentState
from trainer.models.people import Account, Person
from trainer.models.programmes import Cohort

# Without the characters that are mistaken for one another on paper.
_CODE_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_CODE_LENGTH = 10
_MAX_KEY = 80


@dataclass(frozen=True)
class FirstSignIn:
    """One line of the hand-out list: the code stands nowhere else in clear."""

    enrolment: Enrolment
    login_name: str
    code: str


def enrol_person(
    session: Session,
    cohort: Cohort,
    person: Person,
    *,
    key: str,
    viewer: Viewer,
    enterprise_id: str | None = None,
    team: str = "",
    verdict: Mapping[str, Any] | None = None,
) -> Enrolment:
    """A person's seat in a cohort; repeating the call with the same `key` gives the first result again.

    `enterprise_id` is the employer's id, by default the enterprise of the programme. Raises seats.CohortFull (rule
    "cohort-full", with alternatives), RuleBroken "already-enrolled", "enrolment-closed" or "overlap", and changes
    nothing then.
    """
    if not key or len(key) > _MAX_KEY:
        raise BadInput(msg("The request needs a key of 1 to %(n)s characters", n=_MAX_KEY), field="key")
    employer = enterprise_id if enterprise_id is not None else cohort.programme.enterprise_id
    claim = seats.Claim(person, key, employer, team, dict(verdict or {}))
    with session.begin_nested():
        taken = seats.take_seat(session, cohort, claim, viewer=viewer)
        if taken.is_new:
            _refuse_overlap(session, cohort, person, viewer)
            late_claims.claim_for(session, cohort, [person.id])
    if taken.is_new:
        detail = {"cohort": cohort.id, "seat": taken.enrolment.seat_number}
        _record(session, "enrolment.enrol", taken.enrolment, viewer, detail)
    return taken.enrolment


def withdraw_trainee(session: Session, enrolment: Enrolment, reason: str, *, viewer: Viewer) -> None:
    """Take a trainee out of the cohort: the seat is free again, the history stays.

    Raises BadInput without a reason, Conflict when the person has already left.
    """
    said = given_reason(reason, msg("Please say why the trainee leaves the cohort"))
    cohort = enrolment.cohort
    seat = seats.give_seat_back(session, enrolment)
    enrolment.state, enrolment.withdrawn_at = EnrolmentState.WITHDRAWN, clock.now()
    session.flush()
    late_claims.release_for(session, cohort, enrolment.person_id)
    detail = {"cohort": cohort.id, "seat": seat, "reason": said[:200]}
    _record(session, "enrolment.withdraw", enrolment, viewer, detail)
    subject = msg("You were taken out of %(cohort)s", cohort=name_in_both(cohort))
    account_services.notify(session, [enrolment.person_id], subject, [msg("Reason: %(reason)s", reason=said)])


def make_first_sign_in_codes(session: Session, cohort: Cohort, *, viewer: Viewer) -> list[FirstSignIn]:
    """New codes for the cohort's trainees who have never signed in; only their hashes are stored.

    A code that was printed before is replaced; whoever has signed in keeps their password and is not in the list.
    """
    own = queries.own_people_of(session, cohort, viewer)
    enrolled = {row.person_id: row for row in queries.roster_of(session, cohort.id, own)}
    accounts = _accounts_of(session, list(enrolled))
    used = _ever_signed_in(session, [account.id for account in accounts])
    lines = []
    for account in accounts:
        if account.id in used:
            continue
        code = "".join(secrets.choice(_CODE_ALPHABET) for _position in range(_CODE_LENGTH))
        account.password_hash = hash_password(code)
        lines.append(FirstSignIn(enrolled[account.person_id], account.login_name, code))
    lines.sort(key=lambda line: line.enrolment.seat_number or 0)
    detail = {"people": len(lines)}
    audit.record(
        session, "cohort.print_sign_in_codes", f"cohort:{cohort.id}", actor=viewer.person_id,
        chain=viewer.organisation_id, detail=detail,
    )  # fmt: skip
    return lines


def count_waiting_for_codes(session: Session, cohort: Cohort, *, viewer: Viewer) -> int:
    """How many of the cohort's trainees that the viewer looks after have never signed in."""
    roster = queries.roster_of(session, cohort.id, queries.own_people_of(session, cohort, viewer))
    accounts = _accounts_of(session, [row.person_id for row in roster])
    return len(accounts) - len(_ever_signed_in(session, [account.id for account in accounts]))


def _refuse_overlap(session: Session, cohort: Cohort, person: Person, viewer: Viewer) -> None:
    clash = queries.clashes_of(session, cohort, [person.id]).get(person.id)
    if clash is not None:
        raise RuleBroken("overlap", queries.clash_message(clash, viewer))


def _accounts_of(session: Session, person_ids: Sequence[str]) -> list[Account]:
    found: list[Account] = []
    for part in batches(person_ids):
        found += session.scalars(select(Account).where(Account.person_id.in_(part), Account.is_active))
    return found


def _ever_signed_in(session: Session, account_ids: Sequence[str]) -> set[str]:
    subjects: set[str] = set()
    for part in batches([f"account:{account_id}" for account_id in account_ids]):
        acts = select(AuditEntry.subject).where(AuditEntry.subject.in_(part), AuditEntry.act == "account.sign_in")
        subjects.update(session.scalars(acts))
    return {subject.removeprefix("account:") for subject in subjects}


def _record(session: Session, act: str, enrolment: Enrolment, viewer: Viewer, detail: Mapping[str, Any]) -> None:
    subject = f"enrolment:{enrolment.id}"
    audit.record(session, act, subject, actor=viewer.person_id, chain=viewer.organisation_id, detail=detail)
