"""Tests of sectioning: people into open cohorts, small orders into joint classes."""
