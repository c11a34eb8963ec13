"""The search kernel as a library."""

from __future__ import annotations

from pathlib import Path

from solver.native import FLAGS, Kernel, KernelMissing, cache_folder, compiler
from solver.search.layout import header

KERNEL = Kernel("search", Path(__file__).parent / "kernel", "kernel.c", header)

__all__ = ["FLAGS", "KERNEL", "KernelMissing", "cache_folder", "compiler"]
