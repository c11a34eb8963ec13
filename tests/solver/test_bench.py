"""Measurements: a run is judged from outside, references and medians are told, and what fails is a row, not an end."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from solver import problem_to_json
from solver.__main__ import main
from solver.bench import SETS, Case, Row, as_json, as_markdown, measure, measure_incidents
from solver.bench.running import run
from solver.commands.files import BadInput
from tests.solver.builders import a_problem
from tests.solver.formats.competition import TOY

ROW = Row("one", 1, "within", 2.0, 80.0, first_seconds=0.5, objective=120, reference=100, bound=90)
ROWS = [
    ROW,
    replace(ROW, seed=2, objective=110),
    replace(ROW, seed=3, objective=90, violations=1),
    Row("two", 1, "failed", 1.0, 10.0, reference=50, is_failed=True, note="bad | luck"),
]


def test_the_table_has_a_line_for_each_run_and_medians_of_clean_runs_alone() -> None:
    lines = as_markdown("some", "best known", ROWS).splitlines()
    assert lines[0] == "# some"
    assert "Best known" in lines[2]
    assert lines[4] == "| one | 1 | within | 0 | 0 | 0.50 s | 120 | 100 | 1.200 | 90 | 25.0% | 2.0 | 80 |  |"
    assert lines[7] == "| two | 1 | failed | 0 | 0 |  | – | 50 |  | – |  | 1.0 | 10 | bad \\| luck |"
    assert lines[-4:-2] == ["- one: 115 (100), 2 of 3 clean", "- two: – (50), 0 of 1 clean"]
    assert lines[-1] == (
        "First complete in 3 of 4 runs: half within 0.50 s, 95 % within 0.50 s, all within 0.50 s. 3 within, 1 failed."
    )


def test_the_sum_is_told_when_every_instance_has_a_cost() -> None:
    told = json.loads(as_json("some", "planted", ROWS))
    assert (told["sum"], told["sum_reference"]) == (None, 150)
    told = json.loads(as_json("some", "planted", ROWS[:2]))
    assert (told["sum"], told["sum_reference"]) == (115, 100)
    assert [row["ratio"] for row in told["rows"]] == [1.2, 1.1]
    assert told["rows"][0]["gap"] == 0.25


def test_a_run_is_measured_and_judged_from_outside(tmp_path: Path) -> None:
    path = tmp_path / "toy.ctt"
    path.write_text(TOY)
    row = measure(Case("toy", path, 4, 2.0, 2), 2.0, 1)
    assert (row.instance, row.seed, row.missing, row.violations, row.note) == ("toy", 4, 0, 0, "")
    assert row.objective is not None
    assert row.bound is not None
    assert row.bound <= row.objective
    assert row.seconds > 0
    assert row.megabytes > 20
    assert row.is_good


def test_an_instance_without_a_timetable_is_not_good(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_text(problem_to_json(a_problem()).replace('"size": 10', '"size": 99'))
    row = measure(Case("none", path, 1, 2.0), 2.0, 1)
    assert (row.status, row.missing, row.objective, row.is_good) == ("infeasible", 4, None, False)


def test_a_run_that_fails_is_a_row_with_its_last_word(tmp_path: Path) -> None:
    path = tmp_path / "cut.ctt"
    path.write_text(TOY[:40])
    row = measure(Case("cut", path, 1, 2.0, 7), 2.0, 1)
    assert (row.status, row.reference, row.is_good) == ("failed", 7, False)
    assert row.note == f"{path}: line 4: the file ends without END."


def test_a_run_that_does_not_end_is_killed() -> None:
    finished = run([sys.executable, "-c", "import time; time.sleep(600)"], 0.5)
    assert finished.code < 0
    assert finished.seconds < 60


def test_a_set_is_written_with_its_best_known_costs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From the folder of the competition's files to the table."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "toy.ctt").write_text(TOY)
    (tmp_path / "best_known.json").write_text(json.dumps({"itc2007_ud2": {"toy": {"best": 0}}}))
    out = tmp_path / "table.json"
    command = ["bench", "itc2007", "--data", str(tmp_path), "--seeds", "1,2", "--time-limit", "2", "--out", str(out)]
    assert main(command) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["seeds"], said["runs"], said["clean"]) == ([1, 2], 2, 2)
    told = json.loads(out.read_text())
    assert [(row["instance"], row["seed"], row["reference"]) for row in told["rows"]] == [("toy", 1, 0), ("toy", 2, 0)]


def test_generated_sets_name_size_tightness_and_rules(tmp_path: Path) -> None:
    cases = list(SETS["small"].cases(tmp_path, (1, 2), None))
    assert [(case.name, case.seed) for case in cases[:3]] == [
        ("S loose plain", 1),
        ("S loose plain", 2),
        ("S tight plain", 1),
    ]
    assert len({case.name for case in cases}) == 4
    assert all(case.reference for case in cases)


@pytest.mark.parametrize(
    ("best_known", "fault"),
    [
        ("{", "must give"),
        ('{"itc2007_ud2": {"toy": 5}}', "must give"),
        ("[]", "must give"),
        (None, "no .ctt file in it"),
    ],
)
def test_a_bad_data_folder_is_refused(tmp_path: Path, best_known: str | None, fault: str) -> None:
    if best_known is not None:
        (tmp_path / "toy.ctt").write_text(TOY)
        (tmp_path / "best_known.json").write_text(best_known)
    with pytest.raises(BadInput, match=fault):
        list(SETS["itc2007"].cases(tmp_path, (1,), tmp_path))


@pytest.mark.parametrize(
    "arguments",
    [["itc2007"], ["small", "--workers", "0"], ["small", "--time-limit", "nan"], ["small", "--only", "XXL"]],
)
def test_bad_options_end_with_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", *arguments]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1


@pytest.mark.parametrize("arguments", [["unknown"], ["small", "--seeds", "1,x"]])
def test_unknown_sets_and_seeds_end_with_two(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["bench", *arguments])
    assert ended.value.code == 2


def test_an_incident_is_a_row_with_its_proof_and_processor_seconds() -> None:
    (row,) = measure_incidents((1,), 3.0, count=1)
    assert row.is_good
    assert row.status in ("least", "repaired")
    assert re.search(r"processor \d+\.\d\d s to the first, \d+\.\d\d s in all$", row.note)


def test_incidents_are_counted_from_one(tmp_path: Path) -> None:
    assert main(["bench", "repair", "--incidents", "0", "--out", str(tmp_path / "t.md")]) == 2
