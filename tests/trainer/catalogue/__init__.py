"""Tests of trainer/catalogue."""
