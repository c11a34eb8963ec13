"""Doing a run again: for the base, and for the bureau that answers a dispute."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from trainer.kit.errors import TrainerError
from trainer.kit.permissions import Permission
from trainer.scheduling import queries, repeats
from trainer.scheduling.views.blueprint import blueprint
from trainer.web.access import requires, viewer
from trainer.web.language import say
from trainer.web.platform import platform
from trainer.web.transaction import db


@blueprint.post("/runs/<run_id>/repeat")
@requires(Permission.TIMETABLE_REPEAT)
def repeat_run(run_id: str) -> ResponseReturnValue:
    """Seal a repeat of a run and go to its page; a refusal is said on the run's own page."""
    origin = queries.get_run(db(), run_id, viewer=viewer())
    try:
        run = repeats.start_repeat(
            db(), platform().jobs, origin, cluster=platform().config.solver_cluster, viewer=viewer()
        )
    except TrainerError as error:
        flash(say(error.message), "bad")
        return redirect(url_for(".show_run", run_id=origin.id))
    return redirect(url_for(".show_run", run_id=run.id))
