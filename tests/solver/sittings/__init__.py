"""Tests of the placing of sittings."""
