"""Doing a run again, for the base and for the bureau that answers a dispute; and going on from where one ended."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from trainer.kit.errors import NotFound, TrainerError
from trainer.kit.permissions import Permission
from trainer.scheduling import queries, repeats, services
from trainer.scheduling.views.blueprint import blueprint
from trainer.scheduling.views.common import travel_minutes
from trainer.web.access import requires, viewer
from trainer.web.language import say
from trainer.web.platform import platform
from trainer.web.transaction import db

MORE_SECONDS = 60


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


@blueprint.post("/runs/<run_id>/continue")
@requires(Permission.TIMETABLE_SOLVE)
def continue_run(run_id: str) -> ResponseReturnValue:
    """A new run on the present data that starts from what this one found."""
    earlier = queries.get_run(db(), run_id, viewer=viewer())
    if earlier.organisation_id != viewer().organisation_id:
        raise NotFound
    config = platform().config
    try:
        run = services.start_run(
            db(),
            platform().jobs,
            seconds=MORE_SECONDS,
            aim=earlier.params["aim"],
            workers=config.solver_workers,
            cluster=config.solver_cluster,
            travel_minutes=travel_minutes(),
            start=earlier.result,
            viewer=viewer(),
        )
    except TrainerError as error:
        flash(say(error.message), "bad")
        return redirect(url_for(".show_run", run_id=earlier.id))
    return redirect(url_for(".show_run", run_id=run.id))
