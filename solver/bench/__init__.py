"""Measures the engine on named sets of instances, run after run in processes of their own."""

from solver.bench.cases import SETS, Case
from solver.bench.incidents import measure_incidents
from solver.bench.kernels import measure_kernels
from solver.bench.running import Row, measure
from solver.bench.shortages import measure_explanations
from solver.bench.table import as_json, as_markdown

__all__ = [
    "SETS",
    "Case",
    "Row",
    "as_json",
    "as_markdown",
    "measure",
    "measure_explanations",
    "measure_incidents",
    "measure_kernels",
]
