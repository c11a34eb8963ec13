"""The arrays of the kernel: what each row is, and its columns. The kernel's `layout.h` is written from this page.

All arrays hold int32 unless said otherwise. A *piece* is what is placed as one: a lesson. A *class* is a set of equal
pieces. A *choice* is one of the times of a class, an *option* a time as such: one or more chunks, each a set of periods
(bits) of one day. A *candidate* is a workshop or an instructor that a class may have. A *person* is whatever can be at
one place only: an instructor, a cohort, or several cohorts that must not meet at the same time (because they share a
trainee, or one is a practice group of the other).
"""

from __future__ import annotations

from enum import IntEnum, auto

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

NONE = -1
MOST_USERS = 8
"""How many pieces a workshop's slot can hold."""
MOST_BLOCKERS = 24
"""How many pieces one step of an ejection chain may take out."""


class Columns(IntEnum):
    """Columns of a table, numbered from 0."""

    @staticmethod
    def _generate_next_value_(name: str, start: int, count: int, last_values: list[int]) -> int:
        return count


class Piece(Columns):
    """Choice, room and staff are positions in `choices` and `candidates`, NONE while it is not placed.

    The old ones say where it stands in the published timetable (option, workshop, person; NONE: nowhere); the ideal day
    is where it would stand if its cohort's pieces lay evenly in time.
    """

    CLASS = auto()
    CHOICE = auto()
    ROOM = auto()
    STAFF = auto()
    BASE = auto()
    OLD_OPTION = auto()
    OLD_ROOM = auto()
    OLD_STAFF = auto()
    IDEAL_DAY = auto()
    IS_FIXED = auto()


class Class(Columns):
    """Half-open ranges into `choices`, `candidates` and `lists`; near is where the candidates at the home base end.

    People begins with the cohorts that attend; the rest only exclude. Before and after list (class, least days, most
    days or NONE), far ones included; lines (line, heads). Earliest and latest are slots of placed members, NONE
    without any.
    """

    MODULE = auto()
    PERIODS = auto()
    NEED = auto()
    IS_ALONE = auto()
    CHOICES = auto()
    CHOICES_END = auto()
    ROOMS = auto()
    ROOMS_NEAR = auto()
    ROOMS_END = auto()
    STAFFS = auto()
    STAFFS_NEAR = auto()
    STAFFS_END = auto()
    PEOPLE = auto()
    PEOPLE_END = auto()
    MEMBERS = auto()
    MEMBERS_END = auto()
    BEFORE = auto()
    BEFORE_END = auto()
    AFTER = auto()
    AFTER_END = auto()
    LINES = auto()
    LINES_END = auto()
    BUDGETS = auto()
    BUDGETS_END = auto()
    ATTENDING_END = auto()
    EARLIEST = auto()
    LATEST = auto()
    HAS_PENALTY = auto()


class Choice(Columns):
    """The cost is what this time costs the class whoever else is there; patterns has those with this time, as bits."""

    OPTION = auto()
    COST = auto()
    PATTERNS = auto()


class Option(Columns):
    """Evening lessons counts the lessons that touch an evening or weekend."""

    CHUNKS = auto()
    CHUNKS_END = auto()
    FIRST_SLOT = auto()
    LAST_SLOT = auto()
    FIRST_DAY = auto()
    LAST_DAY = auto()
    EVENING_LESSONS = auto()


class Chunk(Columns):
    """The periods of one lesson."""

    DAY = auto()
    MASK = auto()
    WEEK = auto()


class Candidate(Columns):
    """Resource is a workshop or a person; allowed the first word in `allowed`, or NONE when every choice is.

    Tally counts the module's pieces with the resource; pool is a row of the workshop's, allowance of the person's.
    """

    RESOURCE = auto()
    COST = auto()
    ALLOWED = auto()
    TALLY = auto()
    POOL = auto()
    ALLOWANCE = auto()


class Person(Columns):
    """Caps and days (NONE: none), what costs, and counters of the placed pieces.

    Shape is the number of a table of costs of days, from 1; 0 for whoever has none.
    """

    DAY_CAP = auto()
    WEEK_CAP = auto()
    SHAPE = auto()
    EVEN_SHARE = auto()
    FAIR_LOAD = auto()
    HOME = auto()
    CLAIM_DAY = auto()
    CLAIM_COST = auto()
    FAIR_EVENINGS = auto()
    TOUCH_COST = auto()
    LOAD = auto()
    LATE = auto()
    EVENINGS = auto()
    TOUCHES = auto()


class Room(Columns):
    """A workshop: its base and the range of its pools."""

    BASE = auto()
    POOLS = auto()
    POOLS_END = auto()


class Module(Columns):
    """Limits (0 or NONE: none), costs of a second workshop or instructor, and how many there are.

    Patterns is a range of costs in `lists`, empty without weekly patterns; open patterns has those that all placed
    lessons follow, as bits.
    """

    MEMBERS = auto()
    MEMBERS_END = auto()
    A_DAY = auto()
    LEAST_GAP = auto()
    MOST_GAP = auto()
    LEAST_DAYS = auto()
    STAFF_COST = auto()
    ROOM_COST = auto()
    STAFF_KINDS = auto()
    ROOM_KINDS = auto()
    DAYS_USED = auto()
    ONE_INSTRUCTOR = auto()
    PATTERNS = auto()
    PATTERNS_END = auto()
    OPEN_PATTERNS = auto()


class Budget(Columns):
    """How much may be used by pieces between two days in the workshops that `budget_rooms` marks."""

    CAP = auto()
    FIRST_DAY = auto()
    LAST_DAY = auto()
    USED = auto()


class Weight(Columns):
    """Points for one unit of each goal, and for one unit by which a rule kept by penalty is broken."""

    LEAST_DAYS = auto()
    SPREAD = auto()
    LOAD = auto()
    TRAVEL = auto()
    EVENINGS = auto()
    MOVED = auto()
    TOUCHED = auto()
    BREACH = auto()


class Total(Columns):
    """Cost with penalties, units of broken rules, pieces not placed, state of the random numbers, counters."""

    COST = auto()
    BREACHES = auto()
    UNPLACED = auto()
    RANDOM = auto()
    STEPS = auto()
    ACCEPTED = auto()
    BEST_COST = auto()
    DIRTY = auto()


TABLES: tuple[type[Columns], ...] = (
    Piece, Class, Choice, Option, Chunk, Candidate, Person, Room, Module, Budget, Weight, Total,
)  # fmt: skip

NUMBERS = (
    "piece_count", "days", "weeks", "bases", "periods", "slots", "room_count",
    "has_away", "has_dislikes", "has_base_wishes",
)  # fmt: skip
"""The single numbers of a board."""

ARRAYS: dict[str, str] = {
    "pieces": "",
    "classes": "",
    "choices": "",
    "options": "",
    "chunks": "",
    "candidates": "",
    "allowed": "bits by choice of a class, 32 in a word",
    "lists": "lists laid end to end",
    "people": "",
    "busy": "[person, day] periods taken, as bits",
    "week": "[person, week] periods taken",
    "fixed_day": "[person, day] periods of commitments, which count against caps",
    "fixed_week": "[person, week] the same",
    "occupant": "[person, slot] piece or NONE",
    "place": "[person, day, base] pieces there; only with several bases",
    "away": "[person, base, day] periods that commitments elsewhere forbid there",
    "dislike": "[person, slot] points that an instructor's wish to be free costs",
    "base_cost": "[person, base] points for a period away from the wished base",
    "rooms": "",
    "units_mask": "[room, day] periods at which anything of it is taken, as bits",
    "room_users": "[room, slot] how many, then their pieces",
    "pools": "[pool] capacity",
    "units": "[pool, slot] taken, commitments included",
    "modules": "",
    "module_days": "[module, day] lessons",
    "tally": "pieces of a module with a resource",
    "shape": "[table, bits of a day] what the gaps of such a day cost, with lone lessons and without",
    "clash": "[base, other, period] periods at other that being at base in the period forbids",
    "lines": "[line] most away",
    "line_used": "[line, slot] heads away",
    "budgets": "",
    "budget_rooms": "[budget, room] 1 where the budget counts",
    "allowances": "[allowance] most periods a week",
    "allowance_used": "[allowance, week]",
    "weights": "",
    "best": "[piece] choice, room and staff of the best complete state, and 1 when the piece has moved since",
    "dirty": "the pieces that have moved since the best state was saved",
    "heat": "[piece] how often it was in the way",
    "held": "[piece] until which step it is not to be ejected",
    "totals": "",
}
"""The arrays of a board, in their order in memory."""

LONG_ARRAYS = frozenset({"heat", "held", "totals"})
"""The arrays of int64."""


def header() -> str:
    """The text of `layout.h`."""
    lines = ["/* Written from solver/search/layout.py; do not edit. */", "#include <stdint.h>", ""]
    lines += [f"enum {{ MOST_USERS = {MOST_USERS}, MOST_BLOCKERS = {MOST_BLOCKERS} }};"]
    for table in TABLES:
        prefix = table.__name__.upper()
        names = ", ".join(f"{prefix}_{column.name}" for column in table)
        lines.append(f"enum {{ {names}, {prefix}_COLUMNS }};")
    lines += ["", "struct board {"]
    lines += [f"    int32_t {name};" for name in NUMBERS]
    for name, meaning in ARRAYS.items():
        kind = "int64_t" if name in LONG_ARRAYS else "int32_t"
        lines.append(f"    {kind} *{name};" + (f" /* {meaning} */" if meaning else ""))
    return "\n".join([*lines, "};", ""])
