"""Tests of trainer/web."""
