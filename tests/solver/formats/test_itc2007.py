"""ITC-2007 instances and solutions: written and read again, and bad lines are named."""

from __future__ import annotations

import random

import pytest

from solver import ProblemFaults, Timetable
from solver.formats.itc2007 import problem_from_ctt, timetable_from_lines, timetable_to_lines
from tests.solver.formats.competition import CLEAN, TOY


def test_a_solution_written_and_read_again_is_the_same() -> None:
    problem = problem_from_ctt(TOY)
    timetable = timetable_from_lines(problem, CLEAN)
    written = timetable_to_lines(problem, timetable)
    assert sorted(written.splitlines()) == sorted(CLEAN.splitlines())
    assert timetable_from_lines(problem, written) == timetable
    assert timetable_to_lines(problem, Timetable()) == ""


def test_any_order_and_spacing_of_lines_is_read() -> None:
    problem = problem_from_ctt(TOY)
    shuffled = "\r\n\n".join(line.replace(" ", "\t") for line in reversed(CLEAN.splitlines()))
    assert timetable_from_lines(problem, shuffled) == timetable_from_lines(problem, CLEAN)


def test_more_than_five_days_stay_consecutive() -> None:
    problem = problem_from_ctt(TOY.replace("Days: 5", "Days: 8"))
    assert [day.date[-2:] for day in problem.days] == ["07", "08", "09", "10", "11", "12", "13", "14"]
    assert all(day.works_as <= 5 for day in problem.days)


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        ("END.\n", "", ["line 32: the file ends without END."]),
        (TOY[TOY.index("TecCos Rosa") :], "", ["line 11: the file ends without END."]),
        ("Courses: 4", "Courses: 5", ["line 9: Courses says 5, the section has 4"]),
        ("Courses: 4\n", "", ["line 1: header Courses is missing"]),
        ("Rooms: 2", "Rooms: two", ["line 3: Rooms 'two' is not a whole number below 1000000000"]),
        ("Days: 5", "Days: 0", ["line 4: Days must be at least 1"]),
        ("Days: 5", "Days: 5000", ["line 4: Days is 5000, must be at most 366"]),
        ("Name:", "Title:", ["line 1: 'Title' is no header of this format"]),
        ("ROOMS:\nA 32\nB 50\n", "", ["line 1: section ROOMS is missing"]),
        ("ArcTec Indaco 3 2 42", "ArcTec Indaco 3 2", ["line 11: has 4 fields, must have 5: course, teacher, lec"]),
        ("Indaco 3 2", "Indaco 99 2", ["line 11: lectures is 99, must be 1 to 20, the periods of the week"]),
        ("Indaco 3 2", "Indaco -3 2", ["line 11: lectures '-3' is not a whole number"]),
        ("A 32", "B 32", ["line 17: 'B' is listed twice"]),
        ("Cur1 3", "Cur1 2", ["line 20: curriculum 'Cur1' says 2 courses and names 3"]),
        ("Cur2 2 TecCos", "Cur2 2 Geotec", ["line 21: curriculum 'Cur2' names a course twice"]),
        ("Cur2 2 TecCos", "Cur2 2 Unknown", ["line 21: unknown course 'Unknown'"]),
        ("TecCos 2 0", "Unknown 2 0", ["line 24: unknown course 'Unknown'"]),
        ("TecCos 2 0", "TecCos 5 0", ["line 24: day 5 does not exist, the last one is 4"]),
        ("TecCos 2 0", "TecCos 2 4", ["line 24: period 4 does not exist, the last one is 3"]),
        ("TecCos 2 0\nTecCos 2 1", "TecCos 2 x\nZ 9 1", ["line 24: period 'x'", "line 25: day 9", "line 25: unknown"]),
    ],
)
def test_a_bad_instance_names_each_line(old: str, new: str, faults: list[str]) -> None:
    assert TOY.count(old) == 1
    with pytest.raises(ProblemFaults) as raised:
        problem_from_ctt(TOY.replace(old, new))
    told = [str(fault) for fault in raised.value.faults]
    assert len(told) == len(faults)
    assert all(line.startswith(start) for line, start in zip(told, faults, strict=True))


def test_an_instance_too_large_to_hold_is_refused() -> None:
    """A small file can ask for more lectures than any memory has room for."""
    courses = "".join(f"c{at} t{at} 30000 1 10\n" for at in range(10))
    huge = TOY.replace("Courses: 4", "Courses: 14").replace("Days: 5", "Days: 366").replace("day: 4", "day: 96")
    huge = huge.replace("SceCosC Ocra", f"{courses}SceCosC Ocra")
    with pytest.raises(ProblemFaults, match="line 9: 300016 lectures in all, at most 200000 can be read"):
        problem_from_ctt(huge)


def test_a_file_of_nothing_but_faults_is_not_told_to_its_end() -> None:
    constraints = "Nobody 9 9\n" * 5_000
    bad = TOY.replace("Constraints: 8", "Constraints: 5008").replace("TecCos 2 0\n", f"{constraints}TecCos 2 0\n")
    with pytest.raises(ProblemFaults) as raised:
        problem_from_ctt(bad)
    assert 1_000 <= len(raised.value.faults) < 1_010


def test_a_bad_solution_names_each_line() -> None:
    bad = "SceCosC A 0 0\nSceCosC A 0\nNobody A 0 0\nArcTec C 5 4\nArcTec B -1 0\n"
    with pytest.raises(ProblemFaults) as raised:
        timetable_from_lines(problem_from_ctt(TOY), bad)
    assert [str(fault) for fault in raised.value.faults] == [
        "line 2: has 3 fields, must have 4: course, room, day, period",
        "line 3: unknown course 'Nobody'",
        "line 4: unknown room 'C'",
        "line 4: day 5 does not exist, the last one is 4",
        "line 4: period 4 does not exist, the last one is 3",
        "line 5: day '-1' is not a whole number below 1000000000",
    ]


@pytest.mark.parametrize("seed", range(40))
def test_damaged_files_are_read_or_refused_but_never_break_the_reader(seed: int) -> None:
    """Bytes changed, lines dropped, doubled and swapped: a problem, or faults that each name a line."""
    chance = random.Random(seed)
    for _ in range(25):
        lines = TOY.splitlines()
        for _ in range(chance.randint(1, 4)):
            at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
            kind = chance.randrange(4)
            if kind == 0:
                lines[at] = "".join(
                    c if chance.random() < 0.9 else chance.choice("0 9-x:\u4e00\u00b2") for c in lines[at]
                )
            elif kind == 1:
                lines.insert(other, lines[at])
            elif kind == 2:
                lines[at], lines[other] = lines[other], lines[at]
            elif len(lines) > 1:
                del lines[at]
        try:
            problem = problem_from_ctt("\n".join(lines))
        except ProblemFaults as faults:
            assert all(fault.path.startswith("line ") for fault in faults.faults)
        else:
            assert timetable_from_lines(problem, "").bookings == ()
