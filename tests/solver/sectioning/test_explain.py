"""Alternatives cost what trying all says, and obstacles are what stands in the way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from solver.problem import Line
from solver.sectioning.check import check_sectioning, costs_of
from solver.sectioning.data import Meeting, SectioningProblem
from solver.sectioning.explain import Explainer, Move, explain
from tests.solver.sectioning.builders import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    a_request,
    a_sectioning,
    all_placements,
    an_offer,
    sectionings,
)

THREE = (
    an_offer("o1", most_size=1),
    an_offer("o2", most_size=1, meetings=(Meeting(TUESDAY, 1, 1),)),
    an_offer("o3", most_size=1, meetings=(Meeting(WEDNESDAY, 1, 1),)),
)


def best_by_offer(problem: SectioningProblem, request: str) -> dict[str, int]:
    """The least total cost with the request in each offer, by trying all."""
    best: dict[str, int] = {}
    for placements in all_placements(problem):
        if request in placements and not check_sectioning(problem, placements):
            total, offer = costs_of(problem, placements).total, placements[request]
            best[offer] = min(total, best.get(offer, total))
    return best


@given(sectionings())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_two_alternatives_are_the_next_best_by_trying_all(problem: SectioningProblem) -> None:
    explainer = Explainer(problem)
    objective = explainer.sectioning.objective
    if objective is None:
        with pytest.raises(ValueError, match="infeasible"):
            explainer.explain("r0")
        return
    for request in problem.requests[:2]:
        found = explainer.explain(request.id)
        best = best_by_offer(problem, request.id)
        best.pop(str(found.offer), None)
        assert [objective + one.own + one.others for one in found.alternatives] == sorted(best.values())[:2]
        assert all(best[one.offer] == objective + one.own + one.others for one in found.alternatives)
        assert all(one.is_proved for one in found.alternatives)


def test_the_price_of_an_alternative_is_split_into_own_and_others() -> None:
    offers = (replace(THREE[0], base="b1"), replace(THREE[1], base="b1"), THREE[2])
    asked = (
        a_request("r1", wished_offers=("o1", "o2"), wished_base="b1"),
        a_request("r2", wished_offers=("o2", "o1")),
    )
    found = explain(a_sectioning(offers=offers, requests=asked), "r1")
    assert (found.offer, found.own) == ("o1", 0)
    nearest, other = found.alternatives
    assert (nearest.offer, nearest.own, nearest.others) == ("o2", 10, 10)
    assert nearest.moves == (Move("r2", "o2", "o1"),)
    assert (other.offer, other.own, other.others, other.moves) == ("o3", 25, 0, ())


def test_equal_requests_are_not_moved_without_need() -> None:
    asked = tuple(a_request(f"r{at}") for at in range(6))
    offers = tuple(
        an_offer(f"o{at}", most_size=3, meetings=(Meeting(day, 1, 1),)) for at, day in enumerate((MONDAY, TUESDAY))
    )
    explainer = Explainer(a_sectioning(offers=offers, requests=asked))
    before = explainer.sectioning.placements["r0"]
    found = explainer.explain("r0")
    assert [(one.own, one.others, len(one.moves)) for one in found.alternatives] == [(0, 0, 1)]
    assert found.alternatives[0].offer != before


def test_placements_that_are_best_already_are_kept_as_they_are() -> None:
    asked = tuple(a_request(f"r{at}") for at in range(3))
    for placements in ({"r0": "o1", "r1": "o2", "r2": "o3"}, {"r0": "o3", "r1": "o1", "r2": "o2"}):
        explainer = Explainer(a_sectioning(offers=THREE, requests=asked), placements=placements)
        assert explainer.sectioning.placements == placements


def test_an_unplaced_request_learns_what_stands_before_each_offer() -> None:
    offers = (
        an_offer("full", most_size=1, meetings=(Meeting(MONDAY, 2, 1),)),
        an_offer("clash"),
        an_offer("line", meetings=(Meeting(TUESDAY, 1, 1),)),
        an_offer("small", least_size=2, meetings=(Meeting(WEDNESDAY, 1, 1),)),
        an_offer("b1", course="b"),
        an_offer("c1", course="c", meetings=(Meeting(TUESDAY, 1, 1),)),
    )
    asked = (
        a_request("r1", person="p", line="l"),
        a_request("r2", sits_in="full"),
        a_request("r3", person="p", course="b", priority=9),
        a_request("r4", line="l", course="c", priority=9),
    )
    found = explain(a_sectioning(offers=offers, requests=asked, lines=(Line("l", 1),)), "r1")
    assert found.offer is None
    reasons = [(obstacle.ids("offer"), obstacle.rule) for obstacle in found.obstacles]
    assert (("full",), "offer_full") in reasons
    assert (("clash", "b1"), "person_double_booking") in reasons
    assert (("line",), "line_cap_reached") in reasons
    assert (("small",), "offer_cancelled") in reasons


def test_a_course_that_nobody_offers_is_the_whole_reason() -> None:
    found = explain(a_sectioning(requests=(a_request(course="z"),)), "r1")
    assert [obstacle.rule for obstacle in found.obstacles] == ["no_offer"]
    assert found.alternatives == ()
