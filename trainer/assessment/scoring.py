"""Entering scores while a sitting runs, and releasing them: from then on nothing of it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from trainer.accounts.queries import people_with_role
from trainer.accounts.services import notify
from trainer.assessment import queries
from trainer.assessment.score_sheet import (
    HIGHEST,
    PAPER_LABELS,
    ScoreSheet,
    SheetRefused,
    absent_field,
    not_a_score,
    place_of,
    points_field,
)
from trainer.assessment.services import lock, member_of
from trainer.catalogue.queries import policy_value
from trainer.kit import audit, clock
from trainer.kit.errors import Conflict, NotAllowed, NotFound, RuleBroken
from trainer.kit.messages import Message, msg, name_in_both
from trainer.kit.permissions import Permission, Viewer
from trainer.models.assessment import Candidate, Paper, Score, Sitting, SittingState
from trainer.models.enrolment import Enrolment
from trainer.models.people import Role


@dataclass(frozen=True)
class Gap:
    """A candidate who is neither absent nor scored in every paper."""

    candidate: Candidate
    papers: Sequence[Paper]


@dataclass(frozen=True)
class _Change:
    """Points in a paper, or without a paper the absence (0 or 1), before and after."""

    candidate: Candidate
    paper: Paper | None
    before: int | None
    after: int | None

    @property
    def field(self) -> str:
        """The name of the field that changes."""
        key = self.candidate.id
        return absent_field(key) if self.paper is None else points_field(key, self.paper)


def refusal_to_score(session: Session, sitting: Sitting) -> RuleBroken | None:
    """Why nobody can score a sitting now, or None: it is released, called off, to come, or its panel is not whole."""
    if sitting.state is SittingState.RELEASED:
        message = msg("The scores were released and are locked")
        return RuleBroken("scores-locked", message, msg("A change after the release needs an appeal"))
    if sitting.state is SittingState.CANCELLED:
        return RuleBroken("sitting-cancelled", msg("The sitting was called off"))
    if sitting.day > clock.today():
        message = msg("The sitting is on %(day)s; scoring opens that day", day=sitting.day.isoformat())
        return RuleBroken("sitting-in-future", message, msg("Come back on the day of the sitting"))
    return panel_refusal(session, sitting)


def panel_refusal(session: Session, sitting: Sitting) -> RuleBroken | None:
    """Why the panel cannot assess: too small, even, or somebody has not accepted; None when it can."""
    region = sitting.cohort.programme.base.region_code
    least = int(policy_value(session, "assessment.panel_minimum", region, sitting.day))
    size = len(sitting.panel)
    if size < least or size % 2 == 0:
        message = msg("The panel is not whole: %(n)s assessors, at least %(least)s and an odd number are needed",
                      n=size, least=least)  # fmt: skip
        return RuleBroken("panel-incomplete", message, msg("The planner names another assessor"))
    waiting = [member.assessor.person.name for member in sitting.panel if member.accepted_at is None]
    if waiting:
        message = msg("%(name)s has not accepted the sitting yet", name=waiting[0])
        return RuleBroken("panel-not-accepted", message, msg("Every assessor of the panel accepts first"))
    return None


def enter_scores(session: Session, sitting: Sitting, sheet: ScoreSheet, *, viewer: Viewer) -> int:
    """Write what the sheet changes; returns how many entries did. The first change opens the scoring.

    Raises NotFound for people who are not on the panel, RuleBroken when nobody can score now, SheetRefused naming
    candidate and paper of each impossible entry, and Conflict where somebody else entered something meanwhile.
    """
    member = member_of(lock(session, sitting), viewer)
    if member.accepted_at is None and sitting.state is SittingState.PLANNED:
        raise RuleBroken("panel-not-accepted", msg("You have not accepted this sitting"), msg("Accept it first"))
    if (refusal := refusal_to_score(session, sitting)) is not None:
        raise refusal
    candidates = _candidates_now(session, sitting)
    _refuse_impossible(sheet, candidates, queries.papers_of(sitting.cohort))
    changes = _changes_of(sheet, candidates, viewer)
    _refuse_contradictions(changes, candidates)
    if not changes:
        return 0
    for change in changes:
        _write(change, viewer)
    sitting.state = SittingState.SCORING
    session.flush()
    audit.record(
        session,
        "sitting.score",
        f"sitting:{sitting.id}",
        actor=viewer.person_id,
        chain=sitting.body_id,
        detail={"before_after": {change.field: [change.before, change.after] for change in changes}},
    )
    return len(changes)


def gaps_of(sitting: Sitting) -> list[Gap]:
    """The candidates who still lack a score, by workstation, with the papers."""
    papers = queries.papers_of(sitting.cohort)
    found = []
    for candidate in sitting.candidates:
        scored = {score.paper for score in candidate.scores}
        missing = [paper for paper in papers if paper not in scored]
        if missing and not candidate.is_absent:
            found.append(Gap(candidate, missing))
    return found


def refusal_to_release(sitting: Sitting) -> RuleBroken | None:
    """Why a sitting cannot be released, or None."""
    if sitting.state is not SittingState.SCORING:
        message = msg("Only a sitting that is being scored can be released")
        return RuleBroken("sitting-not-scored", message, msg("The panel enters the scores first"))
    if gaps := gaps_of(sitting):
        first = gaps[0]
        message = msg(
            "%(count)s candidates have no full score yet, first workstation %(n)s, %(name)s, %(paper)s",
            count=len(gaps),
            **place_of(first.candidate, first.papers[0]),
        )
        way_out = msg("The panel scores every paper or marks the candidate absent")
        return RuleBroken("scores-missing", message, way_out)
    return None


def release_sitting(session: Session, sitting: Sitting, *, viewer: Viewer) -> None:
    """Release the scores for good and tell every candidate.

    Raises NotAllowed for other bodies, and RuleBroken while somebody is neither scored nor absent.
    """
    viewer.must(Permission.ASSESSMENT_RELEASE)
    if sitting.body_id != viewer.organisation_id:
        raise NotAllowed(msg("Only the evaluating body of the sitting can release its scores"))
    lock(session, sitting)
    _candidates_now(session, sitting)
    if (refusal := refusal_to_release(sitting)) is not None:
        raise refusal
    results = queries.results_in(session, sitting).values()
    sitting.state = SittingState.RELEASED
    sitting.released_at, sitting.released_by_id = clock.now(), viewer.person_id
    session.flush()
    absent = sum(result.is_absent for result in results)
    detail = {"candidates": len(results), "passed": sum(result.passed for result in results), "absent": absent}
    subject = f"sitting:{sitting.id}"
    audit.record(session, "sitting.release", subject, actor=viewer.person_id, chain=sitting.body_id, detail=detail)
    _tell_of_release(session, sitting)


def _candidates_now(session: Session, sitting: Sitting) -> dict[str, Candidate]:
    """The candidates with their scores as they stand behind the lock, by id in the order of workstations."""
    fresh = (
        select(Candidate)
        .where(Candidate.sitting_id == sitting.id)
        .options(selectinload(Candidate.scores), joinedload(Candidate.enrolment).joinedload(Enrolment.person))
        .order_by(Candidate.workstation_number)
        .execution_options(populate_existing=True)
    )
    return {candidate.id: candidate for candidate in session.scalars(fresh)}


def _refuse_impossible(sheet: ScoreSheet, candidates: Mapping[str, Candidate], papers: Sequence[Paper]) -> None:
    named = {mark.candidate_id for mark in sheet.marks} | {absence.candidate_id for absence in sheet.absences}
    if not named <= candidates.keys():
        raise NotFound
    faults: dict[str, Message] = {}
    for mark in sheet.marks:
        candidate, field = candidates[mark.candidate_id], points_field(mark.candidate_id, mark.paper)
        if mark.points is not None and not 0 <= mark.points <= HIGHEST:
            faults[field] = not_a_score(candidate, mark.paper, mark.points)
        elif mark.paper not in papers:
            values = place_of(candidate, mark.paper)
            faults[field] = msg("Workstation %(n)s, %(name)s: %(paper)s is no paper of this level", **values)
    if faults:
        raise SheetRefused(faults)


def _changes_of(sheet: ScoreSheet, candidates: Mapping[str, Candidate], viewer: Viewer) -> list[_Change]:
    """What of the sheet differs from what stands; raises Conflict for what somebody else wrote meanwhile."""
    changes = []
    for mark in sheet.marks:
        candidate = candidates[mark.candidate_id]
        stands = {score.paper: score for score in candidate.scores}.get(mark.paper)
        before = stands.points if stands else None
        if mark.points in (mark.seen, before):
            continue
        is_own = stands is not None and stands.scored_by_id == viewer.person_id
        if before != mark.seen and not is_own:
            raise _overtaken(candidate, PAPER_LABELS[mark.paper])
        changes.append(_Change(candidate, mark.paper, before, mark.points))
    for absence in sheet.absences:
        candidate = candidates[absence.candidate_id]
        if absence.is_absent not in (absence.seen, candidate.is_absent):
            changes.append(_Change(candidate, None, int(candidate.is_absent), int(absence.is_absent)))
    return changes


def _points_of(candidate: Candidate) -> dict[Paper, int]:
    return {score.paper: score.points for score in candidate.scores}


def _overtaken(candidate: Candidate, paper: Message) -> Conflict:
    message = msg(
        "Workstation %(n)s, %(name)s, %(paper)s: somebody else of the panel entered a score meanwhile",
        n=candidate.workstation_number,
        name=candidate.enrolment.person.name,
        paper=paper,
    )
    return Conflict(message, msg("Look at the present scores and agree on one"))


def _refuse_contradictions(changes: Sequence[_Change], candidates: Mapping[str, Candidate]) -> None:
    """Raise SheetRefused where somebody would be absent and yet have a score."""
    points = {key: dict[Paper, int | None](_points_of(candidate)) for key, candidate in candidates.items()}
    absent = {key: candidate.is_absent for key, candidate in candidates.items()}
    for change in changes:
        if change.paper is None:
            absent[change.candidate.id] = bool(change.after)
        else:
            points[change.candidate.id][change.paper] = change.after
    faults = {}
    for key, candidate in candidates.items():
        scored = [paper for paper, value in points[key].items() if value is not None]
        if absent[key] and scored:
            values = place_of(candidate, scored[0])
            message = msg("Workstation %(n)s, %(name)s: absent, yet there is a score in %(paper)s", **values)
            faults[points_field(key, scored[0])] = message
    if faults:
        raise SheetRefused(faults)


def _write(change: _Change, viewer: Viewer) -> None:
    candidate = change.candidate
    if change.paper is None:
        candidate.is_absent = bool(change.after)
        return
    score = {row.paper: row for row in candidate.scores}.get(change.paper)
    if change.after is None:
        candidate.scores = [row for row in candidate.scores if row is not score]
        return
    if score is None:
        score = Score(paper=change.paper)
        candidate.scores.append(score)
    score.points, score.scored_by_id, score.scored_at = change.after, viewer.person_id, clock.now()


def _tell_of_release(session: Session, sitting: Sitting) -> None:
    cohort = sitting.cohort
    subject = msg("Your result in the assessment of %(cohort)s is there", cohort=name_in_both(cohort))
    notify(session, [row.enrolment.person_id for row in sitting.candidates], subject, url="/my/results")
    subject = msg("The scores of %(cohort)s are released: certificates can be issued", cohort=name_in_both(cohort))
    schedulers = people_with_role(session, cohort.programme.base_id, Role.SCHEDULER)
    notify(session, [person.id for person in schedulers], subject, url=f"/sittings/{sitting.id}")
