"""The base's side of an order: accept it as asked, make a counter-offer, decline; and close it at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from trainer.accounts.queries import get_organisation
from trainer.catalogue.programme_types import strategy_of
from trainer.catalogue.programme_types.strategy import OrderAct, Party
from trainer.catalogue.queries import find_course_version
from trainer.kit import clock
from trainer.kit.errors import BadInput, NotFound
from trainer.kit.messages import Message, msg
from trainer.kit.permissions import Permission, Viewer
from trainer.models.organisations import OrganisationKind
from trainer.models.programmes import AnswerDecision, Order, OrderAnswer
from trainer.programmes.services.agreements import write_agreement
from trainer.programmes.services.joint_classes import require_free
from trainer.programmes.services.steps import hold, keep_trail, move, state_change, tell
from trainer.programmes.wishes import MAX_HEADS, MAX_NOTE, MAX_YUAN

ACT_OF_DECISION = {
    AnswerDecision.ACCEPT: OrderAct.ACCEPT,
    AnswerDecision.COUNTER: OrderAct.COUNTER,
    AnswerDecision.DECLINE: OrderAct.DECLINE,
}


@dataclass(frozen=True)
class Answer:
    """What a base answers; where a value is left out the order's own stands."""

    decision: AnswerDecision
    course_version_id: str | None = None
    school_id: str | None = None
    heads: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    price_yuan: int | None = None
    note: str = ""


def answer_order(
    session: Session, order: Order, answer: Answer, *, viewer: Viewer, revision: int | None = None
) -> OrderAnswer:
    """Answer a submitted order; an acceptance writes the agreement.

    Raises BadInput naming the field, for instance when an acceptance differs from what was asked.
    """
    viewer.must(Permission.ORDER_ANSWER)
    hold(session, order, revision)
    require_free(session, order)
    before = order.state
    whole = _whole(order, answer)
    _check(session, order, whole)
    row = OrderAnswer(order_id=order.id, at=clock.now(), person_id=viewer.person_id, **vars(whole))
    session.add(row)
    move(session, order, ACT_OF_DECISION[whole.decision], viewer=viewer, note=whole.note)
    if whole.decision is AnswerDecision.ACCEPT:
        order.school_id = whole.school_id
    keep_trail(session, order, "answer", viewer=viewer, changes=state_change(before, order.state))
    session.expire(order, ["answers", "school"])
    if whole.decision is AnswerDecision.ACCEPT:
        write_agreement(session, order, author=viewer)
    _tell(session, order, whole)
    return row


def _whole(order: Order, answer: Answer) -> Answer:
    """The answer with the order's own values where it says nothing; a refusal offers nothing."""
    if answer.decision is AnswerDecision.DECLINE:
        return Answer(AnswerDecision.DECLINE, note=answer.note.strip())
    return replace(
        answer,
        school_id=answer.school_id or order.school_id,
        heads=order.heads if answer.heads is None else answer.heads,
        starts_on=answer.starts_on or order.window_start,
        ends_on=answer.ends_on or order.window_end,
        note=answer.note.strip(),
    )


def _check(session: Session, order: Order, answer: Answer) -> None:
    for field, message in _faults(session, order, answer):
        raise BadInput(message, field=field)
    if answer.decision is AnswerDecision.ACCEPT:
        for field in _departures(order, answer):
            raise BadInput(
                msg("This differs from what was asked"),
                field=field,
                way_out=msg("Send it as a counter-offer, so that the enterprise can agree"),
            )


def _faults(session: Session, order: Order, answer: Answer) -> Iterator[tuple[str, Message]]:
    if len(answer.note) > MAX_NOTE:
        yield "note", msg("At most %(n)s characters", n=MAX_NOTE)
    if answer.decision is AnswerDecision.DECLINE:
        if len(answer.note) < 2:
            yield "note", msg("Say why the order is declined")
        return
    if answer.heads is not None and not 1 <= answer.heads <= MAX_HEADS:
        yield "heads", msg("The number of people lies between %(low)s and %(high)s", low=1, high=MAX_HEADS)
    if answer.starts_on and answer.starts_on < clock.today():
        yield "starts_on", msg("This day has passed")
    if answer.starts_on and answer.ends_on and answer.ends_on <= answer.starts_on:
        yield "ends_on", msg("The end must lie after the start")
    if answer.price_yuan is not None and not 0 <= answer.price_yuan <= MAX_YUAN:
        yield "price_yuan", msg("An amount lies between %(low)s and %(high)s yuan", low=0, high=MAX_YUAN)
    yield from _course_faults(session, order, answer)
    yield from _school_faults(session, order, answer)


def _course_faults(session: Session, order: Order, answer: Answer) -> Iterator[tuple[str, Message]]:
    version = find_course_version(session, answer.course_version_id)
    if version is None:
        yield "course_version_id", msg("Choose the course version that is taught")
        return
    if (version.course.occupation_id, version.course.level) != (order.occupation_id, order.level):
        yield "course_version_id", msg("This course is for another occupation or level")
    day = answer.starts_on or order.window_start
    if version.valid_from > day or (version.valid_to is not None and version.valid_to < day):
        yield "course_version_id", msg("This course version is not valid on %(day)s", day=day)


def _school_faults(session: Session, order: Order, answer: Answer) -> Iterator[tuple[str, Message]]:
    if answer.school_id:
        try:
            is_school = get_organisation(session, answer.school_id).is_a(OrganisationKind.SCHOOL)
        except NotFound:
            is_school = False
        if not is_school:
            yield "school_id", msg("Choose the school from the list")
    elif Party.SCHOOL in strategy_of(order.programme_type).signatories:
        yield "school_id", msg("The agreement has three parties: choose the school")


def _departures(order: Order, answer: Answer) -> Iterator[str]:
    if answer.heads != order.heads:
        yield "heads"
    if answer.starts_on and answer.starts_on < order.window_start:
        yield "starts_on"
    if answer.ends_on and answer.ends_on > order.window_end:
        yield "ends_on"
    if order.school_id and answer.school_id != order.school_id:
        yield "school_id"
    if order.budget_yuan is not None and answer.price_yuan is not None and answer.price_yuan > order.budget_yuan:
        yield "price_yuan"


def _tell(session: Session, order: Order, answer: Answer) -> None:
    if answer.decision is AnswerDecision.ACCEPT:
        subject = msg("Order %(number)s was accepted; the agreement waits for signatures", number=order.number)
        tell(session, order, [Party.ENTERPRISE, Party.SCHOOL], subject)
    elif answer.decision is AnswerDecision.COUNTER:
        subject = msg("The base made a counter-offer to order %(number)s", number=order.number)
        tell(session, order, [Party.ENTERPRISE], subject)
    else:
        subject = msg("Order %(number)s was declined: %(reason)s", number=order.number, reason=answer.note)
        tell(session, order, [Party.ENTERPRISE], subject)
