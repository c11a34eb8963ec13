"""Every fault of a problem's data, each with the path of its field; an empty list means sound data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from solver.faults import Known, at_least, calendar, dates, duplicate_ids, grid, interval, shift, unknown
from solver.problem import (
    BOTH,
    HALF_DAYS,
    PRACTICE,
    THEORY,
    Cohort,
    Commitment,
    Duty,
    Fault,
    Instructor,
    Lesson,
    Module,
    Problem,
    Workshop,
)
from solver.validation_shares import SharesValidation


def faults_of(problem: Problem) -> list[Fault]:
    """List every fault of `problem`: first of each field by itself, then of what several share."""
    return [*_Validation(problem).faults(), *SharesValidation(problem).faults()]


class _Validation(Known):
    """Walks the fields of a problem."""

    def faults(self) -> Iterator[Fault]:
        problem = self.problem
        yield from grid(problem.periods)
        if not problem.days:
            yield Fault("days", "must not be empty")
        yield from calendar(problem.days)
        for name in (
            "bases",
            "workshops",
            "instructors",
            "cohorts",
            "modules",
            "lessons",
            "duties",
            "commitments",
        ):
            yield from duplicate_ids(name, getattr(problem, name))
        for at, base in enumerate(problem.bases):
            yield from self.availability(f"bases[{at}].availability", base.availability)
        for at, workshop in enumerate(problem.workshops):
            yield from self._workshop(f"workshops[{at}]", workshop)
        for at, instructor in enumerate(problem.instructors):
            yield from self._instructor(f"instructors[{at}]", instructor)
        for at, cohort in enumerate(problem.cohorts):
            yield from self._cohort(f"cohorts[{at}]", cohort)
        for at, module in enumerate(problem.modules):
            yield from self._module(f"modules[{at}]", module)
        yield from self._module_cycles()
        yield from self._lessons()
        yield from self._travel()
        for at, duty in enumerate(problem.duties):
            yield from self._duty(f"duties[{at}]", duty)
        for at, commitment in enumerate(problem.commitments):
            yield from self._commitment(f"commitments[{at}]", commitment)

    def _workshop(self, path: str, workshop: Workshop) -> Iterator[Fault]:
        yield from unknown(f"{path}.base", [workshop.base], self.bases, "base")
        yield from at_least(f"{path}.seats", workshop.seats, 0)
        yield from self.stations(f"{path}.stations", workshop.stations)
        yield from self.availability(f"{path}.availability", workshop.availability)
        for at, kept in enumerate(workshop.reservations):
            if not kept.owners:
                yield Fault(f"{path}.reservations[{at}].owners", "must not be empty")
            yield from self.availability(f"{path}.reservations[{at}].periods", kept.periods)

    def _instructor(self, path: str, instructor: Instructor) -> Iterator[Fault]:
        for at, held in enumerate(instructor.qualifications):
            if held.kind not in (THEORY, PRACTICE, BOTH):
                yield Fault(f"{path}.qualifications[{at}].kind", f"'{held.kind}' is none of theory, practice, both")
            yield from interval(f"{path}.qualifications[{at}]", held.first_day, held.last_day)
        yield from unknown(f"{path}.home_base", [instructor.home_base], self.bases, "base")
        yield from self.availability(f"{path}.availability", instructor.availability)
        yield from at_least(f"{path}.max_periods_a_day", instructor.max_periods_a_day, 0)
        yield from at_least(f"{path}.max_periods_a_week", instructor.max_periods_a_week, 0)
        yield from at_least(f"{path}.max_trainees", instructor.max_trainees, 1)

    def _cohort(self, path: str, cohort: Cohort) -> Iterator[Fault]:
        yield from at_least(f"{path}.size", cohort.size, max(1, len(cohort.trainees)))
        if len(set(cohort.trainees)) < len(cohort.trainees):
            yield Fault(f"{path}.trainees", "names a trainee twice")
        yield from interval(path, cohort.first_day, cohort.last_day)
        yield from dates(path, wished_first_day=cohort.wished_first_day, wished_last_day=cohort.wished_last_day)
        wished = (cohort.wished_first_day, cohort.wished_last_day)
        if wished[0] is not None and wished[1] is not None and wished[1] < wished[0]:
            yield Fault(f"{path}.wished_last_day", f"'{wished[1]}' is before the first wished day '{wished[0]}'")
        yield from unknown(f"{path}.home_base", [cohort.home_base], self.bases, "base")
        yield from unknown(f"{path}.bases", cohort.bases, self.bases, "base")
        yield from self.availability(f"{path}.availability", cohort.availability)
        yield from at_least(f"{path}.max_periods_a_day", cohort.max_periods_a_day, 0)
        yield from at_least(f"{path}.max_periods_a_week", cohort.max_periods_a_week, 0)

    def _module(self, path: str, module: Module) -> Iterator[Fault]:
        yield from unknown(f"{path}.cohort", [module.cohort], self.cohorts, "cohort")
        if module.kind not in (THEORY, PRACTICE):
            yield Fault(f"{path}.kind", f"'{module.kind}' is none of theory, practice")
        yield from at_least(f"{path}.trainees_per_station", module.trainees_per_station, 1)
        yield from at_least(f"{path}.least_days_between", module.least_days_between, 0)
        yield from at_least(f"{path}.most_days_between", module.most_days_between, 0)
        yield from at_least(f"{path}.most_lessons_a_day", module.most_lessons_a_day, 1)
        yield from interval(path, module.first_day, module.last_day)
        yield from self.availability(f"{path}.availability", module.availability)
        for at, after in enumerate(module.after):
            where = f"{path}.after[{at}]"
            yield from unknown(f"{where}.module", [after.module], self.modules, "module")
            yield from at_least(f"{where}.least_days", after.least_days, 0)
            yield from at_least(f"{where}.most_days", after.most_days, 0)

    def _module_cycles(self) -> Iterator[Fault]:
        before = {m.id: {a.module for a in m.after if a.module in self.modules} for m in self.problem.modules}
        followers: dict[str, list[str]] = defaultdict(list)
        for module, earlier in before.items():
            for one in earlier:
                followers[one].append(module)
        waiting = {module: len(earlier) for module, earlier in before.items()}
        ready = [module for module, count in waiting.items() if not count]
        while ready:
            for module in followers[ready.pop()]:
                waiting[module] -= 1
                if not waiting[module]:
                    ready.append(module)
        for at, item in enumerate(self.problem.modules):
            if waiting[item.id]:
                yield Fault(f"modules[{at}].after", "the order of modules runs in a circle")

    def _lessons(self) -> Iterator[Fault]:
        longest = max((sum(p.half_day == half for p in self.problem.periods) for half in HALF_DAYS), default=0)
        seen: set[tuple[str, int]] = set()
        for at, lesson in enumerate(self.problem.lessons):
            path = f"lessons[{at}]"
            yield from unknown(f"{path}.module", [lesson.module], self.modules, "module")
            if not 1 <= lesson.periods <= longest:
                yield Fault(f"{path}.periods", f"is {lesson.periods}, the longest half-day has {longest}")
            if (lesson.module, lesson.number) in seen:
                yield Fault(f"{path}.number", f"{lesson.number} is used twice in module '{lesson.module}'")
            seen.add((lesson.module, lesson.number))
            yield from self._lock(path, lesson)
            yield from self._forbidden(path, lesson)

    def _lock(self, path: str, lesson: Lesson) -> Iterator[Fault]:
        if lesson.locked is None:
            return
        yield from dates(f"{path}.locked", day=lesson.locked.day)
        if lesson.locked.first_period is not None:
            yield from self.period_numbers_of(f"{path}.locked.first_period", [lesson.locked.first_period])
        yield from unknown(f"{path}.locked.workshop", [lesson.locked.workshop], self.workshops, "workshop")
        yield from unknown(f"{path}.locked.instructor", [lesson.locked.instructor], self.instructors, "instructor")

    def _forbidden(self, path: str, lesson: Lesson) -> Iterator[Fault]:
        for at, item in enumerate(lesson.forbidden):
            here = f"{path}.forbidden[{at}]"
            yield from interval(here, item.first_day, item.last_day)
            yield from self.period_numbers_of(f"{here}.periods", item.periods)
            yield from unknown(f"{here}.workshop", [item.workshop], self.workshops, "workshop")
            yield from unknown(f"{here}.instructor", [item.instructor], self.instructors, "instructor")
            if item.workshop is not None and item.instructor is not None:
                yield Fault(here, "names a workshop and an instructor; forbid each by itself")

    def _travel(self) -> Iterator[Fault]:
        seen: set[tuple[str, str]] = set()
        for at, leg in enumerate(self.problem.travel):
            yield from unknown(f"travel[{at}].origin", [leg.origin], self.bases, "base")
            yield from unknown(f"travel[{at}].destination", [leg.destination], self.bases, "base")
            yield from at_least(f"travel[{at}].minutes", leg.minutes, 0)
            if (leg.origin, leg.destination) in seen:
                yield Fault(f"travel[{at}]", "this way is given twice")
            seen.add((leg.origin, leg.destination))

    def _duty(self, path: str, duty: Duty) -> Iterator[Fault]:
        yield from shift(path, duty.start, duty.end, duty.rest_minutes)
        yield from unknown(f"{path}.cohorts", duty.cohorts, self.cohorts, "cohort")
        yield from unknown(f"{path}.trainees", duty.trainees, self.trainees, "trainee")

    def _commitment(self, path: str, commitment: Commitment) -> Iterator[Fault]:
        yield from dates(path, day=commitment.day)
        yield from self.period_numbers_of(f"{path}.first_period", [commitment.first_period])
        yield from at_least(f"{path}.periods", commitment.periods, 1)
        if commitment.first_period + commitment.periods - 1 > len(self.problem.periods):
            yield Fault(f"{path}.periods", "runs past the last period of the day")
        yield from unknown(f"{path}.base", [commitment.base], self.bases, "base")
        yield from unknown(f"{path}.workshop", [commitment.workshop], self.workshops, "workshop")
        yield from self.stations(f"{path}.stations", commitment.stations)
        yield from at_least(f"{path}.seats", commitment.seats, 0)
        yield from unknown(f"{path}.instructors", commitment.instructors, self.instructors, "instructor")
        yield from unknown(f"{path}.cohorts", commitment.cohorts, self.cohorts, "cohort")
        yield from unknown(f"{path}.trainees", commitment.trainees, self.trainees, "trainee")
