"""What of the published timetable a new one changes: shared by the goals that keep people where they are."""

from __future__ import annotations

from dataclasses import dataclass

from solver.model.submodel import Literal, SubModel
from solver.reading import Placed, Reading
from solver.timetable import Booking


@dataclass(frozen=True, slots=True)
class Change:
    """A published lesson and where it stands now (None: nowhere)."""

    published: Booking
    placed: Placed | None

    @property
    def is_moved(self) -> bool:
        """Whether day, first period or workshop differ."""
        was, now = self.published, self.placed
        if now is None:
            return True
        return (was.day, was.first_period, was.workshop) != (now.day, now.first, now.workshop.id)

    @property
    def is_passed_on(self) -> bool:
        """Whether another instructor, or none, teaches it."""
        return self.placed is None or self.published.instructor != self.placed.instructor.id


def changes_of(reading: Reading) -> list[Change]:
    """All published lessons of the problem that are moved or passed on."""
    now = {placed.lesson.id: placed for placed in reading.placed}
    found = [Change(item, now.get(item.lesson)) for item in reading.problem.published if item.lesson in reading.lessons]
    return [change for change in found if change.is_moved or change.is_passed_on]


@dataclass(frozen=True, slots=True)
class EncodedChange:
    """A published lesson in a sub-model: flags that are 1 when it is moved and when it is passed on."""

    published: Booking
    lesson: int
    moved: Literal
    passed_on: Literal


def encoded_changes(model: SubModel) -> list[EncodedChange]:
    """The flags of every published lesson of the problem; a lesson that is nowhere is moved and passed on."""
    index = model.index
    found = []
    for item in index.problem.published:
        lesson = index.lesson_at.get(item.lesson)
        if lesson is None:
            continue
        here, with_same = _unchanged(model, item, lesson) if model.is_placed(lesson) else (0, [])
        moved = model.excess(f"moved[{lesson}]", [(here, -1)], -1)
        passed_on = model.excess(f"passed_on[{lesson}]", [(literal, -1) for literal in with_same], -1)
        found.append(EncodedChange(item, lesson, moved, passed_on))
    return found


def _unchanged(model: SubModel, published: Booking, lesson: int) -> tuple[Literal, list[Literal]]:
    """The literal of the published place, and those of the published instructor."""
    index = model.index
    slot = index.grid.slot(index.grid.day_of(published.day), published.first_period)
    place = (index.workshop_at.get(published.workshop, -1), slot)
    teacher = index.instructor_at.get(published.instructor, -1)
    with_same = [literal for (instructor, _), literal in model.staff(lesson).items() if instructor == teacher]
    return model.places(lesson).get(place, 0), with_same
