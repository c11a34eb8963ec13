"""Proved lower bounds: by counting, and by prices on instructors, workshops and cohorts. See docs/bounds.md."""

from solver.bounds.bound import Bound
from solver.bounds.counting import counting_bound

__all__ = ["Bound", "counting_bound"]
