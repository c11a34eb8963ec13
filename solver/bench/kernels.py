"""How long the compiled kernel takes: the first run on a machine that has none, against a run that finds it built."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from solver.bench.running import Row, run
from solver.formats.own_json import problem_to_json
from solver.generate import generate

CACHE_SETTING = "TRAINER_KERNEL_CACHE"
MOST_SECONDS = 600.0


def measure_kernels() -> Iterator[Row]:
    """Two rows: the same short run with an empty kernel cache and with a full one."""
    problem, _ = generate("S", 1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "s.json"
        path.write_text(problem_to_json(problem), encoding="utf-8")
        command = [sys.executable, "-m", "solver", "solve", str(path), "--time-limit", "5", "--work-limit", "1"]
        for name in ("cold", "built"):
            finished = run(command, MOST_SECONDS, {CACHE_SETTING: str(Path(folder) / "cache")})
            is_sound = finished.code in (0, 1)
            note = "" if is_sound else (finished.err.strip().splitlines() or [f"ended with {finished.code}"])[-1]
            yield Row(name, 1, "ran" if is_sound else "failed", finished.seconds, finished.megabytes, note=note)
