"""Tests of the certificate drawing code."""
