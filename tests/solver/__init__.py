"""Tests of the scheduling engine; they know nothing of the application."""
