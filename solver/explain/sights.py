"""What each rule and goal has to see of a timetable to judge one lesson's place, and what of the place it asks for.

A rule about a workshop looks at that workshop's day, one about a cohort at that cohort's lessons. One that is not
listed sees every booking and is asked about every place, so that a new rule is judged right before it is judged fast.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TypeVar

from solver.objectives import OBJECTIVES, Objective
from solver.params import Weights
from solver.problem import Lesson, Problem
from solver.rules import RULES, Rule
from solver.timetable import Booking

Judged = TypeVar("Judged", Rule, Objective)

NOTHING, COHORTS, INSTRUCTOR, WORKSHOP, PEOPLE, ALL = "nothing", "cohorts", "instructor", "workshop", "people", "all"
TIME, BASE, ROOM, STAFF = "time", "base", "workshop", "instructor"


@dataclass(frozen=True, slots=True)
class Sight:
    """Which other bookings are compared with the lesson's, and which parts of its place are asked for.

    Where the problem has nothing in the field that it `needs`, or the lesson in what it `needs_of_lesson`, there is
    nothing to judge.
    """

    others: str
    asks: tuple[str, ...]
    needs: str = ""
    needs_of_lesson: str = ""

    def is_idle(self, problem: Problem, lesson: Lesson) -> bool:
        """Whether problem and lesson give it nothing to judge."""
        wanted = ((problem, self.needs), (lesson, self.needs_of_lesson))
        return any(name and not getattr(owner, name) for owner, name in wanted)


EVERYTHING = Sight(ALL, (TIME, BASE, ROOM, STAFF))
RULE_SIGHTS: Mapping[str, Sight] = {
    "known_ids": Sight(NOTHING, (TIME, ROOM, STAFF)),
    "every_lesson_once": Sight(NOTHING, ()),
    "group_size": Sight(NOTHING, ()),
    "calendar_day": Sight(NOTHING, (TIME,)),
    "half_day": Sight(NOTHING, (TIME,)),
    "window": Sight(NOTHING, (TIME,)),
    "locked_lesson": Sight(NOTHING, (TIME, ROOM, STAFF), needs_of_lesson="locked"),
    "forbidden_place": Sight(NOTHING, (TIME, ROOM, STAFF), needs_of_lesson="forbidden"),
    "allowed_base": Sight(NOTHING, (BASE,)),
    "workshop_equipment": Sight(NOTHING, (ROOM,)),
    "workshop_capacity": Sight(NOTHING, (ROOM,)),
    "instructor_qualified": Sight(NOTHING, (TIME, STAFF)),
    "mentor_ratio": Sight(NOTHING, (STAFF,)),
    "workshop_open": Sight(NOTHING, (TIME, ROOM)),
    "reserved_periods": Sight(NOTHING, (TIME, ROOM)),
    "instructor_available": Sight(NOTHING, (TIME, STAFF)),
    "cohort_available": Sight(NOTHING, (TIME,)),
    "module_available": Sight(NOTHING, (TIME,)),
    "rest_after_duty": Sight(NOTHING, (TIME,)),
    "workshop_double_booking": Sight(WORKSHOP, (TIME, ROOM)),
    "instructor_double_booking": Sight(INSTRUCTOR, (TIME, STAFF)),
    "cohort_double_booking": Sight(COHORTS, (TIME,)),
    "trainee_double_booking": Sight(COHORTS, (TIME,)),
    "lesson_order": Sight(COHORTS, (TIME,)),
    "lesson_spacing": Sight(COHORTS, (TIME,)),
    "lessons_a_day": Sight(COHORTS, (TIME,)),
    "module_order": Sight(COHORTS, (TIME,)),
    "module_spacing": Sight(COHORTS, (TIME,)),
    "weekly_pattern": Sight(COHORTS, (TIME,)),
    "group_split": Sight(COHORTS, (TIME,)),
    "one_instructor": Sight(COHORTS, (STAFF,)),
    "instructor_day_cap": Sight(INSTRUCTOR, (TIME, STAFF)),
    "instructor_week_cap": Sight(INSTRUCTOR, (TIME, STAFF)),
    "allowance": Sight(INSTRUCTOR, (TIME, STAFF), "allowances"),
    "cohort_day_cap": Sight(COHORTS, (TIME,)),
    "cohort_week_cap": Sight(COHORTS, (TIME,)),
    "instructor_travel": Sight(INSTRUCTOR, (TIME, BASE, STAFF)),
    "cohort_travel": Sight(COHORTS, (TIME, BASE)),
    "trainee_travel": Sight(COHORTS, (TIME, BASE)),
    "line_presence": Sight(ALL, (TIME,), "lines"),
    "quota": Sight(ALL, (TIME, ROOM), "quotas"),
}
GOAL_SIGHTS: Mapping[str, Sight] = {
    "evenings_weekends": Sight(COHORTS, (TIME,)),
    "compactness": Sight(COHORTS, (TIME,)),
    "spread": Sight(COHORTS, (TIME,)),
    "instructor_changes": Sight(COHORTS, (STAFF,)),
    "workshop_changes": Sight(COHORTS, (ROOM,)),
    "load_balance": Sight(ALL, (STAFF,)),
    "wished_window": Sight(COHORTS, (TIME,)),
    "travel": Sight(PEOPLE, (TIME, BASE, STAFF)),
    "lone_lessons": Sight(COHORTS, (TIME,)),
    "least_days": Sight(COHORTS, (TIME,)),
    "seats_missing": Sight(NOTHING, (ROOM,)),
    "pattern_choice": Sight(COHORTS, (TIME,)),
    "wishes": Sight(PEOPLE, (TIME, BASE, STAFF), "wishes"),
    "fair_evenings": Sight(PEOPLE, (TIME, STAFF)),
    "subsidy_lost": Sight(COHORTS, (TIME,)),
    "people_touched": Sight(ALL, (TIME, ROOM, STAFF), "published"),
    "lessons_moved": Sight(ALL, (TIME, ROOM, STAFF), "published"),
}


def is_of_time(rule: str) -> bool:
    """Whether a rule asks for nothing of a place but its time, so that no workshop and no instructor mends it."""
    return RULE_SIGHTS.get(rule, EVERYTHING).asks == (TIME,)


# A rule or goal that has something to judge, with its sight.
Judging = tuple[Judged, Sight]
# Those that share the parts of a place by which their answers are kept.
Stage = tuple[tuple[str, ...], list[Judging[Judged]]]
LOCK = "locked_lesson"
# What closes many places at once is asked first: the fewer parts are asked for, the more places share an answer.
STAGES = ((TIME,), (ROOM,), (TIME, STAFF), (TIME, ROOM), (TIME, ROOM, STAFF))
_FIELDS = {TIME: ("day", "first_period"), ROOM: ("workshop",), STAFF: ("instructor",)}


def judging_rules(problem: Problem, lesson: Lesson) -> list[Judging[Rule]]:
    """The rules that problem and lesson give something to judge, in their order."""
    return _judging(RULES, RULE_SIGHTS, problem, lesson)


def judging_goals(problem: Problem, lesson: Lesson, weights: Weights) -> list[Judging[Objective]]:
    """The goals that have a weight and something to judge, in their order."""
    return _judging((goal for goal in OBJECTIVES if weights.of(goal.id)), GOAL_SIGHTS, problem, lesson)


def staged(judging: Iterable[Judging[Judged]]) -> list[Stage[Judged]]:
    """These by what they ask for, in the order in which it is quick to ask; a lock of the lesson comes first."""
    ranked = sorted(judging, key=_rank)
    return [(STAGES[number], list(group)) for (_is_free, number), group in groupby(ranked, key=_rank)]


def key_of(asks: tuple[str, ...], base_of: Mapping[str, str]) -> Callable[[Booking], Hashable]:
    """What these parts of a place are, as one value: places that agree in it get the same answer."""
    names = [name for part in asks for name in _FIELDS.get(part, ())]
    fields: Callable[[Booking], Hashable] = attrgetter(*names) if names else lambda _place: None
    return (lambda place: (fields(place), base_of.get(place.workshop))) if BASE in asks else fields


def _judging(
    judges: Iterable[Judged], sights: Mapping[str, Sight], problem: Problem, lesson: Lesson
) -> list[Judging[Judged]]:
    seen = ((judge, sights.get(judge.id, EVERYTHING)) for judge in judges)
    return [(judge, sight) for judge, sight in seen if not sight.is_idle(problem, lesson)]


def _rank(judging: Judging[Judged]) -> tuple[bool, int]:
    """Whether it is not the lock, and the first stage with all parts that are asked for; a workshop tells its base."""
    judge, sight = judging
    parts = {ROOM if part == BASE else part for part in sight.asks}
    return judge.id != LOCK, next(number for number, stage in enumerate(STAGES) if parts.issubset(stage))
