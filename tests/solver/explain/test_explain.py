"""Planted conflicts of each kind are explained by smallest sets, which the tests prove again on their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import one_of

from solver import Availability, Problem, generate
from solver.explain import ExplainLimits, Explanation, Verdict, explain, sentences_of
from solver.explain.decide import NO_GOALS, Effort, decide
from solver.explain.explanation import sentence_of_shortage
from solver.explain.fact import Key, sentence_of_fact
from solver.explain.ground import Ground, packed
from solver.explain.kinds import KINDS, described, keys_of, only, without
from solver.explain.wording import FACT_SENTENCES
from solver.index import Index
from solver.model.build import Limits, build, run
from solver.presolve import domains_of
from solver.search.chains import Chains
from tests.solver.builders import MONDAY, a_cohort, a_module, a_problem, an_instructor
from tests.solver.explain import planted
from tests.solver.explain.planted import PLANTS, Planted
from tests.solver.strategies import mild_problems, problems

_MADE: dict[tuple[str, str], Explanation] = {}
LONG = ExplainLimits(seconds=60)


def named(_kind: str, id_: str) -> str:
    return f"<{id_}>"


def keys(explanation: Explanation) -> list[Key]:
    return [fact.key for fact in explanation.facts]


def explanation_of(plant: Planted) -> Explanation:
    """Made once for all tests of a plant."""
    key = (plant.problem.name, plant.kind)
    if key not in _MADE:
        _MADE[key] = explain(plant.problem, LONG)
    return _MADE[key]


def has_timetable(problem: Problem) -> bool | None:
    """Decided by a search of its own, with a seed of its own."""
    return decide(problem, Effort(seed=77, seconds=20)).is_feasible


@pytest.mark.parametrize("make", PLANTS, ids=lambda make: make().kind)
def test_a_planted_conflict_is_explained_by_a_smallest_set(make: Callable[[], Planted]) -> None:
    """The set names what was planted; it leaves no timetable, and without any one of its facts there is one."""
    plant = make()
    explanation = explanation_of(plant)
    assert explanation.verdict is Verdict.EXPLAINED
    assert plant.facts <= {fact.kind for fact in explanation.facts}
    assert {s.id for fact in explanation.facts for s in fact.subjects if s.kind == "cohort"} <= set(plant.cohorts)
    found = keys(explanation)
    assert has_timetable(only(plant.problem, found)) is False
    assert explanation.is_irreducible
    for key in found:
        assert has_timetable(only(plant.problem, [other for other in found if other != key])) is True, key


@pytest.mark.parametrize("make", PLANTS, ids=lambda make: make().kind)
def test_every_explanation_has_sentences_fields_and_plain_values(make: Callable[[], Planted]) -> None:
    """Nothing stays unfilled in either language; the whole is JSON; each field is a path into the problem."""
    plant = make()
    explanation = explanation_of(plant)
    for language in ("en", "zh"):
        for sentence in sentences_of(explanation, named, language):
            assert "{" not in sentence
    assert json.loads(json.dumps(explanation.as_dict()))["verdict"] == "explained"
    for fact in explanation.facts:
        collection = fact.field.split("[")[0].split(".")[0]
        assert hasattr(plant.problem, collection), fact.field


def test_a_shortage_tells_how_many_openings_are_missing_and_in_which_weeks() -> None:
    """A pigeonhole of known size: as many openings more, by week, as were taken away."""
    plant = planted.few_instructors("S", 2, cohorts=3, people=3, missing=1)
    shortage = explain(plant.problem, LONG).shortage
    assert shortage is not None
    assert (shortage.family, shortage.missing) == ("staff", 1)
    assert shortage.needed == shortage.lessons
    assert sum(count for _, count in shortage.by_week) == shortage.missing
    assert "<rare0>" in sentence_of_shortage(shortage, named, "zh")


@pytest.mark.parametrize(
    "problem",
    [a_problem(), generate("S", 1, "tight")[0], generate("S", 2, "loose")[0]],
    ids=["small", "S tight", "S loose"],
)
def test_a_problem_with_a_timetable_gives_no_reason(problem: Problem) -> None:
    """The negative control: feasible, no facts."""
    explanation = explain(problem, LONG)
    assert (explanation.verdict, explanation.facts) == (Verdict.FEASIBLE, ())


@pytest.mark.parametrize("make", PLANTS[:3], ids=lambda make: make().kind)
def test_with_one_opening_more_the_facts_leave_a_timetable(make: Callable[[], Planted]) -> None:
    """The shortage is exact: the same facts, and one half-day more of whoever is short."""
    plant = make()
    found = keys(explanation_of(plant))
    kind = "workshops" if plant.kind == "few_workshops" else "instructors"
    opened = tuple(_with_a_day_more(item) if item.id == "rare0" else item for item in getattr(plant.problem, kind))
    assert has_timetable(only(replace(plant.problem, **{kind: opened}), found)) is True


def _with_a_day_more(item: Any) -> Any:
    """Open on one more day: the first that was closed altogether."""
    closed = next(closure for closure in item.availability.closures if not closure.periods)
    rest = tuple(closure for closure in item.availability.closures if closure is not closed)
    return replace(item, availability=Availability((), rest))


def test_nobody_qualified_is_explained_by_counts() -> None:
    """One module that nobody teaches: the lessons and that nobody else may teach them, nothing more."""
    explanation = explain(a_problem(modules=(a_module(subject="lost art"), a_module("m2", "c2"))), LONG)
    assert explanation.source == "counts"
    assert {fact.kind for fact in explanation.facts} == {"qualified", "lessons"}
    assert explanation.is_irreducible
    assert explanation.shortage is not None
    assert explanation.shortage.by_week == ()


def test_limits_that_end_give_no_reason_but_say_so() -> None:
    """A hard case and no time: none found."""
    assert explain(planted.no_time_to_travel().problem, ExplainLimits(seconds=0.01)).verdict is Verdict.NONE_FOUND


def test_progress_names_the_layers() -> None:
    """Each layer is reported as it begins."""
    steps: list[str] = []
    explain(planted.few_instructors("S").problem, LONG, lambda step, _seconds: steps.append(step))
    assert steps == ["flow", "shrink", "prove"]


def test_a_fact_that_is_dropped_is_no_longer_there() -> None:
    """For every kind: after dropping all of its facts none is listed, and the rest stays sound."""
    problem = planted.no_time_to_travel().problem
    for kind in KINDS:
        own = [Key(kind.name, id_) for id_ in kind.ids(problem)]
        if own and kind.name not in ("qualified", "equipped"):
            left = without(problem, own)
            assert list(kind.ids(left)) == [], kind.name


def test_every_kind_has_both_sentences_and_fills_them() -> None:
    """Every fact of a rich problem is described in both languages."""
    assert {kind.name for kind in KINDS} == set(FACT_SENTENCES)
    for problem in (planted.no_time_to_travel().problem, planted.order_in_window("S").problem):
        for key in keys_of(problem)[::29]:
            for language in ("en", "zh"):
                assert "{" not in sentence_of_fact(described(problem, key), named, language)


def test_half_days_are_filled_by_whole_lessons() -> None:
    """Two periods of a half-day hold no lesson of three; three and a gap hold one of two."""
    assert packed(0b0011, (3,)) == 0
    assert packed(0b1011, (2,)) == 2
    assert packed(0b1111, (3, 2)) == 4
    assert packed(0b0111, (2, 3)) == 3


def test_lessons_alike_are_one_group() -> None:
    """Two lessons of one module and nothing locked: a group of two; different cohorts stay apart."""
    ground = Ground(a_problem())
    assert sorted(len(group.lessons) for group in ground.groups) == [2, 2]


def test_only_keeps_nothing_but_the_named_facts() -> None:
    """One module's lessons: the cohort's window, the caps and the calendars of everybody else are gone."""
    tight = a_problem(
        cohorts=(a_cohort(max_periods_a_day=2), a_cohort("c2")),
        instructors=(an_instructor(availability=Availability(((1,),) * 7)),),
        days=a_problem().days,
    )
    left = only(tight, [Key("lessons", "m1")])
    assert [cohort.id for cohort in left.cohorts] == ["c1"]
    assert left.cohorts[0].max_periods_a_day is None
    assert left.cohorts[0].first_day <= MONDAY
    assert {fact.kind for fact in keys_of(left)} == {"lessons", "qualified", "equipped"}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(one_of(problems(), mild_problems()))
def test_decisions_agree_with_a_complete_search_of_the_whole_problem(problem: Problem) -> None:
    """Thinned out or not: what counts, flows and examples decide is what the sub-model of everything decides."""
    index = Index(problem)
    domains = domains_of(index, Chains(index))
    limits = Limits(20.0, 20.0)
    outcome = run(build(index, domains, {}, {}, NO_GOALS), limits, is_small=False)
    truth = outcome.placements is not None
    assert outcome.is_infeasible != truth
    assert decide(problem).is_feasible is truth
    assert decide(only(problem, keys_of(problem))).is_feasible is truth
    if not truth:
        explanation = explain(problem, LONG)
        assert explanation.verdict is Verdict.EXPLAINED
        assert explanation.is_irreducible
