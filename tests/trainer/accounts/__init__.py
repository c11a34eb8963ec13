"""Tests of trainer/accounts."""
