"""Occupations, standards, levels, the paths to a level, and who holds what."""
