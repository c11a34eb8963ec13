"""Tests of trainer/kit."""
