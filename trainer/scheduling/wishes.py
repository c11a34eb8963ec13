"""Wishes of instructors: reading and stating them, and how the solver is told of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

import solver
from trainer.kit import audit, clock
from trainer.kit.db import batches
from trainer.kit.errors import BadInput
from trainer.kit.messages import msg
from trainer.kit.permissions import Viewer
from trainer.models.resources import Base, Instructor
from trainer.models.wishes import InstructorWish
from trainer.resources.queries import bases_of
from trainer.scheduling.day_grid import PERIODS
from trainer.scheduling.situation import Situation

WEEKDAYS = range(1, 8)
# A period of the week: ISO weekday and number of the period.
Cell = tuple[int, int]
BASE_PART = "base"


def own_instructor(session: Session, viewer: Viewer) -> Instructor | None:
    """The viewer as an instructor of the organisation that they act for; None for anybody else."""
    own = select(Instructor).where(
        Instructor.person_id == viewer.person_id, Instructor.organisation_id == viewer.organisation_id
    )
    return session.scalar(own)


def wish_of(session: Session, instructor: Instructor) -> InstructorWish | None:
    """What an instructor has stated, or None when nothing was."""
    return session.get(InstructorWish, instructor.id)


def cells_of(wish: InstructorWish | None) -> frozenset[Cell]:
    """The periods of the week that somebody would rather have free."""
    rows = wish.avoid if wish is not None else []
    return frozenset((weekday, number) for weekday, numbers in enumerate(rows, start=1) for number in numbers)


def state_wish(
    session: Session, instructor: Instructor, *, cells: Collection[Cell], base_id: str | None, viewer: Viewer
) -> InstructorWish:
    """Make the wishes exactly these. Raises BadInput when every period is unwanted or the base is a stranger's."""
    if instructor.person_id != viewer.person_id:
        raise BadInput(msg("Everybody states their own wishes"))
    if len(set(cells)) == len(WEEKDAYS) * len(PERIODS):
        raise BadInput(msg("Leave at least one period of the week free of the wish"), field="cells")
    if base_id is not None and base_id not in {base.id for base in bases_of(session, instructor.organisation_id)}:
        raise BadInput(msg("Choose one of your bases"), field="base")
    wish = wish_of(session, instructor) or InstructorWish(instructor_id=instructor.id)
    wish.avoid = [sorted(number for day, number in cells if day == weekday) for weekday in WEEKDAYS]
    wish.base_id, wish.stated_at = base_id, clock.now()
    session.add(wish)
    session.flush()
    detail = {"avoid": wish.avoid, "base": base_id}
    subject = f"instructor:{instructor.id}"
    audit.record(
        session, "wish.state", subject, actor=viewer.person_id, chain=instructor.organisation_id, detail=detail
    )
    return wish


def solver_wishes(session: Session, situation: Situation, weight: int | None) -> tuple[solver.Wish, ...]:
    """The wishes of the situation's instructors: one for each weekday with unwanted periods, and one for the base.

    Without a `weight` they have the solver's own.
    """
    bases = {base.id: base for base in situation.bases}
    stated = stated_wishes(session, [instructor.id for instructor in situation.instructors])
    wishes = (wish for id_ in sorted(stated) for wish in _parts(stated[id_], bases))
    return tuple(wish if weight is None else replace(wish, weight=weight) for wish in wishes)


def stated_wishes(session: Session, instructor_ids: Collection[str]) -> Mapping[str, InstructorWish]:
    """What these instructors have stated, by instructor."""
    found: dict[str, InstructorWish] = {}
    for batch in batches(sorted(instructor_ids)):
        rows = session.scalars(select(InstructorWish).where(InstructorWish.instructor_id.in_(batch)))
        found.update({row.instructor_id: row for row in rows})
    return found


def _parts(wish: InstructorWish, bases: Mapping[str, Base]) -> list[solver.Wish]:
    """Each part is met or missed by itself, so that its person can be told of it by itself."""
    who, parts = wish.instructor_id, []
    for weekday, numbers in enumerate(wish.avoid, start=1):
        if numbers:
            avoid = tuple(tuple(numbers) if day == weekday else () for day in WEEKDAYS)
            parts.append(solver.Wish(f"{who}/{weekday}", "instructor", who, avoid))
    if wish.base_id in bases:
        parts.append(solver.Wish(f"{who}/{BASE_PART}", "instructor", who, base=wish.base_id))
    return parts
