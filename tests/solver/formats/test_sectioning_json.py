"""Sectioning problems and placements as files: what is written is read again, and every fault has its path."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from solver import ProblemFaults
from solver.__main__ import main
from solver.formats.sectioning_json import (
    placements_from_json,
    placements_to_json,
    sectioning_from_json,
    sectioning_to_json,
)
from solver.sectioning import SectioningProblem, SectioningWeights, generate_sectioning
from tests.solver.sectioning.builders import a_request, a_sectioning, an_offer, requests, sectionings


def written(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def paths_of(text: str) -> set[str]:
    with pytest.raises(ProblemFaults) as caught:
        sectioning_from_json(text)
    return {fault.path for fault in caught.value.faults}


def changed(**fields: Any) -> str:
    """The small sectioning as a file with some fields replaced as they would be typed."""
    return json.dumps({**json.loads(sectioning_to_json(a_sectioning())), **fields})


@settings(max_examples=40, deadline=None)
@given(sectionings())
def test_any_problem_is_read_as_it_was_written(problem: SectioningProblem) -> None:
    assert sectioning_from_json(sectioning_to_json(problem)) == problem


def test_weights_at_their_defaults_are_left_out_and_others_are_kept() -> None:
    assert "weights" not in json.loads(sectioning_to_json(a_sectioning()))
    heavy = a_sectioning(weights=SectioningWeights(rank=99))
    assert json.loads(sectioning_to_json(heavy))["weights"] == {"rank": 99}
    assert sectioning_from_json(sectioning_to_json(heavy)) == heavy


def test_every_fault_is_listed_with_the_path_of_its_field() -> None:
    """Of the shape first, since what cannot be read cannot be judged; then all of the values at once."""
    offer = json.loads(sectioning_to_json(a_sectioning()))["offers"][0]
    assert paths_of(changed(offers=[{**offer, "most_size": "many", "room": "w1"}], requests=[{"id": "r1"}])) == {
        "offers[0].most_size",
        "offers[0].room",
        "requests[0].person",
        "requests[0].course",
    }
    meeting = {"day": "2026-12-24", "first_period": 9, "periods": 1}
    request = {"id": "r1", "person": "p", "course": "a", "line": "l9", "sits_in": "o9", "wished_last_day": "soon"}
    assert paths_of(changed(offers=[{**offer, "meetings": [meeting], "least_size": 0}], requests=[request])) == {
        "offers[0].least_size",
        "offers[0].meetings[0].day",
        "offers[0].meetings[0].first_period",
        "requests[0].line",
        "requests[0].sits_in",
        "requests[0].wished_last_day",
    }
    assert paths_of("[") == {"$"}


def test_placements_are_read_as_written_and_a_request_has_one() -> None:
    placements = {"r2": "o1", "r1": "o2"}
    assert placements_from_json(placements_to_json(placements)) == placements
    with pytest.raises(ProblemFaults) as caught:
        placements_from_json('{"placements": [{"request": "r1", "offer": "o1"}, {"request": "r1", "offer": "o2"}]}')
    assert [fault.path for fault in caught.value.faults] == ["placements[1].request"]


def test_solve_and_check_tell_a_sectioning_by_its_shape(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The way of a user: the file, the placements, the judgement, at the same cost."""
    problem = generate_sectioning(40, 1)
    instance, solution = written(tmp_path / "s.json", sectioning_to_json(problem)), str(tmp_path / "t.json")
    assert main(["solve", instance, "--time-limit", "20", "--out", solution]) == 0
    line = json.loads(capsys.readouterr().out)
    assert line["status"] in ("optimal", "within", "feasible")
    assert line["placed"] + len(line["unplaced"]) == len(problem.requests)
    assert line["objective"] == sum(line["parts"].values())
    assert main(["check", instance, solution]) == 0
    judged = json.loads(capsys.readouterr().out)
    assert (judged["violations"], judged["objective"]) == ([], line["objective"])


def test_check_says_which_rule_placements_break(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The negative control: too many in an offer; an unknown one has no cost."""
    full = a_sectioning(offers=(an_offer(most_size=1),), requests=requests(2))
    instance = written(tmp_path / "s.json", sectioning_to_json(full))
    both = written(tmp_path / "both.json", placements_to_json({"r1": "o1", "r2": "o1"}))
    assert main(["check", instance, both]) == 1
    (found,) = json.loads(capsys.readouterr().out)["violations"]
    assert found["rule"] == "offer_size"
    assert "o1" in found["sentence"]
    strange = written(tmp_path / "strange.json", placements_to_json({"r1": "o9"}))
    assert main(["check", instance, strange]) == 1
    judged = json.loads(capsys.readouterr().out)
    assert ([item["rule"] for item in judged["violations"]], judged["objective"]) == (["known_ids"], None)


def test_an_unplaced_request_has_its_obstacles_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    full = a_sectioning(offers=(an_offer(most_size=1),), requests=(a_request(), a_request("r2", priority=2)))
    assert main(["solve", written(tmp_path / "s.json", sectioning_to_json(full))]) == 0
    line = json.loads(capsys.readouterr().out)
    assert list(line["unplaced"]) == ["r1"]
    assert "o1" in line["unplaced"]["r1"][0]


def test_bad_files_and_options_end_with_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each fault on a line, with its file and its path."""
    broken = written(tmp_path / "s.json", changed(requests=[{"id": ""}]))
    assert main(["solve", broken]) == 2
    assert f"{broken}: requests[0].person: is missing" in capsys.readouterr().err
    sound = written(tmp_path / "t.json", sectioning_to_json(replace(a_sectioning(), name="sound")))
    assert main(["check", sound, written(tmp_path / "p.json", '{"placements": [{"request": 1}]}')]) == 2
    told = capsys.readouterr().err
    assert "placements[0].request: must be a text" in told
    assert "placements[0].offer: is missing" in told
    for options in (["--time-limit", "nan"], ["--workers", "0"], ["--progress"]):
        assert main(["solve", sound, *options]) == 2
