"""Tests of trainer/resources."""
