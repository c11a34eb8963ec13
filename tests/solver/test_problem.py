"""Problem data is validated once, with every fault and the path of its field."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from solver import (
    After,
    Allowance,
    Availability,
    Booking,
    Closure,
    Commitment,
    Day,
    Duty,
    Forbidden,
    Lesson,
    Line,
    LineShare,
    Lock,
    Pattern,
    Period,
    ProblemFaults,
    Qualification,
    Quota,
    Reservation,
    Stations,
    Travel,
    Wish,
    check,
    generate,
    problem_from_json,
    problem_to_json,
    timetable_from_json,
    timetable_to_json,
)
from tests.solver.builders import (
    CLEAN,
    MONDAY,
    TUESDAY,
    a_cohort,
    a_module,
    a_problem,
    a_workshop,
    an_instructor,
)


def paths_of(**changes: Any) -> set[str]:
    """The paths that a problem with these fields is refused for."""
    with pytest.raises(ProblemFaults) as caught:
        a_problem(**changes)
    return {fault.path for fault in caught.value.faults}


FAULTY: list[tuple[dict[str, Any], set[str]]] = [
    ({"periods": ()}, {"periods"}),
    (
        {"periods": (Period(2, "noon", 500, 480),)},
        {"periods[0].number", "periods[0].half_day", "periods[0].start_minute"},
    ),
    ({"days": ()}, {"days"}),
    ({"days": (Day(TUESDAY, 2), Day(MONDAY, 9))}, {"days[1].date", "days[1].works_as"}),
    ({"days": (Day("23.11.2026", 1),)}, {"days[0].date"}),
    (
        {"workshops": (a_workshop(base="b9", seats=-1), a_workshop())},
        {"workshops[0].base", "workshops[0].seats", "workshops[1].id"},
    ),
    (
        {"workshops": (a_workshop(stations=(Stations("bench", -1), Stations("bench", 2))),)},
        {"workshops[0].stations[0].count", "workshops[0].stations[1].equipment"},
    ),
    (
        {"instructors": (an_instructor(qualifications=(Qualification("x", "all", TUESDAY, MONDAY),), home_base="b9"),)},
        {
            "instructors[0].qualifications[0].kind",
            "instructors[0].qualifications[0].last_day",
            "instructors[0].home_base",
        },
    ),
    (
        {"instructors": (an_instructor(availability=Availability(weekly=((1,),))),)},
        {"instructors[0].availability.weekly"},
    ),
    (
        {"instructors": (an_instructor(availability=Availability(closures=(Closure(TUESDAY, MONDAY, (99,)),))),)},
        {"instructors[0].availability.closures[0].last_day", "instructors[0].availability.closures[0].periods"},
    ),
    ({"cohorts": (a_cohort(size=1, trainees=("a", "b")), a_cohort("c2"))}, {"cohorts[0].size"}),
    (
        {"cohorts": (a_cohort(wished_first_day=TUESDAY, wished_last_day=MONDAY, bases=("b9",)), a_cohort("c2"))},
        {"cohorts[0].wished_last_day", "cohorts[0].bases"},
    ),
    (
        {"modules": (a_module(cohort="c9", kind="art", trainees_per_station=0), a_module("m2", "c2"))},
        {"modules[0].cohort", "modules[0].kind", "modules[0].trainees_per_station"},
    ),
    (
        {"modules": (a_module(after=(After("m2", -1, -1),)), a_module("m2", "c2"))},
        {"modules[0].after[0].module", "modules[0].after[0].least_days", "modules[0].after[0].most_days"},
    ),
    (
        {"modules": (a_module(after=(After("m2"),)), a_module("m2", "c1", after=(After("m1"),)))},
        {"modules[0].after", "modules[1].after"},
    ),
    (
        {"lessons": (Lesson("l1", "m9", 1, 5), Lesson("l1", "m1", 1, 0), Lesson("l2", "m1", 1, 1))},
        {"lessons[0].module", "lessons[0].periods", "lessons[1].id", "lessons[1].periods", "lessons[2].number"},
    ),
    (
        {"lessons": (Lesson("l1", "m1", 1, 1, Lock("soon", 99, "w9", "i9")),)},
        {
            "lessons[0].locked.day",
            "lessons[0].locked.first_period",
            "lessons[0].locked.workshop",
            "lessons[0].locked.instructor",
        },
    ),
    (
        {
            "lessons": (
                Lesson("l1", "m1", 1, 1, forbidden=(Forbidden("soon", periods=(99,), workshop="w9", instructor="i9"),)),
                Lesson("l2", "m1", 2, 1, forbidden=(Forbidden("2026-11-24", "2026-11-23"),)),
            )
        },
        {
            "lessons[0].forbidden[0].first_day",
            "lessons[0].forbidden[0].periods",
            "lessons[0].forbidden[0].workshop",
            "lessons[0].forbidden[0].instructor",
            "lessons[0].forbidden[0]",
            "lessons[1].forbidden[0].last_day",
        },
    ),
    (
        {"travel": (Travel("b1", "b9", -5), Travel("b1", "b2", 5), Travel("b1", "b2", 6))},
        {"travel[0].destination", "travel[0].minutes", "travel[2]"},
    ),
    (
        {"duties": (Duty("n", "2026-11-23T22:00", "2026-11-23T06:00", -1, ("c9",), ("t9",)),)},
        {"duties[0].end", "duties[0].rest_minutes", "duties[0].cohorts", "duties[0].trainees"},
    ),
    ({"duties": (Duty("n", "tonight", "2026-11-23", 0),)}, {"duties[0].start", "duties[0].end"}),
    (
        {"commitments": (Commitment("x", MONDAY, 12, 2, "b9", "w9", (), -1, ("i9",), ("c9",), ("t9",)),)},
        {f"commitments[0].{f}" for f in ("periods", "base", "workshop", "seats", "instructors", "cohorts", "trainees")},
    ),
    ({"days": (Day("2026-01-01", 4), Day("2996-01-01", 5))}, {"days"}),
    (
        {"workshops": (a_workshop(reservations=(Reservation((), Availability(((1,),))),)),)},
        {"workshops[0].reservations[0].owners", "workshops[0].reservations[0].periods.weekly"},
    ),
    ({"instructors": (an_instructor(max_trainees=0),)}, {"instructors[0].max_trainees"}),
    (
        {
            "cohorts": (
                a_cohort(lines=(LineShare("l9", -1), LineShare("l9", 12)), claim_by="soon", claim_value=-1),
                a_cohort("c2"),
            )
        },
        {
            "cohorts[0].lines[0].line",
            "cohorts[0].lines[0].heads",
            "cohorts[0].lines",
            "cohorts[0].claim_by",
            "cohorts[0].claim_value",
        },
    ),
    ({"cohorts": (a_cohort(part_of="c9"), a_cohort("c2", part_of="c2"))}, {f"cohorts[{at}].part_of" for at in (0, 1)}),
    (
        {"cohorts": (a_cohort(part_of="c2"), a_cohort("c2", part_of="c3"), a_cohort("c3", part_of="c1"))},
        {f"cohorts[{at}].part_of" for at in (0, 1, 2)},
    ),
    (
        {"modules": (a_module(also=("c2", "c2")), a_module("m2", "c2", also=("c9",), heads=-1, least_days=0))},
        {"modules[0].also", "modules[1].also", "modules[1].heads", "modules[1].least_days"},
    ),
    (
        {
            "cohorts": (a_cohort(), a_cohort("c2", part_of="c3"), a_cohort("c3", part_of="c1")),
            "modules": (a_module(also=("c2",)), a_module("m2", "c2")),
        },
        {"modules[0].also"},
    ),
    (
        {"modules": (a_module(patterns=(Pattern((), 99, "soon", 0, 0, -1), Pattern((0, 8, 3, 3), 1, MONDAY, 1))),)},
        {f"modules[0].patterns[0].{f}" for f in ("weekdays", "first_period", "first_week", "weeks", "every", "penalty")}
        | {"modules[0].patterns[1].weekdays"},
    ),
    ({"lines": (Line("l1", -1), Line("l1", 2))}, {"lines[0].most_away", "lines[1].id"}),
    (
        {"quotas": (Quota("q", "", -1, ("w9", "w1", "w1"), TUESDAY, MONDAY), Quota("q", "e", 1))},
        {"quotas[0].owner", "quotas[0].most", "quotas[0].workshops", "quotas[0].last_day", "quotas[1].id"},
    ),
    (
        {"allowances": (Allowance("i9", "studio", -1), Allowance("i9", "studio", 2))},
        {"allowances[0].instructor", "allowances[0].most_periods_a_week", "allowances[1]"},
    ),
    (
        {
            "wishes": (
                Wish("s", "nobody", "c1", ((1,),), "b9", "i9", -1),
                Wish("s", "instructor", "c1", ((99,), *((),) * 6), None, "i1"),
            )
        },
        {f"wishes[0].{f}" for f in ("kind", "avoid", "base", "instructor", "weight")}
        | {"wishes[1].id", "wishes[1].who", "wishes[1].avoid[0]", "wishes[1].instructor"},
    ),
    (
        {"published": (Booking("l2", "soon", 99, "w9", "i9"), *CLEAN.bookings[:1] * 2)},
        {f"published[0].{f}" for f in ("day", "first_period", "workshop", "instructor")} | {"published"},
    ),
]


@pytest.mark.parametrize(("changes", "paths"), FAULTY, ids=lambda value: ",".join(sorted(value)))
def test_each_fault_is_named_by_the_path_of_its_field(changes: dict[str, Any], paths: set[str]) -> None:
    """Everything wrong at once, so that it is mended at once."""
    assert paths <= paths_of(**changes)


def test_a_sound_problem_has_no_faults_and_keeps_what_it_was_given() -> None:
    """The default of the builders is sound."""
    assert a_problem().cohorts[0].id == "c1"


def test_what_is_published_of_lessons_that_are_no_more_is_ignored() -> None:
    """A deleted lesson takes its workshop and its instructor along; a day that is none stays a fault."""
    gone = Booking("l9", MONDAY, 1, "w9", "i9")
    assert check(a_problem(published=(*CLEAN.bookings, gone)), CLEAN) == check(
        a_problem(published=CLEAN.bookings), CLEAN
    )
    assert paths_of(published=(replace(gone, day="soon"),)) == {"published[0].day"}


def test_a_module_may_follow_what_some_of_its_people_attend() -> None:
    """A group's practice comes after the theory of its whole, and after a joint lesson; not after a stranger's."""
    cohorts = (a_cohort(), a_cohort("c2", part_of="c1"), a_cohort("c3"))
    theory, joint = a_module(), a_module("m2", "c1", also=("c3",))
    in_group = a_module("m3", "c2", after=(After("m1"), After("m2")))
    assert a_problem(cohorts=cohorts, modules=(theory, joint, in_group)).modules[2] == in_group
    strange = a_module("m3", "c3", after=(After("m2"), After("m1")))
    assert paths_of(cohorts=cohorts, modules=(theory, joint, strange)) == {"modules[2].after[1].module"}


def test_problems_and_timetables_survive_the_way_through_json() -> None:
    """What is written is read back equal, with every kind of field."""
    problem, planted = generate("S", 3, "tight")
    rich = replace(problem, commitments=(Commitment("x", problem.days[0].date, 1, 2, workshop="w0", cohorts=("c0",)),))
    assert problem_from_json(problem_to_json(rich)) == rich
    assert timetable_from_json(timetable_to_json(planted)) == planted


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("", "$"),
        ("[1]", "$"),
        ('{"name": 5}', "name"),
        ('{"name": "x", "colour": 1}', "colour"),
        ('{"lessons": 7}', "lessons"),
        ('{"lessons": [{"id": "l", "module": "m", "number": true, "periods": 1.5}]}', "lessons[0].number"),
        ('{"lessons": [{"id": "l", "module": "m", "number": 1, "periods": 1, "locked": []}]}', "lessons[0].locked"),
        ('{"modules": [{"id": "m"}]}', "modules[0].cohort"),
        ('{"modules": [{"shares_workshop": "yes"}]}', "modules[0].shares_workshop"),
        ("[" * 100_000, "$"),
    ],
)
def test_a_bad_file_is_refused_with_the_path_of_the_field(text: str, path: str) -> None:
    """No traceback, and nothing half read."""
    with pytest.raises(ProblemFaults) as caught:
        problem_from_json(text)
    assert path in {fault.path for fault in caught.value.faults}


def test_all_faults_of_a_file_are_listed_together() -> None:
    """Two broken fields give two faults."""
    data = json.loads(timetable_to_json(CLEAN))
    data["bookings"][0]["first_period"] = "one"
    del data["bookings"][1]["day"]
    with pytest.raises(ProblemFaults) as caught:
        timetable_from_json(json.dumps(data))
    assert {fault.path for fault in caught.value.faults} == {"bookings[0].first_period", "bookings[1].day"}
