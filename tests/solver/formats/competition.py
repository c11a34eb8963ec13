"""The competition's rules counted on the text of an instance and a solution; knows nothing of the solver.

Written from the problem's definition (Di Gaspero, McCollum, Schaerf 2007, sections 3.1 and 3.2), not from a program.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

# The example of the competition's description.
TOY = """Name: ToyExample
Courses: 4
Rooms: 2
Days: 5
Periods_per_day: 4
Curricula: 2
Constraints: 8

COURSES:
SceCosC Ocra 3 3 30
ArcTec Indaco 3 2 42
TecCos Rosa 5 4 40
Geotec Scarlatti 5 4 18

ROOMS:
A 32
B 50

CURRICULA:
Cur1 3 SceCosC ArcTec TecCos
Cur2 2 TecCos Geotec

UNAVAILABILITY_CONSTRAINTS:
TecCos 2 0
TecCos 2 1
TecCos 3 2
TecCos 3 3
ArcTec 4 0
ArcTec 4 1
ArcTec 4 2
ArcTec 4 3

END.
"""
TECCOS = "TecCos B 0 2\nTecCos B 1 0\nTecCos B 2 2\nTecCos B 3 0\nTecCos B 4 1\n"
GEOTEC = "Geotec A 0 3\nGeotec A 1 1\nGeotec A 2 3\nGeotec A 3 1\nGeotec A 4 2\n"
ARCTEC = "ArcTec B 0 1\nArcTec B 2 3\nArcTec B 3 1\n"
SCECOS = "SceCosC A 0 0\nSceCosC A 2 1\nSceCosC A 4 0\n"
CLEAN = SCECOS + ARCTEC + TECCOS + GEOTEC


@dataclass(frozen=True)
class Counts:
    """Hard violations and the four weighted costs."""

    hard: int
    capacity: int
    days: int
    compactness: int
    stability: int

    @property
    def total(self) -> int:
        """The objective."""
        return self.capacity + self.days + self.compactness + self.stability


def counts_of(instance: str, solution: str) -> Counts:
    """Count a solution; every line must name a known course, room, day and period."""
    words = instance.split()
    at = words.index("COURSES:") + 1
    number = {words[i][:-1]: int(words[i + 1]) for i in range(2, at - 1, 2) if words[i].endswith(":")}
    courses = {words[i]: words[i + 1 : i + 5] for i in range(at, at + 5 * number["Courses"], 5)}
    at = words.index("ROOMS:") + 1
    rooms = {words[i]: int(words[i + 1]) for i in range(at, at + 2 * number["Rooms"], 2)}
    at = words.index("CURRICULA:") + 1
    curricula: list[list[str]] = []
    for _ in range(number["Curricula"]):
        size = int(words[at + 1])
        curricula.append(words[at + 2 : at + 2 + size])
        at += 2 + size
    at = words.index("UNAVAILABILITY_CONSTRAINTS:") + 1
    closed = {(words[i], int(words[i + 1]), int(words[i + 2])) for i in range(at, at + 3 * number["Constraints"], 3)}
    lectures = [(c, r, int(d), int(p)) for c, r, d, p in (line.split() for line in solution.splitlines())]
    return Counts(
        _hard(courses, curricula, closed, lectures),
        sum(max(0, int(courses[c][3]) - rooms[r]) for c, r, _, _ in lectures),
        5 * sum(max(0, int(row[2]) - len({d for c, _, d, _ in lectures if c == id_})) for id_, row in courses.items()),
        2 * sum(_isolated(members, lectures) for members in curricula),
        sum(max(0, len({r for c, r, _, _ in lectures if c == id_}) - 1) for id_ in courses),
    )


Lecture = tuple[str, str, int, int]


def _hard(
    courses: dict[str, list[str]],
    curricula: list[list[str]],
    closed: set[tuple[str, int, int]],
    lectures: Sequence[Lecture],
) -> int:
    given = Counter(c for c, _, _, _ in lectures)
    wrong = sum(abs(int(row[1]) - given[id_]) for id_, row in courses.items())
    wrong += sum((c, d, p) in closed for c, _, d, p in lectures)
    for one, other in combinations(lectures, 2):
        if one[2:] == other[2:]:
            together = any(one[0] in members and other[0] in members for members in curricula)
            wrong += one[1] == other[1]
            wrong += one[0] == other[0] or together or courses[one[0]][0] == courses[other[0]][0]
    return wrong


def _isolated(members: list[str], lectures: Sequence[Lecture]) -> int:
    times = [(d, p) for c, _, d, p in lectures if c in members]
    return sum((d, p - 1) not in times and (d, p + 1) not in times for d, p in times)


def random_instance(chance: random.Random) -> str:
    """A small instance; some courses may be in no curriculum."""
    days, periods = chance.randint(1, 7), chance.randint(1, 5)
    courses = [f"c{at}" for at in range(chance.randint(1, 6))]
    rooms = [f"r{at}" for at in range(chance.randint(1, 4))]
    curricula = [chance.sample(courses, chance.randint(1, len(courses))) for _ in range(chance.randint(1, 4))]
    closed = {(chance.choice(courses), chance.randrange(days), chance.randrange(periods)) for _ in range(6)}
    lines = [
        "Name: random",
        f"Courses: {len(courses)}",
        f"Rooms: {len(rooms)}",
        f"Days: {days}",
        f"Periods_per_day: {periods}",
        f"Curricula: {len(curricula)}",
        f"Constraints: {len(closed)}",
        "\nCOURSES:",
    ]
    for course in courses:
        lectures = chance.randint(1, min(4, days * periods))
        students = chance.randint(0, 60)
        lines.append(f"{course} t{chance.randrange(4)} {lectures} {chance.randint(0, days)} {students}")
    lines += ["\nROOMS:", *(f"{room}\t{chance.randint(0, 50)}" for room in rooms)]
    lines += ["\nCURRICULA:", *(f"q{at}  {len(q)} {' '.join(q)}" for at, q in enumerate(curricula))]
    lines += ["\nUNAVAILABILITY_CONSTRAINTS:", *(f"{c} {d} {p}" for c, d, p in sorted(closed)), "\nEND."]
    return "\n".join(lines) + "\n"
