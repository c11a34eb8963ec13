"""File formats of problems and timetables."""
