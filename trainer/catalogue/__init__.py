"""Courses with dated versions, and policy records: the dated rules of a place."""
