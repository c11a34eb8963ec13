"""Tests of the reasons, the repairs and the whys of single lessons."""
