"""The first page of each role: what now, by when, what happens otherwise."""
