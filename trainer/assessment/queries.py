"""Reading sittings as far as the viewer may see them, and the results of those that were released."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from trainer.assessment.results import PaperResult, Result
from trainer.catalogue.programme_types import strategy_of
from trainer.catalogue.queries import policy_value
from trainer.kit.errors import NotFound
from trainer.kit.permissions import Viewer
from trainer.models.assessment import Assessor, Candidate, PanelMember, Paper, Sitting, SittingState
from trainer.models.catalogue import Course, CourseVersion
from trainer.models.enrolment import Enrolment
from trainer.models.organisations import Organisation
from trainer.models.people import Role
from trainer.models.programmes import Cohort, Programme
from trainer.models.resources import Workshop

_COHORT = (
    joinedload(Cohort.programme).options(joinedload(Programme.base), joinedload(Programme.enterprise)),
    joinedload(Cohort.course_version).joinedload(CourseVersion.course).joinedload(Course.occupation),
)
_WHOLE = (
    joinedload(Sitting.cohort).options(*_COHORT),
    joinedload(Sitting.body),
    joinedload(Sitting.workshop).options(joinedload(Workshop.base), selectinload(Workshop.workstations)),
    selectinload(Sitting.panel).joinedload(PanelMember.assessor).joinedload(Assessor.person),
    selectinload(Sitting.candidates).options(
        joinedload(Candidate.enrolment).joinedload(Enrolment.person), selectinload(Candidate.scores)
    ),
)


def visible_sittings(viewer: Viewer) -> ColumnElement[bool]:
    """Which sittings an officer reads: those of the own base's cohorts, of the own body, or of the region."""
    here = viewer.organisation_id
    grounds: list[ColumnElement[bool]] = []
    if Role.SCHEDULER in viewer.roles:
        grounds.append(Sitting.cohort_id.in_(_cohorts_at(Programme.base_id == here)))
    if Role.CERTIFICATION_OFFICER in viewer.roles:
        grounds.append(Sitting.body_id == here)
    if viewer.oversees:
        region = select(Organisation.id).where(Organisation.region_code == viewer.region_code)
        grounds.append(Sitting.cohort_id.in_(_cohorts_at(Programme.base_id.in_(region))))
        grounds.append(Sitting.body_id.in_(region))
    return or_(false(), *grounds)


def get_sitting(session: Session, sitting_id: str, *, viewer: Viewer) -> Sitting:
    """A sitting with cohort, panel, candidates and scores; raises NotFound when it is absent or foreign."""
    return _one(session, select(Sitting).where(Sitting.id == sitting_id, visible_sittings(viewer)))


def list_sittings(
    session: Session, *, viewer: Viewer, states: Sequence[SittingState] = (), text: str = "", cohort_id: str = ""
) -> Sequence[Sitting]:
    """The viewer's sittings, newest first; narrowed to states, a text in the cohort's or programme's name, a cohort."""
    wanted = select(Sitting).where(visible_sittings(viewer)).options(*_WHOLE)
    if states:
        wanted = wanted.where(Sitting.state.in_(states))
    if cohort_id:
        wanted = wanted.where(Sitting.cohort_id == cohort_id)
    if text:
        columns = (Cohort.name, Cohort.name_en, Programme.title, Programme.title_en)
        named = select(Cohort.id).join(Cohort.programme)
        named = named.where(or_(*(column.icontains(text, autoescape=True) for column in columns)))
        wanted = wanted.where(Sitting.cohort_id.in_(named))
    return session.scalars(wanted.order_by(Sitting.day.desc(), Sitting.first_period.desc(), Sitting.id)).all()


def sittings_of_assessor(session: Session, *, viewer: Viewer) -> Sequence[Sitting]:
    """The sittings on whose panel the viewer is, the latest first."""
    mine = select(Sitting).where(Sitting.id.in_(_panels_of(viewer))).options(*_WHOLE)
    return session.scalars(mine.order_by(Sitting.day.desc(), Sitting.first_period.desc(), Sitting.id)).all()


def get_sitting_to_score(session: Session, sitting_id: str, *, viewer: Viewer) -> Sitting:
    """A sitting on whose panel the viewer is; raises NotFound for every other one."""
    return _one(session, select(Sitting).where(Sitting.id == sitting_id, Sitting.id.in_(_panels_of(viewer))))


def papers_of(cohort: Cohort) -> tuple[Paper, ...]:
    """The papers of the cohort's level, as its programme type has them."""
    return strategy_of(cohort.programme.type).papers(cohort.course_version.course.level)


def mark_to_pass(session: Session, sitting: Sitting) -> int:
    """The points that pass a paper, from the policy of the base's region on the day of the sitting."""
    programme = sitting.cohort.programme
    key = strategy_of(programme.type).completion.mark_policy
    return int(policy_value(session, key, programme.base.region_code, sitting.day))


def result_in(session: Session, sitting: Sitting, candidate: Candidate) -> Result:
    """The papers of one candidate of a sitting that the caller may see; they count once the sitting is released."""
    return _result(sitting, candidate, papers_of(sitting.cohort), mark_to_pass(session, sitting))


def results_in(session: Session, sitting: Sitting) -> dict[str, Result]:
    """The papers of all candidates of a sitting that the caller may see, by candidate id."""
    papers, needed = papers_of(sitting.cohort), mark_to_pass(session, sitting)
    return {candidate.id: _result(sitting, candidate, papers, needed) for candidate in sitting.candidates}


def results_of_cohort(session: Session, cohort: Cohort, body_id: str | None = None) -> dict[str, Result]:
    """Enrolment id to the result of the last released sitting (of one evaluating body, or of any)."""
    released = select(Sitting).where(Sitting.cohort_id == cohort.id, Sitting.state == SittingState.RELEASED)
    if body_id is not None:
        released = released.where(Sitting.body_id == body_id)
    papers = papers_of(cohort)
    found: dict[str, Result] = {}
    for sitting in session.scalars(released.options(*_WHOLE).order_by(Sitting.day, Sitting.first_period, Sitting.id)):
        needed = mark_to_pass(session, sitting)
        found |= {seat.enrolment_id: _result(sitting, seat, papers, needed) for seat in sitting.candidates}
    return found


def pass_list(session: Session, cohort: Cohort, body_id: str | None = None) -> dict[str, Result]:
    """Enrolment id to result, for those alone who passed every paper in a released sitting."""
    results = results_of_cohort(session, cohort, body_id)
    return {enrolment_id: result for enrolment_id, result in results.items() if result.passed}


def result_of(session: Session, enrolment: Enrolment) -> Result | None:
    """One trainee's result in the last released sitting, or None before any was released."""
    return results_of_cohort(session, enrolment.cohort).get(enrolment.id)


def own_seats(session: Session, *, viewer: Viewer) -> Sequence[Candidate]:
    """The viewer's own places in sittings that were not cancelled, the latest first."""
    own = (
        select(Candidate)
        .join(Candidate.enrolment)
        .join(Candidate.sitting)
        .where(Enrolment.person_id == viewer.person_id, Sitting.state != SittingState.CANCELLED)
        .options(
            selectinload(Candidate.scores),
            joinedload(Candidate.sitting).options(
                joinedload(Sitting.cohort).options(*_COHORT),
                joinedload(Sitting.body),
                joinedload(Sitting.workshop).joinedload(Workshop.base),
            ),
        )
        .order_by(Sitting.day.desc(), Sitting.first_period.desc(), Candidate.id)
    )
    return session.scalars(own).all()


def _result(sitting: Sitting, candidate: Candidate, papers: Sequence[Paper], needed: int) -> Result:
    points = {score.paper: score.points for score in candidate.scores}
    reached = tuple(PaperResult(paper, points.get(paper), needed) for paper in papers)
    return Result(sitting.id, sitting.day, candidate.is_absent, reached)


def _cohorts_at(base: ColumnElement[bool]) -> Select[Any]:
    return select(Cohort.id).join(Cohort.programme).where(base)


def _panels_of(viewer: Viewer) -> Select[Any]:
    mine = select(Assessor.id).where(Assessor.person_id == viewer.person_id)
    return select(PanelMember.sitting_id).where(PanelMember.assessor_id.in_(mine))


def _one(session: Session, scope: Select[Any]) -> Sitting:
    found: Sitting | None = session.scalar(scope.options(*_WHOLE))
    if found is None:
        raise NotFound
    return found
