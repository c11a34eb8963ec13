"""Data faults found before any search: each names its rule, the ids concerned and the field to mend."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from solver.collection import collection_paused
from solver.domains import Domains
from solver.finding import Finding
from solver.grid import starts_within
from solver.index import KINDS, SEATS, Index
from solver.narrowing import domains_alone
from solver.problem import Instructor, Problem
from solver.reading import Reading
from solver.rules import RULES
from solver.search.chains import Chains
from solver.shortages import shortages
from solver.timetable import Booking, Timetable
from solver.verdict import Facts, Subject

# These speak of bookings that are not there yet.
_NOT_FOR_LOCKS = ("every_lesson_once", "known_ids")


def presolve(problem: Problem, index: Index | None = None, alone: Domains | None = None) -> tuple[Finding, ...]:
    """Every fault that can be found by counting and by calendars alone, without a search.

    `index` and `alone` are the problem's, if they are there already (see `domains_alone`).
    """
    index = index or Index(problem)
    alone = alone or domains_alone(index)
    with collection_paused():
        return tuple(_Presolve(index, alone).findings())


def domains_of(index: Index, chains: Chains, alone: Domains | None = None) -> Domains:
    """What all rules leave each lesson by itself, `alone` if that is there already, tightened along their order."""
    alone = alone or domains_alone(index)
    domains = Domains.of(index, alone.times, alone.places, alone.staff)
    chains.tighten(domains)
    return domains


class _Presolve:
    def __init__(self, index: Index, alone: Domains) -> None:
        self.problem = index.problem
        self.index, self.alone = index, alone

    def findings(self) -> Iterator[Finding]:
        sizes, shared = list(self._sizes()), list(shortages(self.index, self.alone))
        blamed = self._cohorts_of([*sizes, *shared])
        stuck = list(self._modules(blamed))
        yield from [*sizes, *shared, *stuck]
        yield from self._windows(blamed | self._cohorts_of(stuck))
        yield from self._cohort_room()
        yield from self._station_room()
        yield from self._instructor_room()
        yield from self._locks()

    def _cohorts_of(self, findings: list[Finding]) -> set[int]:
        named = {subject.id for finding in findings for subject in finding.subjects if subject.kind == "cohort"}
        return {self.index.cohort_at[cohort] for cohort in named}

    def _sizes(self) -> Iterator[Finding]:
        """Cohorts of a size that is not allowed, and modules to which too many come."""
        taught = {cohort for attending in self.index.attending for cohort in attending}
        for at, cohort in enumerate(self.problem.cohorts):
            most = cohort.size if cohort.most_size is None else cohort.most_size
            if at in taught and not cohort.least_size <= cohort.size <= most:
                yield self._wrong_size(at, cohort.size, cohort.least_size, cohort.most_size)
        for at, module in enumerate(self.problem.modules):
            heads = self.index.module_heads[at]
            if self.index.module_lessons[at] and module.most_trainees is not None and heads > module.most_trainees:
                yield self._wrong_size(self.index.module_cohort[at], heads, 1, module.most_trainees)

    def _wrong_size(self, cohort: int, size: int, least: int, most: int | None) -> Finding:
        facts = {"size": size, "least": least, "most": "∞" if most is None else most}
        subjects = (Subject("cohort", self.problem.cohorts[cohort].id),)
        return Finding("group_size", "group_size", subjects, f"cohorts[{cohort}].size", facts)

    def _modules(self, blamed: set[int]) -> Iterator[Finding]:
        """For each module the first reason for which one of its lessons has nowhere to go."""
        for at, attending in enumerate(self.index.module_attending):
            stuck = [lesson for lesson in self.index.module_lessons[at] if not self.alone.times[lesson]]
            if stuck and blamed.isdisjoint(attending):
                found = self._equipment(at) or self._instructor(at) or self._mentor(at)
                yield found or self._common_time(stuck[0])

    def _equipment(self, module: int) -> Finding | None:
        index = self.index
        cohort = self.problem.cohorts[index.module_cohort[module]]
        item = self.problem.modules[module]
        lesson = index.module_lessons[module][0]
        pool, needed = index.pool[lesson], index.need[lesson]
        bases = [self.problem.cohorts[other].bases for other in index.module_attending[module]]
        usable = [at for at, w in enumerate(self.problem.workshops) if all(not b or w.base in b for b in bases)]
        owned = max((index.pools[at].get(pool, 0) for at in usable), default=0)
        subjects = (Subject("cohort", cohort.id), Subject("module", item.id))
        if owned == 0 and pool != SEATS:
            field = f"modules[{module}].equipment"
            named = (Subject("module", item.id), Subject("cohort", cohort.id), Subject("equipment", pool))
            return Finding("no_equipment", "workshop_equipment", named, field)
        if needed > owned and not (pool == SEATS and item.may_overfill):
            field = f"cohorts[{index.module_cohort[module]}].size"
            facts = {"needed": needed, "owned": owned, "equipment": pool or None}
            return Finding("group_too_large", "workshop_capacity", subjects, field, facts)
        return None

    def _instructor(self, module: int) -> Finding | None:
        item = self.problem.modules[module]
        first, last = self._span(module)
        if self._qualified(module):
            return None
        cohort = self.problem.cohorts[self.index.module_cohort[module]]
        subjects = (Subject("module", item.id), Subject("cohort", cohort.id), Subject("subject", item.subject))
        facts = {"kind": item.kind, "first": first, "last": last}
        return Finding("no_instructor", "instructor_qualified", subjects, f"modules[{module}].subject", facts)

    def _span(self, module: int) -> tuple[str, str]:
        """The first and last day on which all who attend a module may have it."""
        item = self.problem.modules[module]
        cohorts = [self.problem.cohorts[cohort] for cohort in self.index.module_attending[module]]
        first = max([cohort.first_day for cohort in cohorts] + ([item.first_day] if item.first_day else []))
        return first, min([cohort.last_day for cohort in cohorts] + ([item.last_day] if item.last_day else []))

    def _qualified(self, module: int) -> list[Instructor]:
        """Who may teach a module on some day of its span."""
        item = self.problem.modules[module]
        first, last = self._span(module)
        return [
            instructor
            for instructor in self.problem.instructors
            if any(
                held.subject == item.subject
                and item.kind in KINDS[held.kind]
                and (held.first_day or first) <= last
                and (held.last_day or last) >= first
                for held in instructor.qualifications
            )
        ]

    def _mentor(self, module: int) -> Finding | None:
        """Everybody who may teach the module may look after fewer people than come."""
        ratios = [instructor.max_trainees for instructor in self._qualified(module)]
        limits = [most for most in ratios if most is not None]
        heads = self.index.module_heads[module]
        if len(limits) < len(ratios) or max(limits) >= heads:
            return None
        item = self.problem.modules[module]
        subjects = (Subject("cohort", item.cohort), Subject("module", item.id))
        field = f"cohorts[{self.index.module_cohort[module]}].size"
        return Finding("too_many_for_mentors", "mentor_ratio", subjects, field, {"heads": heads, "most": max(limits)})

    def _common_time(self, lesson: int) -> Finding:
        item = self.index.lesson(lesson)
        cohort = self.problem.cohorts[self.index.cohort[lesson]]
        subjects = (Subject("lesson", item.id), Subject("cohort", cohort.id))
        return Finding("no_common_time", "cohort_available", subjects, f"lessons[{lesson}]")

    def _windows(self, blamed: set[int]) -> Iterator[Finding]:
        tight = domains_of(self.index, Chains(self.index), self.alone)
        for at, cohort in enumerate(self.problem.cohorts):
            lessons = self.index.cohort_lessons[at]
            if at not in blamed and any(not tight.times[lesson] for lesson in lessons):
                facts = {"first": cohort.first_day, "last": cohort.last_day}
                subjects = (Subject("cohort", cohort.id),)
                yield Finding("window_too_short", "window", subjects, f"cohorts[{at}].last_day", facts)

    def _cohort_room(self) -> Iterator[Finding]:
        """Periods wanted by each cohort, and by a group with its whole, against those that days and caps leave."""
        for at, cohort in enumerate(self.problem.cohorts):
            own = self.index.cohort_lessons[at]
            caps = (cohort.max_periods_a_day, cohort.max_periods_a_week)
            family = [lesson for kin in (at, *self.index.wholes[at]) for lesson in self.index.cohort_lessons[kin]]
            wanted = [(own, self._capped(self._covered(own), *caps)), (family, self._covered(family).bit_count())]
            for lessons, available in wanted if own else ():
                needed = sum(self.index.periods[lesson] for lesson in lessons)
                if available and needed > available:
                    facts = {"needed": needed, "available": available}
                    subjects = (Subject("cohort", cohort.id),)
                    yield Finding("too_many_periods", "cohort_week_cap", subjects, f"cohorts[{at}].last_day", facts)
                    break

    def _covered(self, lessons: Iterable[int]) -> int:
        """The slots that the lessons could take."""
        slots = 0
        for times, periods in {(self.alone.times[lesson], self.index.periods[lesson]) for lesson in lessons}:
            for shift in range(periods):
                slots |= times << shift
        return slots

    def _capped(self, slots: int, day_cap: int | None, week_cap: int | None) -> int:
        """How many of the slots the caps allow to use."""
        grid = self.index.grid
        total = 0
        for week in range(grid.days // 7):
            days = [(slots & grid.day_masks[day]).bit_count() for day in range(week * 7, week * 7 + 7)]
            usable = sum(days if day_cap is None else (min(count, day_cap) for count in days))
            total += usable if week_cap is None else min(usable, week_cap)
        return total

    def _station_room(self) -> Iterator[Finding]:
        """Workstation periods wanted of each equipment type against those on offer."""
        index = self.index
        by_pool: dict[str, list[int]] = defaultdict(list)
        for lesson, pool in enumerate(index.pool):
            by_pool[pool].append(lesson)
        for pool, lessons in sorted(by_pool.items()):
            slots = self._covered(lessons)
            needed = sum(index.need[lesson] * index.periods[lesson] for lesson in lessons)
            available = 0
            for at, workshop in enumerate(self.problem.workshops):
                base = self.problem.bases[index.base[at]]
                is_open = index.grid.available(workshop.availability) & index.grid.available(base.availability)
                available += index.pools[at].get(pool, 0) * (is_open & slots).bit_count()
            if pool != SEATS and slots and needed > available:
                facts = {"needed": needed, "available": available}
                subjects = (Subject("equipment", pool),)
                yield Finding("workstations_short", "workshop_double_booking", subjects, "workshops", facts)

    def _instructor_room(self) -> Iterator[Finding]:
        """Periods wanted of each subject and kind against those that qualified instructors have."""
        index = self.index
        wanted: dict[tuple[str, str], list[int]] = defaultdict(list)
        for lesson in range(index.lesson_count):
            module = self.problem.modules[index.module[lesson]]
            wanted[module.subject, module.kind].append(lesson)
        for (subject, kind), lessons in sorted(wanted.items()):
            slots = self._covered(lessons)
            available = 0
            lengths = {index.periods[lesson] for lesson in lessons}
            staff = {id(self.alone.staff[lesson]): self.alone.staff[lesson] for lesson in lessons}
            able = {instructor for masks in staff.values() for instructor in masks}
            for at, instructor in enumerate(self.problem.instructors):
                if at in able:
                    free = slots & index.grid.available(instructor.availability) & ~index.instructor_busy[at]
                    caps = (instructor.max_periods_a_day, instructor.max_periods_a_week)
                    available += self._capped(self._usable(free, lengths), *caps)
            needed = sum(index.periods[lesson] for lesson in lessons)
            if slots and needed > available:
                facts: Facts = {"kind": kind, "needed": needed, "available": available}
                subjects = (Subject("subject", subject),)
                yield Finding("instructors_short", "instructor_available", subjects, "instructors", facts)

    def _usable(self, free: int, lengths: set[int]) -> int:
        """The free slots in which a lesson of some wanted length fits."""
        usable = 0
        for periods in lengths:
            for shift in range(periods):
                usable |= starts_within(free, periods) << shift
        return usable & free

    def _locks(self) -> Iterator[Finding]:
        """Lessons that are locked altogether and break a rule among themselves."""
        bookings = []
        for lesson in self.problem.lessons:
            lock = lesson.locked
            if lock and lock.day and lock.first_period and lock.workshop and lock.instructor:
                bookings.append(Booking(lesson.id, lock.day, lock.first_period, lock.workshop, lock.instructor))
        reading = Reading(self.problem, Timetable(tuple(bookings)))
        for rule in RULES:
            for violation in rule.check(reading) if rule.id not in _NOT_FOR_LOCKS else ():
                lessons = violation.ids("lesson") or tuple(booking.lesson for booking in bookings[:1])
                subjects = tuple(Subject("lesson", lesson) for lesson in lessons)
                field = f"lessons[{self.index.lesson_at[lessons[0]]}].locked"
                yield Finding("locks_clash", rule.id, subjects, field, {})
