"""Wishes: each instructor's own page with what became of them, why a lesson misses one, and the table over all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.kit import clock
from trainer.kit.errors import NotFound, RuleBroken, TrainerError
from trainer.kit.messages import msg
from trainer.kit.permissions import Permission
from trainer.models.resources import Base, Instructor
from trainer.models.scheduling import Booking, Timetable
from trainer.resources.queries import bases_of
from trainer.scheduling import queries, wishes
from trainer.scheduling.day_grid import HALF_DAYS, PERIODS, end_time, half_day_of, periods_of, start_time
from trainer.scheduling.views.blueprint import blueprint
from trainer.scheduling.views.common import (
    clock_text,
    day_text,
    slot_text,
    spoken,
    travel_minutes,
    trial_of_week,
    version_text,
)
from trainer.scheduling.why_missed import why_missed
from trainer.scheduling.wish_forms import WishForm
from trainer.scheduling.wish_statement import (
    PersonStatement,
    WishResult,
    average_of_colleagues,
    statement_of,
    totals_of,
)
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, name_of, weekday_name
from trainer.web.navigation import stand_at
from trainer.web.tables import page_of, send_workbook, workbook
from trainer.web.transaction import db


@blueprint.get("/wishes")
@requires(Permission.WISH_STATE)
def show_my_wishes() -> ResponseReturnValue:
    """The viewer's own wishes as a week to paint, and how far the timetable in force meets them."""
    instructor = wishes.own_instructor(db(), viewer())
    if instructor is None:
        return render_template("scheduling/show_my_wishes.html", instructor=None)
    wish = wishes.wish_of(db(), instructor)
    form = WishForm(formdata=None, base=(wish.base_id if wish is not None else None) or "")
    return wishes_page(instructor, form, wishes.cells_of(wish))


@blueprint.post("/wishes")
@requires(Permission.WISH_STATE)
def state_my_wishes() -> ResponseReturnValue:
    """Keep the wishes as painted."""
    stand_at("scheduling.show_my_wishes")
    instructor = wishes.own_instructor(db(), viewer())
    if instructor is None:
        raise NotFound
    form, cells = WishForm(), cells_asked()
    form.offer(bases_of(db(), instructor.organisation_id))
    if form.validate():
        try:
            wishes.state_wish(db(), instructor, cells=cells, base_id=form.base.data or None, viewer=viewer())
        except TrainerError as error:
            form.refuse(error)
        else:
            flash(gettext("Your wishes were noted; the next run takes them into account"), "ok")
            return redirect(url_for(".show_my_wishes"))
    return wishes_page(instructor, form, frozenset(cells)), 422


@blueprint.get("/wishes/lessons/<lesson_id>")
@requires(Permission.WISH_STATE)
def show_missed_wish(lesson_id: str) -> ResponseReturnValue:
    """Why one of the viewer's own lessons stands against a wish: every place of its week that would keep it, tried."""
    stand_at("scheduling.show_my_wishes")
    timetable, booking = own_booking(lesson_id)
    wish = wishes.wish_of(db(), booking.instructor)
    trial, workshops, places = trial_of_week(timetable, booking)
    bases = {row.id: row.base_id for row in workshops}
    base_id = wish.base_id if wish is not None else None
    return render_template(
        "scheduling/show_missed_wish.html",
        booking=booking,
        place=slot_text(booking),
        found=why_missed(trial, places, bases, wishes.cells_of(wish), base_id),
        spoken=spoken,
    )


@blueprint.get("/timetables/<timetable_id>/wishes")
@requires(Permission.FAIRNESS_READ)
def list_wishes(timetable_id: str) -> ResponseReturnValue:
    """How far a version meets the wishes of everybody who has some."""
    stand_at("scheduling.show_fairness")
    timetable = queries.get_timetable(db(), timetable_id, viewer=viewer())
    people = statement_of(db(), timetable, travel_minutes=travel_minutes())
    bases = bases_by_id(timetable.organisation_id)
    if request.args.get("format") == "xlsx":
        head = [gettext("Instructor"), gettext("Wish"), gettext("Met"), gettext("Lessons against it")]
        rows = [
            [person.instructor.person.name, wish_text(wish, bases), met_text(wish), missed_text(wish)]
            for person in people
            for wish in person.wishes
        ]
        return send_workbook(workbook(head, rows, {gettext("Version"): version_text(timetable)}), "wishes")
    return render_template(
        "scheduling/list_wishes.html",
        timetable=timetable,
        version=version_text(timetable),
        totals=totals_of(people),
        page=page_of(people),
        wish_rows=lambda person: [wish_row(wish, bases) for wish in person.wishes],
    )


def wishes_page(instructor: Instructor, form: WishForm, cells: frozenset[wishes.Cell]) -> str:
    """The painted week around the form, and the statement below it."""
    stand_at("scheduling.show_my_wishes")
    form.offer(bases_of(db(), instructor.organisation_id))
    timetable = queries.published_timetable(db(), instructor.organisation_id)
    people = statement_of(db(), timetable, travel_minutes=travel_minutes()) if timetable is not None else []
    return render_template(
        "scheduling/show_my_wishes.html",
        instructor=instructor,
        form=form,
        cells=cells,
        halves=[(half, [PERIODS[number - 1] for number in periods_of(half)]) for half in HALF_DAYS],
        weekdays=wishes.WEEKDAYS,
        start_time=start_time,
        version=version_text(timetable) if timetable is not None else "",
        **own_statement(instructor, people),
    )


def own_statement(instructor: Instructor, people: Sequence[PersonStatement]) -> dict[str, Any]:
    """What became of the viewer's own wishes, and the colleagues' average without a name."""
    own = next((person for person in people if person.instructor.id == instructor.id), None)
    bases = bases_by_id(instructor.organisation_id)
    return {
        "own": own,
        "wish_rows": [wish_row(wish, bases) for wish in own.wishes] if own is not None else [],
        "average": average_of_colleagues(people, instructor),
    }


def own_booking(lesson_id: str) -> tuple[Timetable, Booking]:
    """A lesson to come of the timetable in force that the viewer teaches; raises NotFound for anybody else's."""
    instructor = wishes.own_instructor(db(), viewer())
    timetable = queries.published_timetable(db(), viewer().organisation_id)
    if instructor is None or timetable is None:
        raise NotFound
    booking = queries.booking_in(db(), timetable, lesson_id)
    if booking.instructor_id != instructor.id:
        raise NotFound
    if booking.day <= clock.today():
        raise RuleBroken("lesson-to-come", msg("This lesson has begun or is over; it cannot move any more"))
    return timetable, booking


def cells_asked() -> list[wishes.Cell]:
    """The ticked boxes "weekday-period" of the request; anything else in the field is passed over."""
    known = {
        f"{weekday}-{period.number}": (weekday, period.number) for weekday in wishes.WEEKDAYS for period in PERIODS
    }
    return [known[text] for text in request.form.getlist("cells") if text in known]


def bases_by_id(organisation_id: str) -> dict[str, Base]:
    """The organisation's bases."""
    return {base.id: base for base in bases_of(db(), organisation_id)}


def wish_row(wish: WishResult, bases: dict[str, Base]) -> dict[str, Any]:
    """A wish as the pages draw it."""
    return {"text": wish_text(wish, bases), "is_met": wish.is_met, "lessons": [lesson_row(row) for row in wish.missed]}


def wish_text(wish: WishResult, bases: dict[str, Base]) -> str:
    """A wish in words, such as "Mon 18:00–21:00 free"."""
    if wish.weekday is None:
        base = bases.get(wish.base_id or "")
        return gettext("Lessons at %(base)s", base=name_of(base) if base is not None else "—")
    times = ", ".join(f"{start_time(first)}–{end_time(first, count)}" for first, count in runs_of(wish.periods))
    return gettext("%(weekday)s %(times)s free", weekday=weekday_name(wish.weekday), times=times)


def runs_of(periods: Sequence[int]) -> list[tuple[int, int]]:
    """Periods that follow each other inside a half-day, as (first, how many)."""
    runs: list[tuple[int, int]] = []
    for number in sorted(periods):
        if runs and sum(runs[-1]) == number and half_day_of(number) == half_day_of(runs[-1][0]):
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((number, 1))
    return runs


def lesson_row(booking: Booking) -> dict[str, str]:
    """A lesson against a wish: when, what, where."""
    where = f"{booking.workshop.code} · {name_of(booking.workshop.base)}"
    what = f"{name_of(booking.lesson.cohort)} · {name_of(booking.lesson.module)}"
    when = f"{day_text(booking.day)} {clock_text(booking)}"
    return {"id": booking.lesson_id, "when": when, "what": what, "where": where}


def met_text(wish: WishResult) -> str:
    """Whether a wish is met, in words."""
    return gettext("Met") if wish.is_met else gettext("Not met")


def missed_text(wish: WishResult) -> str:
    """The lessons against a wish in one cell."""
    return "; ".join(f"{row['when']} {row['what']}" for row in map(lesson_row, wish.missed))
