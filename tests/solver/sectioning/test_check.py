"""The judge finds each broken rule, prices each goal by hand-counted figures, and says both in two languages."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from solver.problem import Availability, Closure, Duty, Line
from solver.sectioning.check import Costs, check_sectioning, costs_of
from solver.sectioning.data import Meeting, SectioningWeights, WeeklyHalfDay
from solver.sectioning.sentences import SENTENCES, sentence_of_sectioning
from solver.verdict import Subject, Violation
from tests.solver.sectioning.builders import MONDAY, THURSDAY, TUESDAY, a_request, a_sectioning, an_offer, requests

ON_TUESDAY = (Meeting(TUESDAY, 1, 1),)
CLOSED = Availability(closures=(Closure(MONDAY, MONDAY, (1,)),))
EARLY = Duty("d", f"{MONDAY}T04:00", f"{MONDAY}T06:00", 121, trainees=("person of r1",))
TWO_OFFERS = (an_offer("o1"), an_offer("o2"))
BROKEN: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "known_ids": ({}, {"r1": "o9"}),
    "same_course": ({"offers": (an_offer(course="b"),)}, {"r1": "o1"}),
    "offer_size": ({"offers": (an_offer(least_size=2),)}, {"r1": "o1"}),
    "person_available": ({"requests": (a_request(free=CLOSED),)}, {"r1": "o1"}),
    "rest_after_duty": ({"duties": (EARLY,)}, {"r1": "o1"}),
    "person_double_booking": (
        {"offers": TWO_OFFERS, "requests": requests(2, person="p")},
        {"r1": "o1", "r2": "o2"},
    ),
    "line_cap": ({"requests": requests(2, line="l"), "lines": (Line("l", 1),)}, {"r1": "o1", "r2": "o1"}),
    "member_stays": ({"offers": TWO_OFFERS, "requests": requests(2, sits_in="o1")}, {"r1": "o1", "r2": "o2"}),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_each_broken_rule_is_found_alone(rule: str) -> None:
    changes, placements = BROKEN[rule]
    assert [one.rule for one in check_sectioning(a_sectioning(**changes), placements)] == [rule]


def test_what_breaks_no_rule_is_clean() -> None:
    changes: dict[str, Any] = {
        "requests": (
            a_request("r1", line="l", sits_in="o1"),
            a_request("r2", person="person of r1", free=replace(CLOSED, closures=(Closure(MONDAY, MONDAY, (2,)),))),
        ),
        "offers": (an_offer("o1"), an_offer("o2", meetings=ON_TUESDAY)),
        "duties": (replace(EARLY, rest_minutes=120),),
        "lines": (Line("l", 1),),
    }
    assert check_sectioning(a_sectioning(**changes), {"r1": "o1", "r2": "o2"}) == ()


def test_a_released_member_may_leave_only_a_cancelled_offer() -> None:
    offers = (an_offer("o1", releases_members=True), an_offer("o2", meetings=ON_TUESDAY))
    asked = requests(2, sits_in="o1")
    problem = a_sectioning(offers=offers, requests=asked)
    assert check_sectioning(problem, {"r1": "o2", "r2": "o2"}) == ()
    assert [v.rule for v in check_sectioning(problem, {"r1": "o2", "r2": "o1"})] == ["member_stays"]


def test_an_expected_half_day_takes_all_its_periods_on_each_open_day_of_the_window() -> None:
    offer = an_offer(meetings=(), expected=(WeeklyHalfDay(2, "evening"), WeeklyHalfDay(5, "morning")))
    assert a_sectioning(offers=(offer,)).meetings["o1"] == (Meeting(TUESDAY, 3, 1),)


def test_every_goal_costs_what_counting_by_hand_gives() -> None:
    offers = (
        an_offer("o1", base="b1", opening_cost=30),
        an_offer("o2", meetings=ON_TUESDAY, base="b2", opening_cost=500),
        an_offer("o3", course="b"),
    )
    asked = (
        a_request("r1", owner="e1", wished_offers=("o2", "o1"), wished_base="b2"),
        a_request("r2", wished_half_days=(("evening",),) * 7, wished_first_day="2026-12-02"),
        a_request("r3", wished_offers=("o1",), wished_last_day="2026-11-20"),
        a_request("r4", owner="e1", course="b", priority=2),
        a_request("r5", owner="e1", course="c"),
    )
    weights = SectioningWeights(
        unplaced=1000, rank=10, half_day=3, window=4, base=5, cancelled=50, balance=2, fairness=1
    )
    problem = a_sectioning(offers=offers, requests=asked, weights=weights)
    costs = costs_of(problem, {"r1": "o1", "r2": "o1", "r3": "o2"})
    # r1: second wish, other base. r2: wrong half-day, 9 days early = 2 weeks begun. r3: unlisted, 6 days late.
    assert costs == Costs(
        unplaced=3000, rank=20, half_day=3, window=12, base=5, opening=530, cancelled=50, balance=2, fairness=667
    )
    assert costs.total == 4289


def test_every_rule_has_its_sentence_in_both_languages() -> None:
    def names(kind: str, id_: str) -> str:
        return f"«{kind} {id_}»"

    for changes, placements in BROKEN.values():
        for violation in check_sectioning(a_sectioning(**changes), placements):
            english = sentence_of_sectioning(violation, names, "en")
            chinese = sentence_of_sectioning(violation, names, "zh")
            assert "«" in english
            assert "«" in chinese
            assert re.search("[\u4e00-\u9fff]", chinese)


def test_all_other_sentences_can_be_filled() -> None:
    subjects = tuple(Subject(kind, kind) for kind in ("request", "offer", "course", "line", "duty"))
    for rule in SENTENCES.keys() - BROKEN.keys():
        violation = Violation(rule, subjects, THURSDAY, 1, {"least": 2, "most": 3})
        assert "{" not in sentence_of_sectioning(violation, lambda kind, id_: id_, "en")
        assert "{" not in sentence_of_sectioning(violation, lambda kind, id_: id_, "zh")
