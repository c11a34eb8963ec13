"""Tests of the soft goals."""
