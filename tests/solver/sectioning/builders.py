"""Small sectioning problems: one sound default for everything, random ones, and the best answer by trying all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

from hypothesis import strategies as st

from solver.problem import ALWAYS, Availability, Closure, Day, Duty, Line, Period
from solver.sectioning.check import check_sectioning, costs_of
from solver.sectioning.data import Meeting, Offer, Request, SectioningProblem, SectioningWeights, WeeklyHalfDay

PERIODS = (Period(1, "morning", 480, 525), Period(2, "afternoon", 780, 825), Period(3, "evening", 1080, 1125))
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = DATES = ("2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26")
DAYS = tuple(Day(date, at + 1) for at, date in enumerate(DATES))


def an_offer(id_: str = "o1", **changes: Any) -> Offer:
    """An offer of course "a" for one to three heads on Monday morning."""
    return replace(Offer(id_, "a", 1, 3, MONDAY, THURSDAY, (Meeting(MONDAY, 1, 1),)), **changes)


def a_request(id_: str = "r1", **changes: Any) -> Request:
    """A request of a person of its own for course "a"."""
    return replace(Request(id_, f"person of {id_}", "a"), **changes)


def requests(count: int, **changes: Any) -> tuple[Request, ...]:
    """So many requests r1, r2 … that are alike."""
    return tuple(a_request(f"r{at + 1}", **changes) for at in range(count))


def a_sectioning(**changes: Any) -> SectioningProblem:
    """One offer and one request."""
    fields: dict[str, Any] = {
        "name": "small",
        "periods": PERIODS,
        "days": DAYS,
        "offers": (an_offer(),),
        "requests": (a_request(),),
    }
    return SectioningProblem(**{**fields, **changes})


def all_placements(problem: SectioningProblem) -> Iterator[dict[str, str]]:
    """Every way to give each request an offer of its course or none."""
    ways = [
        (None, *(offer.id for offer in problem.offers if offer.course == request.course))
        for request in problem.requests
    ]
    for chosen in product(*ways):
        yield {r.id: offer for r, offer in zip(problem.requests, chosen, strict=True) if offer is not None}


def least_cost(problem: SectioningProblem) -> int | None:
    """The cost of the best clean placements, found by trying all; None when none is clean."""
    clean = (placements for placements in all_placements(problem) if not check_sectioning(problem, placements))
    return min((costs_of(problem, placements).total for placements in clean), default=None)


days = st.sampled_from(DATES)
meetings = st.builds(Meeting, days, st.integers(1, 3), st.just(1)) | st.builds(Meeting, days, st.just(1), st.just(2))
half_days = st.builds(WeeklyHalfDay, st.integers(1, 4), st.sampled_from(("morning", "afternoon", "evening")))
times = st.one_of(
    st.tuples(st.lists(meetings, min_size=1, max_size=2).map(tuple), st.just(())),
    st.tuples(st.just(()), st.lists(half_days, max_size=2, unique=True).map(tuple)),
)
weekly = st.lists(st.sampled_from(((), (1, 2, 3), (2, 3))), min_size=7, max_size=7).map(tuple)
frees = (
    st.just(ALWAYS)
    | st.builds(Availability, weekly)
    | st.builds(
        lambda day, periods: Availability(closures=(Closure(day, day, periods),)), days, st.sampled_from(((), (1,)))
    )
)
wished = st.just(()) | st.lists(st.sampled_from((("morning",), ("evening", "afternoon"), ())), min_size=7, max_size=7)


@st.composite
def offers(draw: st.DrawFn, id_: str) -> Offer:
    """An offer of course a or b with one to three heads."""
    least = draw(st.integers(1, 2))
    known, expected = draw(times)
    first, last = (MONDAY, THURSDAY) if known else sorted((draw(days), draw(days)))
    return Offer(
        id=id_,
        course=draw(st.sampled_from("aab")),
        least_size=least,
        most_size=draw(st.integers(least, 3)),
        first_day=first,
        last_day=last,
        meetings=known,
        expected=expected,
        base=draw(st.sampled_from(("b1", "b2"))),
        opening_cost=draw(st.integers(0, 9)),
        releases_members=draw(st.booleans()),
    )


@st.composite
def request_of(draw: st.DrawFn, id_: str, offered: tuple[Offer, ...]) -> Request:
    """A request of one of three people."""
    course = draw(st.sampled_from("aab"))
    of_course = [offer.id for offer in offered if offer.course == course]
    ranked = draw(st.permutations(of_course)) if of_course else []
    return Request(
        id=id_,
        person=draw(st.sampled_from(("p1", "p2", "p3", "p4"))),
        course=course,
        owner=draw(st.sampled_from((None, "e1", "e2"))),
        line=draw(st.sampled_from((None, "l1", "l1"))),
        priority=draw(st.integers(1, 2)),
        free=draw(frees),
        wished_first_day=draw(st.none() | st.sampled_from((TUESDAY, THURSDAY))),
        wished_last_day=draw(st.none() | st.sampled_from((THURSDAY, "2026-12-04"))),
        wished_offers=tuple(ranked[: draw(st.integers(0, 2))]),
        wished_half_days=tuple(draw(wished)),
        wished_base=draw(st.sampled_from((None, "b1"))),
        sits_in=draw(st.sampled_from([None, None, None, *of_course])),
    )


@st.composite
def sectionings(draw: st.DrawFn) -> SectioningProblem:
    """A problem small enough to try everything, with every feature now and then; unplaced need not dominate."""
    offered = tuple(draw(offers(f"o{at}")) for at in range(draw(st.integers(1, 4))))
    asked = tuple(draw(request_of(f"r{at}", offered)) for at in range(draw(st.integers(1, 5))))
    day = draw(days)
    night = Duty("d1", f"{day}T05:00", f"{day}T09:00", draw(st.sampled_from((0, 300))), trainees=("p1", "p2"))
    weights = SectioningWeights(
        unplaced=draw(st.sampled_from((10_000, 40))),
        balance=draw(st.sampled_from((0, 3))),
        fairness=draw(st.sampled_from((0, 1))),
        cancelled=draw(st.integers(0, 20)),
    )
    return SectioningProblem(
        name="random",
        periods=PERIODS,
        days=DAYS,
        offers=offered,
        requests=asked,
        duties=draw(st.sampled_from(((), (night,)))),
        lines=(Line("l1", draw(st.integers(0, 2))),),
        weights=weights,
    )
