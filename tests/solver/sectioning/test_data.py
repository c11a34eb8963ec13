"""Every fault of the data is listed with the path of its field."""

from __future__ import annotations

from typing import Any

import pytest

from solver.problem import Availability, Closure, Day, Duty, Line, Period, ProblemFaults
from solver.sectioning.data import Meeting, SectioningWeights, WeeklyHalfDay
from solver.sectioning.generate import generate_sectioning
from tests.solver.sectioning.builders import DAYS, MONDAY, PERIODS, TUESDAY, a_request, a_sectioning, an_offer

FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"periods": (), "offers": (), "requests": ()}, "periods"),
    ({"periods": (Period(2, "morning", 480, 525), *PERIODS[1:]), "offers": ()}, "periods[0].number"),
    ({"periods": (*PERIODS[:2], Period(3, "night", 1080, 1125))}, "periods[2].half_day"),
    ({"periods": (*PERIODS[:2], Period(3, "morning", 1080, 1125))}, "periods[2].half_day"),
    ({"periods": (*PERIODS[:2], Period(3, "evening", 800, 900))}, "periods[2].start_minute"),
    ({"days": (*DAYS, Day(MONDAY, 1))}, "days[4].date"),
    ({"days": (Day("2026-11-1", 1), *DAYS)}, "days[0].date"),
    ({"days": (*DAYS[:3], Day("2026-11-28", 8))}, "days[3].works_as"),
    ({"offers": (an_offer(), an_offer())}, "offers[1].id"),
    ({"offers": (an_offer(""),)}, "offers[0].id"),
    ({"offers": (an_offer(least_size=0),)}, "offers[0].least_size"),
    ({"offers": (an_offer(most_size=0),)}, "offers[0].most_size"),
    ({"offers": (an_offer(opening_cost=-1),)}, "offers[0].opening_cost"),
    ({"offers": (an_offer(last_day="2026-11-01"),)}, "offers[0].last_day"),
    ({"offers": (an_offer(first_day="soon"),)}, "offers[0].first_day"),
    ({"offers": (an_offer(expected=(WeeklyHalfDay(1, "morning"),)),)}, "offers[0].expected"),
    ({"offers": (an_offer(meetings=(Meeting("2026-11-29", 1, 1),)),)}, "offers[0].meetings[0].day"),
    ({"offers": (an_offer(first_day=TUESDAY),)}, "offers[0].meetings[0].day"),
    ({"offers": (an_offer(meetings=(Meeting(MONDAY, 3, 2),)),)}, "offers[0].meetings[0].first_period"),
    ({"offers": (an_offer(meetings=(Meeting(MONDAY, 1, 0),)),)}, "offers[0].meetings[0].periods"),
    ({"offers": (an_offer(meetings=(), expected=(WeeklyHalfDay(8, "morning"),)),)}, "offers[0].expected[0].weekday"),
    ({"offers": (an_offer(meetings=(), expected=(WeeklyHalfDay(1, "noon"),)),)}, "offers[0].expected[0].half_day"),
    ({"requests": (a_request(person=""),)}, "requests[0].person"),
    ({"requests": (a_request(priority=0),)}, "requests[0].priority"),
    ({"requests": (a_request(line="l9"),)}, "requests[0].line"),
    ({"requests": (a_request(free=Availability(((1,),))),)}, "requests[0].free.weekly"),
    ({"requests": (a_request(free=Availability(((9,), *((),) * 6))),)}, "requests[0].free.weekly[0]"),
    (
        {"requests": (a_request(free=Availability((), (Closure(TUESDAY, MONDAY),))),)},
        "requests[0].free.closures[0].last_day",
    ),
    ({"requests": (a_request(wished_last_day="x"),)}, "requests[0].wished_last_day"),
    ({"requests": (a_request(wished_offers=("o9",)),)}, "requests[0].wished_offers[0]"),
    ({"requests": (a_request(wished_offers=("o1", "o1")),)}, "requests[0].wished_offers"),
    ({"requests": (a_request(course="b", wished_offers=("o1",)),)}, "requests[0].wished_offers[0]"),
    ({"requests": (a_request(wished_half_days=((),)),)}, "requests[0].wished_half_days"),
    ({"requests": (a_request(wished_half_days=(("noon",), *((),) * 6)),)}, "requests[0].wished_half_days[0]"),
    ({"requests": (a_request(sits_in="o9"),)}, "requests[0].sits_in"),
    ({"duties": (Duty("d", "2026-11-23", f"{MONDAY}T10:00"),)}, "duties[0].start"),
    ({"duties": (Duty("d", f"{MONDAY}T10:00", f"{MONDAY}T09:00"),)}, "duties[0].end"),
    ({"duties": (Duty("d", f"{MONDAY}T10:00", f"{MONDAY}T11:00", -1),)}, "duties[0].rest_minutes"),
    ({"duties": (Duty("d", f"{MONDAY}T10:00", f"{MONDAY}T11:00", cohorts=("c",)),)}, "duties[0].cohorts"),
    ({"lines": (Line("l", -1),)}, "lines[0].most_away"),
    ({"weights": SectioningWeights(rank=-1)}, "weights.rank"),
]


@pytest.mark.parametrize(("changes", "path"), FAULTS, ids=[f"{at} {path}" for at, (_, path) in enumerate(FAULTS)])
def test_a_fault_is_named_by_its_path(changes: dict[str, Any], path: str) -> None:
    with pytest.raises(ProblemFaults) as caught:
        a_sectioning(**changes)
    assert path in [fault.path for fault in caught.value.faults]


def test_all_faults_are_listed_not_only_the_first() -> None:
    with pytest.raises(ProblemFaults) as caught:
        a_sectioning(offers=(an_offer(least_size=0),), requests=(a_request(priority=0, line="l9"),))
    assert [fault.path for fault in caught.value.faults] == [
        "offers[0].least_size",
        "requests[0].priority",
        "requests[0].line",
    ]


def test_generated_instances_are_the_same_for_the_same_seed_and_differ_for_another() -> None:
    one, same, other = (generate_sectioning(60, seed) for seed in (1, 1, 2))
    assert one == same
    assert one.requests != other.requests
    assert len(one.requests) == 60
