"""Bases, workshops, workstations, instructors, and when they can be used."""
