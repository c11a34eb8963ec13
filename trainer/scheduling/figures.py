"""The figures by which people compare timetables: how late, how far, how long they wait, and who teaches how much."""

from __future__ import annotations

from statistics import median
from typing import Any

import solver
from solver.figures import Fairness, fairness


def figures_of(problem: solver.Problem, timetable: solver.Timetable) -> dict[str, Any]:
    """The figures of a timetable as JSON; `points` of the dots run over persons, enterprises and bases.

    Evening and weekend count lesson periods of all instructors; waiting counts days over all cohorts from the wished
    first day; journeys are days on which a lesson is not at the instructor's own base; load is workstations used by
    those on offer, in per cent.
    """
    fair = fairness(problem, timetable)
    late = [share for share in fair.late if share.kind == "instructor"]
    waits = [cohort.days for owner in fair.waiting for cohort in owner.cohorts if cohort.days is not None]
    return {
        "evening_periods": sum(share.evening for share in late),
        "weekend_periods": sum(share.weekend for share in late),
        "waiting_days": sum(waits),
        "most_waiting_days": max(waits, default=0),
        "away_days": _away_days(problem, timetable),
        "instructor_periods": sum(share.periods for share in late),
        "busiest_week": max((load.busiest_week for load in fair.instructors), default=0),
        "instructors": sum(share.periods > 0 for share in late),
        "dots": _dots(fair),
    }


def _away_days(problem: solver.Problem, timetable: solver.Timetable) -> int:
    home = {instructor.id: instructor.home_base for instructor in problem.instructors}
    base = {workshop.id: workshop.base for workshop in problem.workshops}
    away = {
        (booking.instructor, booking.day)
        for booking in timetable.bookings
        if home[booking.instructor] not in (None, base[booking.workshop])
    }
    return len(away)


def _dots(fair: Fairness) -> dict[str, list[list[Any]]]:
    """For each strip its dots as [kind, id, value]."""
    late = [[share.kind, share.id, share.evening + share.weekend] for share in fair.late if share.kind == "instructor"]
    waits = [
        ["cohort", cohort.cohort, cohort.days]
        for owner in fair.waiting
        for cohort in owner.cohorts
        if cohort.days is not None
    ]
    loads = [
        ["base", load.id, round(100 * load.stations.share, 1)]
        for load in fair.loads
        if load.kind == "base" and load.stations.share is not None
    ]
    return {"late": late, "waiting": waits, "load": loads}


def middle(values: list[float]) -> float:
    """The median, 0 of nothing."""
    return median(values) if values else 0
