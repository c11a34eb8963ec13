"""Tests of the hard rules."""
