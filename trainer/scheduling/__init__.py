"""Solver runs, draft and published timetables, and the board; the only door to the solver."""
