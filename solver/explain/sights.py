"""What each rule and goal has to see of a timetable to judge one lesson's place, and what of the place it asks for.

A rule about a workshop looks at that workshop's day, one about a cohort at that cohort's lessons. One that is not
listed sees every booking and is asked about every place, so that a new rule is judged right before it is judged fast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from solver.problem import Problem
from solver.rules import RULES, Rule

NOTHING, COHORTS, INSTRUCTOR, WORKSHOP, PEOPLE, ALL = "nothing", "cohorts", "instructor", "workshop", "people", "all"
TIME, BASE, ROOM, STAFF = "time", "base", "workshop", "instructor"


@dataclass(frozen=True, slots=True)
class Sight:
    """Which other bookings are compared with the lesson's, and which parts of its place are asked for.

    Where the problem has nothing in the field that it `needs`, there is nothing to judge.
    """

    others: str
    asks: tuple[str, ...]
    needs: str = ""

    def is_idle(self, problem: Problem) -> bool:
        """Whether the problem gives it nothing to judge."""
        return bool(self.needs) and not getattr(problem, self.needs)


EVERYTHING = Sight(ALL, (TIME, BASE, ROOM, STAFF))
RULE_SIGHTS: Mapping[str, Sight] = {
    "known_ids": Sight(NOTHING, (TIME, ROOM, STAFF)),
    "every_lesson_once": Sight(NOTHING, ()),
    "group_size": Sight(NOTHING, ()),
    "calendar_day": Sight(NOTHING, (TIME,)),
    "half_day": Sight(NOTHING, (TIME,)),
    "window": Sight(NOTHING, (TIME,)),
    "locked_lesson": Sight(NOTHING, (TIME, ROOM, STAFF)),
    "forbidden_place": Sight(NOTHING, (TIME, ROOM, STAFF)),
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


Stage = tuple[Sight, list[Rule]]
LOCK = "locked_lesson"
# What closes many places at once is asked first: what a rule asks for says how many places share its answer.
_ORDER = ((), (TIME,), (ROOM,), (BASE,), (STAFF,), (TIME, STAFF))


def stages_of(problem: Problem, lesson: str) -> list[Stage]:
    """The rules that the problem gives something to judge, by what they ask for; a lock of the lesson comes first."""
    is_locked = any(item.locked is not None for item in problem.lessons if item.id == lesson)
    sights = {rule.id: RULE_SIGHTS.get(rule.id, EVERYTHING) for rule in RULES}
    asked = [rule for rule in RULES if not sights[rule.id].is_idle(problem)]
    ranks = {rule.id: (not (is_locked and rule.id == LOCK), *_rank(sights[rule.id].asks)) for rule in asked}
    grouped = groupby(sorted(asked, key=lambda rule: ranks[rule.id]), key=lambda rule: ranks[rule.id])
    return [(sights[rules[0].id], rules) for rules in (list(group) for _rank_, group in grouped)]


def _rank(asks: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    return (_ORDER.index(asks) if asks in _ORDER else len(_ORDER) + len(asks)), asks
