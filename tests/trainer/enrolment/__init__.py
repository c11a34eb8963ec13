"""Tests of trainer/enrolment."""
