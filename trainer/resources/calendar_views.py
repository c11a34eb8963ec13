"""The calendar's page: a year with holidays, make-up workdays and base closures."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.kit import clock
from trainer.kit.errors import TrainerError
from trainer.kit.permissions import Permission
from trainer.resources import queries, services
from trainer.resources.blueprint import blueprint
from trainer.resources.forms import ClosureForm
from trainer.resources.year import months_of, spans_of
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, name_of
from trainer.web.navigation import stand_at
from trainer.web.transaction import db


@blueprint.get("/calendar")
@requires(Permission.RESOURCE_READ)
def show_calendar() -> ResponseReturnValue:
    """A year with holidays, make-up workdays and base closures, saying whether it is official or projected."""
    return calendar_page(ClosureForm(formdata=None))


@blueprint.post("/calendar/closures")
@requires(Permission.RESOURCE_WRITE)
def close_base() -> ResponseReturnValue:
    """Close a whole base for some days."""
    stand_at("resources.show_calendar")
    form = ClosureForm()
    form.offer(queries.list_bases(db(), viewer=viewer()))
    if form.validate() and form.starts_on.data and form.ends_on.data:
        base = queries.get_base(db(), form.base.data, viewer=viewer())
        try:
            first, last = form.starts_on.data, form.ends_on.data
            reason = form.reason.data or ""
            services.add_closure(db(), base, starts_on=first, ends_on=last, reason=reason, viewer=viewer())
        except TrainerError as error:
            form.refuse(error)
        else:
            flash(gettext("The closure was noted"), "ok")
            return redirect(url_for("resources.show_calendar", year=first.year))
    return calendar_page(form), 422


@blueprint.post("/calendar/closures/<closure_id>/remove")
@requires(Permission.RESOURCE_WRITE)
def reopen_base(closure_id: str) -> ResponseReturnValue:
    """Take a closure back."""
    closure = queries.get_closure(db(), closure_id, viewer=viewer())
    base = queries.get_base(db(), closure.base_id, viewer=viewer())
    year = closure.starts_on.year
    services.remove_closure(db(), base, closure, viewer=viewer())
    flash(gettext("The closure was taken back"), "ok")
    return redirect(url_for("resources.show_calendar", year=year))


def calendar_page(form: ClosureForm) -> str:
    """The year asked for, around the form of a closure."""
    stand_at("resources.show_calendar")
    today = clock.today()
    text = request.args.get("year", "")
    year = int(text) if text.isdigit() and 2000 <= int(text[:5]) <= 2100 else today.year
    bases = queries.list_bases(db(), viewer=viewer())
    form.offer(bases)
    closures = [
        c for c in queries.closures_of(db(), [b.id for b in bases]) if c.starts_on.year <= year <= c.ends_on.year
    ]
    calendar = queries.work_calendar(db())
    months = months_of(year, calendar, closures)
    return render_template(
        "resources/show_calendar.html",
        year=year,
        today=today,
        form=form,
        months=months,
        workdays=sum(month.workdays for month in months),
        specials=spans_of(queries.special_days_of(db(), year)),
        closures=closures,
        base_names={base.id: name_of(base) for base in bases},
        is_known=year in calendar.years,
        is_certain=calendar.is_certain(year),
        can_write=viewer().can(Permission.RESOURCE_WRITE),
    )
