"""Tests of trainer/catalogue/programme_types."""
