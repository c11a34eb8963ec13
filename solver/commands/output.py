"""What the commands print: lines of JSON."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from solver.result import Progress


def say(line: dict[str, Any]) -> None:
    """Print one line of JSON on the output stream."""
    print(json.dumps(line, ensure_ascii=False), flush=True)


def tell(progress: Progress) -> None:
    """Print how far a run is, as one line of JSON on the error stream."""
    print(json.dumps(asdict(progress)), file=sys.stderr, flush=True)


def spoken_id(_kind: str, id_: str) -> str:
    """On the command line everything is called by its id."""
    return id_
