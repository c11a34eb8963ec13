"""Drawing candidates to workstations by lot, so that anybody can draw again from the recorded seed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def draw(seed: str, enrolment_ids: Sequence[str], workstations: int) -> dict[str, int]:
    """A workstation number from 1 to `workstations` for each candidate, no number twice.

    Candidates and numbers are each put in the order of SHA-256("seed:item") and paired; the order in which the
    candidates are given does not matter. Raises ValueError when there are more candidates than workstations.
    """
    if len(enrolment_ids) > workstations:
        raise ValueError(f"{len(enrolment_ids)} candidates for {workstations} workstations")
    candidates = sorted(enrolment_ids, key=lambda item: _ticket(seed, item))
    numbers = sorted(range(1, workstations + 1), key=lambda number: _ticket(seed, str(number)))
    return dict(zip(candidates, numbers, strict=False))


def _ticket(seed: str, item: str) -> str:
    return hashlib.sha256(f"{seed}:{item}".encode()).hexdigest()
