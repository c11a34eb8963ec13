"""The scheduling problem as immutable, validated data: what is to be placed, with whom, where and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from solver.timetable import Booking

THEORY = "theory"
PRACTICE = "practice"
BOTH = "both"
HALF_DAYS = ("morning", "afternoon", "evening")


@dataclass(frozen=True, slots=True)
class Period:
    """One teaching period of a day; minutes count from midnight, local time."""

    number: int
    half_day: str
    start_minute: int
    end_minute: int


@dataclass(frozen=True, slots=True)
class Day:
    """An open day (ISO date); `works_as` is the ISO weekday whose weekly pattern holds on it.

    A make-up Saturday that stands in for a Monday has `works_as=1`; holidays are simply not listed.
    """

    date: str
    works_as: int


@dataclass(frozen=True, slots=True)
class Closure:
    """From `first_day` to `last_day` (both included) closed; no periods means the whole day."""

    first_day: str
    last_day: str
    periods: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Availability:
    """Weekly periods (seven tuples, Monday first; empty means always) less dated closures."""

    weekly: tuple[tuple[int, ...], ...] = ()
    closures: tuple[Closure, ...] = ()


ALWAYS = Availability()


@dataclass(frozen=True, slots=True)
class Base:
    """A training site; its availability holds for every workshop on it."""

    id: str
    availability: Availability = ALWAYS


@dataclass(frozen=True, slots=True)
class Travel:
    """Minutes between two bases; holds both ways unless the way back is given too."""

    origin: str
    destination: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Stations:
    """How many workstations of one equipment type."""

    equipment: str
    count: int


@dataclass(frozen=True, slots=True)
class Reservation:
    """Periods of a workshop that its owner keeps: at them only cohorts of these owners are taught in it."""

    owners: tuple[str, ...]
    periods: Availability = ALWAYS


@dataclass(frozen=True, slots=True)
class Workshop:
    """A room at a base with seats (theory) and counted workstations (practice)."""

    id: str
    base: str
    seats: int = 0
    stations: tuple[Stations, ...] = ()
    availability: Availability = ALWAYS
    reservations: tuple[Reservation, ...] = ()


@dataclass(frozen=True, slots=True)
class Qualification:
    """The right to teach a subject (an opaque key) in theory, practice or both, between two days."""

    subject: str
    kind: str = BOTH
    first_day: str | None = None
    last_day: str | None = None


@dataclass(frozen=True, slots=True)
class Instructor:
    """A person who teaches; caps count whole periods, commitments elsewhere included.

    `max_trainees` is the mentor ratio: the most heads of one lesson.
    """

    id: str
    qualifications: tuple[Qualification, ...]
    home_base: str | None = None
    availability: Availability = ALWAYS
    max_periods_a_day: int | None = None
    max_periods_a_week: int | None = None
    max_trainees: int | None = None


@dataclass(frozen=True, slots=True)
class LineShare:
    """How many heads of a cohort work on one production line."""

    line: str
    heads: int


@dataclass(frozen=True, slots=True)
class Cohort:
    """A group that is taught together; `size` counts heads, `trainees` names the known ones.

    `owner` is the enterprise whose people these are. A practice group is a cohort that is `part_of` another:
    it has no lesson while that one has. When the last lesson ends after `claim_by`, subsidy worth
    `claim_value` points is lost. With `minds_lone_lessons=False` a lesson alone in its day costs nothing.
    """

    id: str
    size: int
    first_day: str
    last_day: str
    trainees: tuple[str, ...] = ()
    least_size: int = 1
    most_size: int | None = None
    wished_first_day: str | None = None
    wished_last_day: str | None = None
    home_base: str | None = None
    bases: tuple[str, ...] = ()
    availability: Availability = ALWAYS
    max_periods_a_day: int | None = None
    max_periods_a_week: int | None = None
    owner: str | None = None
    part_of: str | None = None
    lines: tuple[LineShare, ...] = ()
    claim_by: str | None = None
    claim_value: int = 0
    minds_lone_lessons: bool = True


@dataclass(frozen=True, slots=True)
class After:
    """All lessons of `module` come first; days count from its last lesson to the next module's first."""

    module: str
    least_days: int = 0
    most_days: int | None = None


@dataclass(frozen=True, slots=True)
class Pattern:
    """Dates of a weekly rhythm: these ISO weekdays of every `every`-th of `weeks` weeks, from one period on.

    `first_week` is any day of the first week. Only open days count; `penalty` is what choosing it costs.
    """

    weekdays: tuple[int, ...]
    first_period: int
    first_week: str
    weeks: int
    every: int = 1
    penalty: int = 0


@dataclass(frozen=True, slots=True)
class Module:
    """A part of a cohort's course: its lessons are taught in the order of their numbers.

    A practice module with an equipment type needs ceil(size / trainees_per_station) workstations of it,
    any other module needs a seat for each head. With `shares_workshop=False` nobody else may be in
    the workshop at the same time. The cohorts in `also` attend together with `cohort`; `heads` counts those
    who come when it is not everybody. With `patterns` the lessons take, in order, the first dates of one of
    them. With `may_overfill` missing seats cost points instead of being forbidden; fewer than `least_days`
    different days cost points. `purpose` is what an instructor's hours are spent on (see `Allowance`).
    Outside `availability` the module is not taught.
    """

    id: str
    cohort: str
    subject: str
    kind: str
    equipment: str | None = None
    trainees_per_station: int = 1
    shares_workshop: bool = True
    after: tuple[After, ...] = ()
    least_days_between: int = 0
    most_days_between: int | None = None
    most_lessons_a_day: int | None = None
    most_trainees: int | None = None
    first_day: str | None = None
    last_day: str | None = None
    also: tuple[str, ...] = ()
    heads: int | None = None
    one_instructor: bool = False
    patterns: tuple[Pattern, ...] = ()
    may_overfill: bool = False
    least_days: int | None = None
    purpose: str | None = None
    availability: Availability = ALWAYS


@dataclass(frozen=True, slots=True)
class Lock:
    """What of a lesson may not move: any of day, first period, workshop and instructor."""

    day: str | None = None
    first_period: int | None = None
    workshop: str | None = None
    instructor: str | None = None


@dataclass(frozen=True, slots=True)
class Forbidden:
    """What a lesson may not have between two days, both included and open where None; no periods: the whole day.

    Without a workshop or instructor the times themselves are forbidden, else only that workshop or instructor there.
    """

    first_day: str | None = None
    last_day: str | None = None
    periods: tuple[int, ...] = ()
    workshop: str | None = None
    instructor: str | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """One taught block of a module: `periods` whole periods inside one half-day."""

    id: str
    module: str
    number: int
    periods: int
    locked: Lock | None = None
    forbidden: tuple[Forbidden, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """A work shift of people: local minutes `YYYY-MM-DDTHH:MM`, then `rest_minutes` without lessons."""

    id: str
    start: str
    end: str
    rest_minutes: int = 0
    cohorts: tuple[str, ...] = ()
    trainees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Commitment:
    """A fixed booking elsewhere that occupies people or a workshop.

    A workshop is wholly taken unless `stations` or `seats` say how much of it is used. The base is
    the workshop's, or `base`; without either the place is unknown and no travel is counted.
    """

    id: str
    day: str
    first_period: int
    periods: int
    base: str | None = None
    workshop: str | None = None
    stations: tuple[Stations, ...] = ()
    seats: int = 0
    instructors: tuple[str, ...] = ()
    cohorts: tuple[str, ...] = ()
    trainees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A production line that can spare at most `most_away` people at a time."""

    id: str
    most_away: int


@dataclass(frozen=True, slots=True)
class Quota:
    """The most workstation periods (or seat periods) of these workshops that an owner's cohorts may use.

    No workshops means all; the days are both included and open where they are None.
    """

    id: str
    owner: str
    most: int
    workshops: tuple[str, ...] = ()
    first_day: str | None = None
    last_day: str | None = None


@dataclass(frozen=True, slots=True)
class Allowance:
    """The most periods a week that an instructor gives to modules of one purpose (a chief technician's hours)."""

    instructor: str
    purpose: str
    most_periods_a_week: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What an instructor or a cohort would like; every lesson period against it costs `weight`.

    `avoid` has the unwanted periods of each weekday (seven tuples, Monday first); `base` is the wished base;
    `instructor` whom a cohort would like to have.
    """

    id: str
    kind: str
    who: str
    avoid: tuple[tuple[int, ...], ...] = ()
    base: str | None = None
    instructor: str | None = None
    weight: int = 1


@dataclass(frozen=True)
class Problem:
    """Everything a timetable must respect. Construction raises `ProblemFaults` with every fault.

    `published` is the timetable in force: changing it touches people, which costs points. What it says of lessons that
    are no more is ignored.
    """

    name: str
    periods: tuple[Period, ...]
    days: tuple[Day, ...]
    bases: tuple[Base, ...]
    workshops: tuple[Workshop, ...]
    instructors: tuple[Instructor, ...]
    cohorts: tuple[Cohort, ...]
    modules: tuple[Module, ...]
    lessons: tuple[Lesson, ...]
    travel: tuple[Travel, ...] = ()
    duties: tuple[Duty, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    lines: tuple[Line, ...] = ()
    quotas: tuple[Quota, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    wishes: tuple[Wish, ...] = ()
    published: tuple[Booking, ...] = ()

    def __post_init__(self) -> None:
        from solver.validation import faults_of

        faults = faults_of(self)
        if faults:
            raise ProblemFaults(faults)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with given data: the path of the field and what is the matter."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class ProblemFaults(ValueError):
    """The data cannot be a problem; `faults` lists every fault with its path."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


Names = Callable[[str, str], str]
"""Gives the display name for (kind, id), e.g. ("instructor", "i7")."""
