"""Articles that the agreements of several programme types share."""

from __future__ import annotations

from datetime import date

from trainer.catalogue.programme_types.strategy import Clause, Terms
from trainer.kit.messages import Message, listing, msg

LEVEL_WORDS = {
    5: msg("level 5 (junior worker)"),
    4: msg("level 4 (intermediate worker)"),
    3: msg("level 3 (senior worker)"),
    2: msg("level 2 (technician)"),
    1: msg("level 1 (senior technician)"),
}
WEEKDAY_WORDS = (
    msg("Monday"),
    msg("Tuesday"),
    msg("Wednesday"),
    msg("Thursday"),
    msg("Friday"),
    msg("Saturday"),
    msg("Sunday"),
)
MONTH_WORDS = (
    msg("January"),
    msg("February"),
    msg("March"),
    msg("April"),
    msg("May"),
    msg("June"),
    msg("July"),
    msg("August"),
    msg("September"),
    msg("October"),
    msg("November"),
    msg("December"),
)
HALF_DAY_WORDS = {"morning": msg("mornings"), "afternoon": msg("afternoons"), "evening": msg("evenings")}


def written_day(day: date) -> Message:
    """A day as a document writes it."""
    return msg("%(day)s %(month)s %(year)s", year=day.year, month=MONTH_WORDS[day.month - 1], day=day.day)


def subject(terms: Terms) -> Clause:
    """Who is trained for what."""
    text = msg(
        "The enterprise entrusts the base and the school with training %(heads)s people for the occupation "
        "%(occupation)s (code %(code)s) at %(level)s, under the national standard of edition %(edition)s.",
        heads=terms.heads,
        occupation=terms.occupation,
        code=terms.occupation_code,
        level=LEVEL_WORDS[terms.level],
        edition=terms.standard_edition,
    )
    return Clause("subject", msg("Subject"), text)


def course(terms: Terms) -> Clause:
    """Which plan is taught; a class keeps the version it began with."""
    text = msg(
        'The class is taught after the course "%(course)s", version %(version)s: %(total)s periods of 45 minutes, '
        "%(practice)s of them at workstations. The class keeps this version to its end, whatever later versions say.",
        course=terms.course,
        version=terms.course_version,
        total=terms.total_periods,
        practice=terms.practice_periods,
    )
    return Clause("course", msg("Course"), text)


def time(terms: Terms) -> Clause:
    """When training may take place."""
    text = msg(
        "Training takes place between %(start)s and %(end)s on %(weekdays)s, in the %(half_days)s. "
        "The base tells trainees of every lesson in the published timetable; a change is told with its reason.",
        start=written_day(terms.starts_on),
        end=written_day(terms.ends_on),
        weekdays=listing([WEEKDAY_WORDS[number - 1] for number in sorted(terms.weekdays)]),
        half_days=listing([word for name, word in HALF_DAY_WORDS.items() if name in terms.half_days]),
    )
    return Clause("time", msg("Time"), text)


def shifts(terms: Terms) -> list[Clause]:
    """Rest after a night shift, when the enterprise asked for it."""
    if terms.night_rest_hours is None:
        return []
    text = msg(
        "Nobody is taught within %(hours)s hours after a night shift. The enterprise hands in the shift rota before "
        "the timetable is made and says at once when it changes.",
        hours=terms.night_rest_hours,
    )
    return [Clause("shifts", msg("Shifts and rest"), text)]


def joint_class(terms: Terms) -> list[Clause]:
    """Who else sits in the class and how its cost is shared, when the order is taught in a joint class."""
    if terms.joint is None:
        return []
    text = msg(
        "The trainees are taught together with those of other enterprises in joint class %(number)s of %(seats)s "
        "seats; %(heads)s of them are the enterprise's. The class costs %(fixed)s yuan, which the enterprises share by "
        "seats, and %(head)s yuan for each person. A seat that another enterprise gives up does not change the price "
        "of this agreement.",
        number=terms.joint.number,
        seats=terms.joint.seats,
        heads=terms.heads,
        fixed=f"{terms.joint.fixed_yuan:,}",
        head=f"{terms.joint.head_yuan:,}",
    )
    return [Clause("joint", msg("Joint class"), text)]


def money(terms: Terms) -> Clause:
    """What the enterprise pays."""
    if terms.price_yuan is None:
        text = msg("The enterprise pays no fee to the base for this class. Subsidies follow the rules of the region.")
    else:
        text = msg(
            "The enterprise pays the base %(price)s yuan in all for training. Subsidies follow the rules of the "
            "region and are not part of this sum.",
            price=f"{terms.price_yuan:,}",
        )
    return Clause("money", msg("Fee"), text)


def duties(terms: Terms) -> Clause:
    """Who brings what."""
    text = msg(
        "%(enterprise)s chooses the trainees, sends the roster before training starts and frees the trainees for "
        "their lessons. %(base)s provides workshops, workstations and the timetable. %(school)s provides instructors "
        "and answers for the quality of teaching.",
        enterprise=terms.enterprise,
        base=terms.base,
        school=terms.school,
    )
    return Clause("duties", msg("Duties of the parties"), text)


def assessment() -> Clause:
    """How the class ends."""
    text = msg(
        "Trainees who attend at least the share of hours that the region requires are registered for assessment by an "
        "evaluating body that took no part in their training. Whoever passes every paper receives the certificate of "
        "the level; whoever completes the course without it receives a statement of training."
    )
    return Clause("assessment", msg("Assessment and certificates"), text)


def personal_data() -> Clause:
    """What may be done with trainees' data."""
    text = msg(
        "The parties use trainees' personal data only for training, assessment, certificates and subsidies, show "
        "identity numbers masked, and keep a record of every time that one is opened."
    )
    return Clause("data", msg("Personal data"), text)


def remarks(terms: Terms) -> list[Clause]:
    """What the base added in its answer."""
    if not terms.note.strip():
        return []
    return [Clause("remarks", msg("Special arrangements"), terms.note.strip())]


def ending() -> Clause:
    """How the agreement takes effect and changes."""
    text = msg(
        "The agreement takes effect when every party has signed the same version. A change needs a new version and "
        "the signatures of all parties."
    )
    return Clause("effect", msg("Effect and changes"), text)
