"""One measurement: `python -m solver solve` in a process of its own, its timetable judged here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from solver.bench.cases import Case
from solver.check import check
from solver.commands.files import BadInput, read_instance, read_timetable

GRACE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Finished:
    """How a process ended: exit code, what it printed, wall seconds and the most memory of one process."""

    code: int
    out: str
    err: str
    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table. Violations and objective are the judge's; the rest is what the run said of itself."""

    instance: str
    seed: int
    status: str
    seconds: float
    megabytes: float
    missing: int = 0
    violations: int = 0
    first_seconds: float | None = None
    objective: int | None = None
    reference: int | None = None
    bound: int | None = None
    is_failed: bool = False
    note: str = ""

    @property
    def is_good(self) -> bool:
        """Whether every lesson has a place and no rule is broken."""
        return not self.is_failed and self.missing == 0 and self.violations == 0

    @property
    def ratio(self) -> float | None:
        """Objective by reference."""
        return None if self.objective is None or not self.reference else self.objective / self.reference

    @property
    def gap(self) -> float | None:
        """How far the objective may lie above the best, in parts of the objective."""
        if self.objective is None or self.bound is None:
            return None
        return 0.0 if self.objective == 0 else (self.objective - self.bound) / self.objective


def measure(case: Case, seconds: float, workers: int) -> Row:
    """Solve a case and judge what came out; a run that fails is a row with a note."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "timetable"
        options = ["--seed", str(case.seed), "--time-limit", str(seconds), "--workers", str(workers), "--out", str(out)]
        finished = run([sys.executable, "-m", "solver", "solve", str(case.path), *options], seconds + GRACE_SECONDS)
        try:
            said = json.loads(finished.out)
        except ValueError:
            return _failed(case, finished, last_line(finished))
        return _judged(case, finished, said, out)


def _judged(case: Case, finished: Finished, said: dict[str, Any], out: Path) -> Row:
    instance = read_instance(str(case.path))
    try:
        timetable = read_timetable(instance, str(out))
    except BadInput as bad:
        return _failed(case, finished, bad.lines[0])
    judgement = check(instance.problem, timetable, instance.weights)
    missing = len({lesson.id for lesson in instance.problem.lessons} - {b.lesson for b in timetable.bookings})
    return Row(
        case.name,
        case.seed,
        said["status"],
        finished.seconds,
        finished.megabytes,
        missing=missing,
        # A missing lesson is a violation too, but not one of the bookings that are there.
        violations=len(judgement.violations) - missing,
        first_seconds=said["first_seconds"],
        objective=None if missing else judgement.objective,
        reference=case.reference,
        bound=said["bound"],
    )


def last_line(finished: Finished) -> str:
    """The last thing that a failed process said."""
    return (finished.err.strip().splitlines() or [f"ended with {finished.code}"])[-1]


def _failed(case: Case, finished: Finished, note: str) -> Row:
    times = (finished.seconds, finished.megabytes)
    return Row(case.name, case.seed, "failed", *times, reference=case.reference, is_failed=True, note=note)


def run(command: Sequence[str], most_seconds: float, environment: dict[str, str] | None = None) -> Finished:
    """Run a command to its end, or kill it after so many seconds."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=out, stderr=err, env={**os.environ, **(environment or {})})
        killer = threading.Timer(most_seconds, process.kill)
        killer.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            raise
        finally:
            killer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - start
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
    return Finished(process.returncode, texts[0], texts[1], seconds, usage.ru_maxrss / 1024)
