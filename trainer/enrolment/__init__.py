"""Rosters with a verdict for each person, seats, enrolments and withdrawals."""
