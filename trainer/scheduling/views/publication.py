"""Publishing: the preview of who is told what, and the act itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.kit.permissions import Permission
from trainer.scheduling import services
from trainer.scheduling.changes import Audience, Change, Told
from trainer.scheduling.publishing import Publication, prepare
from trainer.scheduling.views.blueprint import blueprint
from trainer.scheduling.views.common import read_number, slot_text, spoken, travel_minutes, version_text
from trainer.scheduling.views.lessons import own_timetable
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, name_of
from trainer.web.navigation import stand_at
from trainer.web.tables import send_workbook, workbook
from trainer.web.transaction import db

# So many changes of one row are written out.
NAMED = 3


@blueprint.get("/timetables/<timetable_id>/publish")
@requires(Permission.TIMETABLE_PUBLISH)
def preview_publish(timetable_id: str) -> ResponseReturnValue:
    """What publishing would change and exactly who would be told; inside the board it comes as a dialog."""
    stand_at("scheduling.list_timetables")
    timetable = own_timetable(timetable_id)
    publication = prepare(db(), timetable, travel_minutes=travel_minutes())
    rows = [told_row(row) for row in publication.difference.told]
    if request.args.get("format") == "xlsx":
        return send_workbook(
            workbook(
                [gettext("Who is told"), gettext("Role"), gettext("Was"), gettext("Becomes")], export_rows(publication)
            ),
            f"notices-v{timetable.number}",
        )
    name = "scheduling/_publish_dialog.html" if request.headers.get("HX-Request") else "scheduling/preview_publish.html"
    return render_template(
        name,
        publication=publication,
        timetable=timetable,
        version=version_text(timetable),
        rows=rows,
        count=publication.difference.people,
        figures=figures_of(publication),
        checks=checks_of(publication),
        breaches=[spoken(text) for text in publication.verdict.sentences],
    )


@blueprint.post("/timetables/<timetable_id>/publish")
@requires(Permission.TIMETABLE_PUBLISH)
def publish_timetable(timetable_id: str) -> ResponseReturnValue:
    """Put a draft in force."""
    timetable = own_timetable(timetable_id)
    publication = services.publish_timetable(
        db(),
        timetable,
        viewer=viewer(),
        travel_minutes=travel_minutes(),
        seen_revision=read_number(request.form.get("revision"), "revision"),
    )
    told = publication.difference.people
    flash(gettext("Version %(n)s is in force; %(told)s people were told", n=timetable.number, told=told), "ok")
    return redirect(url_for(".show_board", timetable=timetable.id))


def told_row(row: Told) -> dict[str, Any]:
    """People with the same changes, in one line."""
    return {
        "names": people_text(row),
        "everybody": [person.name for person in row.people],
        "role": role_text(row),
        "audience": row.audience.value,
        "changes": [change_text(change) for change in row.changes[:NAMED]],
        "more": max(0, len(row.changes) - NAMED),
    }


def people_text(row: Told) -> str:
    """The first name and how many there are."""
    if len(row.people) == 1:
        return row.people[0].name
    return gettext("%(name)s and others, %(n)s people", name=row.people[0].name, n=len(row.people))


def role_text(row: Told) -> str:
    """In which role they are told, with the cohort."""
    words = {
        Audience.TRAINEE: gettext("Trainee"),
        Audience.INSTRUCTOR: gettext("Instructor"),
        Audience.ENTERPRISE: gettext("Training officer"),
    }
    return f"{words[row.audience]} · {name_of(row.cohort)}" if row.cohort is not None else words[row.audience]


def change_text(change: Change) -> Mapping[str, str]:
    """One lesson before and after."""
    return {
        "old": slot_text(change.old) if change.old is not None else "",
        "new": slot_text(change.new) if change.new is not None else gettext("Cancelled"),
    }


def figures_of(publication: Publication) -> list[dict[str, Any]]:
    """The counts at the head of the dialog."""
    difference = publication.difference
    trainees, instructors, officers = (
        difference.count(audience) for audience in (Audience.TRAINEE, Audience.INSTRUCTOR, Audience.ENTERPRISE)
    )
    return [
        {"value": trainees, "label": gettext("trainees are told", n=trainees)},
        {"value": instructors, "label": gettext("instructors are told", n=instructors)},
        {"value": officers, "label": gettext("training officers are told", n=officers)},
        {"value": difference.undisturbed, "label": gettext("unchanged, not notified"), "quiet": True},
    ]


def checks_of(publication: Publication) -> Sequence[tuple[str, str, str]]:
    """What was checked before the act; what a draft would undo stands first."""
    count = publication.verdict.count
    sound = gettext("Independent check: %(n)s breaches", n=count)
    return [
        *undone_check(publication),
        ("bad" if count else "ok", "alert-circle" if count else "shield-check", sound),
        ("ok", "lock", gettext("%(n)s locked lessons stay where they are", n=publication.locks)),
        ("", "switch", gettext("%(n)s lessons change", n=publication.difference.changed_lessons)),
    ]


def undone_check(publication: Publication) -> Iterator[tuple[str, str, str]]:
    """A warning where versions were published since the draft was begun and it does not have their changes."""
    if publication.undone and publication.in_force is not None:
        text = gettext(
            "v%(version)s came into force after this draft was begun; lessons moved since that go back: %(n)s",
            version=publication.in_force.number,
            n=publication.undone,
        )
        yield "warn", "alert-triangle", text


def export_rows(publication: Publication) -> list[list[str]]:
    """One line for each person and changed lesson."""
    return [
        [person.name, role_text(row), change_text(change)["old"], change_text(change)["new"]]
        for row in publication.difference.told
        for person in row.people
        for change in row.changes
    ]
