"""Data faults are found before any search, with the field to mend, and without false alarm."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from solver import (
    Allowance,
    Availability,
    Commitment,
    Lesson,
    Line,
    LineShare,
    Lock,
    Pattern,
    Problem,
    Qualification,
    Quota,
    Stations,
    Status,
    generate,
    presolve,
    sentence_of,
    solve,
)
from solver.finding import SENTENCES, Finding
from tests.solver.builders import (
    MONDAY,
    a_cohort,
    a_module,
    a_problem,
    a_workshop,
    an_instructor,
)

ONE_DAY = {"first_day": MONDAY, "last_day": MONDAY}
AT_ONCE = Lock(MONDAY, 1, "w1", "i1")
LOCKED = tuple(replace(lesson, locked=AT_ONCE) for lesson in (a_problem().lessons[0], a_problem().lessons[2]))


@dataclass(frozen=True)
class Example:
    code: str
    changes: dict[str, Any]
    field: str
    subject: str


def many_lessons(count: int) -> tuple[Lesson, ...]:
    return tuple(Lesson(f"l{at}", "m1", at, 4) for at in range(1, count + 1))


EXAMPLES = (
    Example("group_size", {"cohorts": (a_cohort(), a_cohort("c2", most_size=5))}, "cohorts[1].size", "c2"),
    Example(
        "no_equipment", {"modules": (a_module(equipment="robot"), a_module("m2", "c2"))}, "modules[0].equipment", "m1"
    ),
    Example("group_too_large", {"cohorts": (a_cohort(size=21), a_cohort("c2"))}, "cohorts[0].size", "c1"),
    Example(
        "group_too_large",
        {"modules": (a_module(kind="theory"), a_module("m2", "c2")), "cohorts": (a_cohort(size=31), a_cohort("c2"))},
        "cohorts[0].size",
        "c1",
    ),
    Example(
        "no_instructor",
        {"instructors": (an_instructor(qualifications=(Qualification("welding", last_day="2026-11-20"),)),)},
        "modules[0].subject",
        "m1",
    ),
    Example(
        "no_common_time",
        {
            "cohorts": (a_cohort(availability=Availability(((9, 10),) * 7)), a_cohort("c2")),
            "instructors": (an_instructor(availability=Availability(((1, 2),) * 7)),),
        },
        "lessons[0]",
        "l1",
    ),
    Example(
        "window_too_short",
        {
            "cohorts": (a_cohort(**ONE_DAY), a_cohort("c2")),
            "modules": (a_module(least_days_between=1), a_module("m2", "c2")),
        },
        "cohorts[0].last_day",
        "c1",
    ),
    Example(
        "too_many_periods",
        {"cohorts": (a_cohort(max_periods_a_week=4), a_cohort("c2")), "lessons": many_lessons(3)},
        "cohorts[0].last_day",
        "c1",
    ),
    Example(
        "workstations_short",
        {
            "workshops": (
                a_workshop(stations=(Stations("bench", 10),), availability=Availability(((1, 2, 3, 4), *((),) * 6))),
            ),
            "modules": (a_module(), a_module("m2", "c2")),
            "lessons": tuple(Lesson(f"{m}{n}", m, n, 4) for m in ("m1", "m2") for n in (1, 2)),
        },
        "workshops",
        "bench",
    ),
    Example(
        "instructors_short",
        {"instructors": (an_instructor(max_periods_a_week=3),)},
        "instructors",
        "welding",
    ),
    Example(
        "too_many_for_mentors",
        {"instructors": (an_instructor(max_trainees=9), an_instructor("i2", max_trainees=8))},
        "cohorts[0].size",
        "c1",
    ),
    Example(
        "no_pattern",
        {"modules": (a_module(patterns=(Pattern((3,), 1, MONDAY, 1),)), a_module("m2", "c2"))},
        "modules[0].patterns",
        "m1",
    ),
    Example(
        "no_one_for_all",
        {
            "modules": (a_module(one_instructor=True), a_module("m2", "c2")),
            "lessons": (
                Lesson("l1", "m1", 1, 2, Lock(instructor="i1")),
                Lesson("l2", "m1", 2, 2, Lock(instructor="i2")),
            ),
        },
        "modules[0].one_instructor",
        "m1",
    ),
    Example(
        "line_too_thin",
        {"cohorts": (a_cohort(), a_cohort("c2", lines=(LineShare("press", 5),))), "lines": (Line("press", 4),)},
        "lines[0].most_away",
        "press",
    ),
    Example(
        "quota_short",
        {
            "cohorts": (a_cohort(owner="e1"), a_cohort("c2", owner="e2", bases=("b2",))),
            "quotas": (Quota("all", "e1", 40), Quota("half", "e2", 39, ("w2",))),
        },
        "quotas[1].most",
        "half",
    ),
    Example(
        "hours_short",
        {
            "modules": (a_module(purpose="studio"), a_module("m2", "c2", purpose="studio")),
            "allowances": (Allowance("i1", "studio", 1), Allowance("i2", "studio", 2)),
        },
        "allowances",
        "studio",
    ),
    Example(
        "too_many_periods",
        {
            "cohorts": (a_cohort(**ONE_DAY, size=20), a_cohort("c2", part_of="c1", **ONE_DAY)),
            "lessons": (*many_lessons(2), *(Lesson(f"k{n}", "m2", n, 4) for n in (1, 2))),
        },
        "cohorts[1].last_day",
        "c2",
    ),
    Example("locks_clash", {"lessons": LOCKED}, "lessons[1].locked", "k1"),
)


def named(kind: str, id_: str) -> str:
    return f"<{id_}>"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.code)
def test_a_fault_of_the_data_is_found_with_its_field_and_proves_that_nothing_fits(example: Example) -> None:
    """Found as data, worded in both languages, and `solve` says infeasible for this reason."""
    problem = a_problem(**example.changes)
    found = [finding for finding in presolve(problem) if finding.code == example.code]
    assert (example.field, example.subject) in {(f.field, f.subjects[0].id) for f in found}
    for language in ("en", "zh"):
        sentence = sentence_of(found[0], named, language)
        assert "<" in sentence
        assert "{" not in sentence
    result = solve(problem)
    assert result.status is Status.INFEASIBLE
    assert result.reasons == presolve(problem)


@pytest.mark.parametrize(
    "problem",
    [a_problem(), generate("S", 1, "tight")[0], generate("S", 2, "loose")[0]],
    ids=["small", "S tight", "S loose"],
)
def test_a_problem_with_a_solution_raises_no_alarm(problem: Problem) -> None:
    """The planted timetable shows that there is nothing to mend."""
    assert presolve(problem) == ()


def test_every_code_has_both_sentences() -> None:
    """Each is filled by the facts of its finding elsewhere; none is empty."""
    assert all(english and chinese for english, chinese in SENTENCES.values())
    for code in ("counts_do_not_fit", "search_exhausted"):
        assert "7" in sentence_of(Finding(code, "", (), "lessons", {"lessons": 7}), named, "zh")


def test_an_instructor_who_is_committed_all_day_is_not_counted_as_free() -> None:
    """Commitments take away from what the instructors can give."""
    busy = tuple(Commitment(f"x{day.date}", day.date, 1, 12, instructors=("i1",)) for day in a_problem().days)
    problem = a_problem(instructors=(an_instructor(),), commitments=busy)
    assert "no_common_time" in {finding.code for finding in presolve(problem)}
