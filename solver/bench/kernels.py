"""How long the compiled kernel takes: the first run on a machine that has none, against a run that finds it built."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from solver.bench.running import Row, last_line, run
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
            row = Row(name, 1, "ran", finished.seconds, finished.megabytes)
            yield row if is_sound else replace(row, status="failed", is_failed=True, note=last_line(finished))
