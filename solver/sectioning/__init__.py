"""Sectioning: requests of people into open cohorts, and small orders of several enterprises into joint classes."""
