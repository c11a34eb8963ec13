"""Pages of the people in a sitting: an assessor's sittings and the scoring, and a trainee's own results."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.assessment import queries, scoring, services
from trainer.assessment.blueprint import blueprint
from trainer.assessment.forms import ReasonForm
from trainer.assessment.rules import links
from trainer.assessment.score_sheet import (
    PAPER_LABELS,
    SheetRefused,
    absent_field,
    points_field,
    read_sheet,
)
from trainer.assessment.situation import panel_facts, plan_of
from trainer.assessment.words import STATE_CHIPS, STATE_LABELS, time_of
from trainer.kit import clock
from trainer.kit.errors import TrainerError
from trainer.kit.permissions import Permission
from trainer.models.assessment import OPEN_STATES, Sitting, SittingState
from trainer.web.access import requires, viewer
from trainer.web.forms import TrainerForm
from trainer.web.language import gettext, say
from trainer.web.navigation import stand_at
from trainer.web.transaction import db

MINE = "assessment.list_my_sittings"


@blueprint.get("/my/sittings")
@requires(Permission.ASSESSMENT_SCORE)
def list_my_sittings() -> ResponseReturnValue:
    """The sittings on whose panel the assessor is: those to come first, then what was done."""
    sittings = queries.sittings_of_assessor(db(), viewer=viewer())
    running = [row for row in reversed(sittings) if row.state in OPEN_STATES]
    return render_template(
        "assessment/list_my_sittings.html",
        running=[
            {"sitting": row, "member": services.member_of(row, viewer()), "links": my_links(row)} for row in running
        ],
        done=[row for row in sittings if row.state not in OPEN_STATES],
        reason_form=ReasonForm(formdata=None),
        today=clock.today(),
        state_labels=STATE_LABELS,
        state_chips=STATE_CHIPS,
        time_of=time_of,
    )


@blueprint.post("/my/sittings/<sitting_id>/accept")
@requires(Permission.ASSESSMENT_SCORE)
def accept_sitting(sitting_id: str) -> ResponseReturnValue:
    """Promise to come."""
    sitting = queries.get_sitting_to_score(db(), sitting_id, viewer=viewer())
    form = TrainerForm()
    try:
        services.accept_sitting(db(), sitting, viewer=viewer())
    except TrainerError as error:
        form.refuse(error)
        return score_page(sitting, form), error.status
    flash(gettext("You accepted; the sitting stands in your list"), "success")
    return redirect(url_for(".score_sitting", sitting_id=sitting.id))


@blueprint.post("/my/sittings/<sitting_id>/decline")
@requires(Permission.ASSESSMENT_SCORE)
def decline_sitting(sitting_id: str) -> ResponseReturnValue:
    """Say why one cannot come."""
    sitting = queries.get_sitting_to_score(db(), sitting_id, viewer=viewer())
    form = ReasonForm()
    if form.validate():
        try:
            services.decline_sitting(db(), sitting, form.reason.data or "", viewer=viewer())
        except TrainerError as error:
            form.refuse(error)
        else:
            flash(gettext("You declined; the planner was told"), "success")
            return redirect(url_for(".list_my_sittings"))
    return score_page(sitting, reason_form=form), 422


@blueprint.get("/my/sittings/<sitting_id>")
@requires(Permission.ASSESSMENT_SCORE)
def score_sitting(sitting_id: str) -> ResponseReturnValue:
    """The brief before the sitting, the sheet of scores on the day, and the locked scores after it."""
    return score_page(queries.get_sitting_to_score(db(), sitting_id, viewer=viewer()))


@blueprint.post("/my/sittings/<sitting_id>")
@requires(Permission.ASSESSMENT_SCORE)
def save_scores(sitting_id: str) -> ResponseReturnValue:
    """Keep the scores that changed."""
    sitting = queries.get_sitting_to_score(db(), sitting_id, viewer=viewer())
    form = TrainerForm()
    faults: dict[str, str] = {}
    status = 422
    if form.validate():
        try:
            sheet = read_sheet(request.form, sitting.candidates, queries.papers_of(sitting.cohort))
            changed = scoring.enter_scores(db(), sitting, sheet, viewer=viewer())
        except SheetRefused as error:
            faults = {name: say(message) for name, message in error.faults.items()}
        except TrainerError as error:
            form.refuse(error)
            status = error.status
        else:
            flash(gettext("%(n)s entries saved", n=changed), "success")
            return redirect(url_for(".score_sitting", sitting_id=sitting.id))
    return score_page(sitting, form, faults, typed=request.form), status


@blueprint.get("/my/results")
@requires(Permission.TRAINING_FOLLOW)
def show_my_result() -> ResponseReturnValue:
    """A trainee's own sittings: when and where, and each paper once it is released."""
    seats = queries.own_seats(db(), viewer=viewer())
    results = {
        seat.id: queries.result_in(db(), seat.sitting, seat)
        for seat in seats
        if seat.sitting.state is SittingState.RELEASED
    }
    return render_template(
        "assessment/show_my_result.html", seats=seats, results=results, paper_labels=PAPER_LABELS, time_of=time_of
    )


def score_page(
    sitting: Sitting,
    form: TrainerForm | None = None,
    faults: Mapping[str, str] | None = None,
    *,
    typed: Mapping[str, str] | None = None,
    reason_form: ReasonForm | None = None,
) -> str:
    """The page of one sitting for its panel; `typed` keeps what was sent with faults."""
    stand_at(MINE)
    papers = queries.papers_of(sitting.cohort)
    return render_template(
        "assessment/score_sitting.html",
        sitting=sitting,
        member=services.member_of(sitting, viewer()),
        links=my_links(sitting),
        papers=papers,
        paper_labels=PAPER_LABELS,
        needed=queries.mark_to_pass(db(), sitting),
        values=values_of(sitting),
        typed=typed,
        form=form or TrainerForm(formdata=None),
        faults=faults or {},
        reason_form=reason_form or ReasonForm(formdata=None),
        refusal=scoring.refusal_to_score(db(), sitting),
        gaps={gap.candidate.id for gap in scoring.gaps_of(sitting)},
        points_field=points_field,
        absent_field=absent_field,
        state_labels=STATE_LABELS,
        state_chips=STATE_CHIPS,
        time_of=time_of,
    )


def values_of(sitting: Sitting) -> dict[str, str]:
    """What stands in each field of the sheet now."""
    values = {}
    for candidate in sitting.candidates:
        values[absent_field(candidate.id)] = "1" if candidate.is_absent else ""
        values |= {points_field(candidate.id, score.paper): str(score.points) for score in candidate.scores}
    return values


def my_links(sitting: Sitting) -> list[str]:
    """What ties the viewer to the candidates; empty for an independent assessor."""
    own = [member.assessor for member in sitting.panel if member.assessor.person_id == viewer().person_id]
    facts = panel_facts(db(), plan_of(db(), sitting), own)
    return [say(broken.message) for row in facts.panel for broken in links(row, facts)]
