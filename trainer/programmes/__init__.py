"""The contract side: orders, agreements, cohorts and placements."""
