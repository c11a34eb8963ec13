"""Domain-free help that every other part may use."""
