"""Repairs of planted conflicts: each is solved again here, and none is dearer than another of its kind."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest

from solver import Problem, SolveParams, check, solve
from solver.explain import (
    ExplainLimits,
    Explanation,
    Price,
    Repair,
    RepairLimits,
    Verdict,
    explain,
    repairs,
    sentence_of_repair,
)
from solver.explain.decide import Effort, constructed
from solver.explain.kinds import Key, without
from solver.explain.openings import closed_half_days, opened
from tests.solver.builders import a_problem
from tests.solver.explain import planted
from tests.solver.explain.planted import Planted

QUICK = RepairLimits(seconds=90, verify_seconds=6, most=4)
MAKERS: tuple[Callable[[], Planted], ...] = (
    lambda: planted.few_instructors("S"),
    lambda: planted.never_together("S"),
    lambda: planted.order_in_window("S"),
    lambda: planted.clashing_locks("S"),
)
_MADE: dict[str, tuple[Explanation, tuple[Repair, ...]]] = {}


def named(_kind: str, id_: str) -> str:
    return f"<{id_}>"


def repaired(plant: Planted) -> tuple[Explanation, tuple[Repair, ...]]:
    """Explained and repaired once for all tests of a plant."""
    if plant.kind not in _MADE:
        explanation = explain(plant.problem, ExplainLimits(60))
        _MADE[plant.kind] = explanation, repairs(plant.problem, explanation, QUICK)
    return _MADE[plant.kind]


def component(problem: Problem, cohorts: tuple[str, ...]) -> Problem:
    return without(problem, [Key("lessons", m.id) for m in problem.modules if m.cohort not in cohorts])


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make().kind)
def test_every_verified_repair_is_solved_again(make: Callable[[], Planted]) -> None:
    """With another seed, on what it was verified on, and judged; the unrepaired problem has no timetable."""
    plant = make()
    _, found = repaired(plant)
    assert found
    for repair in found:
        assert repair.is_verified
        changed = repair.problem if repair.verified_on == "whole" else component(repair.problem, plant.cohorts)
        timetable = constructed(changed, Effort(seed=5, seconds=30), 30).timetable
        assert timetable is not None, repair.code
        assert check(changed, timetable).is_clean


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make().kind)
def test_repairs_are_sorted_by_price_and_none_of_a_kind_is_dearer(make: Callable[[], Planted]) -> None:
    """Every price is above nothing, and the sentences are filled in both languages."""
    _, found = repaired(make())
    assert [repair.price.points for repair in found] == sorted(repair.price.points for repair in found)
    for repair in found:
        assert repair.price.points > 0
        assert not any(o.code == repair.code and o.price.beats(repair.price) for o in found)
        json.dumps(repair.as_dict())
        for language in ("en", "zh"):
            sentence = sentence_of_repair(repair, named, language)
            assert "{" not in sentence


def test_a_lack_of_instructors_offers_people_openings_and_qualifications() -> None:
    """Three different ways at least, each with its own price."""
    _, found = repaired(planted.few_instructors("S"))
    assert {"new_instructor", "qualify", "instructor_openings"} <= {repair.code for repair in found}


def test_a_window_is_longer_by_what_it_takes_and_the_price_says_so() -> None:
    """The days later are those of the changed cohort; a day less is not enough for counts and order."""
    plant = planted.order_in_window("S")
    _, found = repaired(plant)
    repair = next(repair for repair in found if repair.code == "later_end")
    old, new = (
        next(c.last_day for c in p.cohorts if c.id == plant.cohorts[0]) for p in (plant.problem, repair.problem)
    )
    late = (date.fromisoformat(new) - date.fromisoformat(old)).days
    assert repair.price.days_late == late == repair.facts["days"]


def test_clashing_locks_are_released_one_or_the_other() -> None:
    """Each of the two locks is a way out, and nothing else of the lesson changes."""
    _, found = repaired(planted.clashing_locks("S"))
    released = [repair for repair in found if repair.code == "release_lock"]
    assert len({repair.subjects[0].id for repair in released}) == 2


def test_what_has_a_timetable_needs_no_repair() -> None:
    """The negative control."""
    explanation = explain(a_problem())
    assert explanation.verdict is Verdict.FEASIBLE
    assert repairs(a_problem(), explanation) == ()


def test_the_broken_problem_itself_stays_without_timetable() -> None:
    """The verifying search is no proof of nothing: it fails on the problem before the repair."""
    plant = planted.clashing_locks("S")
    assert constructed(plant.problem, Effort(seconds=3), 3).timetable is None
    assert solve(plant.problem, SolveParams(time_limit_seconds=3)).timetable.bookings is not None


def test_a_price_beats_another_only_when_nowhere_dearer() -> None:
    """Equal prices beat neither; a trade-off beats neither."""
    assert Price(people=1).beats(Price(people=2))
    assert not Price(people=1).beats(Price(people=1))
    assert not Price(people=1, days_late=3).beats(Price(people=2))


def test_opening_a_half_day_opens_it_and_closes_nothing() -> None:
    """The half-days closed before are closed after, less the opened ones."""
    problem = planted.few_instructors("S").problem
    calendar = problem.instructors[-1].availability
    closed = closed_half_days(problem, calendar, evenings=False)
    after = closed_half_days(problem, opened(problem, calendar, closed[:3]), evenings=False)
    assert after == closed[3:]
    evenings = closed_half_days(problem, calendar, evenings=True)
    assert closed_half_days(problem, opened(problem, calendar, closed[:3]), evenings=True) == evenings
