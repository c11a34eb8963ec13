"""The command line: one JSON line out, and bad files answered with every fault and exit code 2."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from solver import Forbidden, check, generate, problem_to_json, timetable_from_json, timetable_to_json
from solver.__main__ import main
from solver.bench.shortages import short_of_instructors
from solver.commands import files
from solver.commands.repairing import incident_of
from solver.repair import (
    CohortWithdrawn,
    Incident,
    InstructorAway,
    LessonMoved,
    PlacesForbidden,
    TraineeWithdrawn,
    WorkshopClosed,
)
from tests.solver.builders import CLEAN, MONDAY, a_booking, a_problem, with_bookings
from tests.solver.formats.competition import CLEAN as TOY_CLEAN
from tests.solver.formats.competition import TOY, counts_of


def written(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_generate_solve_and_check_work_one_after_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The way of a user, from nothing to a judged timetable."""
    instance, solution = str(tmp_path / "s.json"), str(tmp_path / "t.json")
    assert main(["generate", "--size", "S", "--seed", "4", "--tightness", "loose", "--out", instance]) == 0
    assert json.loads(capsys.readouterr().out)["lessons"] == 232
    assert main(["solve", instance, "--work-limit", "500", "--out", solution]) == 0
    line = json.loads(capsys.readouterr().out)
    assert (line["placed"], line["unplaced"], line["violations"]) == (232, 0, 0)
    assert main(["check", instance, solution]) == 0
    judged = json.loads(capsys.readouterr().out)
    assert (judged["violations"], judged["objective"]) == ([], line["objective"])


def test_check_tells_each_violation_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1: the input was sound, the timetable is not."""
    instance = written(tmp_path / "p.json", problem_to_json(a_problem()))
    broken = with_bookings(a_booking("k1", MONDAY, 2))
    solution = written(tmp_path / "t.json", timetable_to_json(broken))
    assert main(["check", instance, solution]) == 1
    found = json.loads(capsys.readouterr().out)["violations"]
    assert [item["rule"] for item in found] == ["instructor_double_booking"]
    assert "i1" in found[0]["sentence"]


def test_an_infeasible_problem_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The reason is a sentence with the ids."""
    text = problem_to_json(a_problem()).replace('"size": 10', '"size": 99')
    assert main(["solve", written(tmp_path / "p.json", text)]) == 1
    line = json.loads(capsys.readouterr().out)
    assert line["status"] == "infeasible"
    assert "c1" in line["reasons"][0]


@pytest.mark.parametrize(
    ("text", "fault"),
    [("{", "$: is not JSON"), ('{"name": 1}', "name: must be a text"), ("{}", "lessons: is missing")],
)
def test_a_bad_file_lists_its_faults_and_ends_with_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, fault: str
) -> None:
    """On the error stream, without a traceback."""
    assert main(["solve", written(tmp_path / "p.json", text)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert fault in told.err
    assert "Traceback" not in told.err


def test_a_missing_or_binary_file_ends_with_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The operating system's word is passed on."""
    missing, binary = tmp_path / "none.json", tmp_path / "binary"
    assert main(["solve", str(missing)]) == 2
    binary.write_bytes(b"\xff\xfe\x00")
    assert main(["check", str(binary), str(binary)]) == 2
    told = capsys.readouterr().err.splitlines()
    assert told == [f"{missing}: No such file or directory", f"{binary}: byte 0 is not UTF-8 text"]


def test_a_time_limit_of_nothing_is_refused_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The parameters are checked like the file."""
    instance = written(tmp_path / "p.json", problem_to_json(a_problem()))
    assert main(["solve", instance, "--time-limit", "0"]) == 2
    assert "time_limit_seconds" in capsys.readouterr().err


@pytest.mark.parametrize("value", ["nan", "inf", "-1"])
def test_a_time_limit_that_is_no_time_is_refused(tmp_path: Path, value: str) -> None:
    instance = written(tmp_path / "p.json", problem_to_json(a_problem()))
    assert main(["solve", instance, "--time-limit", value]) == 2


def test_every_fault_has_its_own_line_with_file_and_field(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = problem_to_json(a_problem()).replace('"base": "b2"', '"base": "b9"').replace('"size": 10', '"size": 0')
    instance = written(tmp_path / "p.json", text)
    assert main(["solve", instance]) == 2
    told = capsys.readouterr().err.splitlines()
    assert told == [
        f"{instance}: workshops[1].base: unknown base 'b9'",
        f"{instance}: cohorts[0].size: is 0, must be at least 1",
        f"{instance}: cohorts[1].size: is 0, must be at least 1",
    ]


def test_the_place_for_the_outcome_is_checked_before_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody waits a minute for a solution that cannot be written."""
    instance = written(tmp_path / "p.json", problem_to_json(a_problem()))
    nowhere = str(tmp_path / "no" / "t.json")
    assert main(["solve", instance, "--out", nowhere]) == 2
    assert main(["generate", "--size", "S", "--out", str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [f"{nowhere}: the folder does not exist", f"{tmp_path}: is a folder"]


def test_a_file_that_is_too_large_is_not_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_MEGABYTES", 1)
    instance = written(tmp_path / "p.json", " " * 1_000_001)
    assert main(["check", instance, instance]) == 2
    assert capsys.readouterr().err == f"{instance}: is larger than 1 MB\n"


def test_a_competition_instance_is_solved_and_judged_in_its_own_format(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The cost that is printed is the competition's, counted by its rules on the files."""
    instance, solution = written(tmp_path / "toy.ctt", TOY), tmp_path / "toy.sol"
    assert main(["solve", instance, "--time-limit", "20", "--work-limit", "300", "--out", str(solution)]) == 0
    line = json.loads(capsys.readouterr().out)
    counts = counts_of(TOY, solution.read_text())
    assert (counts.hard, counts.total) == (0, line["objective"])
    assert (line["violations"], line["placed"], line["seed"]) == (0, 16, 1)
    assert line["bound"] <= line["objective"]
    assert main(["check", instance, str(solution)]) == 0
    assert json.loads(capsys.readouterr().out)["objective"] == counts.total


def test_another_programs_solution_is_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With a lecture in a forbidden period the answer is no, and the course is named."""
    instance = written(tmp_path / "toy.CTT", TOY)
    good = written(tmp_path / "good.txt", TOY_CLEAN)
    bad = written(tmp_path / "bad.txt", TOY_CLEAN.replace("TecCos B 2 2", "TecCos B 2 0"))
    assert main(["check", instance, good]) == 0
    assert main(["check", instance, bad]) == 1
    judged = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert judged[0]["violations"] == []
    assert [item["rule"] for item in judged[1]["violations"]] == ["module_available"]
    assert "TecCos" in judged[1]["violations"][0]["sentence"]


def test_bad_competition_files_name_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cut = written(tmp_path / "cut.ctt", TOY[: TOY.index("Rosa")])
    whole = written(tmp_path / "toy.ctt", TOY)
    solution = written(tmp_path / "toy.sol", TOY_CLEAN + "Nobody A 0 9\n")
    assert main(["solve", cut]) == 2
    assert main(["check", whole, solution]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [
        f"{cut}: line 12: the file ends without END.",
        f"{cut}: line 12: has 1 fields, must have 5: course, teacher, lectures, minimum of days, students",
        f"{solution}: line 17: unknown course 'Nobody'",
        f"{solution}: line 17: period 9 does not exist, the last one is 3",
    ]


def test_our_own_format_is_judged_for_competition_instances_too(tmp_path: Path) -> None:
    instance = written(tmp_path / "toy.ctt", TOY)
    given = files.read_instance(instance)
    lines = written(tmp_path / "lines", TOY_CLEAN)
    timetable = files.read_timetable(given, lines)
    as_json = written(tmp_path / "json", timetable_to_json(timetable))
    assert files.read_timetable(given, as_json) == timetable


@pytest.mark.parametrize("signal_sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_keeps_the_best_so_far(tmp_path: Path, signal_sent: signal.Signals) -> None:
    """The run ends at once, with a timetable that the judge finds clean."""
    problem = generate("S", 1)[0]
    instance = written(tmp_path / "s.json", problem_to_json(problem))
    solution = tmp_path / "t.json"
    command = [sys.executable, "-m", "solver", "solve", instance, "--time-limit", "600", "--out", str(solution)]
    with subprocess.Popen([*command, "--progress"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert run.stderr is not None
        is_complete = any(json.loads(line)["objective"] is not None for line in run.stderr)
        os.kill(run.pid, signal_sent)
        out, err = run.communicate(timeout=60)
    assert is_complete
    assert run.returncode == 0
    assert "Traceback" not in err
    line = json.loads(out)
    judgement = check(problem, timetable_from_json(solution.read_text()))
    assert (judgement.violations, judgement.objective) == ((), line["objective"])
    assert line["seconds"] < 300


def test_an_unknown_command_or_option_ends_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["fly"], [], ["solve"], ["solve", "f", "--seed", "x"], ["generate", "--size", "XL"]):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_clean_timetable_is_clean(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    instance = written(tmp_path / "p.json", problem_to_json(a_problem()))
    assert main(["check", instance, written(tmp_path / "t.json", timetable_to_json(CLEAN))]) == 0
    assert json.loads(capsys.readouterr().out)["violations"] == []


def test_the_whole_rule_set_and_its_planted_timetable_can_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    instance, planted = str(tmp_path / "s.json"), str(tmp_path / "t.json")
    command = ["generate", "--size", "S", "--seed", "2", "--tightness", "tight", "--rules", "all"]
    assert main([*command, "--out", instance, "--planted-out", planted]) == 0
    line = json.loads(capsys.readouterr().out)
    assert (line["seed"], line["planted_violations"]) == (2, 0)
    assert line["lessons"] > 232
    assert main(["check", instance, planted]) == 0
    assert json.loads(capsys.readouterr().out)["objective"] == line["planted_objective"]


def test_a_shortage_is_explained_with_ways_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One half-day of two instructors is missing: the figure, the people, and what would do at which price."""
    problem = short_of_instructors("S", 1)
    instance = written(tmp_path / "p.json", problem_to_json(problem))
    assert main(["explain", instance, "--time-limit", "60", "--repairs", "2"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], told["is_irreducible"], told["shortage"]["missing"]) == ("explained", True, 1)
    assert {"rare0", "rare1"} <= {fact["id"] for fact in told["facts"]}
    assert all(fact["sentence"] and fact["field"] for fact in told["facts"])
    assert sum(told["shortage"]["by_week"].values()) == 1
    assert 1 <= len(told["repairs"]) <= 2
    assert all(way["is_verified"] and way["sentence"] and way["price"]["points"] > 0 for way in told["repairs"])


def test_an_instance_with_a_timetable_needs_no_explanation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    instance = written(tmp_path / "p.json", problem_to_json(a_problem()))
    assert main(["explain", instance]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], told["facts"], told["repairs"], told["seed"]) == ("feasible", [], [], 1)


@pytest.mark.parametrize("value", ["0", "nan", "inf"])
def test_explain_refuses_a_time_limit_that_is_none(tmp_path: Path, value: str) -> None:
    instance = written(tmp_path / "p.json", problem_to_json(a_problem()))
    assert main(["explain", instance, "--time-limit", value]) == 2


def test_a_published_timetable_is_repaired(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An instructor is ill: the lessons hit find another place, and the timetable that is written keeps every rule."""
    problem, planted = generate("S", 1)
    instance = written(tmp_path / "s.json", problem_to_json(problem))
    published = written(tmp_path / "t.json", timetable_to_json(planted))
    booking = planted.bookings[100]
    incident = f"instructor {booking.instructor} ill {booking.day}..{booking.day}"
    out = tmp_path / "new.json"
    command = ["repair", instance, "--published", published, "--incident", incident, "--out", str(out)]
    assert main([*command, "--time-limit", "20", "--seed", "3"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert booking.lesson in told["hit"]
    assert told["seed"] == 3
    first = told["repairs"][0]
    assert (first["violations"], first["people"]) == (0, min(one["people"] for one in told["repairs"]))
    assert first["people"] >= told["least_touched"]
    repaired = timetable_from_json(out.read_text())
    assert check(problem, repaired).violations == ()
    assert {one["lesson"] for one in first["changes"]} == {
        b.lesson for b in set(repaired.bookings) - set(planted.bookings)
    }
    assert not any(b.instructor == booking.instructor and b.day == booking.day for b in repaired.bookings)


@pytest.mark.parametrize(
    ("incident", "fault"),
    [
        ("instructor i1 ill 2026-11-23", "is none of"),
        ("instructor i1 ill 2026-11-24..2026-11-23", "the last day is before the first"),
        ("workshop w1 closed 2026-13-01..2026-13-02", "'2026-13-01' is not a date"),
        ("instructor i9 ill 2026-11-23..2026-11-24", "there is no instructor 'i9'"),
        ("lesson l9 at 2026-11-23 1 w1", "there is no lesson 'l9'"),
        ("lesson l1 at 2026-11-23 1 w9", "w9"),
        ("cohort c9 withdrawn 2026-11-23", "there is no cohort 'c9'"),
        ("trainee t9 withdrawn", "there is no trainee 't9'"),
        ("lesson l9 elsewhere", "there is no lesson 'l9'"),
        ("lesson l1 not in w9", "'w9'"),
        ("lesson l1 not 2026-11-24..2026-11-23", "the last day is before the first"),
        ("", "is none of"),
    ],
)
def test_an_incident_that_cannot_be_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], incident: str, fault: str
) -> None:
    instance = written(tmp_path / "p.json", problem_to_json(a_problem()))
    published = written(tmp_path / "t.json", timetable_to_json(CLEAN))
    assert main(["repair", instance, "--published", published, "--incident", incident]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert fault in told.err


@pytest.mark.parametrize(
    ("text", "incident"),
    [
        ("instructor i1 ill 2026-11-23..2026-11-24", InstructorAway("i1", "2026-11-23", "2026-11-24")),
        ("workshop  Saal 1 closed 2026-11-23..2026-11-23", WorkshopClosed("Saal 1", "2026-11-23", "2026-11-23")),
        ("lesson c1-m1-1 at 2026-11-23 5 w2", LessonMoved("c1-m1-1", "2026-11-23", 5, "w2")),
        ("cohort c1 withdrawn 2026-11-23", CohortWithdrawn("c1", "2026-11-23")),
        ("trainee t 1 withdrawn", TraineeWithdrawn("t 1")),
        ("lesson l1 elsewhere", LessonMoved("l1", elsewhere=True)),
        (
            "lesson l1 not 2026-11-23..2026-11-24",
            PlacesForbidden(("l1",), Forbidden("2026-11-23", "2026-11-24")),
        ),
        ("lesson l1 not in Saal 1", PlacesForbidden(("l1",), Forbidden(workshop="Saal 1"))),
        ("lesson l1 not with i1", PlacesForbidden(("l1",), Forbidden(instructor="i1"))),
    ],
)
def test_each_form_of_an_incident_is_understood(text: str, incident: Incident) -> None:
    assert incident_of(text) == incident


def test_when_there_is_no_repair_the_line_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both instructors are away for good: a proof by lesson and rule, in both languages, and exit code 1."""
    instance = written(tmp_path / "p.json", problem_to_json(a_problem()))
    published = written(tmp_path / "t.json", timetable_to_json(CLEAN))
    command = ["repair", instance, "--published", published, "--time-limit", "2"]
    for instructor in ("i1", "i2"):
        command += ["--incident", f"instructor {instructor} ill 2026-11-01..2026-12-31"]
    assert main(command) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["is_impossible"], told["is_stopped"]) == (True, False)
    first = told["obstacles"][0]
    assert (first["why"], first["is_proved"], first["rules"]) == ("no_place", True, ["instructor_available"])
    assert first["en"][1] == "An instructor teaches only when available."
    assert first["zh"][1] == "教师只能在其可授课时段上课。"


@pytest.mark.parametrize("wrong", [["--begun", "1"], ["--today", "2026-11-23", "--begun", "-1"]])
def test_begun_needs_a_day_and_a_period(tmp_path: Path, wrong: list[str]) -> None:
    instance = written(tmp_path / "p.json", problem_to_json(a_problem()))
    published = written(tmp_path / "t.json", timetable_to_json(CLEAN))
    assert main(["repair", instance, "--published", published, "--incident", "lesson l1 elsewhere", *wrong]) == 2


def test_only_a_clean_timetable_can_be_repaired(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    instance = written(tmp_path / "p.json", problem_to_json(a_problem()))
    broken = with_bookings(a_booking("k1", MONDAY, 2))
    published = written(tmp_path / "t.json", timetable_to_json(broken))
    incident = "cohort c1 withdrawn 2026-11-23"
    assert main(["repair", instance, "--published", published, "--incident", incident]) == 2
    assert "breaks instructor_double_booking" in capsys.readouterr().err
