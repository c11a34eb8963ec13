"""The problem compiled to integers: ids become positions, calendars become bit sets, orders become arcs."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from solver.grid import Grid, bits
from solver.problem import BOTH, HALF_DAYS, PRACTICE, THEORY, Commitment, Lesson, Problem
from solver.timetable import Booking, Timetable

SEATS = ""
"""The pool of a workshop's seats, beside its pools of workstations by equipment type."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a lesson stands, in integers: start slot, workshop and instructor positions."""

    slot: int
    workshop: int
    instructor: int


@dataclass(frozen=True, slots=True)
class Occupation:
    """A commitment in integers: its slots on a day and the base it happens at (None if unknown)."""

    commitment: Commitment
    day: int
    slot: int
    periods: int
    base: int | None


KINDS = {THEORY: (THEORY,), PRACTICE: (PRACTICE,), BOTH: (THEORY, PRACTICE)}


class Index:
    """Integer view of a problem, built once and shared by model, search and bounds."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.grid = Grid(problem)
        self.lesson_count = len(problem.lessons)
        self.lesson_at = {item.id: at for at, item in enumerate(problem.lessons)}
        self.workshop_at = {item.id: at for at, item in enumerate(problem.workshops)}
        self.instructor_at = {item.id: at for at, item in enumerate(problem.instructors)}
        self.cohort_at = {item.id: at for at, item in enumerate(problem.cohorts)}
        self.module_at = {item.id: at for at, item in enumerate(problem.modules)}
        self.base_at = {item.id: at for at, item in enumerate(problem.bases)}
        self.periods = [lesson.periods for lesson in problem.lessons]
        self.module = [self.module_at[lesson.module] for lesson in problem.lessons]
        self.module_cohort = [self.cohort_at[module.cohort] for module in problem.modules]
        self.cohort = [self.module_cohort[module] for module in self.module]
        self.base = [self.base_at[workshop.base] for workshop in problem.workshops]
        self.lengths = sorted(set(self.periods))
        needs = [self._need(module) for module in range(len(problem.modules))]
        self.pool = [needs[module][0] for module in self.module]
        self.need = [needs[module][1] for module in self.module]
        self.shares = [problem.modules[module].shares_workshop for module in self.module]
        self.pools = [
            {SEATS: workshop.seats, **{entry.equipment: entry.count for entry in workshop.stations}}
            for workshop in problem.workshops
        ]
        self._fitting: dict[int, int] = {}

    def _need(self, module: int) -> tuple[str, int]:
        """The pool of a workshop that a module's lessons draw on, and how much of it."""
        item = self.problem.modules[module]
        heads = self.problem.cohorts[self.module_cohort[module]].size
        if item.kind == PRACTICE and item.equipment is not None:
            return item.equipment, math.ceil(heads / item.trainees_per_station)
        return SEATS, heads

    def fitting_starts(self, periods: int) -> int:
        """All starts on the grid from which `periods` end on the same day."""
        if periods not in self._fitting:
            self._fitting[periods] = self.grid.fitting_starts(periods)
        return self._fitting[periods]

    @cached_property
    def module_lessons(self) -> list[list[int]]:
        """The lessons of each module in the order of their numbers."""
        groups: list[list[int]] = [[] for _ in self.problem.modules]
        for lesson, module in enumerate(self.module):
            groups[module].append(lesson)
        for group in groups:
            group.sort(key=lambda lesson: self.problem.lessons[lesson].number)
        return groups

    @cached_property
    def cohort_lessons(self) -> list[list[int]]:
        """The lessons of each cohort."""
        groups: list[list[int]] = [[] for _ in self.problem.cohorts]
        for lesson, cohort in enumerate(self.cohort):
            groups[cohort].append(lesson)
        return groups

    @cached_property
    def neighbours(self) -> list[tuple[int, int]]:
        """Pairs of lessons with adjacent numbers in a module, earlier first."""
        return [pair for group in self.module_lessons for pair in pairwise(group)]

    @cached_property
    def module_links(self) -> list[tuple[int, int, int, int | None]]:
        """(last lesson before, first lesson after, least days, most days) for each order of modules."""
        links = []
        for module, item in enumerate(self.problem.modules):
            for after in item.after:
                before = self.module_lessons[self.module_at[after.module]]
                follow = self.module_lessons[module]
                if before and follow:
                    links.append((before[-1], follow[0], after.least_days, after.most_days))
        return links

    @cached_property
    def slot_costs(self) -> list[int]:
        """For each slot 1 if it is in the evening, plus 1 if its day works as Saturday or Sunday."""
        evening = self.grid.half_day(HALF_DAYS[2])
        weekend = self.grid.mask_of_days(day for day, works_as in self.grid.works_as.items() if works_as >= 6)
        return [(evening >> slot & 1) + (weekend >> slot & 1) for slot in range(self.grid.slots)]

    @cached_property
    def half_days(self) -> list[int]:
        """For each slot a number that is the same exactly within one half-day of one day."""
        halves = [HALF_DAYS.index(period.half_day) for period in self.grid.periods]
        return [day * len(HALF_DAYS) + half for day in range(self.grid.days) for half in halves]

    @cached_property
    def even_share(self) -> list[int]:
        """For each cohort its periods a week if they were spread evenly, rounded up."""
        found = []
        for cohort, lessons in enumerate(self.cohort_lessons):
            item = self.problem.cohorts[cohort]
            span = self.grid.mask_between(item.first_day, item.last_day) & self.grid.open
            weeks = sum(1 for mask in self.grid.week_masks if mask & span)
            found.append(math.ceil(sum(self.periods[lesson] for lesson in lessons) / max(weeks, 1)))
        return found

    @cached_property
    def fair_load(self) -> int:
        """The periods of each able instructor if they were shared evenly, rounded up."""
        wanted = {(module.subject, module.kind) for module in self.problem.modules}
        able = 0
        for instructor in self.problem.instructors:
            held = {(q.subject, kind) for q in instructor.qualifications for kind in KINDS[q.kind]}
            able += bool(held & wanted)
        return math.ceil(sum(self.periods) / max(able, 1))

    def days_outside_wish(self, cohort: int, day: int) -> int:
        """How many days a day lies outside the wished window of a cohort."""
        item = self.problem.cohorts[cohort]
        early = 0 if item.wished_first_day is None else self.grid.day_of(item.wished_first_day) - day
        late = 0 if item.wished_last_day is None else day - self.grid.day_of(item.wished_last_day)
        return max(early, late, 0)

    @cached_property
    def occupations(self) -> list[Occupation]:
        """The commitments that fall on the grid."""
        found = []
        for item in self.problem.commitments:
            day = self.grid.day_of(item.day)
            if self.grid.holds(day):
                home = self.problem.workshops[self.workshop_at[item.workshop]].base if item.workshop else item.base
                base = None if home is None else self.base_at[home]
                slot = self.grid.slot(day, item.first_period)
                found.append(Occupation(item, day, slot, item.periods, base))
        return found

    @cached_property
    def committed_units(self) -> dict[tuple[int, str], dict[int, int]]:
        """(workshop, pool) → slot → units taken by commitments that take part of a workshop."""
        found: dict[tuple[int, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for item in self.occupations:
            if item.commitment.workshop is not None:
                workshop = self.workshop_at[item.commitment.workshop]
                taken = [(SEATS, item.commitment.seats)]
                taken += [(entry.equipment, entry.count) for entry in item.commitment.stations]
                for pool, count in taken:
                    for slot in range(item.slot, item.slot + item.periods if count else item.slot):
                        found[workshop, pool][slot] += count
        return found

    @cached_property
    def committed_whole(self) -> list[int]:
        """For each workshop the slots at which a commitment takes all of it."""
        found = [0] * len(self.problem.workshops)
        for item in self.occupations:
            given = item.commitment
            if given.workshop is not None and not given.stations and not given.seats:
                found[self.workshop_at[given.workshop]] |= self.grid.span(item.slot, item.periods)
        return found

    @cached_property
    def trainee_cohorts(self) -> dict[str, tuple[int, ...]]:
        """The cohorts of each trainee, as positions."""
        found: dict[str, list[int]] = defaultdict(list)
        for at, cohort in enumerate(self.problem.cohorts):
            for trainee in cohort.trainees:
                found[trainee].append(at)
        return {trainee: tuple(cohorts) for trainee, cohorts in found.items()}

    @cached_property
    def instructor_busy(self) -> list[int]:
        """The slots at which commitments hold each instructor."""
        found = [0] * len(self.problem.instructors)
        for item in self.occupations:
            for instructor in item.commitment.instructors:
                found[self.instructor_at[instructor]] |= self.grid.span(item.slot, item.periods)
        return found

    @cached_property
    def cohort_busy(self) -> list[int]:
        """The slots at which commitments hold each whole cohort."""
        found = [0] * len(self.problem.cohorts)
        for item in self.occupations:
            for cohort in item.commitment.cohorts:
                found[self.cohort_at[cohort]] |= self.grid.span(item.slot, item.periods)
        return found

    def part_commitments(self, cohort: int) -> list[Occupation]:
        """The commitments that hold some trainee of a cohort, but not the cohort as a whole."""
        own = self.problem.cohorts[cohort]
        trainees = set(own.trainees)
        rivals = {self.problem.cohorts[other].id for other in self.rivals[cohort]}
        return [
            item
            for item in self.occupations
            if own.id not in item.commitment.cohorts
            and (trainees.intersection(item.commitment.trainees) or rivals.intersection(item.commitment.cohorts))
        ]

    @cached_property
    def trainees_busy(self) -> list[int]:
        """The slots at which commitments hold some trainee of each cohort, but not all of it."""
        found = []
        for cohort in range(len(self.problem.cohorts)):
            busy = 0
            for item in self.part_commitments(cohort):
                busy |= self.grid.span(item.slot, item.periods)
            found.append(busy)
        return found

    @cached_property
    def rival_pairs(self) -> list[tuple[int, int]]:
        """Pairs of different cohorts that share a trainee, lower position first."""
        return [(one, other) for one, rivals in enumerate(self.rivals) for other in rivals if one < other]

    @cached_property
    def crowds(self) -> list[tuple[int, ...]]:
        """The distinct sets of two or more cohorts that share a trainee."""
        return sorted({cohorts for cohorts in self.trainee_cohorts.values() if len(cohorts) > 1})

    @cached_property
    def rivals(self) -> list[list[int]]:
        """For each cohort, itself and the cohorts that share a trainee with it."""
        found = [{at} for at in range(len(self.problem.cohorts))]
        for crowd in self.crowds:
            for cohort in crowd:
                found[cohort].update(crowd)
        return [sorted(cohorts) for cohorts in found]

    @cached_property
    def travel(self) -> dict[tuple[int, int], int]:
        """Minutes between two different bases, in both directions where only one is given."""
        there = {(self.base_at[leg.origin], self.base_at[leg.destination]): leg.minutes for leg in self.problem.travel}
        back = {(destination, origin): minutes for (origin, destination), minutes in there.items()}
        return {**back, **there}

    def clashing_periods(self, base: int, other: int, at: int) -> int:
        """Bits of one day: periods at `other` that nobody who is at `base` in period `at` (0-based) can keep."""
        periods = self.grid.periods
        mask = 1 << at
        for later in range(at + 1, len(periods)):
            if periods[later].start_minute - periods[at].end_minute < self.travel.get((base, other), 0):
                mask |= 1 << later
        for earlier in range(at):
            if periods[at].start_minute - periods[earlier].end_minute < self.travel.get((other, base), 0):
                mask |= 1 << earlier
        return mask

    @cached_property
    def clashes(self) -> dict[tuple[int, int], list[int]]:
        """For each pair of different bases, `clashing_periods` of every period."""
        count = len(self.problem.bases)
        return {
            (base, other): [self.clashing_periods(base, other, at) for at in range(self.grid.periods_a_day)]
            for base in range(count)
            for other in range(count)
            if base != other
        }

    def away_mask(self, base: int, other: int, slot: int, periods: int) -> int:
        """Slots at `other` that clash with being at `base` for `periods` from `slot` on."""
        day, first = self.grid.place_in_day(slot)
        mask = 0
        for at in range(first - 1, first - 1 + periods):
            mask |= self.clashes[base, other][at]
        return mask << (day * self.grid.periods_a_day)

    def away_from(self, items: Iterable[Occupation], base: int) -> int:
        """Slots at `base` that nobody can keep who takes part in these commitments."""
        mask = 0
        for item in items:
            if item.base is not None and item.base != base:
                mask |= self.away_mask(item.base, base, item.slot, item.periods)
        return mask

    @cached_property
    def cohort_away(self) -> list[list[int]]:
        """For each cohort and base the slots there that clash with its own commitments elsewhere."""
        return self._away(
            [[o for o in self.occupations if item.id in o.commitment.cohorts] for item in self.problem.cohorts]
        )

    @cached_property
    def trainees_away(self) -> list[list[int]]:
        """For each cohort and base the slots there that clash with commitments of some trainees elsewhere."""
        return self._away([self.part_commitments(cohort) for cohort in range(len(self.problem.cohorts))])

    @cached_property
    def instructor_away(self) -> list[list[int]]:
        """For each instructor and base the slots there that clash with commitments elsewhere."""
        return self._away(
            [[o for o in self.occupations if item.id in o.commitment.instructors] for item in self.problem.instructors]
        )

    def _away(self, groups: list[list[Occupation]]) -> list[list[int]]:
        return [[self.away_from(group, base) for base in range(len(self.problem.bases))] for group in groups]

    def lesson(self, at: int) -> Lesson:
        """The lesson at a position."""
        return self.problem.lessons[at]

    def placement(self, booking: Booking) -> Placement | None:
        """A booking in integers; None when it names something unknown or a time off the grid."""
        known = booking.workshop in self.workshop_at and booking.instructor in self.instructor_at
        lesson = self.lesson_at.get(booking.lesson)
        if lesson is None or not known:
            return None
        day = self.grid.day_of(booking.day)
        last = booking.first_period + self.periods[lesson] - 1
        if not self.grid.holds(day) or not 1 <= booking.first_period <= last <= self.grid.periods_a_day:
            return None
        slot = self.grid.slot(day, booking.first_period)
        return Placement(slot, self.workshop_at[booking.workshop], self.instructor_at[booking.instructor])

    def timetable(self, placements: dict[int, Placement]) -> Timetable:
        """Placements as a timetable with ids and dates, sorted by lesson."""
        bookings = []
        for lesson, placement in placements.items():
            day, first = self.grid.place_in_day(placement.slot)
            bookings.append(
                Booking(
                    self.problem.lessons[lesson].id,
                    self.grid.iso[day],
                    first,
                    self.problem.workshops[placement.workshop].id,
                    self.problem.instructors[placement.instructor].id,
                )
            )
        return Timetable(tuple(sorted(bookings)))

    def days_of(self, starts: int) -> list[int]:
        """The day numbers that a set of starts touches."""
        return sorted({slot // self.grid.periods_a_day for slot in bits(starts)})
