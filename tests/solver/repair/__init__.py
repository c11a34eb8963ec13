"""Tests of repair: incidents, changes, and repairs that touch few."""
