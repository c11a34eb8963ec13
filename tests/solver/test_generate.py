"""Generated instances: the same for a seed, of the promised size, and with a planted timetable that breaks nothing."""

from __future__ import annotations

import hashlib
import random
import time
from dataclasses import replace

import pytest

from solver import RULES, Booking, Problem, Timetable, check, generate, problem_from_json, problem_to_json
from solver import timetable_to_json as to_json
from solver.generate import SIZES

# Of problem and planted timetable as JSON, since the first version: measurements of old and new stay comparable.
FINGERPRINTS = {
    ("S", 1, "loose"): "487cc5ac4d1881fd",
    ("S", 2, "tight"): "074d37ba8a4e6dea",
    ("M", 1, "loose"): "6c8774777a0ea3b4",
    ("M", 3, "tight"): "33b5c9c3ab390516",
}
# Rules about the timetable itself, not about what was generated.
ABOUT_BOOKINGS = {"known_ids", "every_lesson_once"}
# Nothing in a generated instance has these limits: sizes are given, not chosen, and only incidents forbid places.
WITHOUT_A_LIMIT = {"group_size", "forbidden_place"}


@pytest.mark.parametrize(("size", "seed", "tightness"), FINGERPRINTS)
def test_plain_instances_never_change(size: str, seed: int, tightness: str) -> None:
    problem, planted = generate(size, seed, tightness)
    text = problem_to_json(problem) + to_json(planted)
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == FINGERPRINTS[size, seed, tightness]


@pytest.mark.slow
@pytest.mark.parametrize("rules", ["plain", "all"])
def test_size_l_is_made_within_a_minute_and_clean(rules: str) -> None:
    """A district: 40 bases, 400 workshops, 900 instructors, 1,000 cohorts, some 20,000 trainees."""
    start = time.process_time()
    problem, planted = generate("L", 1, "tight", rules)
    assert time.process_time() - start < 60
    size = SIZES["L"]
    whole = [cohort for cohort in problem.cohorts if cohort.part_of is None]
    counts = (len(problem.bases), len(problem.workshops), len(problem.instructors), len(whole))
    assert counts == (size.bases, size.workshops, size.instructors, size.cohorts)
    assert len(problem.lessons) == 35_202 if rules == "plain" else len(problem.lessons) > 35_202
    assert 19_000 <= sum(cohort.size for cohort in whole) <= 21_000
    assert check(problem, planted).violations == ()


@pytest.mark.parametrize("tightness", ["loose", "tight"])
@pytest.mark.parametrize("seed", range(1, 13))
def test_the_planted_timetable_keeps_the_whole_rule_set(seed: int, tightness: str) -> None:
    """It was made without the judge."""
    problem, planted = generate("S", seed, tightness, "all")
    assert check(problem, planted).violations == ()
    assert len(planted.bookings) == len(problem.lessons)


def test_the_whole_rule_set_holds_on_size_m() -> None:
    """Nine bases, with everything that the rules can speak about."""
    problem, planted = generate("M", 1, "tight", "all")
    assert check(problem, planted).violations == ()
    assert _features(problem) == set(FEATURES)


FEATURES = (
    "joint modules",
    "joint modules where not all come",
    "overfull modules",
    "practice groups",
    "weekly patterns",
    "alternating weeks",
    "one instructor",
    "days between",
    "days between modules",
    "module availability",
    "reservations",
    "mentor ratios",
    "claims",
    "quotas",
    "allowances",
    "lines",
    "wishes",
    "commitments",
    "duties",
    "locks",
    "names",
)


def _features(problem: Problem) -> set[str]:
    """What of the rule set an instance exercises."""
    modules, cohorts = problem.modules, problem.cohorts
    found = {
        "joint modules": any(m.also for m in modules),
        "joint modules where not all come": any(m.also and m.heads for m in modules),
        "overfull modules": any(m.may_overfill for m in modules),
        "practice groups": any(c.part_of for c in cohorts),
        "weekly patterns": any(p.every == 1 for m in modules for p in m.patterns),
        "alternating weeks": any(p.every == 2 for m in modules for p in m.patterns),
        "one instructor": any(m.one_instructor for m in modules),
        "days between": any(m.least_days_between and m.most_days_between for m in modules),
        "days between modules": any(after.most_days for m in modules for after in m.after),
        "module availability": any(m.availability.weekly for m in modules),
        "reservations": any(w.reservations for w in problem.workshops),
        "mentor ratios": any(i.max_trainees for i in problem.instructors),
        "claims": any(c.claim_by and c.claim_value for c in cohorts),
        "quotas": bool(problem.quotas),
        "allowances": bool(problem.allowances),
        "lines": bool(problem.lines) and any(c.lines for c in cohorts),
        "wishes": {wish.kind for wish in problem.wishes} == {"instructor", "cohort"},
        "commitments": bool(problem.commitments),
        "duties": bool(problem.duties),
        "locks": any(lesson.locked for lesson in problem.lessons),
        "names": any(c.trainees for c in cohorts),
    }
    return {name for name, is_there in found.items() if is_there}


def test_every_rule_is_at_stake() -> None:
    """Random changes of a planted timetable break each rule: no limit is so wide that it says nothing."""
    chance = random.Random(5)
    problem, planted = generate("M", 1, "tight", "all")
    broken: set[str] = set()
    for _ in range(6):
        bookings = list(planted.bookings)
        for at in chance.sample(range(len(bookings)), 600):
            bookings[at] = _moved(problem, bookings[at], chance)
        broken |= {violation.rule for violation in check(problem, Timetable(tuple(bookings))).violations}
    assert {rule.id for rule in RULES} - broken == ABOUT_BOOKINGS | WITHOUT_A_LIMIT


def _moved(problem: Problem, booking: Booking, chance: random.Random) -> Booking:
    """Another time, instructor and workshop, or only another workshop."""
    elsewhere = replace(booking, workshop=chance.choice(problem.workshops).id)
    if chance.random() < 0.5:
        return elsewhere
    days = ["2026-10-03", *(day.date for day in problem.days)]
    instructor = chance.choice(problem.instructors).id
    return replace(elsewhere, day=chance.choice(days), first_period=chance.choice([1, 3, 5, 9]), instructor=instructor)


def test_the_whole_rule_set_survives_its_file() -> None:
    problem, _ = generate("S", 1, "loose", "all")
    assert problem_from_json(problem_to_json(problem)) == problem


def test_the_same_seed_makes_the_same_instance_and_another_seed_another() -> None:
    assert generate("S", 4, "tight", "all") == generate("S", 4, "tight", "all")
    assert generate("S", 4, "tight", "all") != generate("S", 5, "tight", "all")
