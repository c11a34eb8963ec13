"""Instances and solutions as files: the format is told by the ending, and every fault names its file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from solver.formats import itc2007
from solver.formats.own_json import data_of, from_data, problem_from_json, timetable_from_json, timetable_to_json
from solver.formats.sectioning_json import is_sectioning, placements_from_json
from solver.params import Weights
from solver.problem import Problem, ProblemFaults
from solver.sectioning.data import SectioningProblem
from solver.timetable import Timetable

MOST_MEGABYTES = 100
_Read = TypeVar("_Read")


class BadInput(Exception):
    """Something given on the command line cannot be used; `lines` has one sentence for each fault."""

    def __init__(self, *lines: str) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines


@dataclass(frozen=True, slots=True)
class Instance:
    """A problem from a file, with the objective that its format means."""

    problem: Problem
    weights: Weights = field(default_factory=Weights)
    is_competition: bool = False


def read_instance(path: str) -> Instance:
    """The instance in a file: `.ctt` is ITC-2007, everything else own JSON. Raises `BadInput`."""
    text = _text(path)
    if path.lower().endswith(".ctt"):
        return Instance(_parsed(path, lambda: itc2007.problem_from_ctt(text)), itc2007.WEIGHTS, True)
    return Instance(_parsed(path, lambda: problem_from_json(text)))


def read_given(path: str) -> Instance | SectioningProblem:
    """As `read_instance`, but own JSON may be a sectioning problem too, which its shape tells. Raises `BadInput`."""
    if path.lower().endswith(".ctt"):
        return read_instance(path)
    text = _text(path)
    data = _parsed(path, lambda: data_of(text))
    if is_sectioning(data):
        return _parsed(path, lambda: from_data(data, SectioningProblem))
    return Instance(_parsed(path, lambda: from_data(data, Problem)))


def read_placements(path: str) -> dict[str, str]:
    """Request → offer in a file. Raises `BadInput`."""
    text = _text(path)
    return _parsed(path, lambda: placements_from_json(text))


def read_timetable(instance: Instance, path: str) -> Timetable:
    """The timetable in a file: own JSON, or the competition's lines for its instances. Raises `BadInput`."""
    text = _text(path)
    if instance.is_competition and not text.lstrip().startswith("{"):
        return _parsed(path, lambda: itc2007.timetable_from_lines(instance.problem, text))
    return _parsed(path, lambda: timetable_from_json(text))


def write_timetable(instance: Instance, timetable: Timetable, path: str) -> None:
    """Write a timetable in the format that belongs to its instance. Raises `BadInput`."""
    if instance.is_competition:
        write(path, itc2007.timetable_to_lines(instance.problem, timetable))
    else:
        write(path, timetable_to_json(timetable))


def write(path: str, text: str) -> None:
    """Write a file. Raises `BadInput`."""
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from error


def must_be_writable(path: str | None) -> None:
    """Refuse a place for the outcome before a long run. Raises `BadInput`."""
    if path is None:
        return
    place = Path(path)
    if place.is_dir():
        raise BadInput(f"{path}: is a folder")
    if not place.parent.is_dir():
        raise BadInput(f"{path}: the folder does not exist")


def _text(path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            data = file.read(MOST_MEGABYTES * 1_000_000 + 1)
        if len(data) > MOST_MEGABYTES * 1_000_000:
            raise BadInput(f"{path}: is larger than {MOST_MEGABYTES} MB")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: byte {error.start} is not UTF-8 text") from error


def _parsed(path: str, read: Callable[[], _Read]) -> _Read:
    try:
        return read()
    except ProblemFaults as faults:
        raise BadInput(*(f"{path}: {fault}" for fault in faults.faults)) from faults
