"""Proved lower bounds: by counting, and by prices on instructors, workshops and cohorts. See docs/bounds.md."""

from solver.bounds.bound import Bound
from solver.bounds.counting import counting_bound
from solver.bounds.lower import lower_bound

__all__ = ["Bound", "counting_bound", "lower_bound"]
