"""The text of an ITC-2007 instance, section by section; every fault has its line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from solver.problem import Fault, ProblemFaults

# Header, and the most that it may be where more would be no timetable of a week.
_HEADERS = {"Courses": None, "Rooms": None, "Days": 366, "Periods_per_day": 96, "Curricula": None, "Constraints": None}
_COUNTED_BY = {
    "COURSES": "Courses",
    "ROOMS": "Rooms",
    "CURRICULA": "Curricula",
    "UNAVAILABILITY_CONSTRAINTS": "Constraints",
}
MOST_LECTURES, MOST_FAULTS = 200_000, 1_000
_MAY_BE_ZERO = ("Curricula", "Constraints")


@dataclass(frozen=True, slots=True)
class Course:
    """A course with its teacher; `least_days` is its minimum of working days."""

    id: str
    teacher: str
    lectures: int
    least_days: int
    students: int


@dataclass(frozen=True, slots=True)
class Curriculum:
    """Courses that some students take together."""

    id: str
    courses: tuple[str, ...]


@dataclass(slots=True)
class Ctt:
    """What an instance says; `unavailable` has (day, period) of each course, counted from 0."""

    name: str = ""
    days: int = 0
    periods_per_day: int = 0
    courses: list[Course] = field(default_factory=list)
    rooms: list[tuple[str, int]] = field(default_factory=list)
    curricula: list[Curriculum] = field(default_factory=list)
    unavailable: dict[str, set[tuple[int, int]]] = field(default_factory=lambda: defaultdict(set))


def read_ctt(text: str) -> Ctt:
    """The instance in a text; raises `ProblemFaults` that lists every fault."""
    reader = _Reader(text)
    found = reader.instance()
    if reader.faults:
        raise ProblemFaults(reader.faults)
    return found


def numbers_in(
    path: str, texts: Iterable[str], limits: Iterable[tuple[str, int | None]], faults: list[Fault]
) -> list[int]:
    """Whole numbers from 0 up to below each limit (None: no limit); adds a fault for each that is not."""
    found = []
    for text, (name, limit) in zip(texts, limits, strict=True):
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            faults.append(Fault(path, f"{name} '{text}' is not a whole number below 1000000000"))
        elif limit is not None and int(text) >= limit:
            faults.append(Fault(path, f"{name} {text} does not exist, the last one is {limit - 1}"))
        else:
            found.append(int(text))
    return found


class _Reader:
    """Sorts the lines into header and sections, then reads each section's rows."""

    def __init__(self, text: str) -> None:
        self.faults: list[Fault] = []
        self.header: dict[str, int] = {}
        self.name = ""
        self.rows: dict[str, list[tuple[int, list[str]]]] = {}
        self.starts: dict[str, int] = {}
        self._sort(text.splitlines())
        self.found = Ctt(self.name, self.header.get("Days", 0), self.header.get("Periods_per_day", 0))
        self.course_ids: set[str] = set()

    def _fault(self, line: int, message: str) -> None:
        self.faults.append(Fault(f"line {line}", message))

    def _sort(self, lines: Sequence[str]) -> None:
        section = ""
        for number, line in enumerate(lines, 1):
            fields = line.split()
            if not fields:
                continue
            if fields[0] == "END.":
                break
            if len(fields) == 1 and fields[0].rstrip(":") in _COUNTED_BY and fields[0].endswith(":"):
                section = fields[0].rstrip(":")
                self.starts[section] = number
                self.rows[section] = []
            elif section:
                self.rows[section].append((number, fields))
            else:
                self._header(number, line)
        else:
            # Whatever else is missing comes from this.
            self._fault(max(len(lines), 1), "the file ends without END.")
            return
        self._missing()

    def _header(self, number: int, line: str) -> None:
        name, _, value = (part.strip() for part in line.partition(":"))
        if name == "Name":
            self.name = value
        elif name not in _HEADERS:
            self._fault(number, f"'{name}' is no header of this format")
        else:
            most = _HEADERS[name]
            values = numbers_in(f"line {number}", [value], [(name, None)], self.faults)
            if values and values[0] == 0 and name not in _MAY_BE_ZERO:
                self._fault(number, f"{name} must be at least 1")
            elif values and most is not None and values[0] > most:
                self._fault(number, f"{name} is {value}, must be at most {most}")
            elif values:
                self.header[name] = values[0]

    def _missing(self) -> None:
        faulty = bool(self.faults)
        for name in _HEADERS:
            if name not in self.header and not faulty:
                self._fault(1, f"header {name} is missing")
        for section, name in _COUNTED_BY.items():
            if section not in self.rows:
                self._fault(1, f"section {section} is missing")
            elif name in self.header and len(self.rows[section]) != self.header[name]:
                given = f"{name} says {self.header[name]}, the section has {len(self.rows[section])}"
                self._fault(self.starts[section], given)

    def instance(self) -> Ctt:
        """Reads the rows of each section, courses before what names them."""
        readers: dict[str, Callable[[int, list[str]], None]] = {
            "COURSES": self._course,
            "ROOMS": self._room,
            "CURRICULA": self._curriculum,
            "UNAVAILABILITY_CONSTRAINTS": self._constraint,
        }
        for section, read in readers.items():
            seen: set[str] = set()
            for number, fields in self.rows.get(section, ()):
                if len(self.faults) >= MOST_FAULTS:
                    return self.found
                if section != "UNAVAILABILITY_CONSTRAINTS" and fields[0] in seen:
                    self._fault(number, f"'{fields[0]}' is listed twice")
                seen.add(fields[0])
                read(number, fields)
        lectures = sum(course.lectures for course in self.found.courses)
        if lectures > MOST_LECTURES:
            self._fault(self.starts["COURSES"], f"{lectures} lectures in all, at most {MOST_LECTURES} can be read")
        return self.found

    def _has(self, number: int, fields: list[str], names: str) -> bool:
        wanted = len(names.split(", "))
        if len(fields) != wanted:
            self._fault(number, f"has {len(fields)} fields, must have {wanted}: {names}")
        return len(fields) == wanted

    def _course(self, number: int, fields: list[str]) -> None:
        self.course_ids.add(fields[0])
        if not self._has(number, fields, "course, teacher, lectures, minimum of days, students"):
            return
        limits = (("lectures", None), ("minimum of days", None), ("students", None))
        values = numbers_in(f"line {number}", fields[2:], limits, self.faults)
        if len(values) < 3:
            return
        room = self.found.days * self.found.periods_per_day
        if room and not 1 <= values[0] <= room:
            self._fault(number, f"lectures is {values[0]}, must be 1 to {room}, the periods of the week")
        else:
            self.found.courses.append(Course(fields[0], fields[1], *values))

    def _room(self, number: int, fields: list[str]) -> None:
        if self._has(number, fields, "room, seats"):
            values = numbers_in(f"line {number}", fields[1:], [("seats", None)], self.faults)
            self.found.rooms += [(fields[0], seats) for seats in values]

    def _curriculum(self, number: int, fields: list[str]) -> None:
        count = numbers_in(f"line {number}", fields[1:2] or ["-"], [("number of courses", None)], self.faults)
        courses = fields[2:]
        if count and count[0] != len(courses):
            self._fault(number, f"curriculum '{fields[0]}' says {count[0]} courses and names {len(courses)}")
        if len(set(courses)) < len(courses):
            self._fault(number, f"curriculum '{fields[0]}' names a course twice")
        for course in courses:
            self._known(number, course)
        self.found.curricula.append(Curriculum(fields[0], tuple(courses)))

    def _constraint(self, number: int, fields: list[str]) -> None:
        if self._has(number, fields, "course, day, period"):
            limits = (("day", self.header.get("Days")), ("period", self.header.get("Periods_per_day")))
            values = numbers_in(f"line {number}", fields[1:], limits, self.faults)
            if self._known(number, fields[0]) and len(values) == 2:
                self.found.unavailable[fields[0]].add((values[0], values[1]))

    def _known(self, number: int, course: str) -> bool:
        if course not in self.course_ids:
            self._fault(number, f"unknown course '{course}'")
        return course in self.course_ids
