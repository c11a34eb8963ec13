"""The sectioner against the judge and against trying everything; what it does when there is no good answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from solver.problem import Duty, Line
from solver.result import Status
from solver.sectioning.check import check_sectioning, costs_of
from solver.sectioning.data import Meeting, SectioningProblem, SectioningWeights
from solver.sectioning.generate import generate_sectioning
from solver.sectioning.outcome import Limits
from solver.sectioning.solve import section
from tests.solver.sectioning.builders import (
    MONDAY,
    TUESDAY,
    a_request,
    a_sectioning,
    an_offer,
    least_cost,
    requests,
    sectionings,
)


@given(sectionings())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_answer_is_clean_and_as_good_as_the_best_of_all(problem: SectioningProblem) -> None:
    best = least_cost(problem)
    found = section(problem)
    if best is None:
        assert found.status is Status.INFEASIBLE
        assert found.reasons
        return
    assert found.status is Status.OPTIMAL
    assert check_sectioning(problem, found.placements) == ()
    assert found.costs == costs_of(problem, found.placements)
    assert (found.objective, found.bound) == (best, best)


@pytest.mark.parametrize("tightness", ["loose", "tight"])
def test_a_generated_instance_is_solved_to_its_proof_in_parts(tightness: str) -> None:
    problem = generate_sectioning(300, seed=3, tightness=tightness)
    found = section(problem)
    assert found.status is Status.OPTIMAL
    assert found.objective == found.bound == costs_of(problem, found.placements).total
    assert check_sectioning(problem, found.placements) == ()
    assert {*found.placements, *(one.request for one in found.unplaced)} == {r.id for r in problem.requests}


def test_courses_are_joined_only_where_a_tie_between_them_bites() -> None:
    offers = (an_offer("a1"), an_offer("b1", course="b"), an_offer("c1", course="c"))
    asked = (a_request("r1", person="p"), a_request("r2", person="p", course="b"), a_request("r3", course="c"))
    assert section(a_sectioning(offers=offers, requests=asked)).parts == 2
    apart = replace(offers[1], meetings=(Meeting(TUESDAY, 1, 1),))
    assert section(a_sectioning(offers=(offers[0], apart, offers[2]), requests=asked)).parts == 3


def test_the_same_input_and_seed_give_the_same_placements() -> None:
    problem = generate_sectioning(150, seed=5, tightness="tight")
    limits = Limits(work_limit=5.0, seed=7)
    assert section(problem, limits).placements == section(problem, limits).placements


def test_an_offer_that_too_few_ask_for_is_cancelled_and_says_so() -> None:
    found = section(a_sectioning(offers=(an_offer(least_size=2),)))
    assert found.status is Status.OPTIMAL
    assert found.cancelled == ("o1",)
    assert [(u.request, [o.rule for o in u.obstacles]) for u in found.unplaced] == [("r1", ["offer_cancelled"])]


def test_the_higher_priority_gets_the_last_seat() -> None:
    asked = (a_request("r1"), a_request("r2", priority=2))
    found = section(a_sectioning(offers=(an_offer(most_size=1),), requests=asked))
    assert found.placements == {"r2": "o1"}
    assert [o.rule for o in found.unplaced[0].obstacles] == ["offer_full"]


def test_a_person_of_two_courses_gets_two_offers_that_do_not_meet_together() -> None:
    offers = (
        an_offer("a1"),
        an_offer("b1", course="b"),
        an_offer("b2", course="b", meetings=(Meeting(TUESDAY, 1, 1),), opening_cost=500),
    )
    asked = (a_request("r1", person="p"), a_request("r2", person="p", course="b"))
    assert section(a_sectioning(offers=offers, requests=asked)).placements == {"r1": "a1", "r2": "b2"}


def test_nobody_meets_during_the_rest_after_a_night() -> None:
    night = Duty("n", "2026-11-22T22:00", "2026-11-23T06:00", 480, trainees=("person of r1",))
    found = section(a_sectioning(duties=(night,)))
    assert [o.rule for o in found.unplaced[0].obstacles] == ["rest_after_duty", "offer_cancelled"]
    rested = replace(night, rest_minutes=120)
    assert section(a_sectioning(duties=(rested,))).placements == {"r1": "o1"}


def test_a_line_spares_no_more_than_its_cap_across_courses() -> None:
    offers = (an_offer("a1"), an_offer("b1", course="b"))
    asked = (*requests(2, line="l"), a_request("r3", line="l", course="b", priority=3))
    found = section(a_sectioning(offers=offers, requests=asked, lines=(Line("l", 1),)))
    assert found.placements == {"r3": "b1"}
    assert "line_cap_reached" in [o.rule for o in found.unplaced[0].obstacles]


def test_equal_heads_in_two_offers_cost_less_than_unequal_ones() -> None:
    offers = (an_offer("o1"), an_offer("o2", meetings=(Meeting(TUESDAY, 1, 1),)))
    found = section(a_sectioning(offers=offers, requests=requests(4)))
    assert sorted(found.placements.values()) == ["o1", "o1", "o2", "o2"]


def test_who_stays_unplaced_is_shared_between_enterprises() -> None:
    asked = (*requests(2, owner="e1"), *(a_request(f"s{at}", owner="e2") for at in range(2)))
    found = section(a_sectioning(offers=(an_offer(most_size=2),), requests=asked))
    assert {request[0] for request in found.placements} == {"r", "s"}
    assert found.costs is not None
    assert found.costs.fairness == 500


def test_fairness_holds_across_courses_that_share_nothing_else() -> None:
    offers = (an_offer("a1", most_size=1), an_offer("b1", course="b", most_size=1))
    asked = tuple(
        a_request(f"{owner}{course}", owner=owner, course=course) for course in "ab" for owner in ("e1", "e2")
    )
    found = section(a_sectioning(offers=offers, requests=asked))
    assert found.status is Status.OPTIMAL
    assert {request[:2] for request in found.placements} == {"e1", "e2"}


def test_members_stay_although_others_would_be_dearer_to_lose() -> None:
    asked = (a_request("r1", sits_in="o1"), a_request("r2", priority=9))
    problem = a_sectioning(offers=(an_offer(most_size=1),), requests=asked)
    assert section(problem).placements == {"r1": "o1"}


def test_members_of_an_offer_that_may_go_are_placed_elsewhere() -> None:
    offers = (an_offer("o1", least_size=2, releases_members=True), an_offer("o2", meetings=(Meeting(TUESDAY, 1, 1),)))
    found = section(a_sectioning(offers=offers, requests=(a_request(sits_in="o1"),)))
    assert found.placements == {"r1": "o2"}
    assert found.cancelled == ("o1",)


def test_members_who_are_too_few_make_it_impossible_and_are_named_alone() -> None:
    offers = (an_offer("o1", least_size=3), an_offer("o2", meetings=(Meeting(TUESDAY, 1, 1),)))
    asked = (a_request("r1", sits_in="o1"), a_request("r2", sits_in="o2"))
    found = section(a_sectioning(offers=offers, requests=asked))
    assert found.status is Status.INFEASIBLE
    assert [(reason.rule, reason.ids("offer")) for reason in found.reasons] == [("members_cannot_stay", ("o1",))]
    assert found.objective is None
    assert found.placements == {}


def test_a_member_on_duty_is_the_reason() -> None:
    duty = Duty("n", f"{MONDAY}T06:00", f"{MONDAY}T14:00", trainees=("person of r1",))
    found = section(a_sectioning(requests=(a_request(sits_in="o1"),), duties=(duty,)))
    assert found.status is Status.INFEASIBLE
    assert [(reason.rule, reason.ids("duty")) for reason in found.reasons] == [("rest_after_duty", ("n",))]


def test_a_stopped_run_gives_back_something_clean_and_claims_no_more_than_its_bound() -> None:
    problem = generate_sectioning(400, seed=2, tightness="loose")
    found = section(problem, should_stop=lambda: True)
    assert check_sectioning(problem, found.placements) == ()
    assert found.objective is not None
    assert found.bound is not None
    assert found.bound <= section(problem).objective <= found.objective  # type: ignore[operator]


def test_no_requests_at_all_cancels_everything_provably() -> None:
    found = section(a_sectioning(requests=(), weights=SectioningWeights(cancelled=7)))
    assert (found.status, found.objective, found.cancelled) == (Status.OPTIMAL, 7, ("o1",))


@pytest.mark.parametrize(
    ("changes", "path"),
    [({"time_limit_seconds": 0}, "time_limit"), ({"work_limit": 0.0}, "work_limit"), ({"workers": 0}, "workers")],
)
def test_limits_that_cannot_be_are_refused(changes: dict[str, float], path: str) -> None:
    with pytest.raises(ValueError, match=path):
        Limits(**changes)  # type: ignore[arg-type]
