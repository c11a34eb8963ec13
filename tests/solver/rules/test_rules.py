"""Each hard rule in four shapes: trivially feasible, infeasible, feasible just beside, and the right names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from solver import RULES, Timetable, check, sentence_of
from solver.reading import Reading
from solver.rules import Rule
from tests.solver.builders import CLEAN, a_problem
from tests.solver.rules.alone_cases import ALONE_CASES
from tests.solver.rules.case import Case
from tests.solver.rules.forbidden_cases import FORBIDDEN_CASES
from tests.solver.rules.shared_cases import SHARED_CASES
from tests.solver.rules.together_cases import TOGETHER_CASES
from tests.solver.twins import accepts

CASES = (*ALONE_CASES, *FORBIDDEN_CASES, *TOGETHER_CASES, *SHARED_CASES)
BY_ID = {rule.id: rule for rule in RULES}
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def is_complete(case: Case, timetable: Timetable) -> bool:
    """Whether every lesson is booked, as the sub-model needs it."""
    return {booking.lesson for booking in timetable.bookings} == {lesson.id for lesson in case.problem.lessons}


def named(kind: str, id_: str) -> str:
    return f"<{id_}>"


def test_every_rule_has_an_example() -> None:
    """A rule without a case would slip through this file."""
    assert {case.rule for case in CASES} == set(BY_ID)


@each_rule
def test_each_rule_passes_a_clean_timetable(rule: Rule) -> None:
    """Trivially feasible, in the check and in the encoding."""
    assert list(rule.check(Reading(a_problem(), CLEAN))) == []
    assert accepts(a_problem(), CLEAN, (rule,))


@each_case
def test_the_forbidden_thing_is_refused(case: Case) -> None:
    """Infeasible when it is fixed, and no other rule is to blame."""
    judged = {violation.rule for violation in check(case.problem, case.broken).violations}
    assert case.rule in judged
    if case.rule in ("known_ids", "every_lesson_once"):
        return
    if is_complete(case, case.broken):
        assert judged == {case.rule}
        assert not accepts(case.problem, case.broken, (BY_ID[case.rule],))
    else:
        assert judged <= {case.rule, *case.also}


@each_case
def test_just_beside_it_is_allowed(case: Case) -> None:
    """The nearest timetable that keeps the rule passes the check and the encoding."""
    rule = BY_ID[case.rule]
    assert list(rule.check(Reading(case.problem, case.beside))) == []
    if is_complete(case, case.beside) and not case.also:
        assert check(case.problem, case.beside).is_clean
        assert accepts(case.problem, case.beside)


@each_case
def test_the_violation_names_the_right_ids_in_both_languages(case: Case) -> None:
    """Subjects carry the ids; the sentence carries their names and leaves no blank."""
    found = [v for v in check(case.problem, case.broken).violations if v.rule == case.rule]
    matching = [v for v in found if set(case.names) <= {subject.id for subject in v.subjects}]
    assert matching
    for language in ("en", "zh"):
        sentence = sentence_of(matching[0], named, language)
        assert "<" in sentence
        assert "None" not in sentence
        assert "{" not in sentence


def test_a_duplicate_booking_is_reported() -> None:
    """The same lesson twice is as wrong as not at all."""
    twice = Timetable((*CLEAN.bookings, CLEAN.bookings[0]))
    rules = {violation.rule for violation in check(a_problem(), twice).violations}
    assert "every_lesson_once" in rules


@pytest.mark.parametrize(
    ("field", "value"),
    [("lesson", "l9"), ("day", "2026-13-01"), ("first_period", 13), ("workshop", "w9"), ("instructor", "i9")],
)
def test_an_unknown_id_is_named_with_its_field(field: str, value: object) -> None:
    """Nothing that cannot be read is passed over in silence."""
    broken = Timetable((replace(CLEAN.bookings[0], **{field: value}), *CLEAN.bookings[1:]))
    found = [v for v in check(a_problem(), broken).violations if v.rule == "known_ids"]
    assert [(v.facts["field"], v.facts["value"]) for v in found] == [(field, str(value))]
