"""What sittings must respect, as immutable, validated data: a problem with its timetable, sittings and assessors."""

from __future__ import annotations

from dataclasses import dataclass

from solver.problem import ALWAYS, PRACTICE, Availability, Problem, ProblemFaults, Workshop
from solver.timetable import Timetable


@dataclass(frozen=True, slots=True)
class Sitting:
    """One assessment occasion that is to be placed: `heads` candidates, of whom `candidates` names the known ones.

    A practice sitting with an equipment type gives each candidate a workstation of it, any other a seat; one
    round lasts `periods`, and a workshop that is too small for one round is used for up to `most_rounds`. It is
    at least `least_days_after` days after the cohort's last lesson. `starts` are the periods in which it may begin
    (empty: any). A card covers it from `rank` on (a higher rank is a higher level). `enterprises` are those that
    employ the candidates. `panel_size` overrules the policy.
    """

    id: str
    cohort: str
    subject: str
    heads: int
    periods: int
    rank: int = 0
    kind: str = PRACTICE
    equipment: str | None = None
    candidates: tuple[str, ...] = ()
    most_rounds: int = 1
    least_days_after: int = 1
    first_day: str | None = None
    last_day: str | None = None
    starts: tuple[int, ...] = ()
    bases: tuple[str, ...] = ()
    enterprises: tuple[str, ...] = ()
    panel_size: int | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """The right to assess a subject up to a rank, between two days (both included)."""

    subject: str
    rank: int = 0
    first_day: str | None = None
    last_day: str | None = None


@dataclass(frozen=True, slots=True)
class Engagement:
    """Something that holds an assessor at a time; without a base no travel is counted."""

    id: str
    day: str
    first_period: int
    periods: int
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """A work shift of an assessor: local minutes `YYYY-MM-DDTHH:MM`, then `rest_minutes` without a sitting."""

    start: str
    end: str
    rest_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Assessor:
    """A person who may sit on panels.

    `instructor` and `trainee` are who the person is in the timetable; whom they teach there counts as taught, as do
    `taught_cohorts` and `taught_trainees`. Caps count whole periods: sittings, engagements and lessons taught.
    `sittings_before` is the load carried so far, `sat_with` the other assessors of the person's latest panel.
    """

    id: str
    cards: tuple[Card, ...]
    enterprises: tuple[str, ...] = ()
    taught_cohorts: tuple[str, ...] = ()
    taught_trainees: tuple[str, ...] = ()
    instructor: str | None = None
    trainee: str | None = None
    home_base: str | None = None
    availability: Availability = ALWAYS
    engagements: tuple[Engagement, ...] = ()
    shifts: tuple[Shift, ...] = ()
    max_periods_a_day: int | None = None
    max_periods_a_week: int | None = None
    sittings_before: int = 0
    sat_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PanelPolicy:
    """How large panels are: odd, at least `least`, and no more than `most_heads_each` candidates an assessor."""

    least: int = 3
    most_heads_each: int | None = None

    def size_for(self, sitting: Sitting) -> int:
        """The smallest odd number that is enough, or the sitting's own size."""
        if sitting.panel_size is not None:
            return sitting.panel_size
        by_heads = 0 if self.most_heads_each is None else -(-sitting.heads // self.most_heads_each)
        enough = max(self.least, by_heads)
        return enough if enough % 2 else enough + 1


@dataclass(frozen=True)
class SittingProblem:
    """Sittings to place around a timetable that stays. Construction raises `ProblemFaults` with every fault."""

    problem: Problem
    timetable: Timetable
    sittings: tuple[Sitting, ...]
    assessors: tuple[Assessor, ...]
    panel: PanelPolicy = PanelPolicy()

    def __post_init__(self) -> None:
        from solver.sittings.validation import faults_of

        faults = faults_of(self)
        if faults:
            raise ProblemFaults(faults)


@dataclass(frozen=True, slots=True, order=True)
class SittingBooking:
    """Where and when a sitting is, and the assessors on its panel."""

    sitting: str
    day: str
    first_period: int
    workshop: str
    panel: tuple[str, ...]


def places_in(workshop: Workshop, sitting: Sitting) -> int:
    """How many candidates can sit in a workshop at once."""
    if sitting.kind != PRACTICE or sitting.equipment is None:
        return workshop.seats
    return sum(group.count for group in workshop.stations if group.equipment == sitting.equipment)


def rounds_in(workshop: Workshop, sitting: Sitting) -> int:
    """How many rounds a workshop needs for the candidates; 1 where it has no place at all."""
    places = places_in(workshop, sitting)
    return -(-sitting.heads // places) if places else 1


def periods_in(workshop: Workshop, sitting: Sitting) -> int:
    """How many periods the sitting takes in a workshop, all rounds included."""
    return rounds_in(workshop, sitting) * sitting.periods
