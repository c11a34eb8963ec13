"""What a scenario changes, as data, and the pure function that applies it to a problem.

What is taken out is closed on every day rather than removed: its ids stay valid, and facts that hang on it stay facts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import solver
from trainer.kit.errors import BadInput
from trainer.kit.messages import msg
from trainer.scheduling.scenario_patch import patched

NEW = "+ "


@dataclass(frozen=True)
class WithoutBase:
    """A base is closed throughout."""

    base: str


@dataclass(frozen=True)
class WithoutWorkshop:
    """A workshop is closed throughout."""

    workshop: str


@dataclass(frozen=True)
class WithoutInstructor:
    """An instructor is away throughout."""

    instructor: str


@dataclass(frozen=True)
class NewInstructor:
    """Somebody who teaches one subject (theory and practice) on some weekdays (1 is Monday)."""

    name: str
    subject: str
    weekdays: tuple[int, ...]

    @property
    def id(self) -> str:
        """The id in the problem; it is what people read, since nobody with this id is on record."""
        return NEW + self.name


@dataclass(frozen=True)
class LongerWindow:
    """A cohort may be taught until a later day (ISO date)."""

    cohort: str
    last_day: str


@dataclass(frozen=True)
class WayOut:
    """A way out of a clash as the solver verified it: its sentence (a message as JSON) and what it changes."""

    text: dict[str, Any]
    patch: tuple[dict[str, Any], ...]


Change = WithoutBase | WithoutWorkshop | WithoutInstructor | NewInstructor | LongerWindow | WayOut
KINDS: dict[str, type[Change]] = {
    "without_base": WithoutBase,
    "without_workshop": WithoutWorkshop,
    "without_instructor": WithoutInstructor,
    "new_instructor": NewInstructor,
    "longer_window": LongerWindow,
    "way_out": WayOut,
}


def to_json(change: Change) -> dict[str, Any]:
    """The change as a JSON object with its kind."""
    kind = next(name for name, cls in KINDS.items() if isinstance(change, cls))
    return {"kind": kind, **asdict(change)}


def from_json(value: dict[str, Any]) -> Change:
    """The change that `to_json` wrote; raises KeyError for a kind that does not exist."""
    fields: dict[str, Any] = {name: tuple(field) if isinstance(field, list) else field for name, field in value.items()}
    return KINDS[fields.pop("kind")](**fields)


def last_day_of(changes: Iterable[Change], otherwise: date) -> date:
    """The last day that the changes need in the problem."""
    return max([otherwise, *(date.fromisoformat(item.last_day) for item in changes if isinstance(item, LongerWindow))])


def applied(problem: solver.Problem, changes: Sequence[Change], days: tuple[solver.Day, ...] = ()) -> solver.Problem:
    """The problem with the changes made; `days` are its open days when windows grow beyond them.

    Locks that hold a lesson at a place or with a person that is taken out are given up, for it cannot stand there.
    Raises BadInput when a change speaks of something that the problem does not have.
    """
    changed = replace(problem, days=days or problem.days)
    for change in changes:
        changed = _applied(changed, change)
    return changed


def _applied(problem: solver.Problem, change: Change) -> solver.Problem:
    if isinstance(change, WithoutBase):
        rooms = {room.id for room in problem.workshops if room.base == _known(change.base, problem.bases)}
        closed = replace(problem, bases=_closed(problem, problem.bases, change.base))
        return _unlocked(closed, workshops=rooms)
    if isinstance(change, WithoutWorkshop):
        _known(change.workshop, problem.workshops)
        closed = replace(problem, workshops=_closed(problem, problem.workshops, change.workshop))
        return _unlocked(closed, workshops={change.workshop})
    if isinstance(change, WithoutInstructor):
        _known(change.instructor, problem.instructors)
        closed = replace(problem, instructors=_closed(problem, problem.instructors, change.instructor))
        return _unlocked(closed, instructors={change.instructor})
    if isinstance(change, NewInstructor):
        return replace(problem, instructors=(*problem.instructors, _newcomer(problem, change)))
    if isinstance(change, WayOut):
        return patched(problem, change.patch)
    return replace(
        problem, cohorts=tuple(_longer(cohort, change) for cohort in _having(change.cohort, problem.cohorts))
    )


def _known(id_: str, rows: Iterable[Any]) -> str:
    if all(row.id != id_ for row in rows):
        raise BadInput(msg("%(id)s is no longer part of the plan; take this change out of the scenario", id=id_))
    return id_


def _having(id_: str, rows: tuple[Any, ...]) -> tuple[Any, ...]:
    _known(id_, rows)
    return rows


def _closed(problem: solver.Problem, rows: tuple[Any, ...], id_: str) -> tuple[Any, ...]:
    shut = solver.Closure(problem.days[0].date, problem.days[-1].date) if problem.days else None
    return tuple(
        replace(row, availability=replace(row.availability, closures=(*row.availability.closures, shut)))
        if row.id == id_ and shut is not None
        else row
        for row in rows
    )


def _unlocked(
    problem: solver.Problem, workshops: Collection[str | None] = (), instructors: Collection[str | None] = ()
) -> solver.Problem:
    def held(lesson: solver.Lesson) -> bool:
        lock = lesson.locked
        return lock is not None and (lock.workshop in workshops or lock.instructor in instructors)

    return replace(
        problem,
        lessons=tuple(replace(lesson, locked=None) if held(lesson) else lesson for lesson in problem.lessons),
    )


def _newcomer(problem: solver.Problem, change: NewInstructor) -> solver.Instructor:
    """Caps are the lowest that anybody has: a newcomer is not promised for more than others."""
    if any(row.id == change.id for row in problem.instructors):
        raise BadInput(msg("There are two new instructors called %(name)s", name=change.name), field="name")
    periods = tuple(period.number for period in problem.periods)
    return solver.Instructor(
        id=change.id,
        qualifications=(solver.Qualification(change.subject),),
        availability=solver.Availability(
            weekly=tuple(periods if day in change.weekdays else () for day in range(1, 8))
        ),
        max_periods_a_day=_lowest(row.max_periods_a_day for row in problem.instructors),
        max_periods_a_week=_lowest(row.max_periods_a_week for row in problem.instructors),
    )


def _lowest(caps: Iterable[int | None]) -> int | None:
    return min((cap for cap in caps if cap is not None), default=None)


def _longer(cohort: solver.Cohort, change: LongerWindow) -> solver.Cohort:
    if cohort.id != change.cohort:
        return cohort
    return replace(cohort, last_day=max(cohort.last_day, change.last_day))
