"""What happens in the lessons: attendance, hours against the minimum, lesson records, one's own timetable."""
