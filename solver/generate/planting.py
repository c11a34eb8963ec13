"""Plants a timetable: cohorts, courses and staff of a size, and a booking of every lesson that keeps all rules."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TypeVar

from solver.generate.sizes import FIRST_DAY, HALVES, LONGEST, SLACK, Cell, Size, standard_periods
from solver.problem import (
    PRACTICE,
    THEORY,
    After,
    Allowance,
    Availability,
    Base,
    Closure,
    Cohort,
    Commitment,
    Day,
    Duty,
    Instructor,
    Lesson,
    Line,
    Module,
    Problem,
    Qualification,
    Quota,
    Stations,
    Travel,
    Wish,
    Workshop,
)
from solver.timetable import Booking, Timetable

DAY_CELLS, INSTRUCTOR_WEEK_CELLS, COHORT_WEEK_CELLS = 2, 6, 5
"""The caps of people, in half-days of four periods: a day, an instructor's week, a cohort's week."""


@dataclass(slots=True)
class Extras:
    """What only instances with the whole rule set have."""

    lines: list[Line] = field(default_factory=list)
    quotas: list[Quota] = field(default_factory=list)
    allowances: list[Allowance] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)


class Plan:
    """An instance in the making, with its planted bookings; steps may add to it before it becomes a problem."""

    def __init__(self, size: Size, seed: int, tightness: str) -> None:
        self.size = size
        self.random = random.Random(seed)
        self.workshop_slack, self.instructor_slack = SLACK[tightness]
        self.days = [
            (FIRST_DAY + timedelta(days=7 * week + weekday)).isoformat()
            for week in range(size.weeks)
            for weekday in range(5)
        ]
        self.used: dict[str, set[Cell]] = defaultdict(set)
        self.week_cells: Counter[tuple[str, int]] = Counter()
        self.bookings: dict[str, Booking] = {}
        self.extras = Extras()
        self.travel_minutes: tuple[int, ...] = (40, 60, 90)
        self.workshops = _by_id(self._workshops())
        self.instructors = _by_id(self._instructors())
        self.cohorts = _by_id(self._cohorts())
        self.modules: dict[str, Module] = {}
        self.lessons: dict[str, Lesson] = {}
        self.lessons_of: dict[str, list[Lesson]] = defaultdict(list)
        self._courses()
        self._rooms = self._index_rooms()
        self._people = self._index_people()

    def build(self, name: str, steps: Iterable[Callable[[Plan], None]] = ()) -> tuple[Problem, Timetable]:
        """Plant, let the steps add what they add, and open everybody at the planted times and some others."""
        self._plant()
        for step in steps:
            step(self)
        bases = tuple(Base(f"b{at}") for at in range(self.size.bases))
        travel = self._travel(bases)
        workshops = tuple(
            replace(w, availability=self._open(w.id, self.workshop_slack)) for w in self.workshops.values()
        )
        instructors = tuple(
            replace(i, availability=self._open(i.id, self.instructor_slack)) for i in self.instructors.values()
        )
        problem = Problem(
            name=name,
            periods=standard_periods(),
            days=tuple(Day(day, date.fromisoformat(day).isoweekday()) for day in self.days),
            bases=bases,
            workshops=workshops,
            instructors=instructors,
            cohorts=tuple(self.cohorts.values()),
            modules=tuple(self.modules.values()),
            lessons=tuple(self.lessons.values()),
            travel=travel,
            duties=(*self._duties(), *self.extras.duties),
            commitments=tuple(self.extras.commitments),
            lines=tuple(self.extras.lines),
            quotas=tuple(self.extras.quotas),
            allowances=tuple(self.extras.allowances),
            wishes=tuple(self.extras.wishes),
        )
        return problem, Timetable(tuple(sorted(self.bookings.values())))

    def add_lesson(self, lesson: Lesson) -> None:
        """Add a lesson that is not planted yet."""
        self.lessons[lesson.id] = lesson
        self.lessons_of[lesson.module].append(lesson)

    def modules_by_cohort(self) -> dict[str, list[Module]]:
        """The modules of each cohort, as they are now."""
        found: dict[str, list[Module]] = defaultdict(list)
        for module in self.modules.values():
            found[module.cohort].append(module)
        return found

    def cells_of(self, module: str) -> list[Cell]:
        """The half-days of a module's planted lessons."""
        return [self.cell_of(lesson.id) for lesson in self.lessons_of[module]]

    def cell_of(self, lesson: str) -> Cell:
        """The half-day of a planted lesson."""
        booking = self.bookings[lesson]
        return Cell(self.day_at(booking.day), (booking.first_period - 1) // LONGEST)

    def day_at(self, day: str) -> int:
        """The number of an ISO date among the open days."""
        passed = (date.fromisoformat(day) - FIRST_DAY).days
        return passed // 7 * 5 + passed % 7

    def take(self, cell: Cell, *ids: str) -> None:
        """Note that workshops or people are busy in a half-day."""
        for id_ in ids:
            if cell not in self.used[id_]:
                self.used[id_].add(cell)
                self.week_cells[id_, cell.day // 5] += 1

    def release(self, cell: Cell, id_: str) -> None:
        """Note that somebody is free again."""
        self.used[id_].discard(cell)
        self.week_cells[id_, cell.day // 5] -= 1

    def has_time(self, id_: str, cell: Cell, week_cells: int) -> bool:
        """Whether a person is free in a half-day and below the caps of day and week."""
        used = self.used[id_]
        return (
            cell not in used
            and self.week_cells[id_, cell.day // 5] < week_cells
            and sum((cell.day, half) in used for half in range(3)) < DAY_CELLS
        )

    def has_times(self, id_: str, cells: Iterable[Cell], week_cells: int) -> bool:
        """Whether a person has time at all of these half-days together."""
        taken: list[Cell] = []
        fits = True
        for cell in cells:
            fits = self.has_time(id_, cell, week_cells)
            if not fits:
                break
            self.take(cell, id_)
            taken.append(cell)
        for cell in taken:
            self.release(cell, id_)
        return fits

    def free_rooms(self, cell: Cell, module: Module) -> list[str]:
        """The workshops at the cohort's base that suit the module and are empty."""
        home = self.cohorts[module.cohort].home_base
        return [id_ for id_ in self._rooms[home, module.equipment] if cell not in self.used[id_]]

    def free_people(self, cell: Cell, module: Module) -> list[str]:
        """The instructors at the cohort's base who can teach the module then."""
        return [id_ for id_ in self.people_for(module) if self.has_time(id_, cell, INSTRUCTOR_WEEK_CELLS)]

    def people_for(self, module: Module) -> list[str]:
        """The instructors at the cohort's base who can teach the module."""
        return self._people[self.cohorts[module.cohort].home_base, module.subject]

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
                max_periods_a_day=DAY_CELLS * LONGEST,
                max_periods_a_week=INSTRUCTOR_WEEK_CELLS * LONGEST,
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
                max_periods_a_day=DAY_CELLS * LONGEST,
                max_periods_a_week=COHORT_WEEK_CELLS * LONGEST,
            )
            for at in range(self.size.cohorts)
        ]

    def _courses(self) -> None:
        previous = ""
        for at, cohort in enumerate(self.cohorts.values()):
            count = self.size.lessons * (at + 1) // len(self.cohorts) - self.size.lessons * at // len(self.cohorts)
            trade = at // self.size.bases % self._trades_at_base()
            number = 0
            while count:
                taken = min(count, self.random.randint(3, 5))
                module = self._module(cohort, trade, number, previous)
                for i in range(taken):
                    self.add_lesson(Lesson(f"{module.id}-{i + 1}", module.id, i + 1, LONGEST))
                self.modules[module.id] = module
                previous = module.id
                count -= taken
                number += 1

    def _module(self, cohort: Cohort, trade: int, number: int, previous: str) -> Module:
        is_theory = number % 3 == 0
        follows = number > 0 and number % 3 != 2
        return Module(
            f"{cohort.id}-m{number}",
            cohort.id,
            f"s{trade}",
            THEORY if is_theory else PRACTICE,
            equipment=None if is_theory else f"e{trade}",
            shares_workshop=not is_theory,
            after=(After(previous),) if follows else (),
            most_lessons_a_day=1,
        )

    def _index_rooms(self) -> dict[tuple[str | None, str | None], list[str]]:
        found: dict[tuple[str | None, str | None], list[str]] = defaultdict(list)
        for workshop in self.workshops.values():
            for equipment in (None, *(entry.equipment for entry in workshop.stations)):
                found[workshop.base, equipment].append(workshop.id)
        return found

    def _index_people(self) -> dict[tuple[str | None, str], list[str]]:
        found: dict[tuple[str | None, str], list[str]] = defaultdict(list)
        for person in self.instructors.values():
            found[person.home_base, person.qualifications[0].subject].append(person.id)
        return found

    def _plant(self) -> None:
        """Walk through each cohort's lessons in order and through the calendar, taking what is free."""
        by_cohort: dict[str, list[Lesson]] = defaultdict(list)
        for lesson in self.lessons.values():
            by_cohort[self.modules[lesson.module].cohort].append(lesson)
        for cohort in sorted(self.cohorts, key=lambda _: self.random.random()):
            own = by_cohort[cohort]
            step = len(self.days) / len(own)
            day = 0
            for at, lesson in enumerate(own):
                day = max(day, int(at * step))
                day = self._place(lesson, day) + 1

    def _place(self, lesson: Lesson, earliest: int) -> int:
        """Book the lesson on the first day that works and return that day."""
        module = self.modules[lesson.module]
        for day in range(earliest, len(self.days)):
            for half in self.random.sample((0, 0, 1, 1, 2), 5):
                cell = Cell(day, half)
                rooms, people = self.free_rooms(cell, module), self.free_people(cell, module)
                if rooms and people:
                    self.book(lesson, cell, self.random.choice(rooms), self.random.choice(people))
                    return day
        raise RuntimeError(f"seed gives no room for {lesson.id}; choose another")

    def book(self, lesson: Lesson, cell: Cell, workshop: str, instructor: str) -> None:
        """Plant a lesson from the first period of a half-day on."""
        self.take(cell, workshop, instructor, self.modules[lesson.module].cohort)
        self.bookings[lesson.id] = Booking(lesson.id, self.days[cell.day], HALVES[cell.half][1], workshop, instructor)

    def _travel(self, bases: tuple[Base, ...]) -> tuple[Travel, ...]:
        return tuple(
            Travel(one.id, other.id, self.random.choice(self.travel_minutes))
            for one in bases
            for other in bases
            if one.id < other.id
        )

    def _open(self, id_: str, slack: float) -> Availability:
        """Open at the planted half-days and as many others as the slack allows."""
        used = self.used[id_]
        others = [
            cell
            for day in range(len(self.days))
            for half in (0, 1, 2)
            if (cell := Cell(day, half)) not in used and (half < 2 or self.random.random() < 0.2)
        ]
        wanted = max(int(len(used) * (slack - 1)), 4)
        is_open = used | set(self.random.sample(others, min(wanted, len(others))))
        closures = []
        for day, iso in enumerate(self.days):
            shut = tuple(
                first + shift
                for half, (_, first) in enumerate(HALVES)
                if (day, half) not in is_open
                for shift in range(LONGEST)
            )
            if shut:
                closures.append(Closure(iso, iso, shut if len(shut) < 3 * LONGEST else ()))
        return Availability((), tuple(closures))

    def _duties(self) -> tuple[Duty, ...]:
        """A few night shifts for each second cohort, never in the way of the planted timetable."""
        found = []
        for cohort in [cohort for cohort in self.cohorts.values() if cohort.part_of is None][::2]:
            busy = {cell.day for cell in self.used[cohort.id]}
            evenings = {cell.day for cell in self.used[cohort.id] if cell.half == 2}
            free = [
                day for day in range(len(self.days) - 1) if day + 1 not in busy and day not in evenings and day % 5 != 4
            ]
            for day in sorted(self.random.sample(free, min(4, len(free)))):
                start, end = f"{self.days[day]}T22:00", f"{self.days[day + 1]}T06:00"
                found.append(Duty(f"{cohort.id}-n{day}", start, end, 480, cohorts=(cohort.id,)))
        return tuple(found)


_Item = TypeVar("_Item", Workshop, Instructor, Cohort)


def _by_id(items: Iterable[_Item]) -> dict[str, _Item]:
    return {item.id: item for item in items}
