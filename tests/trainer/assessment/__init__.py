"""Tests of sittings, panels, scores and results."""
