"""Seeded instances S and M with a planted timetable, so that each is known to have a solution."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from solver.problem import (
    PRACTICE,
    THEORY,
    After,
    Availability,
    Base,
    Closure,
    Cohort,
    Day,
    Duty,
    Instructor,
    Lesson,
    Module,
    Period,
    Problem,
    Qualification,
    Stations,
    Travel,
    Workshop,
)
from solver.timetable import Booking, Timetable

FIRST_DAY = date(2026, 9, 7)
HALVES = (("morning", 1), ("afternoon", 5), ("evening", 9))


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything an instance has."""

    bases: int
    workshops: int
    instructors: int
    cohorts: int
    lessons: int
    weeks: int
    heads: int


SIZES = {
    "S": Size(bases=1, workshops=6, instructors=12, cohorts=10, lessons=232, weeks=12, heads=20),
    "M": Size(bases=9, workshops=60, instructors=120, cohorts=120, lessons=4182, weeks=16, heads=21),
}
# Open half-days for each one that the planted timetable uses: of workshops, of instructors.
SLACK = {"loose": (1.6, 3.0), "tight": (1.25, 1.6)}


@dataclass(frozen=True, slots=True)
class _Cell:
    """A half-day: day number among the open days, and index into HALVES."""

    day: int
    half: int


class _Generator:
    def __init__(self, size: Size, seed: int, tightness: str) -> None:
        self.size = size
        self.random = random.Random(seed)
        self.workshop_slack, self.instructor_slack = SLACK[tightness]
        self.days = [
            (FIRST_DAY + timedelta(days=7 * week + weekday)).isoformat()
            for week in range(size.weeks)
            for weekday in range(5)
        ]
        self.trades = max(2, size.workshops // 3)
        self.bookings: list[Booking] = []
        self.used: dict[str, set[_Cell]] = defaultdict(set)
        self.at_base: dict[tuple[str, int], str] = {}

    def build(self, name: str) -> tuple[Problem, Timetable]:
        bases = tuple(Base(f"b{at}") for at in range(self.size.bases))
        workshops = self._workshops()
        instructors = self._instructors()
        cohorts = self._cohorts()
        modules, lessons = self._courses(cohorts)
        self._plant(workshops, instructors, cohorts, modules, lessons)
        travel = tuple(
            Travel(one.id, other.id, self.random.choice((40, 60, 90)))
            for one in bases
            for other in bases
            if one.id < other.id
        )
        problem = Problem(
            name=name,
            periods=standard_periods(),
            days=tuple(Day(day, date.fromisoformat(day).isoweekday()) for day in self.days),
            bases=bases,
            workshops=tuple(replace(w, availability=self._open(w.id, self.workshop_slack)) for w in workshops),
            instructors=tuple(replace(i, availability=self._open(i.id, self.instructor_slack)) for i in instructors),
            cohorts=tuple(cohorts),
            modules=tuple(modules),
            lessons=tuple(lessons),
            travel=travel,
            duties=self._duties(cohorts),
        )
        return problem, Timetable(tuple(sorted(self.bookings)))

    def _workshops(self) -> list[Workshop]:
        return [
            Workshop(
                f"w{at}",
                f"b{at % self.size.bases}",
                seats=30,
                stations=(
                    Stations(f"e{at // self.size.bases % self._trades_at_base()}", self.random.choice((24, 30))),
                ),
            )
            for at in range(self.size.workshops)
        ]

    def _trades_at_base(self) -> int:
        return max(1, self.size.workshops // self.size.bases // 2)

    def _instructors(self) -> list[Instructor]:
        trades = self._trades_at_base()
        return [
            Instructor(
                f"i{at}",
                (Qualification(f"s{at // self.size.bases % trades}"),),
                home_base=f"b{at % self.size.bases}",
                max_periods_a_day=8,
                max_periods_a_week=24,
            )
            for at in range(self.size.instructors)
        ]

    def _cohorts(self) -> list[Cohort]:
        return [
            Cohort(
                f"c{at}",
                self.random.randint(self.size.heads - 4, self.size.heads + 3),
                self.days[0],
                self.days[-1],
                home_base=f"b{at % self.size.bases}",
                max_periods_a_day=8,
                max_periods_a_week=20,
            )
            for at in range(self.size.cohorts)
        ]

    def _courses(self, cohorts: list[Cohort]) -> tuple[list[Module], list[Lesson]]:
        modules: list[Module] = []
        lessons: list[Lesson] = []
        for at, cohort in enumerate(cohorts):
            count = self.size.lessons * (at + 1) // len(cohorts) - self.size.lessons * at // len(cohorts)
            trade = at // self.size.bases % self._trades_at_base()
            number = 0
            while count:
                taken = min(count, self.random.randint(3, 5))
                module = self._module(cohort, trade, number, modules)
                lessons += [Lesson(f"{module.id}-{i + 1}", module.id, i + 1, 4) for i in range(taken)]
                modules.append(module)
                count -= taken
                number += 1
        return modules, lessons

    def _module(self, cohort: Cohort, trade: int, number: int, modules: list[Module]) -> Module:
        is_theory = number % 3 == 0
        follows = number > 0 and number % 3 != 2
        return Module(
            f"{cohort.id}-m{number}",
            cohort.id,
            f"s{trade}",
            THEORY if is_theory else PRACTICE,
            equipment=None if is_theory else f"e{trade}",
            shares_workshop=not is_theory,
            after=(After(modules[-1].id),) if follows else (),
            most_lessons_a_day=1,
        )

    def _plant(
        self,
        workshops: list[Workshop],
        instructors: list[Instructor],
        cohorts: list[Cohort],
        modules: list[Module],
        lessons: list[Lesson],
    ) -> None:
        """Walk through each cohort's lessons in order and through the calendar, taking what is free."""
        by_cohort: dict[str, list[Lesson]] = defaultdict(list)
        owner = {module.id: module for module in modules}
        for lesson in lessons:
            by_cohort[owner[lesson.module].cohort].append(lesson)
        for cohort in sorted(cohorts, key=lambda _: self.random.random()):
            own = by_cohort[cohort.id]
            step = len(self.days) / len(own)
            day = 0
            for at, lesson in enumerate(own):
                day = max(day, int(at * step))
                day = self._place(lesson, owner[lesson.module], cohort, day, (workshops, instructors)) + 1

    def _place(
        self,
        lesson: Lesson,
        module: Module,
        cohort: Cohort,
        earliest: int,
        staff: tuple[list[Workshop], list[Instructor]],
    ) -> int:
        """Book the lesson on the first day that works and return that day."""
        for day in range(earliest, len(self.days)):
            for half in self.random.sample((0, 0, 1, 1, 2), 5):
                found = self._free(_Cell(day, half), module, cohort, staff)
                if found is not None:
                    workshop, instructor = found
                    for id_ in (workshop, instructor, cohort.id):
                        self.used[id_].add(_Cell(day, half))
                    self.bookings.append(Booking(lesson.id, self.days[day], HALVES[half][1], workshop, instructor))
                    return day
        raise RuntimeError(f"seed gives no room for {lesson.id}; choose another")

    def _free(
        self, cell: _Cell, module: Module, cohort: Cohort, staff: tuple[list[Workshop], list[Instructor]]
    ) -> tuple[str, str] | None:
        rooms = [
            w.id
            for w in staff[0]
            if w.base == cohort.home_base
            and cell not in self.used[w.id]
            and (module.equipment is None or any(s.equipment == module.equipment for s in w.stations))
        ]
        people = [
            i.id
            for i in staff[1]
            if i.home_base == cohort.home_base
            and cell not in self.used[i.id]
            and i.qualifications[0].subject == module.subject
            and self._load(i.id, cell) < 24
            and len({c.half for c in self.used[i.id] if c.day == cell.day}) < 2
        ]
        return (self.random.choice(rooms), self.random.choice(people)) if rooms and people else None

    def _load(self, instructor: str, cell: _Cell) -> int:
        return sum(4 for used in self.used[instructor] if used.day // 5 == cell.day // 5)

    def _open(self, id_: str, slack: float) -> Availability:
        """Open at the planted half-days and as many others as the slack allows."""
        used = self.used[id_]
        others = [
            cell
            for day in range(len(self.days))
            for half in (0, 1, 2)
            if (cell := _Cell(day, half)) not in used and (half < 2 or self.random.random() < 0.2)
        ]
        wanted = max(int(len(used) * (slack - 1)), 4)
        is_open = used | set(self.random.sample(others, min(wanted, len(others))))
        closures = []
        for day, iso in enumerate(self.days):
            shut = tuple(
                first + shift
                for half, (_, first) in enumerate(HALVES)
                if _Cell(day, half) not in is_open
                for shift in range(4)
            )
            if shut:
                closures.append(Closure(iso, iso, shut if len(shut) < 12 else ()))
        return Availability((), tuple(closures))

    def _duties(self, cohorts: list[Cohort]) -> tuple[Duty, ...]:
        """A few night shifts for each second cohort, never in the way of the planted timetable."""
        found = []
        for cohort in cohorts[::2]:
            busy = {cell.day for cell in self.used[cohort.id]}
            evenings = {cell.day for cell in self.used[cohort.id] if cell.half == 2}
            free = [
                day for day in range(len(self.days) - 1) if day + 1 not in busy and day not in evenings and day % 5 != 4
            ]
            for day in sorted(self.random.sample(free, min(4, len(free)))):
                start, end = f"{self.days[day]}T22:00", f"{self.days[day + 1]}T06:00"
                found.append(Duty(f"{cohort.id}-n{day}", start, end, 480, cohorts=(cohort.id,)))
        return tuple(found)


def standard_periods() -> tuple[Period, ...]:
    """Twelve periods of 45 minutes: four from 08:00, four from 13:00, four from 18:00."""
    starts = [base + 50 * at for base in (480, 780, 1080) for at in range(4)]
    halves = [name for name, _ in HALVES for _ in range(4)]
    return tuple(Period(at + 1, halves[at], start, start + 45) for at, start in enumerate(starts))


def generate(size: str, seed: int = 1, tightness: str = "loose") -> tuple[Problem, Timetable]:
    """An instance of size "S" or "M" with its planted timetable; `tightness` is "loose" or "tight"."""
    name = f"{size} seed {seed} {tightness}"
    return _Generator(SIZES[size], seed, tightness).build(name)
