"""Sittings: who may sit, an independent panel, scores that lock on release, and the pass list."""
