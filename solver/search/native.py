"""The search kernel as a library. See docs/decisions/0013."""

from __future__ import annotations

from pathlib import Path

from solver.native import Kernel
from solver.search.layout import header

KERNEL = Kernel("search", Path(__file__).parent / "kernel", "kernel.c", header)
