"""Tests of trainer/programmes."""
