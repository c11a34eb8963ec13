"""Cohorts: they come into being from a signed agreement, and later features move them on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from trainer.catalogue.programme_types import strategy_of
from trainer.catalogue.programme_types.strategy import OrderAct, Terms
from trainer.catalogue.queries import find_policy, get_course_version, policy_value
from trainer.kit import audit
from trainer.kit.errors import RuleBroken
from trainer.kit.messages import Message, msg
from trainer.kit.permissions import Viewer
from trainer.kit.wording import in_chinese, in_english
from trainer.models.catalogue import CourseVersion
from trainer.models.joint_classes import JointClass
from trainer.models.programmes import Cohort, CohortState, Lesson, Order, OrderAnswer, OrderState, Programme
from trainer.models.resources import Base, Workshop, WorkstationGroup
from trainer.programmes import queries
from trainer.programmes.agreement_text import Name, chinese_name, english_name, terms_of
from trainer.programmes.queries.joint_classes import orders_behind, rests_on
from trainer.programmes.services.steps import step

UNFINISHED = (CohortState.ENROLLING, CohortState.SCHEDULED, CohortState.RUNNING)


@dataclass(frozen=True)
class _Plan:
    """What a cohort takes over from its order or joint class."""

    base_id: str
    region: str
    version: CourseVersion
    starts_on: date
    ends_on: date
    weekdays: Sequence[int]
    half_days: Sequence[str]
    night_rest_hours: int | None


def form_cohort(session: Session, order: Order, *, viewer: Viewer) -> Programme:
    """Programme, cohorts and lessons of a signed order.

    The people are split evenly into as few cohorts as policy `cohort.maximum_size` allows. A cohort keeps the course
    version of the accepted answer for good. Raises RuleBroken when the order is not signed or a policy is missing.
    """
    answer = queries.agreed_answer(order)
    if order.state is not OrderState.SIGNED or answer is None or answer.course_version_id is None:
        raise RuleBroken("order-state", msg("A cohort needs an order that all parties have signed"))
    version = get_course_version(session, answer.course_version_id)
    programme = _programme(order, answer, version)
    session.add(programme)
    session.flush()
    plan = _plan_of_order(order, answer, version)
    terms = [terms_of(order, answer, version, name) for name in (chinese_name, english_name)]
    maximum = int(policy_value(session, "cohort.maximum_size", plan.region, plan.starts_on))
    sizes = _split(terms[0].heads, maximum)
    for index, size in enumerate(sizes, start=1):
        names = (_cohort_name(terms[0], index), _cohort_name(terms[1], index))
        _add_cohort(session, programme, plan, f"{index:02d}", names, size)
    audit.record(
        session,
        "programme.form",
        f"programme:{programme.id}",
        actor=viewer.person_id,
        chain=order.base_id,
        detail={"order": order.number, "cohorts": sizes, "course_version": version.id},
    )
    return programme


def join_cohort(session: Session, order: Order, joint: JointClass, *, viewer: Viewer) -> Programme:
    """The programme of a joint class for one of its orders that all three parties have signed.

    The first such order brings it into being, with one cohort that keeps seats for everybody who accepted; the order
    finds its cohort as far as that has come. The caller holds the joint class.
    """
    if order.state is not OrderState.SIGNED:
        raise RuleBroken("order-state", msg("A cohort needs an order that all parties have signed"))
    session.refresh(joint, ["programme_id"])
    if joint.programme_id is None:
        _form_joint(session, joint, viewer)
    programme = session.get_one(Programme, joint.programme_id)
    _catch_up(session, order, programme)
    return programme


def mark_scheduled(session: Session, cohort_ids: Sequence[str]) -> None:
    """These cohorts have all their lessons in a published timetable; an order follows when all its cohorts do."""
    _move_cohorts(session, cohort_ids, {CohortState.ENROLLING}, CohortState.SCHEDULED)
    for order in _orders_of(session, cohort_ids):
        states = _states(session, order)
        if order.state is OrderState.SIGNED and CohortState.ENROLLING not in states:
            step(session, order, OrderAct.SCHEDULE)


def mark_unscheduled(session: Session, cohort_ids: Sequence[str]) -> None:
    """These cohorts are no longer wholly in the published timetable (an earlier version was restored)."""
    _move_cohorts(session, cohort_ids, {CohortState.SCHEDULED}, CohortState.ENROLLING)
    for order in _orders_of(session, cohort_ids):
        if order.state is OrderState.SCHEDULED and CohortState.ENROLLING in _states(session, order):
            step(session, order, OrderAct.UNSCHEDULE)


def mark_running(session: Session, cohort_ids: Sequence[str]) -> None:
    """The first lesson of these cohorts has begun; their orders run from then on."""
    _move_cohorts(session, cohort_ids, {CohortState.ENROLLING, CohortState.SCHEDULED}, CohortState.RUNNING)
    for order in _orders_of(session, cohort_ids):
        if order.state in (OrderState.SIGNED, OrderState.SCHEDULED):
            step(session, order, OrderAct.START)


def mark_taught(session: Session, cohort_ids: Sequence[str]) -> None:
    """The last lesson of these cohorts is over; assessment and closing come next."""
    mark_running(session, cohort_ids)
    _move_cohorts(session, cohort_ids, {CohortState.RUNNING}, CohortState.TAUGHT)


def _move_cohorts(session: Session, cohort_ids: Sequence[str], sources: set[CohortState], to: CohortState) -> None:
    for cohort in session.scalars(select(Cohort).where(Cohort.id.in_(cohort_ids)).order_by(Cohort.id)):
        if cohort.state in sources:
            cohort.state = to
    session.flush()


def _orders_of(session: Session, cohort_ids: Sequence[str]) -> Sequence[Order]:
    owners = select(Cohort.programme_id).where(Cohort.id.in_(cohort_ids))
    ids = orders_behind(owners)
    return session.scalars(select(Order).where(Order.id.in_(ids)).order_by(Order.id).with_for_update()).all()


def _states(session: Session, order: Order) -> set[CohortState]:
    """The states of an order's cohorts that were not cancelled."""
    own = select(Cohort.state).join(Cohort.programme).where(rests_on(order.id))
    return set(session.scalars(own)) - {CohortState.CANCELLED}


def _catch_up(session: Session, order: Order, programme: Programme) -> None:
    """Move an order that was signed late to where its joint class is already."""
    states = set(session.scalars(select(Cohort.state).where(Cohort.programme_id == programme.id)))
    if states <= {CohortState.SCHEDULED}:
        step(session, order, OrderAct.SCHEDULE)
    elif states & {CohortState.RUNNING, CohortState.TAUGHT}:
        step(session, order, OrderAct.START)


def _form_joint(session: Session, joint: JointClass, viewer: Viewer) -> None:
    places = [place for place in joint.places if place.held_order_id]
    first = places[0].order
    rests = [place.order.night_rest_hours for place in places if place.order.night_rest_hours is not None]
    programme = Programme(
        type=first.programme_type,
        title=_cut(in_chinese(_joint_name(joint, chinese_name)), 120),
        title_en=_cut(in_english(_joint_name(joint, english_name)), 160),
        base_id=joint.base_id,
        school_id=joint.school_id,
    )
    session.add(programme)
    session.flush()
    joint.programme_id = programme.id
    plan = _Plan(
        base_id=joint.base_id,
        region=joint.base.region_code,
        version=get_course_version(session, joint.course_version_id),
        starts_on=joint.starts_on,
        ends_on=joint.ends_on,
        weekdays=joint.weekdays,
        half_days=joint.half_days,
        night_rest_hours=max(rests, default=None),
    )
    size = sum(place.heads for place in places)
    names = (_joint_name(joint, chinese_name), _joint_name(joint, english_name))
    _add_cohort(session, programme, plan, "01", names, size)
    audit.record(
        session,
        "programme.form",
        f"programme:{programme.id}",
        actor=viewer.person_id,
        chain=joint.base_id,
        detail={"joint_class": joint.number, "cohorts": [size], "course_version": plan.version.id},
    )


def _joint_name(joint: JointClass, name: Name) -> Message:
    return msg(
        "%(occupation)s, %(level)s, joint class %(number)s",
        occupation=name(joint.occupation),
        level=LEVEL_SHORT[joint.level],
        number=joint.number,
    )


def _programme(order: Order, answer: OrderAnswer, version: CourseVersion) -> Programme:
    strategy = strategy_of(order.programme_type)
    title = in_chinese(strategy.title(terms_of(order, answer, version, chinese_name)))
    title_en = in_english(strategy.title(terms_of(order, answer, version, english_name)))
    return Programme(
        type=order.programme_type,
        title=_cut(title, 120),
        title_en=_cut(title_en, 160),
        base_id=order.base_id,
        enterprise_id=order.enterprise_id,
        school_id=answer.school_id,
        order_id=order.id,
    )


def _plan_of_order(order: Order, answer: OrderAnswer, version: CourseVersion) -> _Plan:
    return _Plan(
        base_id=order.base_id,
        region=order.base.region_code,
        version=version,
        starts_on=answer.starts_on or order.window_start,
        ends_on=answer.ends_on or order.window_end,
        weekdays=order.weekdays,
        half_days=order.half_days,
        night_rest_hours=order.night_rest_hours,
    )


def _add_cohort(
    session: Session, programme: Programme, plan: _Plan, code: str, names: tuple[Message, Message], size: int
) -> None:
    """One cohort with its lessons; `names` holds the Chinese and the English one."""
    on, region, version = plan.starts_on, plan.region, plan.version
    rest = find_policy(session, "scheduling.night_rest_hours", region, on)
    cohort = Cohort(
        programme_id=programme.id,
        code=code,
        name=_cut(in_chinese(names[0]), 80),
        name_en=_cut(in_english(names[1]), 120),
        course_version_id=version.id,
        home_base_id=_home_base(session, plan.base_id, version),
        capacity=size,
        starts_on=on,
        ends_on=plan.ends_on,
        weekdays=list(plan.weekdays),
        half_days=list(plan.half_days),
        max_periods_day=int(policy_value(session, "scheduling.max_periods_day", region, on)),
        max_periods_week=int(policy_value(session, "scheduling.max_periods_week", region, on)),
        night_rest_hours=_rest(plan.night_rest_hours, rest.value if rest else None),
    )
    session.add(cohort)
    session.flush()
    session.add_all(_lessons(cohort, version))
    session.flush()


def _cohort_name(terms: Terms, index: int) -> Message:
    number = f"{index:02d}"
    if terms.class_name:
        return msg("%(name)s, cohort %(number)s", name=terms.class_name, number=number)
    return msg(
        "%(occupation)s, %(level)s, cohort %(number)s",
        occupation=terms.occupation,
        level=LEVEL_SHORT[terms.level],
        number=number,
    )


LEVEL_SHORT = {5: msg("level 5"), 4: msg("level 4"), 3: msg("level 3"), 2: msg("level 2"), 1: msg("level 1")}


def _rest(asked: int | None, by_policy: int | None) -> int | None:
    """The longer of what the enterprise asked for and what policy demands."""
    given = [int(hours) for hours in (asked, by_policy) if hours is not None]
    return max(given, default=None)


def _lessons(cohort: Cohort, version: CourseVersion) -> list[Lesson]:
    blocks = [(module, number) for module in version.modules for number in range(1, module.lessons + 1)]
    return [
        Lesson(
            cohort_id=cohort.id,
            module_id=module.id,
            position=position,
            number_in_module=number,
            periods=module.periods,
        )
        for position, (module, number) in enumerate(blocks, start=1)
    ]


def _split(heads: int, maximum: int) -> list[int]:
    """`heads` in as few parts of at most `maximum` as possible, which differ by one at most, larger ones first."""
    parts = -(-heads // maximum)
    return [heads // parts + (1 if index < heads % parts else 0) for index in range(parts)]


def _home_base(session: Session, base_id: str, version: CourseVersion) -> str | None:
    """The site of the base with most of the equipment types that the course needs; the first by code among equals."""
    needed = {module.equipment_type_id for module in version.modules if module.equipment_type_id}
    rows = session.execute(
        select(Base.id, func.count(func.distinct(WorkstationGroup.equipment_type_id)))
        .join(Workshop, Workshop.base_id == Base.id, isouter=True)
        .join(
            WorkstationGroup,
            (WorkstationGroup.workshop_id == Workshop.id) & WorkstationGroup.equipment_type_id.in_(needed),
            isouter=True,
        )
        .where(Base.organisation_id == base_id)
        .group_by(Base.id, Base.code)
        .order_by(func.count(func.distinct(WorkstationGroup.equipment_type_id)).desc(), Base.code)
    ).first()
    return rows[0] if rows else None


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
