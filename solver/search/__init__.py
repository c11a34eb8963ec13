"""Local search on integer arrays: construct by ejection chains, then improve by small CP-SAT models."""
