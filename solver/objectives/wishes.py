"""Soft goal: instructors and cohorts get what they wished for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from solver.model.submodel import SubModel
from solver.objectives.base import Objective, Share
from solver.problem import Wish
from solver.reading import Placed, Reading


def lessons_of_people(reading: Reading) -> Mapping[tuple[str, str], list[Placed]]:
    """The placed lessons that each ("instructor", id) teaches and each ("cohort", id) attends, in order of time."""
    found: dict[tuple[str, str], list[Placed]] = defaultdict(list)
    for placed in reading.placed:
        found["instructor", placed.instructor.id].append(placed)
        for cohort in placed.attending:
            found["cohort", cohort.id].append(placed)
    return found


def unwanted_periods(reading: Reading, wish: Wish, placed: Placed) -> tuple[int, ...]:
    """The periods of a lesson that the wish would rather avoid on its day."""
    day = reading.days.get(placed.day)
    avoid = wish.avoid[day.works_as - 1] if day is not None and wish.avoid else ()
    return tuple(number for number in range(placed.first, placed.last + 1) if number in avoid)


def is_elsewhere(wish: Wish, placed: Placed) -> bool:
    """Whether the lesson is at another base than the wished one."""
    return wish.base is not None and placed.workshop.base != wish.base


def is_by_other(wish: Wish, placed: Placed) -> bool:
    """Whether somebody else than the wished instructor teaches the cohort."""
    return wish.kind == "cohort" and wish.instructor is not None and placed.instructor.id != wish.instructor


class Wishes(Objective):
    """For each wish its weight times the lesson periods that it avoids, at another base, or with another instructor.

    A period that is against a wish in several ways counts for each. Weekdays are those a day works as.
    """

    id = "wishes"
    statement_en = "Instructors and cohorts get the times, bases and instructors that they wished for."
    statement_zh = "尽量满足教师和班级对时间、基地和教师的意愿。"

    def shares(self, reading: Reading) -> Iterator[Share]:
        costs: Counter[str] = Counter()
        people = lessons_of_people(reading)
        for wish in reading.problem.wishes:
            for placed in people.get((wish.kind, wish.who), ()):
                periods = placed.last - placed.first + 1
                against = len(unwanted_periods(reading, wish, placed))
                against += periods * (is_elsewhere(wish, placed) + is_by_other(wish, placed))
                costs[wish.id] += wish.weight * against
        for wish_id, cost in sorted(costs.items()):
            yield Share("wish", wish_id, cost)

    def encode(self, model: SubModel, weight: int) -> None:
        index = model.index
        for wish in index.problem.wishes:
            if wish.kind == "instructor":
                self._encode_instructor(model, wish, weight * wish.weight)
            else:
                lessons = filter(model.is_placed, index.cohort_lessons[index.cohort_at[wish.who]])
                for lesson in lessons:
                    self._encode_cohort(model, wish, lesson, weight * wish.weight)

    def _encode_cohort(self, model: SubModel, wish: Wish, lesson: int, weight: int) -> None:
        index = model.index
        periods = index.periods[lesson]
        for start, literal in model.times(lesson).items():
            model.penalise(literal, weight * _unwanted(model, wish, start, periods))
        for (workshop, _), literal in model.places(lesson).items():
            if wish.base is not None and index.base[workshop] != index.base_at[wish.base]:
                model.penalise(literal, weight * periods)
        for (instructor, _), literal in model.staff(lesson).items():
            if wish.instructor is not None and instructor != index.instructor_at[wish.instructor]:
                model.penalise(literal, weight * periods)

    def _encode_instructor(self, model: SubModel, wish: Wish, weight: int) -> None:
        index = model.index
        for lesson, start, literal in model.taught_by[index.instructor_at[wish.who]]:
            periods = index.periods[lesson]
            model.penalise(literal, weight * _unwanted(model, wish, start, periods))
            if wish.base is not None:
                away = [
                    place
                    for (workshop, slot), place in model.places(lesson).items()
                    if slot == start and index.base[workshop] != index.base_at[wish.base]
                ]
                if away:
                    model.penalise(model.both(f"away[{wish.id},{lesson},{start}]", literal, away), weight * periods)


def _unwanted(model: SubModel, wish: Wish, start: int, periods: int) -> int:
    """How many of the periods from a start slot on the wish would rather avoid."""
    day, first = model.index.grid.place_in_day(start)
    works_as = model.index.grid.works_as.get(day)
    avoid = wish.avoid[works_as - 1] if works_as is not None and wish.avoid else ()
    return sum(number in avoid for number in range(first, first + periods))
