"""On data made for them, the encodings of the goals cost what the plain definitions say, alone and all together."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from solver import OBJECTIVES, Problem, Timetable, Weights, check
from solver.objectives.base import Objective
from tests.solver.objectives.strategies import kept_in_part, roomy, with_goals
from tests.solver.strategies import mild_problems, problems_with_timetables
from tests.solver.twins import encoded_cost, solution_of

PHASES = (Phase.explicit, Phase.generate, Phase.shrink)
QUICK = settings(
    max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, phases=PHASES
)
EACH = Weights(**{field.name: at for at, field in enumerate(fields(Weights), start=1)})
OVERLAPS = {"cohort_double_booking", "instructor_double_booking", "calendar_day"}
# These two count busy periods, which their encodings can only tell where nothing overlaps.
NEED_CLEAN = {"compactness", "travel"}


@pytest.mark.parametrize("goal", OBJECTIVES, ids=lambda goal: goal.id)
@QUICK
@given(case=problems_with_timetables(), data=st.data())
def test_each_goal_costs_in_the_sub_model_what_the_judge_says(
    goal: Objective, case: tuple[Problem, Timetable], data: st.DataObject
) -> None:
    """One goal at a time, on any complete timetable."""
    problem = data.draw(with_goals(case[0]))
    timetable = data.draw(kept_in_part(problem, case[1]))
    weights = Weights(**{field.name: 3 if field.name == goal.id else 0 for field in fields(Weights)})
    judgement = check(problem, timetable, weights)
    is_plain = OVERLAPS.isdisjoint(violation.rule for violation in judgement.violations)
    if is_plain or goal.id not in NEED_CLEAN:
        assert encoded_cost(problem, timetable, weights) == judgement.objective


@settings(QUICK, max_examples=60)
@given(problem=mild_problems(), data=st.data())
def test_the_sub_model_pays_for_its_own_timetable_what_the_judge_charges(problem: Problem, data: st.DataObject) -> None:
    """Free lessons, all goals at once: no encoding can be cheaper than its definition where there is a choice."""
    problem = data.draw(with_goals(data.draw(roomy(problem))))
    found = solution_of(problem, EACH)
    if found is not None:
        timetable, objective, bound = found
        assert bound <= objective == check(problem, timetable, EACH).objective
