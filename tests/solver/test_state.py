"""The search's arrays say what the judge says: where a lesson is free, and what must go when it is not."""

from __future__ import annotations

import random
from itertools import product

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from solver import Problem, Weights, check
from solver.grid import bits
from solver.index import Index, Placement
from solver.presolve import domains_of
from solver.search.chains import Chains
from solver.search.conflicts import conflicts
from solver.search.construct import Constructor
from solver.search.state import State
from tests.solver.builders import a_problem
from tests.solver.strategies import mild_problems
from tests.solver.twins import placements_of, solution_of

RANDOM = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)


def state_of(problem: Problem) -> State:
    index = Index(problem)
    chains = Chains(index)
    return State(index, domains_of(index, chains), chains)


def solved_state(problem: Problem) -> State | None:
    """A state that holds a complete timetable; None when the problem has none."""
    found = solution_of(problem, Weights())
    if found is None:
        return None
    state = state_of(problem)
    for lesson, placement in (placements_of(state.index, found[0]) or {}).items():
        state.add(lesson, placement)
    return state


def options(state: State, lesson: int) -> set[Placement]:
    """Every placement that the state holds to be free."""
    times = state.free_times(lesson)
    places, staff = state.free_places(lesson, times), state.free_staff(lesson, times)
    found = set()
    for workshop, instructor in product(places, staff):
        clash = state.instructor_clash(lesson, instructor, state.index.base[workshop])
        for slot in bits(places[workshop] & staff[instructor] & ~clash):
            found.add(Placement(slot, workshop, instructor))
    return found


def rules_broken(state: State) -> set[str]:
    timetable = state.index.timetable(state.placements())
    return {violation.rule for violation in check(state.index.problem, timetable).violations}


@RANDOM
@given(problem=mild_problems(), data=st.data())
def test_the_free_placements_of_the_last_lesson_are_those_that_the_judge_passes(
    problem: Problem, data: st.DataObject
) -> None:
    """All others placed: free in the arrays ⇔ clean for the judge, at every slot, workshop and instructor."""
    state = solved_state(problem)
    if state is None:
        return
    lesson = data.draw(st.integers(0, state.index.lesson_count - 1))
    state.remove(lesson)
    free = options(state, lesson)
    slots = list(bits(state.index.fitting_starts(state.index.periods[lesson])))
    for slot in data.draw(st.lists(st.sampled_from(slots), min_size=8, max_size=8, unique=True)):
        for workshop, instructor in product(range(3), range(2)):
            placement = Placement(slot, workshop, instructor)
            state.add(lesson, placement)
            assert (not rules_broken(state)) == (placement in free)
            state.remove(lesson)


@RANDOM
@given(problem=mild_problems(), seed=st.integers(0, 1000))
def test_ejecting_the_conflicts_leaves_a_timetable_that_breaks_nothing(problem: Problem, seed: int) -> None:
    """However a lesson is forced in, the rest with it is clean but for what was taken out."""
    state = solved_state(problem)
    if state is None:
        return
    chance = random.Random(seed)
    weights = [chance.random() for _ in range(state.index.lesson_count)]
    for lesson in range(state.index.lesson_count):
        if state.slots[lesson] >= 0:
            state.remove(lesson)
        constructor = Constructor(state, seed)
        for target in constructor.samples(lesson)[:1]:
            for other in conflicts(state, lesson, target, weights):
                state.remove(other)
            state.add(lesson, target)
        assert rules_broken(state) <= {"every_lesson_once"}


def test_removing_what_was_added_restores_the_arrays() -> None:
    """Add and remove are exact opposites."""
    state = state_of(a_problem())
    before = options(state, 0)
    for lesson in (1, 2, 3):
        state.add(lesson, min(options(state, lesson), key=lambda one: (one.slot, one.workshop, one.instructor)))
    assert options(state, 0) != before
    for lesson in (1, 2, 3):
        state.remove(lesson)
    assert options(state, 0) == before
    assert state.unplaced == [0, 1, 2, 3]
