"""The judge counts what the competition counts, on constructed and on random timetables."""

from __future__ import annotations

import random
from dataclasses import dataclass

import pytest

from solver import OBJECTIVES, Judgement, check
from solver.formats.itc2007 import WEIGHTS, problem_from_ctt, timetable_from_lines
from tests.solver.formats.competition import CLEAN, TOY, Counts, counts_of, random_instance

GOALS = {
    "seats_missing": "capacity",
    "least_days": "days",
    "lone_lessons": "compactness",
    "workshop_changes": "stability",
}


def judged(instance: str, solution: str) -> Judgement:
    problem = problem_from_ctt(instance)
    return check(problem, timetable_from_lines(problem, solution), WEIGHTS)


def costs(judgement: Judgement) -> dict[str, int]:
    """The weighted costs by the names that the competition has for them; no other part may cost anything."""
    parts = {part.objective: part.weight * part.cost for part in judgement.parts}
    assert not any(cost for goal, cost in parts.items() if goal not in GOALS)
    return {GOALS[goal]: parts[goal] for goal in GOALS}


def as_costs(counts: Counts) -> dict[str, int]:
    return {name: getattr(counts, name) for name in GOALS.values()}


@dataclass(frozen=True)
class Change:
    """Lines of the clean solution replaced, and what that costs in the competition."""

    label: str
    old: str
    new: str
    hard: bool
    costs: dict[str, int]


CHANGES = (
    Change("nothing", "", "", False, {"compactness": 2}),
    Change("small room", "ArcTec B 0 1", "ArcTec A 0 1", False, {"capacity": 10, "stability": 1, "compactness": 2}),
    Change("few days", "Geotec A 0 3\nGeotec A 1 1", "Geotec A 4 3\nGeotec A 3 2", False, {"days": 5}),
    Change("lone lecture", "SceCosC A 0 0", "SceCosC A 1 3", False, {"compactness": 4}),
    Change("missing lecture", "Geotec A 0 3\n", "", True, {}),
    Change("lecture too many", "Geotec A 0 3\n", "Geotec A 0 3\nGeotec A 0 0\n", True, {}),
    Change("room twice", "SceCosC A 0 0", "SceCosC A 1 1", True, {}),
    Change("curriculum twice", "SceCosC A 0 0", "SceCosC A 0 1", True, {}),
    Change("unavailable", "TecCos B 2 2", "TecCos B 2 0", True, {}),
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.label)
def test_constructed_timetables_cost_what_the_rules_say(change: Change) -> None:
    solution = CLEAN.replace(change.old, change.new) if change.old else CLEAN
    counts, judgement = counts_of(TOY, solution), judged(TOY, solution)
    assert (counts.hard > 0) == change.hard == (not judgement.is_clean)
    assert costs(judgement) == as_costs(counts)
    assert judgement.objective == counts.total
    if not change.hard:
        assert all(getattr(counts, name) == cost for name, cost in change.costs.items())


def test_one_teacher_does_not_teach_two_courses_at_once() -> None:
    instance = TOY.replace("SceCosC Ocra", "SceCosC Scarlatti")
    solution = CLEAN.replace("SceCosC A 0 0", "SceCosC B 0 3")
    assert judged(TOY, solution).is_clean
    assert {violation.rule for violation in judged(instance, solution).violations} == {"instructor_double_booking"}
    assert counts_of(instance, solution).hard == 1


@pytest.mark.parametrize("seed", range(150))
def test_random_timetables_cost_what_the_rules_say(seed: int) -> None:
    """Sound or not: the same verdict, and each of the four costs alike."""
    chance = random.Random(seed)
    instance = random_instance(chance)
    problem = problem_from_ctt(instance)
    times = [(day, period) for day in range(len(problem.days)) for period in range(len(problem.periods))]
    lines = []
    for module in problem.modules:
        count = sum(lesson.module == module.id for lesson in problem.lessons)
        for day, period in chance.sample(times, count):
            lines.append(f"{module.id} {chance.choice(problem.workshops).id} {day} {period}\n")
    solution = "".join(lines)
    counts, judgement = counts_of(instance, solution), judged(instance, solution)
    assert judgement.is_clean == (counts.hard == 0)
    assert costs(judgement) == as_costs(counts)
    assert judgement.objective == counts.total


def test_every_goal_of_the_competition_is_one_of_ours() -> None:
    assert set(GOALS) <= {goal.id for goal in OBJECTIVES}
