"""Ways out by amounts: the least that does, sizes that fit, ends after the plan's last day; each decided again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from solver import Availability, Day, Line, LineShare, Problem, check
from solver.explain import Price, Repair, explain, repairs, sentence_of_repair
from solver.explain.decide import Effort, decide
from solver.explain.ladder import Ladder, growing
from solver.problem import After
from solver.verdict import Subject
from tests.solver.builders import MONDAY, a_cohort, a_module, a_problem, a_workshop, an_instructor, open_days

ONE_MORNING = Availability(((1, 2),) + ((),) * 6)


def named(_kind: str, id_: str) -> str:
    return f"<{id_}>"


def ways_of(problem: Problem, later_days: tuple[Day, ...] = ()) -> dict[str, list[Repair]]:
    """The repairs of a problem without timetable, by code."""
    found: dict[str, list[Repair]] = {}
    for repair in repairs(problem, explain(problem), later_days=later_days):
        found.setdefault(repair.code, []).append(repair)
    return found


def has_timetable(problem: Problem) -> bool:
    """By a search of its own; what was found is judged."""
    decision = decide(problem, Effort(seed=91, seconds=20))
    assert decision.is_feasible is not None
    assert decision.timetable is None or check(problem, decision.timetable).is_clean
    return decision.is_feasible


def a_ladder(most: int, *, grows: bool = True) -> Ladder:
    def step(amount: int) -> Repair:
        return Repair("x", (Subject("cohort", "c1"),), "cohorts[0]", {"amount": amount}, Price(), a_problem())

    return Ladder(most, step, grows)


@pytest.mark.parametrize(
    ("first", "most", "expected"),
    [
        (1, 1, [1]),
        (1, 4, [1, 2, 4]),
        (1, 100, [1, 2, 5, 10, 20, 50, 100]),
        (7, 30, [7, 8, 11, 16, 26, 30]),
        (3, 3, [3]),
        (4, 3, []),
        (1, 0, []),
    ],
)
def test_amounts_grow_to_the_most_and_no_further(first: int, most: int, expected: list[int]) -> None:
    assert list(growing(first, most)) == expected


@pytest.mark.parametrize("wanted", [1, 2, 3, 17, 41, 60])
def test_a_growing_ladder_closes_in_on_the_least_that_does(wanted: int) -> None:
    """Found with few questions, also from a later amount on."""
    asked: list[int] = []

    def does(amount: int) -> bool:
        asked.append(amount)
        return amount >= wanted

    assert a_ladder(60).least(does) == wanted
    assert len(asked) <= 13
    assert a_ladder(60).least(does, wanted) == wanted


def test_a_ladder_of_which_nothing_does_gives_nothing() -> None:
    """The negative control; choices beside each other are taken one by one."""
    assert a_ladder(60).least(lambda _amount: False) is None
    assert a_ladder(0).least(lambda _amount: True) is None
    assert a_ladder(9, grows=False).least(lambda amount: amount in (4, 7)) == 4
    assert a_ladder(60).least(lambda amount: amount in (4, 7)) is None


def a_crowd(**changes: Any) -> Problem:
    """A cohort of 24 for workshops of 20 benches; 25 come together with the cohort beside it, which fits."""
    return a_problem(cohorts=(a_cohort(size=24, **changes), a_cohort("c2")))


def test_a_cohort_too_large_for_any_workshop_comes_with_as_many_fewer_as_it_takes() -> None:
    problem = a_crowd()
    (fewer,) = ways_of(problem)["fewer_people"]
    assert (fewer.facts["count"], fewer.facts["size"]) == (4, 20)
    assert (fewer.price.people_fewer, fewer.price.people) == (4, 4)
    assert has_timetable(fewer.problem)
    assert not has_timetable(a_problem(cohorts=(a_cohort(size=21), a_cohort("c2"))))
    assert sentence_of_repair(fewer, named, "en") == "Cohort <c1> is smaller by 4: 20 people."
    assert sentence_of_repair(fewer, named, "zh") == "<c1>减少4人（为20人）。"


def test_two_cohorts_share_the_benches_when_one_of_them_is_smaller() -> None:
    """One half-day for two cohorts of 12 and 10 at 20 benches: two people fewer, in either."""
    room = a_workshop(availability=ONE_MORNING)
    lessons = tuple(lesson for lesson in a_problem().lessons if lesson.number == 1)
    problem = a_problem(
        workshops=(room,), days=open_days(1), lessons=lessons, cohorts=(a_cohort(size=12), a_cohort("c2"))
    )
    fewer = ways_of(problem)["fewer_people"]
    assert {(one.subjects[0].id, one.facts["count"]) for one in fewer} == {("c1", 2), ("c2", 2)}
    assert all(has_timetable(one.problem) for one in fewer)


def test_a_module_is_taught_in_groups_that_fit_one_after_the_other() -> None:
    """Twice the lessons, each with half the heads; nobody is left out, and what follows waits for both groups."""
    problem = a_problem(
        cohorts=(a_cohort(size=24), a_cohort("c2")),
        modules=(a_module(), a_module("m2", "c1", after=(After("m1", least_days=1),), equipment=None, kind="theory")),
    )
    (split,) = [one for one in ways_of(problem)["split_groups"] if one.subjects[0].id == "m1"]
    assert split.facts == {"groups": 2, "size": 12, "lessons": 2}
    assert (split.price.people_fewer, split.price.taught_again) == (0, 4)
    changed = {module.id: module for module in split.problem.modules}
    assert {module.heads for module in changed.values() if module.id.startswith("m1")} == {12}
    assert {link.module for link in changed["m2"].after} == {"m1", "m1+2"}
    assert has_timetable(split.problem)
    assert "2 groups of at most 12" in sentence_of_repair(split, named, "en")
    assert "分2组" in sentence_of_repair(split, named, "zh")


def test_a_cohort_keeps_its_least_size_and_is_split_instead() -> None:
    """22 of at least 21 for 20 benches: fewer would be too few."""
    ways = ways_of(a_problem(cohorts=(a_cohort(size=22, least_size=21), a_cohort("c2"))))
    assert "fewer_people" not in ways
    assert ways["split_groups"][0].facts["groups"] == 2


def test_people_of_production_lines_and_counted_heads_leave_with_the_others() -> None:
    """Fewer people than the lines name would be no problem at all: who leaves comes from a line."""
    problem = a_problem(
        cohorts=(a_cohort(size=24, lines=(LineShare("a", 14), LineShare("b", 10))), a_cohort("c2")),
        lines=(Line("a", 30), Line("b", 30)),
        modules=(a_module(heads=23), a_module("m2", "c2")),
    )
    (fewer,) = ways_of(problem)["fewer_people"]
    assert fewer.facts["count"] == 3
    assert [share.heads for share in fewer.problem.cohorts[0].lines] == [14, 7]
    assert fewer.problem.modules[0].heads == 20


def test_who_lacks_an_instructor_is_not_told_to_come_with_fewer() -> None:
    """The negative control: where no size is at fault none is offered."""
    problem = a_problem(instructors=(an_instructor(availability=ONE_MORNING),), days=open_days(1))
    ways = ways_of(problem)
    assert ways
    assert not {"fewer_people", "split_groups"} & ways.keys()


def a_hurry() -> Problem:
    """A cohort with five lessons on five different days has until Wednesday, and the plan ends on Friday."""
    lessons = tuple(a_problem().lessons[0].__class__(f"l{n}", "m1", n, 2) for n in range(1, 6))
    return a_problem(
        days=open_days(1),
        cohorts=(a_cohort(last_day="2026-11-25"),),
        modules=(a_module(most_lessons_a_day=1, least_days_between=2),),
        lessons=lessons,
    )


def test_a_later_end_is_the_least_that_does_and_may_lie_after_the_plan_s_last_day() -> None:
    """Every second day: Monday to Friday, then Monday and Wednesday of the week after."""
    (later,) = ways_of(a_hurry(), open_days(4))["later_end"]
    assert later.facts == {"days": 7, "last": "2026-12-02"}
    assert later.price.days_late == 7
    assert later.problem.days[-1].date == "2026-12-02"
    assert has_timetable(later.problem)
    assert later.is_verified


def test_a_window_to_the_plan_s_last_day_grows_with_the_plan() -> None:
    """Such a window forbids no day of the plan; the days after it do as well."""
    problem = replace(a_hurry(), days=open_days(1)[:3])
    (later,) = ways_of(problem, open_days(4))["later_end"]
    assert later.facts == {"days": 7, "last": "2026-12-02"}
    assert has_timetable(later.problem)


def test_without_known_days_after_the_plan_no_later_end_is_invented() -> None:
    """The negative control: nobody knows yet which of them are open."""
    assert "later_end" not in ways_of(a_hurry())
    assert a_hurry().days[0].date == MONDAY


def test_a_cohort_that_is_moved_takes_nobody_else_s_lessons_along() -> None:
    """Joint lessons stay for the cohort that attends them too, and what came after the moved modules is free."""
    problem = a_problem(
        cohorts=(a_cohort(size=8), a_cohort("c2", size=16)),
        modules=(a_module(also=("c2",)), a_module("m2", "c2", after=(After("m1"),))),
    )
    (moved,) = [one for one in ways_of(problem)["cancel_cohort"] if one.subjects[0].id == "c1"]
    assert [(module.id, module.cohort, module.also) for module in moved.problem.modules] == [
        ("m1", "c2", ()),
        ("m2", "c2", ()),
    ]
    assert has_timetable(moved.problem)
