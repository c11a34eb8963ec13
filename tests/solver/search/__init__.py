"""Tests of the compiled search: the kernel against the judge, and rounds by several workers."""
