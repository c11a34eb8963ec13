"""Every fault of a problem's data, each with the path of its field; an empty list means sound data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Protocol

from solver.problem import (
    BOTH,
    HALF_DAYS,
    PRACTICE,
    THEORY,
    Availability,
    Cohort,
    Commitment,
    Duty,
    Fault,
    Instructor,
    Lesson,
    Module,
    Problem,
    Stations,
    Workshop,
)


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


def faults_of(problem: Problem) -> list[Fault]:
    """List every fault of `problem`, in the order of its fields."""
    return list(_Validation(problem).faults())


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_minute(text: str) -> bool:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return moment.isoformat(timespec="minutes") == text


def _duplicate_ids(path: str, items: Sequence[_HasId]) -> Iterator[Fault]:
    seen: set[str] = set()
    for at, item in enumerate(items):
        if not item.id:
            yield Fault(f"{path}[{at}].id", "must not be empty")
        if item.id in seen:
            yield Fault(f"{path}[{at}].id", f"'{item.id}' is used twice")
        seen.add(item.id)


def _at_least(path: str, value: int | None, least: int) -> Iterator[Fault]:
    if value is not None and value < least:
        yield Fault(path, f"is {value}, must be at least {least}")


def _dates(path: str, **dates: str | None) -> Iterator[Fault]:
    for field, text in dates.items():
        if text is not None and not _is_date(text):
            yield Fault(f"{path}.{field}", f"'{text}' is not a date (YYYY-MM-DD)")


def _interval(path: str, first: str | None, last: str | None) -> Iterator[Fault]:
    faults = list(_dates(path, first_day=first, last_day=last))
    yield from faults
    if not faults and first is not None and last is not None and last < first:
        yield Fault(f"{path}.last_day", f"'{last}' is before the first day '{first}'")


class _Validation:
    """Holds the known ids while the fields are walked."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.period_numbers = {period.number for period in problem.periods}
        self.bases = {base.id for base in problem.bases}
        self.workshops = {workshop.id for workshop in problem.workshops}
        self.instructors = {instructor.id for instructor in problem.instructors}
        self.cohorts = {cohort.id: cohort for cohort in problem.cohorts}
        self.modules = {module.id: module for module in problem.modules}
        self.trainees = {trainee for cohort in problem.cohorts for trainee in cohort.trainees}

    def faults(self) -> Iterator[Fault]:
        problem = self.problem
        yield from self._periods()
        yield from self._days()
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
            yield from _duplicate_ids(name, getattr(problem, name))
        for at, base in enumerate(problem.bases):
            yield from self._availability(f"bases[{at}].availability", base.availability)
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

    def _known(self, path: str, ids: Iterable[str | None], known: Iterable[str], what: str) -> Iterator[Fault]:
        for id_ in ids:
            if id_ is not None and id_ not in known:
                yield Fault(path, f"unknown {what} '{id_}'")

    def _periods(self) -> Iterator[Fault]:
        if not self.problem.periods:
            yield Fault("periods", "must not be empty")
        last_end, last_half = 0, 0
        for at, period in enumerate(self.problem.periods):
            path = f"periods[{at}]"
            if period.number != at + 1:
                yield Fault(f"{path}.number", f"is {period.number}, periods are numbered 1, 2, 3 … in order")
            if period.half_day not in HALF_DAYS:
                yield Fault(f"{path}.half_day", f"'{period.half_day}' is none of {', '.join(HALF_DAYS)}")
            elif HALF_DAYS.index(period.half_day) < last_half:
                yield Fault(f"{path}.half_day", "half-days must follow one another")
            else:
                last_half = HALF_DAYS.index(period.half_day)
            if not last_end <= period.start_minute < period.end_minute <= 1440:
                yield Fault(f"{path}.start_minute", "periods must follow one another within one day")
            last_end = period.end_minute

    def _days(self) -> Iterator[Fault]:
        if not self.problem.days:
            yield Fault("days", "must not be empty")
        previous = ""
        for at, day in enumerate(self.problem.days):
            yield from _dates(f"days[{at}]", date=day.date)
            if day.date <= previous:
                yield Fault(f"days[{at}].date", "days must be in order and differ")
            if not 1 <= day.works_as <= 7:
                yield Fault(f"days[{at}].works_as", f"is {day.works_as}, must be 1 (Monday) to 7 (Sunday)")
            previous = day.date

    def _availability(self, path: str, availability: Availability) -> Iterator[Fault]:
        if len(availability.weekly) not in (0, 7):
            yield Fault(f"{path}.weekly", "must be empty or have seven entries, Monday first")
        for weekday, periods in enumerate(availability.weekly):
            yield from self._period_numbers(f"{path}.weekly[{weekday}]", periods)
        for at, closure in enumerate(availability.closures):
            yield from _interval(f"{path}.closures[{at}]", closure.first_day, closure.last_day)
            yield from self._period_numbers(f"{path}.closures[{at}].periods", closure.periods)

    def _period_numbers(self, path: str, periods: Iterable[int]) -> Iterator[Fault]:
        for number in periods:
            if number not in self.period_numbers:
                yield Fault(path, f"unknown period {number}")

    def _stations(self, path: str, stations: Sequence[Stations]) -> Iterator[Fault]:
        seen: set[str] = set()
        for at, entry in enumerate(stations):
            yield from _at_least(f"{path}[{at}].count", entry.count, 0)
            if entry.equipment in seen:
                yield Fault(f"{path}[{at}].equipment", f"'{entry.equipment}' is listed twice")
            seen.add(entry.equipment)

    def _workshop(self, path: str, workshop: Workshop) -> Iterator[Fault]:
        yield from self._known(f"{path}.base", [workshop.base], self.bases, "base")
        yield from _at_least(f"{path}.seats", workshop.seats, 0)
        yield from self._stations(f"{path}.stations", workshop.stations)
        yield from self._availability(f"{path}.availability", workshop.availability)

    def _instructor(self, path: str, instructor: Instructor) -> Iterator[Fault]:
        for at, held in enumerate(instructor.qualifications):
            if held.kind not in (THEORY, PRACTICE, BOTH):
                yield Fault(f"{path}.qualifications[{at}].kind", f"'{held.kind}' is none of theory, practice, both")
            yield from _interval(f"{path}.qualifications[{at}]", held.first_day, held.last_day)
        yield from self._known(f"{path}.home_base", [instructor.home_base], self.bases, "base")
        yield from self._availability(f"{path}.availability", instructor.availability)
        yield from _at_least(f"{path}.max_periods_a_day", instructor.max_periods_a_day, 0)
        yield from _at_least(f"{path}.max_periods_a_week", instructor.max_periods_a_week, 0)

    def _cohort(self, path: str, cohort: Cohort) -> Iterator[Fault]:
        yield from _at_least(f"{path}.size", cohort.size, max(1, len(cohort.trainees)))
        if len(set(cohort.trainees)) < len(cohort.trainees):
            yield Fault(f"{path}.trainees", "names a trainee twice")
        yield from _interval(path, cohort.first_day, cohort.last_day)
        yield from _dates(path, wished_first_day=cohort.wished_first_day, wished_last_day=cohort.wished_last_day)
        wished = (cohort.wished_first_day, cohort.wished_last_day)
        if wished[0] is not None and wished[1] is not None and wished[1] < wished[0]:
            yield Fault(f"{path}.wished_last_day", f"'{wished[1]}' is before the first wished day '{wished[0]}'")
        yield from self._known(f"{path}.home_base", [cohort.home_base], self.bases, "base")
        yield from self._known(f"{path}.bases", cohort.bases, self.bases, "base")
        yield from self._availability(f"{path}.availability", cohort.availability)
        yield from _at_least(f"{path}.max_periods_a_day", cohort.max_periods_a_day, 0)
        yield from _at_least(f"{path}.max_periods_a_week", cohort.max_periods_a_week, 0)

    def _module(self, path: str, module: Module) -> Iterator[Fault]:
        yield from self._known(f"{path}.cohort", [module.cohort], self.cohorts, "cohort")
        if module.kind not in (THEORY, PRACTICE):
            yield Fault(f"{path}.kind", f"'{module.kind}' is none of theory, practice")
        yield from _at_least(f"{path}.trainees_per_station", module.trainees_per_station, 1)
        yield from _at_least(f"{path}.least_days_between", module.least_days_between, 0)
        yield from _at_least(f"{path}.most_days_between", module.most_days_between, 0)
        yield from _at_least(f"{path}.most_lessons_a_day", module.most_lessons_a_day, 1)
        yield from _interval(path, module.first_day, module.last_day)
        yield from self._availability(f"{path}.availability", module.availability)
        for at, after in enumerate(module.after):
            where = f"{path}.after[{at}]"
            yield from self._known(f"{where}.module", [after.module], self.modules, "module")
            yield from _at_least(f"{where}.least_days", after.least_days, 0)
            yield from _at_least(f"{where}.most_days", after.most_days, 0)
            before = self.modules.get(after.module)
            if before is not None and before.cohort != module.cohort:
                yield Fault(f"{where}.module", f"'{after.module}' belongs to another cohort")

    def _module_cycles(self) -> Iterator[Fault]:
        waiting = {m.id: {a.module for a in m.after if a.module in self.modules} for m in self.problem.modules}
        while ready := [module for module, before in waiting.items() if not before]:
            for module in ready:
                del waiting[module]
            for before in waiting.values():
                before.difference_update(ready)
        for at, item in enumerate(self.problem.modules):
            if item.id in waiting:
                yield Fault(f"modules[{at}].after", "the order of modules runs in a circle")

    def _lessons(self) -> Iterator[Fault]:
        longest = max((sum(p.half_day == half for p in self.problem.periods) for half in HALF_DAYS), default=0)
        seen: set[tuple[str, int]] = set()
        for at, lesson in enumerate(self.problem.lessons):
            path = f"lessons[{at}]"
            yield from self._known(f"{path}.module", [lesson.module], self.modules, "module")
            if not 1 <= lesson.periods <= longest:
                yield Fault(f"{path}.periods", f"is {lesson.periods}, the longest half-day has {longest}")
            if (lesson.module, lesson.number) in seen:
                yield Fault(f"{path}.number", f"{lesson.number} is used twice in module '{lesson.module}'")
            seen.add((lesson.module, lesson.number))
            yield from self._lock(path, lesson)

    def _lock(self, path: str, lesson: Lesson) -> Iterator[Fault]:
        if lesson.locked is None:
            return
        yield from _dates(f"{path}.locked", day=lesson.locked.day)
        if lesson.locked.first_period is not None:
            yield from self._period_numbers(f"{path}.locked.first_period", [lesson.locked.first_period])
        yield from self._known(f"{path}.locked.workshop", [lesson.locked.workshop], self.workshops, "workshop")
        yield from self._known(f"{path}.locked.instructor", [lesson.locked.instructor], self.instructors, "instructor")

    def _travel(self) -> Iterator[Fault]:
        seen: set[tuple[str, str]] = set()
        for at, leg in enumerate(self.problem.travel):
            yield from self._known(f"travel[{at}].origin", [leg.origin], self.bases, "base")
            yield from self._known(f"travel[{at}].destination", [leg.destination], self.bases, "base")
            yield from _at_least(f"travel[{at}].minutes", leg.minutes, 0)
            if (leg.origin, leg.destination) in seen:
                yield Fault(f"travel[{at}]", "this way is given twice")
            seen.add((leg.origin, leg.destination))

    def _duty(self, path: str, duty: Duty) -> Iterator[Fault]:
        sound = True
        for field, text in (("start", duty.start), ("end", duty.end)):
            if not _is_minute(text):
                sound = False
                yield Fault(f"{path}.{field}", f"'{text}' is not a local minute (YYYY-MM-DDTHH:MM)")
        if sound and duty.end <= duty.start:
            yield Fault(f"{path}.end", "must be after the start")
        yield from _at_least(f"{path}.rest_minutes", duty.rest_minutes, 0)
        yield from self._known(f"{path}.cohorts", duty.cohorts, self.cohorts, "cohort")
        yield from self._known(f"{path}.trainees", duty.trainees, self.trainees, "trainee")

    def _commitment(self, path: str, commitment: Commitment) -> Iterator[Fault]:
        yield from _dates(path, day=commitment.day)
        yield from self._period_numbers(f"{path}.first_period", [commitment.first_period])
        yield from _at_least(f"{path}.periods", commitment.periods, 1)
        if commitment.first_period + commitment.periods - 1 > len(self.problem.periods):
            yield Fault(f"{path}.periods", "runs past the last period of the day")
        yield from self._known(f"{path}.base", [commitment.base], self.bases, "base")
        yield from self._known(f"{path}.workshop", [commitment.workshop], self.workshops, "workshop")
        yield from self._stations(f"{path}.stations", commitment.stations)
        yield from _at_least(f"{path}.seats", commitment.seats, 0)
        yield from self._known(f"{path}.instructors", commitment.instructors, self.instructors, "instructor")
        yield from self._known(f"{path}.cohorts", commitment.cohorts, self.cohorts, "cohort")
        yield from self._known(f"{path}.trainees", commitment.trainees, self.trainees, "trainee")
