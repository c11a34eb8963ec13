"""The encodings say the same as the plain checks: for each rule, for all together, and for the goals."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from solver import RULES, Problem, Timetable, Weights, check
from solver.reading import Reading
from solver.rules import Rule
from tests.solver.strategies import disturbances, mild_problems, problems_with_timetables
from tests.solver.twins import accepts, encoded_cost, solution_of

PHASES = (Phase.explicit, Phase.generate, Phase.shrink)
QUICK = settings(
    max_examples=45, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, phases=PHASES
)
# A different weight for each goal, so that no goal can stand in for another.
WEIGHTS = Weights(**{name: at for at, name in enumerate(Weights.__dataclass_fields__, start=1)})
THOROUGH = settings(QUICK, max_examples=120)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
@QUICK
@given(case=problems_with_timetables())
def test_each_rule_accepts_in_the_sub_model_exactly_what_its_check_passes(
    rule: Rule, case: tuple[Problem, Timetable]
) -> None:
    """Encoding alone ⇔ check alone, on complete timetables."""
    problem, timetable = case
    is_clean = not list(rule.check(Reading(problem, timetable)))
    assert accepts(problem, timetable, (rule,)) == is_clean


@THOROUGH
@given(case=problems_with_timetables())
def test_all_rules_together_accept_exactly_what_the_judge_passes(case: tuple[Problem, Timetable]) -> None:
    """The whole list at once."""
    problem, timetable = case
    assert accepts(problem, timetable) == check(problem, timetable).is_clean


@THOROUGH
@given(problem=mild_problems(), data=st.data())
def test_what_the_sub_model_finds_is_clean_costs_the_same_and_stays_judged_alike_when_disturbed(
    problem: Problem, data: st.DataObject
) -> None:
    """Solutions of the whole model pass the judge at the stated cost; one moved lesson keeps both verdicts equal."""
    found = solution_of(problem, WEIGHTS)
    if found is None:
        return
    timetable, objective, bound = found
    judgement = check(problem, timetable, WEIGHTS)
    assert judgement.is_clean
    assert bound <= objective == judgement.objective == encoded_cost(problem, timetable, WEIGHTS)
    disturbed = data.draw(disturbances(timetable))
    assert accepts(problem, disturbed) == check(problem, disturbed).is_clean


@THOROUGH
@given(case=problems_with_timetables())
def test_the_goals_cost_in_the_sub_model_what_the_judge_says(case: tuple[Problem, Timetable]) -> None:
    """The penalties, minimised with every lesson pinned, are the plain costs; only where nothing overlaps."""
    problem, timetable = case
    overlapping = {"cohort_double_booking", "instructor_double_booking", "calendar_day"}
    judgement = check(problem, timetable, WEIGHTS)
    if overlapping.isdisjoint(violation.rule for violation in judgement.violations):
        assert encoded_cost(problem, timetable, WEIGHTS) == judgement.objective
