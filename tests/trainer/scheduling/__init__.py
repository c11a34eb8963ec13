"""Tests of trainer/scheduling."""
