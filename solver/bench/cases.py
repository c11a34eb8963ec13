"""What is measured: instances with a reference, by named set."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from solver.check import check
from solver.commands.files import BadInput
from solver.formats.own_json import problem_to_json
from solver.generate import generate


@dataclass(frozen=True, slots=True)
class Case:
    """An instance file to solve with one seed; `reference` is its planted cost or the best known one."""

    name: str
    path: Path
    seed: int
    seconds: float
    reference: int | None = None


Made = Callable[[Path, Sequence[int], Path | None], Iterator[Case]]


@dataclass(frozen=True, slots=True)
class CaseSet:
    """A named set: what the reference is, and how the cases are made in a folder, from seeds and a data folder."""

    reference: str
    cases: Made


def generated(sizes: dict[str, float], rule_sets: Sequence[str]) -> Made:
    """One instance for each size (with its seconds), rule set, tightness and seed."""

    def cases(folder: Path, seeds: Sequence[int], _data: Path | None) -> Iterator[Case]:
        for size, seconds in sizes.items():
            for rules in rule_sets:
                for tightness in ("loose", "tight"):
                    for seed in seeds:
                        problem, planted = generate(size, seed, tightness, rules)
                        path = folder / "instance.json"
                        path.write_text(problem_to_json(problem), encoding="utf-8")
                        yield Case(
                            f"{size} {tightness} {rules}", path, seed, seconds, check(problem, planted).objective
                        )
                        path.unlink()

    return cases


def competition(_folder: Path, seeds: Sequence[int], data: Path | None) -> Iterator[Case]:
    """Every `.ctt` below the data folder with each seed; best known costs from its `best_known.json`."""
    if data is None:
        raise BadInput("itc2007: --data must name the folder with the .ctt files")
    files = sorted(data.rglob("*.ctt"))
    if not files:
        raise BadInput(f"{data}: no .ctt file in it")
    best = _best_known(data)
    for file in files:
        for seed in seeds:
            yield Case(file.stem, file, seed, 300.0, best.get(file.stem))


def _best_known(data: Path) -> dict[str, int]:
    """Instance → best known cost; empty without the file. Raises `BadInput` for a file that is something else."""
    file = data / "best_known.json"
    if not file.exists():
        return {}
    try:
        found = json.loads(file.read_text(encoding="utf-8"))["itc2007_ud2"]
        return {name: int(entry["best"]) for name, entry in found.items()}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadInput(f"{file}: itc2007_ud2 must give each instance an object with its best cost") from error


SETS = {
    "small": CaseSet("planted", generated({"S": 60.0}, ("plain", "all"))),
    "generated": CaseSet("planted", generated({"M": 300.0, "L": 300.0}, ("all",))),
    "itc2007": CaseSet("best known", competition),
}
