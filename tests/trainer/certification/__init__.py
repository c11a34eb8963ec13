"""Tests of trainer/certification."""
