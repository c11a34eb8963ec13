"""The hard rules of sittings, in the order in which they are checked, narrowed and encoded."""

from solver.sittings.rules.assessors import (
    AssessorAvailable,
    AssessorDayCap,
    AssessorFree,
    AssessorRested,
    AssessorTravel,
    AssessorWeekCap,
)
from solver.sittings.rules.base import SittingRule
from solver.sittings.rules.candidates import AfterAllModules, CandidatesFree, CandidatesRested, CandidatesTravel
from solver.sittings.rules.panel import (
    AssessorQualified,
    IndependenceRule,
    NeverOneself,
    NeverOwnEnterprise,
    NeverOwnTrainees,
    PanelOdd,
    PanelSize,
)
from solver.sittings.rules.room import AllowedBase, KnownNames, OneWorkstation, RoomFree, RoomOpen, Window

INDEPENDENCE_RULES: tuple[IndependenceRule, ...] = (NeverOwnTrainees(), NeverOwnEnterprise(), NeverOneself())

SITTING_RULES: tuple[SittingRule, ...] = (
    KnownNames(),
    # The room and the time.
    AllowedBase(),
    OneWorkstation(),
    Window(),
    RoomOpen(),
    RoomFree(),
    # The candidates.
    AfterAllModules(),
    CandidatesFree(),
    CandidatesTravel(),
    CandidatesRested(),
    # The panel.
    PanelOdd(),
    PanelSize(),
    AssessorQualified(),
    *INDEPENDENCE_RULES,
    # The assessors' time.
    AssessorAvailable(),
    AssessorFree(),
    AssessorTravel(),
    AssessorRested(),
    AssessorDayCap(),
    AssessorWeekCap(),
)

__all__ = ["INDEPENDENCE_RULES", "SITTING_RULES", "IndependenceRule", "SittingRule"]
