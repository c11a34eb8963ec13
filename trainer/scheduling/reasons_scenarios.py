"""Try a way out: a scenario with the change that a found repair asks for, beside the data and without touching them."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from trainer.kit.errors import RuleBroken
from trainer.kit.messages import msg
from trainer.kit.permissions import Viewer
from trainer.models.scheduling import Scenario, SolverRun
from trainer.scheduling.reasons import kept_repair
from trainer.scheduling.scenario_changes import NewInstructor, from_json
from trainer.scheduling.scenarios import add_change, make_scenario

MOST_LETTERS = 60


def try_repair(
    session: Session, run: SolverRun, position: int, *, name: str, newcomer: str, travel_minutes: int, viewer: Viewer
) -> Scenario:
    """A new scenario, not yet solved, with the repair at a position (from 0, as it is kept) of a run's reason.

    `newcomer` is what an instructor who is yet to be found is called. Raises NotFound for another base's run or a
    position without a repair, RuleBroken for a repair that scenarios do not know, BadInput when the present data have
    nothing that it speaks of.
    """
    kept = kept_repair(session, run, position, viewer=viewer).get("change")
    if kept is None:
        raise RuleBroken("repair-is-a-change", msg("A scenario cannot try this way out; mend the record itself"))
    change = from_json(kept)
    if isinstance(change, NewInstructor):
        change = replace(change, name=newcomer)
    scenario = make_scenario(session, name[:MOST_LETTERS], None, viewer=viewer)
    add_change(session, scenario, change, travel_minutes=travel_minutes, viewer=viewer)
    return scenario
