"""The local judge says what the judge says: the same new breaches and the same points, for any place of any lesson."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from solver import OBJECTIVES, RULES, Booking, Commitment, Problem, Timetable, Weights, check, generate
from solver.explain import Balance, LocalJudge, why_here, why_not
from solver.explain.local import mark_of
from solver.explain.reasons import FREE, sentence_of_reason, sentences_of_alternative
from solver.explain.sights import GOAL_SIGHTS, RULE_SIGHTS
from tests.solver.builders import CLEAN, MONDAY, TUESDAY, a_cohort, a_problem

ALL_GOALS = Weights(**{name: at + 1 for at, name in enumerate(Weights.__dataclass_fields__)})


def named(_kind: str, id_: str) -> str:
    return f"<{id_}>"


def moved(timetable: Timetable, place: Booking) -> Timetable:
    return Timetable(tuple(place if booking.lesson == place.lesson else booking for booking in timetable.bookings))


def rich(problem: Problem, planted: Timetable) -> Problem:
    """With shared trainees, a commitment, a published timetable and narrower weeks."""
    cohorts = list(problem.cohorts)
    cohorts[0] = replace(cohorts[0], trainees=("t1", "t2"), wished_last_day=problem.days[20].date)
    cohorts[1] = replace(cohorts[1], trainees=("t2", "t3"), max_periods_a_week=12)
    other = Commitment("x", problem.days[3].date, 1, 2, instructors=(problem.instructors[0].id,), trainees=("t1",))
    return replace(problem, cohorts=tuple(cohorts), commitments=(other,), published=planted.bookings[:40])


def random_places(problem: Problem, seed: int, count: int) -> list[Booking]:
    drawn = random.Random(seed)
    lessons = [x.id for x in problem.lessons if x.module.startswith(("c0-", "c1-", "c2-"))]
    return [
        Booking(
            drawn.choice(lessons),
            drawn.choice(problem.days).date,
            drawn.choice((1, 5, 9, 3)),
            drawn.choice(problem.workshops).id,
            drawn.choice(problem.instructors).id,
        )
        for _ in range(count)
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_local_judge_agrees_with_the_judge(seed: int) -> None:
    """At 25 random places of a tight instance: each rule newly broken, and the change of every goal, all weighted."""
    problem, planted = generate("S", seed, "tight")
    problem = rich(problem, planted)
    before = check(problem, planted, ALL_GOALS)
    known = {mark_of(violation) for violation in before.violations}
    broken = changed = 0
    for place in random_places(problem, seed, 25):
        judge = LocalJudge(problem, planted, place.lesson, ALL_GOALS)
        after = check(problem, moved(planted, place), ALL_GOALS)
        fresh = {violation.rule for violation in after.violations if mark_of(violation) not in known}
        assert {violation.rule for violation in judge.breaches(place)} == fresh
        first = judge.first_breach(place)
        assert (first is None) == (not fresh)
        assert first is None or first.rule in fresh
        assert sum(judge.costs(place).values()) == after.objective - before.objective
        broken += len(fresh)
        changed += after.objective != before.objective
    assert broken > 25
    assert changed > 10


@pytest.mark.parametrize("seed", [1, 2])
def test_where_a_lesson_breaks_rules_already_an_answer_hangs_on_nothing_asked_before(seed: int) -> None:
    """One judge is asked for places that share time, workshop or instructor with the present one."""
    problem, planted = generate("S", seed, "tight")
    wrong, *others = random_places(problem, seed, 12)
    present = moved(planted, wrong)
    known = {mark_of(violation) for violation in check(problem, present).violations}
    judge = LocalJudge(problem, present, wrong.lesson)
    for other in others:
        here, there = replace(wrong, instructor=other.instructor), replace(wrong, day=other.day)
        for place in (here, there, replace(other, lesson=wrong.lesson)):
            after = check(problem, moved(planted, place)).violations
            assert {violation.rule for violation in judge.breaches(place)} == {
                violation.rule for violation in after if mark_of(violation) not in known
            }


def test_every_rule_and_goal_has_a_sight() -> None:
    """A new one would be judged right all the same, but slowly: it is listed on purpose."""
    assert {rule.id for rule in RULES} == set(RULE_SIGHTS)
    assert {goal.id for goal in OBJECTIVES} == set(GOAL_SIGHTS)


def test_why_here_gives_every_other_half_day_once_with_its_verdict() -> None:
    """Ten days of three half-days less the present one; free ones are clean moves of the judge, the others are not."""
    problem = a_problem()
    reasons = why_here(problem, CLEAN, "l1")
    assert len({(a.booking.day, a.half_day) for a in reasons.alternatives}) == len(reasons.alternatives) == 29
    before = check(problem, CLEAN).objective
    for alternative in reasons.alternatives:
        judgement = check(problem, moved(CLEAN, alternative.booking))
        assert judgement.is_clean == (not alternative.breaches)
        if judgement.is_clean:
            assert alternative.points == judgement.objective - before
    assert reasons.as_dict()["alternatives"][0]["verdict"] in ("free", "costs", "breaks")


def test_a_lesson_with_a_better_place_is_not_called_best() -> None:
    """In the evening though the morning is free: not best; in the morning: best, and the reasons say why."""
    problem = a_problem(cohorts=(a_cohort(), a_cohort("c2")))
    late = moved(CLEAN, replace(CLEAN.bookings[0], first_period=9))
    assert not why_here(problem, late, "l1").is_best
    here = why_here(problem, CLEAN, "l1")
    assert here.is_best
    assert 0 < len(here.reasons) <= 3
    for reason in here.reasons:
        assert reason.half_days > 0
        for language in ("en", "zh"):
            assert str(reason.half_days) in sentence_of_reason(reason, language)


def test_why_not_names_the_rule_and_the_people() -> None:
    """After the second lesson of the module: the order forbids it, with names in both languages."""
    found = why_not(a_problem(), CLEAN, "l1", day="2026-11-27", first_period=1)[0]
    assert "lesson_order" in {breach.rule for breach in found.breaches}
    for language in ("en", "zh"):
        assert any("<l2>" in sentence for sentence in sentences_of_alternative(found, named, language))


def test_why_not_keeps_what_is_wanted_and_chooses_the_rest() -> None:
    """A wanted workshop and instructor are judged as they are; the present day is taken when none is given."""
    found = why_not(a_problem(), CLEAN, "l1", workshop="w2", instructor="i2")
    assert {(a.booking.workshop, a.booking.instructor) for a in found} == {("w2", "i2")}
    assert {a.booking.day for a in found} == {MONDAY}
    free = why_not(a_problem(), CLEAN, "l1", day=MONDAY, first_period=1)[0]
    assert (free.verdict, free.points) == (FREE, 0)


def test_why_not_with_an_unknown_day_or_person_says_so() -> None:
    """Not a guess, an error with the name."""
    for wanted in ({"day": "2027-01-01"}, {"workshop": "w9"}, {"instructor": "nobody"}):
        with pytest.raises(KeyError, match=next(iter(wanted.values()))):
            why_not(a_problem(), CLEAN, "l1", **wanted)
    assert why_not(a_problem(), CLEAN, "l1", day=TUESDAY)


def test_the_balance_counts_what_is_above_the_even_share_alone() -> None:
    balance = Balance(10, {"a": 12, "b": 9})
    assert balance.change(4, "a", "a") == 0
    assert balance.change(4, "a", "b") == -2 + 3
    assert balance.change(1, "b", "c") == 0
