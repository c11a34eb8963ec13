"""Placing a past class's lessons one after another on the half-days on which it met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

from trainer.kit.calendar import WorkCalendar
from trainer.models.catalogue import CourseModule, ModuleKind
from trainer.models.programmes import Cohort, Lesson
from trainer.models.resources import Absence, HalfDay, Instructor, Workshop
from trainer.scheduling.day_grid import half_day_of, periods_of
from trainer.scheduling.drafts import Placed
from trainer.scheduling.judge import Place
from trainer.scheduling.situation import Situation
from trainer.skills.levels import reaches


class DoesNotFit(ValueError):
    """A class has more lessons than half-days on which they can be held."""


class Placer:
    """Gives each lesson the first free room and instructor; knows what the other classes hold."""

    def __init__(self, situation: Situation, cohort: Cohort, instructor: Instructor | None) -> None:
        self.situation = situation
        self.cohort = cohort
        self.heads = len(situation.trainees.get(cohort.id, ()))
        self.instructors = [instructor] if instructor else list(situation.instructors)
        self._held: set[tuple[str, date, int]] = set()
        self._load: dict[tuple[str, date], int] = defaultdict(int)
        for booking in situation.published.values():
            self._hold(booking)

    def place(self, met: Collection[tuple[int, HalfDay]], per_half_day: int) -> list[Placed]:
        """The class's lessons in their order, at most `per_half_day` in a half-day; raises DoesNotFit."""
        waiting = list(self.cohort.lessons)
        placed: list[Placed] = []
        for day, half in self._half_days(met):
            free = list(periods_of(half))
            for lesson in waiting[:per_half_day]:
                found = self._place(lesson, day, free[: lesson.periods]) if len(free) >= lesson.periods else None
                if found is None:
                    break
                placed.append(found)
                waiting.remove(lesson)
                free = free[lesson.periods :]
        if waiting:
            raise DoesNotFit(f"{self.cohort.name}: {len(waiting)} lessons have no place")
        return placed

    def _half_days(self, met: Collection[tuple[int, HalfDay]]) -> Iterator[tuple[date, HalfDay]]:
        calendar: WorkCalendar = self.situation.calendar
        day = self.cohort.starts_on
        while day <= self.cohort.ends_on:
            if calendar.special(day) is None:
                yield from ((day, half) for half in HalfDay if (day.isoweekday(), half) in met)
            day += timedelta(days=1)

    def _place(self, lesson: Lesson, day: date, periods: Sequence[int]) -> Placed | None:
        if self._week(self.cohort.id, day) + lesson.periods > self.cohort.max_periods_week:
            return None
        module = lesson.module
        workshop = next((room for room in self._rooms(module) if self._is_free(room, day, periods)), None)
        instructor = next((who for who in self.instructors if self._can_teach(who, module, day, periods)), None)
        if workshop is None or instructor is None:
            return None
        placed = Placed(lesson.id, day, periods[0], lesson.periods, workshop.id, instructor.id)
        self._hold(placed)
        self._load[self.cohort.id, day] += lesson.periods
        return placed

    def _rooms(self, module: CourseModule) -> list[Workshop]:
        """Rooms that hold the class: theory in rooms with seats, practice where enough workstations stand."""
        own = sorted(self.situation.workshops, key=lambda room: (room.base_id != self.cohort.home_base_id, room.code))
        if module.kind is ModuleKind.THEORY or module.equipment_type_id is None:
            return [room for room in own if room.seats >= self.heads]
        needed = -(-self.heads // module.trainees_per_workstation)
        return [
            room
            for room in own
            for group in room.workstations
            if group.equipment_type_id == module.equipment_type_id and group.count >= needed
        ]

    def _can_teach(self, who: Instructor, module: CourseModule, day: date, periods: Sequence[int]) -> bool:
        occupation_id = self.cohort.course_version.course.occupation_id
        fits = any(
            row.occupation_id == occupation_id and reaches(row.level, module.instructor_level)
            for row in who.qualifications
        )
        in_cap = (
            self._load[who.id, day] + len(periods) <= who.max_periods_day
            and self._week(who.id, day) + len(periods) <= who.max_periods_week
        )
        return fits and in_cap and self._is_free(who, day, periods)

    def _is_free(self, resource: Workshop | Instructor, day: date, periods: Sequence[int]) -> bool:
        half = half_day_of(periods[0])
        openings = self.situation.openings.get(resource.id, ())
        absences = self.situation.absences.get(resource.id, ())
        is_open = any((row.weekday, row.half_day) == (day.isoweekday(), half) for row in openings)
        return (
            is_open
            and not any(_covers(absence, day) for absence in absences)
            and not any((resource.id, day, period) in self._held for period in periods)
        )

    def _hold(self, place: Place) -> None:
        for period in range(place.first_period, place.first_period + place.periods):
            self._held |= {(place.workshop_id, place.day, period), (place.instructor_id, place.day, period)}
        self._load[place.instructor_id, place.day] += place.periods

    def _week(self, key: str, day: date) -> int:
        first = day - timedelta(days=day.weekday())
        return sum(self._load[key, first + timedelta(days=offset)] for offset in range(7))


def _covers(absence: Absence, day: date) -> bool:
    return absence.starts_on <= day <= absence.ends_on
