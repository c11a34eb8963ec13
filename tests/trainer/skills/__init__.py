"""Tests of trainer/skills."""
