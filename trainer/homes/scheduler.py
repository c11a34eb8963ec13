"""A scheduler's first page: the round as steps, demand against capacity, what to do, the order basket."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from trainer.certification import queries as certification
from trainer.certification.queries import WaitingCohort
from trainer.homes.orders import OrderLine, order_lines, to_do
from trainer.kit import clock
from trainer.kit.messages import Message, msg
from trainer.kit.permissions import Viewer
from trainer.models.proposals import ChangeProposal, ProposalState
from trainer.programmes import queries as programmes
from trainer.programmes.views.proposals import proposal_said
from trainer.scheduling import queries as scheduling
from trainer.scheduling.capacity import capacity_of
from trainer.scheduling.data_check import DataCheck, Row, check_data
from trainer.scheduling.views.capacity import heat_of
from trainer.web.language import gettext, level_short, name_of, say

MOST_TO_DO = 8


def facts(session: Session, viewer: Viewer) -> dict[str, Any]:
    """What the page shows of the viewer's base."""
    lines = order_lines(session, viewer)
    check = check_data(session, viewer.organisation_id)
    draft = scheduling.newest_draft(session, viewer.organisation_id)
    published = scheduling.published_timetable(session, viewer.organisation_id)
    run = scheduling.unfinished_run(session, viewer.organisation_id)
    waiting = waiting_lessons(check)
    capacity = capacity_of(check)
    faults = faults_of(check)
    return {
        "lines": lines,
        "faults": faults,
        "draft": draft,
        "published": published,
        "run": run,
        "waiting": waiting,
        "steps_said": round_steps(len(faults), waiting, draft is not None, run is not None),
        "capacity": capacity,
        "heat": heat_of(capacity),
        "todo": [
            *answered_items(session, viewer),
            *to_do_list(to_do(lines), faults, certification.waiting_cohorts(session, viewer=viewer)),
        ][:MOST_TO_DO],
        "today": clock.today(),
    }


def faults_of(check: DataCheck) -> list[Row]:
    """What blocks the next run; that no cohort waits for lessons blocks it too, but there is nothing to mend."""
    return list(check.blocking) if check.situation.waiting_cohorts else []


def round_steps(blocked: int, waiting: int, has_draft: bool, is_running: bool) -> list[dict[str, Any]]:
    """The five steps of a scheduling round with the one that blocks or comes next; all done when nothing waits."""
    is_idle = not waiting and not has_draft
    mend = msg("%(n)s to mend first", n=blocked) if blocked else msg("Nothing blocks")
    steps: list[tuple[Message, Message, bool]] = [
        (msg("Order basket"), msg("%(n)s lessons not published yet", n=waiting), True),
        (msg("Data check"), mend, not blocked),
        (msg("Solve"), msg("A run is going on") if is_running else msg("Place every lesson"), has_draft or is_idle),
        (msg("Review timetable"), msg("A draft waits") if has_draft else msg("After the run"), is_idle),
        (msg("Publish"), msg("Tells only those whose lessons changed"), is_idle),
    ]
    first_open = next((index for index, (_label, _detail, done) in enumerate(steps) if not done), len(steps))
    return [
        {"label": say(label), "detail": say(detail), "state": _state(index, first_open, blocked)}
        for index, (label, detail, _done) in enumerate(steps)
    ]


def waiting_lessons(check: DataCheck) -> int:
    """How many lessons of the next run stand in no timetable in force."""
    lessons = check.problem.lessons if check.problem is not None else ()
    return sum(lesson.id not in check.situation.published for lesson in lessons)


def _state(index: int, first_open: int, blocked: int) -> str:
    if index == 1 and blocked:
        return "bad"
    if index < first_open:
        return "done"
    return "now" if index == first_open else "later"


def to_do_list(mine: list[OrderLine], faults: list[Row], classes: list[WaitingCohort]) -> list[dict[str, Any]]:
    """What waits for the scheduler, the most urgent first: faults that block, orders, classes without certificates."""
    to_mend = [
        _item("list-check", "bad", say(row.sentence), "", url_for("scheduling.show_data_check"), gettext("Mend"))
        for row in faults[:3]
    ]
    return [*to_mend, *(_order_item(line) for line in mine), *(_class_item(entry) for entry in classes)]


def answered_items(session: Session, viewer: Viewer) -> list[dict[str, Any]]:
    """Proposals that were answered, or lapsed, since the last run: run again, or look for another way."""
    last = scheduling.newest_run(session, viewer.organisation_id)
    since = last.created_at if last is not None else None
    return [_answered_item(found) for found in programmes.proposals_settled_since(session, since, viewer=viewer)]


def _answered_item(proposal: ChangeProposal) -> dict[str, Any]:
    said = proposal_said(proposal)
    if proposal.stands is ProposalState.IN_FORCE:
        address, action, icon = url_for("scheduling.show_data_check"), gettext("Run again"), "player-play"
    else:
        address = url_for("programmes.show_proposal", proposal_id=proposal.id)
        action, icon = gettext("Look at the other ways out"), "search"
    return _item(icon, said["kind"], said["text"], said["word"], address, action)


def _order_item(line: OrderLine) -> dict[str, Any]:
    order = line.order
    title = f"{name_of(order.enterprise)} · {name_of(order.occupation)} · {level_short(order.level)}"
    text = f"{order.number} · {say(line.standing.label)}"
    address = url_for("programmes.show_order", order_id=order.id)
    return _item("clipboard-list", "accent", title, text, address, gettext("Open it"))


def _class_item(entry: WaitingCohort) -> dict[str, Any]:
    text = gettext("%(n)s people without a certificate", n=entry.people)
    address = url_for("certification.issue_cohort", cohort_id=entry.cohort.id, layout=entry.layout)
    return _item("certificate", "warn", name_of(entry.cohort), text, address, gettext("Issue"))


def _item(icon: str, kind: str, title: str, text: str, url: str, action: str) -> dict[str, Any]:
    return {"icon": icon, "kind": kind, "title": title, "text": text, "url": url, "action": action}
