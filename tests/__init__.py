"""The tests: solver, trainer by feature, architecture, journeys in a browser, benchmarks."""
