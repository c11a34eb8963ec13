"""Why a lesson stands where it does: a page for readers of the table, and the same as JSON for the board's strip."""

from __future__ import annotations

from typing import Any

from flask import jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.kit.permissions import Permission
from trainer.models.resources import Workshop
from trainer.models.scheduling import Booking, LessonLock
from trainer.scheduling import queries
from trainer.scheduling.moves import NO, Trial
from trainer.scheduling.views.blueprint import blueprint
from trainer.scheduling.views.board_words import effect, goal_word, half_word
from trainer.scheduling.views.common import day_text, slot_text, spoken, trial_of_week, version_text
from trainer.scheduling.views.lessons import back_to_table, own_timetable
from trainer.scheduling.why_here import DayAnswer, Obstacle, WhyHere, why_here
from trainer.web.access import requires
from trainer.web.language import gettext
from trainer.web.navigation import stand_at
from trainer.web.transaction import db


@blueprint.get("/timetables/<timetable_id>/lessons/<lesson_id>/why")
@requires(Permission.TIMETABLE_SOLVE)
def show_why(timetable_id: str, lesson_id: str) -> ResponseReturnValue:
    """What holds a lesson in its place, and what each day of its week would break or cost."""
    timetable = own_timetable(timetable_id)
    booking = queries.booking_in(db(), timetable, lesson_id)
    trial, workshops, _places = trial_of_week(timetable, booking)
    found = why_here(trial, trial.days_of_week(booking.day))
    said = {
        "place": f"{slot_text(booking)} · {booking.instructor.person.name}",
        "reasons": reasons(booking, found),
        "days": [day_json(trial, answer, {row.id: row for row in workshops}) for answer in found.days],
    }
    if request.accept_mimetypes.best == "application/json":
        return jsonify({**said, "url": request.path})
    stand_at("scheduling.show_board")
    return render_template(
        "scheduling/show_why.html",
        timetable=timetable,
        version=version_text(timetable),
        booking=booking,
        back=back_to_table(timetable, booking.day),
        move_url=url_for(".edit_lesson", timetable_id=timetable.id, lesson_id=lesson_id),
        **said,
    )


def reasons(booking: Booking, found: WhyHere) -> list[dict[str, str]]:
    """The reasons for the place, the firmest first."""
    said = []
    if db().get(LessonLock, booking.lesson_id) is not None:
        said.append(reason("lock", gettext("It is locked here"), gettext("No run moves it until it is unlocked.")))
    if found.usable == 0:
        text = gettext("Of %(n)s other half-days in this week none is open.", n=found.half_days)
        said.append(reason("ban", gettext("It can stand nowhere else in this week"), text))
    elif found.cheaper:
        text = gettext("Of %(n)s other half-days in this week %(open)s are open.", n=found.half_days, open=found.usable)
        said.append(reason("bulb", gettext("%(n)s half-days in this week would cost less", n=found.cheaper), text))
    else:
        text = gettext("Of %(n)s other half-days in this week %(open)s are open.", n=found.half_days, open=found.usable)
        said.append(reason("circle-check", gettext("No other half-day in this week would cost less"), text))
    return [*said, *(obstacle_json(obstacle, found.half_days) for obstacle in found.obstacles)]


def obstacle_json(obstacle: Obstacle, half_days: int) -> dict[str, str]:
    """A rule that closes half-days, with one of its sentences."""
    head = gettext("%(n)s of %(all)s half-days are closed by a rule", n=obstacle.half_days, all=half_days)
    return reason("ban", f"{head}{gettext(': ')}{spoken(obstacle.rule)}", spoken(obstacle.example))


def reason(icon: str, title: str, text: str) -> dict[str, str]:
    """One line of the list."""
    return {"icon": icon, "title": title, "text": text}


def day_json(trial: Trial, answer: DayAnswer, workshops: dict[str, Workshop]) -> dict[str, Any]:
    """What a day offers, in words."""
    if answer.verdict == NO:
        lines = [spoken(text) for text in answer.obstacles]
    else:
        place = f"{half_word(answer.half)} {workshops[answer.workshop_id].code}"
        lines = [gettext("Best place: %(place)s", place=place)]
        changes = [effect(goal_word(goal), points) for goal, points in answer.goals.items()]
        lines += [f"{change['label']}{gettext(': ')}{change['text']}" for change in changes]
    is_own = answer.day == trial.booking.day
    return {"day": day_text(answer.day), "verdict": answer.verdict, "is_own": is_own, "lines": lines}
