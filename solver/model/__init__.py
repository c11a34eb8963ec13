"""The CP-SAT sub-model: some lessons free, all others constant."""
