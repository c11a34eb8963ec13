"""Pages of scheduling: data check, runs, versions and the board. Every module adds its routes to one blueprint."""

from trainer.scheduling.views import (
    away,
    board,
    capacity,
    data_check,
    fairness,
    lessons,
    pool,
    pool_invitation,
    publication,
    reasons,
    repair,
    runs,
    timetables,
    why,
    wishes,
)
from trainer.scheduling.views import plans as plans
from trainer.scheduling.views import repeats as repeats
from trainer.scheduling.views import scenarios as scenarios
from trainer.scheduling.views.blueprint import blueprint

__all__ = [
    "away",
    "blueprint",
    "board",
    "capacity",
    "data_check",
    "fairness",
    "lessons",
    "pool",
    "pool_invitation",
    "publication",
    "reasons",
    "repair",
    "runs",
    "timetables",
    "why",
    "wishes",
]
