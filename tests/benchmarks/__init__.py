"""Benchmark scripts: each prints its figures and names its seed; docs/benchmarks.md records them."""
