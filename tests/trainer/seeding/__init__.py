"""Tests of the reference data and of the demonstration district."""
