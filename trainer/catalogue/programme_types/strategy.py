"""What a programme type decides for itself: its words, own fields, moves, parties, clauses, completion and papers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Literal

from trainer.kit.errors import BadInput
from trainer.kit.messages import Message, msg
from trainer.models.assessment import Paper
from trainer.models.people import Role
from trainer.models.programmes import OrderState, ProgrammeType


class Party(StrEnum):
    """A side of an order or agreement."""

    ENTERPRISE = "enterprise"
    BASE = "base"
    SCHOOL = "school"


# The role that speaks for a party.
ROLE_OF_PARTY: Mapping[Party, Role] = {
    Party.ENTERPRISE: Role.ENTERPRISE_OFFICER,
    Party.BASE: Role.SCHEDULER,
    Party.SCHOOL: Role.SCHOOL_OFFICER,
}


class OrderAct(StrEnum):
    """What can be done to an order; the last five follow from other acts and have no button of their own."""

    SUBMIT = "submit"
    REVISE = "revise"
    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    COUNTER = "counter"
    DECLINE = "decline"
    ACCEPT_COUNTER = "accept_counter"
    CLOSE = "close"
    SIGN = "sign"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    START = "start"


@dataclass(frozen=True)
class Move:
    """An allowed step: from one of these states to that one, by this party (None: it follows from something else)."""

    sources: frozenset[OrderState]
    target: OrderState
    by: Party | None


@dataclass(frozen=True)
class FieldSpec:
    """A field that only this type asks for; `lines` is one entry a line, `text` a paragraph, `line` a single line."""

    name: str
    label: Message
    kind: Literal["line", "text", "lines"]
    required: bool
    hint: Message
    max_length: int


@dataclass(frozen=True)
class Completion:
    """What ends a programme for a trainee: the policy keys of attendance and marks, and the papers of each level."""

    attendance_policy: str
    mark_policy: str
    papers: Mapping[int, tuple[Paper, ...]]


@dataclass(frozen=True)
class SharedClass:
    """The joint class that an order is taught in: its number, its seats, and the cost that all share by heads."""

    number: str
    seats: int
    fixed_yuan: int
    head_yuan: int


@dataclass(frozen=True)
class Terms:
    """What the parties agreed, with names in the language of the text that is to be written."""

    enterprise: str
    base: str
    school: str
    occupation: str
    occupation_code: str
    standard_edition: str
    level: int
    heads: int
    starts_on: date
    ends_on: date
    weekdays: Sequence[int]
    half_days: Sequence[str]
    night_rest_hours: int | None
    course: str
    course_version: int
    total_periods: int
    practice_periods: int
    price_yuan: int | None
    note: str
    class_name: str
    details: Mapping[str, Any]
    joint: SharedClass | None = None


@dataclass(frozen=True)
class Clause:
    """One numbered article of an agreement; a text that a person wrote is the same in every language."""

    key: str
    title: Message
    text: Message | str


def _states(*states: OrderState) -> frozenset[OrderState]:
    return frozenset(states)


S = OrderState
ORDER_MOVES: Mapping[OrderAct, Move] = {
    OrderAct.SUBMIT: Move(_states(S.DRAFT), S.SUBMITTED, Party.ENTERPRISE),
    OrderAct.REVISE: Move(_states(S.SUBMITTED, S.COUNTERED, S.DECLINED), S.DRAFT, Party.ENTERPRISE),
    OrderAct.WITHDRAW: Move(
        _states(S.DRAFT, S.SUBMITTED, S.COUNTERED, S.DECLINED, S.ACCEPTED), S.WITHDRAWN, Party.ENTERPRISE
    ),
    OrderAct.ACCEPT: Move(_states(S.SUBMITTED), S.ACCEPTED, Party.BASE),
    OrderAct.COUNTER: Move(_states(S.SUBMITTED), S.COUNTERED, Party.BASE),
    OrderAct.DECLINE: Move(_states(S.SUBMITTED), S.DECLINED, Party.BASE),
    OrderAct.ACCEPT_COUNTER: Move(_states(S.COUNTERED), S.ACCEPTED, Party.ENTERPRISE),
    OrderAct.CLOSE: Move(_states(S.RUNNING), S.CLOSED, Party.BASE),
    OrderAct.SIGN: Move(_states(S.ACCEPTED), S.SIGNED, None),
    OrderAct.SCHEDULE: Move(_states(S.SIGNED), S.SCHEDULED, None),
    OrderAct.UNSCHEDULE: Move(_states(S.SCHEDULED), S.SIGNED, None),
    OrderAct.START: Move(_states(S.SIGNED, S.SCHEDULED), S.RUNNING, None),
}

# Who has to act while an order stands in a state; an accepted one waits for whoever has not signed.
TURNS: Mapping[OrderState, Party | None] = {
    S.DRAFT: Party.ENTERPRISE,
    S.SUBMITTED: Party.BASE,
    S.COUNTERED: Party.ENTERPRISE,
    S.ACCEPTED: None,
    S.DECLINED: Party.ENTERPRISE,
    S.SIGNED: Party.BASE,
    S.SCHEDULED: None,
    S.RUNNING: None,
    S.CLOSED: None,
    S.WITHDRAWN: None,
}

# Theory and practice at levels 5 to 3, the comprehensive review besides at 2 and 1 (national skill standards, part 1).
LEVEL_PAPERS: Mapping[int, tuple[Paper, ...]] = {
    5: (Paper.THEORY, Paper.PRACTICE),
    4: (Paper.THEORY, Paper.PRACTICE),
    3: (Paper.THEORY, Paper.PRACTICE),
    2: (Paper.THEORY, Paper.PRACTICE, Paper.REVIEW),
    1: (Paper.THEORY, Paper.PRACTICE, Paper.REVIEW),
}


class ProgrammeStrategy(ABC):
    """A programme type. A new one answers these questions in a file of its own and touches nothing else."""

    type: ClassVar[ProgrammeType]
    label: ClassVar[Message]
    description: ClassVar[Message]
    # Which tint and bar the pages draw: order, apprentice, studio or public.
    mark: ClassVar[str]
    # The letters that begin an order's number.
    number_prefix: ClassVar[str]
    # Whether small orders of several enterprises may become one class together.
    can_be_pooled: ClassVar[bool] = False
    fields: ClassVar[tuple[FieldSpec, ...]] = ()
    signatories: ClassVar[tuple[Party, ...]] = (Party.ENTERPRISE, Party.BASE, Party.SCHOOL)
    moves: ClassVar[Mapping[OrderAct, Move]] = ORDER_MOVES
    turns: ClassVar[Mapping[OrderState, Party | None]] = TURNS
    completion: ClassVar[Completion] = Completion("attendance.minimum_share", "assessment.pass_mark", LEVEL_PAPERS)
    certificate_layouts: ClassVar[tuple[str, ...]] = ("level", "completion")

    @abstractmethod
    def clauses(self, terms: Terms) -> Sequence[Clause]:
        """The articles of the agreement that these terms give, in their order."""

    @abstractmethod
    def title(self, terms: Terms) -> Message:
        """The name of the programme that comes into being."""

    def class_name(self, details: Mapping[str, Any]) -> str:
        """The name that the enterprise gives its class, or an empty text."""
        return ""

    def move(self, act: OrderAct, state: OrderState) -> Move | None:
        """The move that `act` makes from `state`, or None when it is not allowed there."""
        move = self.moves.get(act)
        return move if move is not None and state in move.sources else None

    def acts_of(self, party: Party, state: OrderState) -> tuple[OrderAct, ...]:
        """What a party may do with an order in `state`."""
        return tuple(act for act, move in self.moves.items() if move.by == party and state in move.sources)

    def papers(self, level: int) -> tuple[Paper, ...]:
        """The papers that a trainee must pass at `level`."""
        return self.completion.papers[level]

    def read_details(self, given: Mapping[str, Any], *, complete: bool) -> dict[str, Any]:
        """The type's own fields out of what was sent, tidied; unknown names are left out.

        Raises BadInput naming the field that is too long, or missing while `complete` is asked for.
        """
        details = {spec.name: _tidy(spec, given.get(spec.name)) for spec in self.fields}
        for spec in self.fields:
            if complete and spec.required and not details[spec.name]:
                raise BadInput(msg("%(label)s is missing", label=spec.label), field=spec.name)
        return details


def _tidy(spec: FieldSpec, value: Any) -> Any:
    lines = value if isinstance(value, list) else str(value or "").splitlines()
    kept = [str(line).strip() for line in lines if str(line).strip()]
    if sum(len(line) for line in kept) > spec.max_length:
        raise BadInput(msg("%(label)s: at most %(n)s characters", label=spec.label, n=spec.max_length), field=spec.name)
    if spec.kind == "lines":
        return kept
    return (" " if spec.kind == "line" else "\n").join(kept)
