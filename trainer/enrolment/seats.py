"""The last seat, settled in the database: one statement takes it, and unique keys forbid the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from trainer.enrolment import queries
from trainer.kit.errors import Conflict, RuleBroken
from trainer.kit.messages import Message, msg, name_in_both
from trainer.kit.permissions import Viewer
from trainer.models.enrolment import Enrolment, EnrolmentState
from trainer.models.people import Person
from trainer.models.programmes import Cohort
from trainer.programmes.queries import is_joint, seats_of


class CohortFull(RuleBroken):
    """Every seat is taken; `alternatives` are open cohorts with free seats that the viewer may see."""

    def __init__(self, cohort: Cohort, alternatives: Sequence[Cohort]) -> None:
        message = msg(
            "%(cohort)s is full: all %(capacity)s seats are taken",
            cohort=name_in_both(cohort),
            capacity=cohort.capacity,
        )
        super().__init__("cohort-full", message, _way_out(alternatives))
        self.alternatives = tuple(alternatives)


class PlacesTaken(RuleBroken):
    """The enterprise's own seats of a joint class are taken; those of the others are kept for them."""

    def __init__(self, cohort: Cohort) -> None:
        message = msg("All seats of your enterprise in %(cohort)s are taken", cohort=name_in_both(cohort))
        super().__init__("joint-class-seats", message, msg("The other seats belong to the other enterprises"))


@dataclass(frozen=True)
class Claim:
    """Who wants a seat: the key tells a repeated request from a new one."""

    person: Person
    key: str
    enterprise_id: str | None
    team: str = ""
    verdict: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Taken:
    """The seat that a claim has, and whether it has it only now."""

    enrolment: Enrolment
    is_new: bool


def take_seat(session: Session, cohort: Cohort, claim: Claim, *, viewer: Viewer) -> Taken:
    """The seat for a claim; the same key gives the first result again.

    The update locks the cohort's row until the transaction ends, so what is read after it cannot change any more.
    Raises CohortFull, RuleBroken "already-enrolled" or "enrolment-closed"; then no seat has been taken.
    """
    taken = _count_up(session, cohort)
    first, standing = _standing(session, cohort, claim)
    if first is not None:
        _count_down(session, cohort, taken is not None)
        return Taken(first, is_new=False)
    if standing is not None and standing.state is not EnrolmentState.WITHDRAWN:
        _count_down(session, cohort, taken is not None)
        seat = standing.seat_number
        raise RuleBroken("already-enrolled", msg("Already enrolled in this cohort, seat %(seat)s", seat=seat))
    if taken is None:
        raise _refusal(session, cohort, viewer)
    if (room := free_places(session, cohort, claim.enterprise_id)) is not None and room < 1:
        _count_down(session, cohort, True)
        raise PlacesTaken(cohort)
    return Taken(_sit(session, cohort, claim, standing, _free_seat(session, cohort, taken)), is_new=True)


def free_places(session: Session, cohort: Cohort, enterprise_id: str | None) -> int | None:
    """How many of an enterprise's own seats in a joint class are free; None in every other cohort.

    The caller has locked the cohort's row, so that nobody else of the enterprise sits down in the meantime.
    """
    if cohort.programme.enterprise_id is not None or not is_joint(session, cohort.programme_id):
        return None
    sitting = select(func.count(Enrolment.id)).where(
        Enrolment.cohort_id == cohort.id,
        Enrolment.enterprise_id == enterprise_id,
        Enrolment.state != EnrolmentState.WITHDRAWN,
    )
    return seats_of(session, cohort, enterprise_id) - (session.scalar(sitting) or 0)


def give_seat_back(session: Session, enrolment: Enrolment) -> int | None:
    """Free the seat of an enrolment; returns its number. Locks the cohort's row first."""
    session.refresh(enrolment.cohort, ["taken"], with_for_update=True)
    session.refresh(enrolment)
    if enrolment.state is not EnrolmentState.ENROLLED:
        raise Conflict(msg("This person has already left the cohort or completed it"))
    _count_down(session, enrolment.cohort, True)
    seat, enrolment.seat_number = enrolment.seat_number, None
    return seat


def _count_up(session: Session, cohort: Cohort) -> int | None:
    free = update(Cohort).where(
        Cohort.id == cohort.id, Cohort.taken < Cohort.capacity, Cohort.state.in_(queries.OPEN_STATES)
    )
    options = {"synchronize_session": False}
    taken = session.scalar(free.values(taken=Cohort.taken + 1).returning(Cohort.taken), execution_options=options)
    session.expire(cohort, ["taken"])
    return taken


def _count_down(session: Session, cohort: Cohort, was_counted: bool) -> None:
    if was_counted:
        one = update(Cohort).where(Cohort.id == cohort.id).values(taken=Cohort.taken - 1)
        session.execute(one, execution_options={"synchronize_session": False})
        session.expire(cohort, ["taken"])


def _standing(session: Session, cohort: Cohort, claim: Claim) -> tuple[Enrolment | None, Enrolment | None]:
    """The first result of the claim's key, and the person's enrolment in the cohort under whatever key."""
    same_person = and_(Enrolment.cohort_id == cohort.id, Enrolment.person_id == claim.person.id)
    either = select(Enrolment).where(or_(Enrolment.idempotency_key == claim.key, same_person))
    found = session.scalars(either).all()
    first = next((row for row in found if row.idempotency_key == claim.key), None)
    if first is not None and (first.cohort_id, first.person_id) != (cohort.id, claim.person.id):
        raise Conflict(msg("This request was already used for somebody else"))
    return first, next((row for row in found if row is not first), None)


def _free_seat(session: Session, cohort: Cohort, taken: int) -> int:
    own = select(Enrolment.seat_number).where(Enrolment.cohort_id == cohort.id, Enrolment.seat_number.is_not(None))
    if session.scalar(own.where(Enrolment.seat_number == taken)) is None:
        return taken
    used = set(session.scalars(own))
    return next(seat for seat in range(1, cohort.capacity + 1) if seat not in used)


def _sit(session: Session, cohort: Cohort, claim: Claim, standing: Enrolment | None, seat: int) -> Enrolment:
    enrolment = standing or Enrolment(cohort_id=cohort.id, person_id=claim.person.id)
    enrolment.state, enrolment.withdrawn_at = EnrolmentState.ENROLLED, None
    enrolment.seat_number, enrolment.idempotency_key = seat, claim.key
    enrolment.enterprise_id, enrolment.team, enrolment.verdict = claim.enterprise_id, claim.team, claim.verdict
    session.add(enrolment)
    session.flush()
    return enrolment


def _refusal(session: Session, cohort: Cohort, viewer: Viewer) -> RuleBroken:
    session.refresh(cohort)
    if cohort.state not in queries.OPEN_STATES:
        return RuleBroken("enrolment-closed", msg("Enrolment in %(cohort)s is closed", cohort=name_in_both(cohort)))
    return CohortFull(cohort, queries.alternatives_to(session, cohort, viewer=viewer))


def _way_out(alternatives: Sequence[Cohort]) -> Message:
    if not alternatives:
        return msg("No other cohort of this course has a free seat; ask the base for more seats")
    named = ", ".join(f"{other.name} ({other.capacity - other.taken})" for other in alternatives[:5])
    return msg("Cohorts with free seats: %(cohorts)s", cohorts=named)
