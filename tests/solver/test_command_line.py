"""The command line: one JSON line out, and bad files answered with every fault and exit code 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from solver import problem_to_json, timetable_to_json
from solver.__main__ import main
from tests.solver.builders import MONDAY, a_booking, a_problem, with_bookings


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
    assert main(["solve", str(tmp_path / "none.json")]) == 2
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    assert main(["check", str(tmp_path / "binary"), str(tmp_path / "binary")]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_time_limit_of_nothing_is_refused_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The parameters are checked like the file."""
    instance = written(tmp_path / "p.json", problem_to_json(a_problem()))
    assert main(["solve", instance, "--time-limit", "0"]) == 2
    assert "time_limit_seconds" in capsys.readouterr().err
