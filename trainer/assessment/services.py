"""Planning sittings, filling their panels, and calling them off; scoring and release stand in `scoring`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.accounts.queries import people_with_role
from trainer.accounts.services import notify
from trainer.assessment.gateway import gateway_of
from trainer.assessment.lots import draw
from trainer.assessment.rules import SittingRefused, judge_assessor, judge_panel, judge_plan
from trainer.assessment.situation import SittingPlan, look_at, panel_facts, plan_of
from trainer.kit import audit, clock
from trainer.kit.errors import NotFound, RuleBroken
from trainer.kit.ids import new_token
from trainer.kit.messages import Message, bilingual, msg, name_in_both
from trainer.kit.permissions import Permission, Viewer
from trainer.kit.reasons import checked_reason
from trainer.models.assessment import Assessor, Candidate, PanelMember, Sitting, SittingState
from trainer.models.people import Person, Role
from trainer.models.resources import Workshop
from trainer.scheduling.day_grid import start_time
from trainer.scheduling.publishing import hold_publications


def plan_sitting(session: Session, plan: SittingPlan, *, viewer: Viewer, seed: str = "") -> Sitting:
    """Plan a sitting, draw the workstations by lot, and tell panel and candidates.

    `seed` repeats a draw; without it a new one is taken and recorded. Raises rules.SittingRefused with every rule
    that the plan breaks; then nothing is changed.
    """
    viewer.must(Permission.ASSESSMENT_PLAN)
    _hold(session, plan.workshop.id, [*_people(plan.assessors), *(row.enrolment.person_id for row in plan.candidates)])
    plan = _as_it_stands(session, plan)
    facts = look_at(session, plan)
    if refusals := judge_plan(facts):
        raise SittingRefused(refusals)
    sitting = Sitting(
        cohort_id=plan.cohort.id,
        body_id=plan.body.id,
        workshop_id=plan.workshop.id,
        day=plan.occasion.day,
        first_period=plan.occasion.first_period,
        periods=plan.occasion.periods,
        state=SittingState.PLANNED,
        lot_seed=seed or new_token(),
    )
    sitting.panel = _members(plan.assessors)
    numbers = draw(sitting.lot_seed, [row.enrolment.id for row in plan.candidates], facts.place.workstations)
    sitting.candidates = [Candidate(enrolment_id=key, workstation_number=number) for key, number in numbers.items()]
    session.add(sitting)
    session.flush()
    detail = {"seed": sitting.lot_seed, "workstations": numbers, "panel": [row.id for row in plan.assessors]}
    _audit(session, sitting, "sitting.plan", viewer, {**detail, "day": sitting.day.isoformat()})
    _tell_panel(session, sitting, plan.assessors, plan)
    _tell_candidates(session, sitting, plan)
    _tell_officers(
        session, sitting, viewer, msg("A sitting of %(cohort)s is planned", cohort=name_in_both(plan.cohort))
    )
    return sitting


def replace_panel(session: Session, sitting: Sitting, assessors: Sequence[Assessor], *, viewer: Viewer) -> None:
    """Put other people on the panel of a planned sitting; who stays keeps the acceptance.

    Raises rules.SittingRefused with every rule that the new panel breaks.
    """
    viewer.must(Permission.ASSESSMENT_PLAN)
    refuse_unless_planned(lock(session, sitting))
    _hold(session, sitting.workshop_id, _people(assessors))
    plan = plan_of(session, sitting)
    if refusals := judge_panel(panel_facts(session, plan, assessors)):
        raise SittingRefused(refusals)
    before = {member.assessor_id: member for member in sitting.panel}
    wanted = {assessor.id for assessor in assessors}
    gone = [member.assessor.person_id for key, member in before.items() if key not in wanted]
    sitting.panel = [before.get(member.assessor_id, member) for member in _members(assessors)]
    for position, member in enumerate(sitting.panel, start=1):
        member.position = position
    session.flush()
    _audit(session, sitting, "sitting.replace_panel", viewer, {"before": sorted(before), "after": sorted(wanted)})
    _tell_panel(session, sitting, [assessor for assessor in assessors if assessor.id not in before], plan)
    notify(
        session,
        gone,
        msg("You are no longer on the panel of %(cohort)s", cohort=name_in_both(plan.cohort)),
        _when(plan),
    )


def accept_sitting(session: Session, sitting: Sitting, *, viewer: Viewer) -> None:
    """An assessor promises to come; accepting again changes nothing.

    Raises rules.SittingRefused when something has come up against this assessor since the planning.
    """
    refuse_unless_planned(lock(session, sitting))
    member = member_of(sitting, viewer)
    if member.accepted_at is not None:
        return
    facts = panel_facts(session, plan_of(session, sitting), [member.assessor])
    if refusals := judge_assessor(facts.panel[0], facts):
        raise SittingRefused(refusals)
    member.accepted_at = clock.now()
    session.flush()
    _audit(session, sitting, "sitting.accept", viewer, {"assessor": member.assessor_id})


def decline_sitting(session: Session, sitting: Sitting, reason: str, *, viewer: Viewer) -> None:
    """An assessor cannot come: the seat on the panel is free again and the planners are told why."""
    refuse_unless_planned(lock(session, sitting))
    member = member_of(sitting, viewer)
    said = checked_reason(reason)
    sitting.panel.remove(member)
    session.flush()
    _audit(session, sitting, "sitting.decline", viewer, {"assessor": member.assessor_id, "reason": said})
    subject = msg(
        "%(name)s cannot assess %(cohort)s: name another assessor",
        name=member.assessor.person.name,
        cohort=name_in_both(sitting.cohort),
    )
    _tell_officers(session, sitting, viewer, subject, msg("Reason: %(reason)s", reason=said))


def cancel_sitting(session: Session, sitting: Sitting, reason: str, *, viewer: Viewer) -> None:
    """Call a planned sitting off; workshop and people are free again and everybody is told why."""
    viewer.must(Permission.ASSESSMENT_PLAN)
    refuse_unless_planned(lock(session, sitting))
    said = checked_reason(reason)
    sitting.state = SittingState.CANCELLED
    session.flush()
    _audit(session, sitting, "sitting.cancel", viewer, {"reason": said})
    subject = msg(
        "The sitting of %(cohort)s on %(day)s is called off",
        cohort=name_in_both(sitting.cohort),
        day=sitting.day.isoformat(),
    )
    lines = [msg("Reason: %(reason)s", reason=said)]
    notify(session, _people(member.assessor for member in sitting.panel), subject, lines, url="/my/sittings")
    notify(session, [row.enrolment.person_id for row in sitting.candidates], subject, lines, url="/my/results")
    _tell_officers(session, sitting, viewer, subject, *lines)


def lock(session: Session, sitting: Sitting) -> Sitting:
    """The sitting as it stands now, held until the transaction ends; raises NotFound when it is gone."""
    held = session.scalar(select(Sitting.id).where(Sitting.id == sitting.id).with_for_update())
    if held is None:
        raise NotFound
    session.refresh(sitting)
    return sitting


def refuse_unless_planned(sitting: Sitting) -> None:
    """Raise RuleBroken "sitting-not-planned" once scoring has begun, or when the sitting was called off."""
    if sitting.state is not SittingState.PLANNED:
        way_out = msg("Look at the present state of the sitting")
        raise RuleBroken("sitting-not-planned", msg("This can be done only while the sitting is planned"), way_out)


def member_of(sitting: Sitting, viewer: Viewer) -> PanelMember:
    """The viewer's seat on the panel; raises NotFound for everybody else."""
    for member in sitting.panel:
        if member.assessor.person_id == viewer.person_id:
            return member
    raise NotFound


def _hold(session: Session, workshop_id: str, person_ids: Iterable[str]) -> None:
    """Make two plans for the same room or people follow each other: publications, people by their ids, the room."""
    hold_publications(session)
    people = select(Person.id).where(Person.id.in_(sorted(set(person_ids)))).order_by(Person.id)
    session.execute(people.with_for_update()).all()
    session.execute(select(Workshop.id).where(Workshop.id == workshop_id).with_for_update()).all()


def _as_it_stands(session: Session, plan: SittingPlan) -> SittingPlan:
    """The plan with its candidates before the gateway of this moment: another plan may have been faster."""
    wanted = {row.enrolment.id for row in plan.candidates}
    rows = [row for row in gateway_of(session, plan.cohort) if row.enrolment.id in wanted]
    return replace(plan, candidates=rows)


def _members(assessors: Sequence[Assessor]) -> list[PanelMember]:
    return [PanelMember(assessor_id=row.id, assessor=row, position=number) for number, row in enumerate(assessors, 1)]


def _people(assessors: Iterable[Assessor]) -> list[str]:
    return [assessor.person_id for assessor in assessors]


def _audit(session: Session, sitting: Sitting, act: str, viewer: Viewer, detail: dict[str, object]) -> None:
    audit.record(session, act, f"sitting:{sitting.id}", actor=viewer.person_id, chain=sitting.body_id, detail=detail)


def _when(plan: SittingPlan) -> list[Message]:
    time, day = start_time(plan.occasion.first_period), plan.occasion.day.isoformat()
    base, workshop = name_in_both(plan.workshop.base), name_in_both(plan.workshop)
    place = bilingual(
        f"{base.text} {plan.workshop.code} {workshop.text}", f"{base.chinese} {plan.workshop.code} {workshop.chinese}"
    )
    return [msg("%(day)s, %(time)s", day=day, time=time), msg("Place: %(place)s", place=place)]


def _tell_panel(session: Session, sitting: Sitting, assessors: Sequence[Assessor], plan: SittingPlan) -> None:
    subject = msg(
        "You are named for the panel of %(cohort)s: please accept or decline", cohort=name_in_both(plan.cohort)
    )
    notify(session, _people(assessors), subject, _when(plan), url=f"/my/sittings/{sitting.id}")


def _tell_candidates(session: Session, sitting: Sitting, plan: SittingPlan) -> None:
    subject = msg("Your assessment: %(cohort)s, %(day)s", cohort=name_in_both(plan.cohort), day=sitting.day.isoformat())
    people = {row.enrolment.id: row.enrolment.person_id for row in plan.candidates}
    for candidate in sitting.candidates:
        seat = msg("Workstation %(n)s, drawn by lot", n=candidate.workstation_number)
        notify(session, [people[candidate.enrolment_id]], subject, [*_when(plan), seat], url="/my/results")


def _tell_officers(session: Session, sitting: Sitting, viewer: Viewer, subject: Message, *lines: Message) -> None:
    """Tell the base's schedulers and the body's officers, but not whoever did it."""
    base_id = sitting.cohort.programme.base_id
    people = [
        *people_with_role(session, base_id, Role.SCHEDULER),
        *people_with_role(session, sitting.body_id, Role.CERTIFICATION_OFFICER),
    ]
    others = [person.id for person in people if person.id != viewer.person_id]
    notify(session, others, subject, lines, url=f"/sittings/{sitting.id}")
