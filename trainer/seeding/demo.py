"""The demonstration: an empty database becomes a district at work; a second start finds it and changes nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from trainer.certification.payloads import open_pdf
from trainer.config import Config
from trainer.kit.db import Database
from trainer.kit.messages import Message, msg
from trainer.models.certification import Certificate, CertificateState
from trainer.models.programmes import Cohort, Lesson, Programme
from trainer.models.scheduling import SolverRun, Timetable, TimetableState
from trainer.scheduling.services import MIN_SECONDS
from trainer.scheduling.situation import SCHEDULABLE
from trainer.seeding import timetables
from trainer.seeding.loading import PASSWORD, is_loaded, load_district
from trainer.seeding.timetables import Outcome
from trainer.web.platform import Platform

SEED = 2026
# The share of TRAINER_SOLVER_SECONDS that all bases together get, by their lessons.
SOLVER_SHARE = 2 / 3
# Worst first: the whole is no better than its worst part.
STATUSES = ("infeasible", "unknown", "feasible", "within", "optimal")
ACCOUNTS = (
    ("scheduler", "基地排程员", "Base scheduler"),
    ("enterprise", "企业培训负责人", "Enterprise training officer"),
    ("trainee", "学员（已取得证书）", "Trainee with a certificate"),
    ("trainee-2", "学员（培训进行中）", "Trainee in a running class"),
    ("instructor", "教师", "Instructor"),
    ("assessor", "考评员", "Assessor"),
    ("certification", "发证专员", "Certification officer"),
    ("school", "院校负责人", "School officer"),
    ("bureau", "人社局", "Bureau officer"),
    ("administrator", "系统管理员", "Administrator"),
)

Tell = Callable[[Message], None]


def prepare(platform: Platform, seed: int, tell: Tell) -> dict[str, Any]:
    """Load, schedule and publish whatever is not there yet; the figures of the result, for a program to read.

    Raises RuleBroken when the database holds other organisations.
    """
    started = time.monotonic()
    with platform.database.transaction() as session:
        if not is_loaded(session):
            tell(msg("Loading the demonstration district"))
            load_district(session, seed, platform.config.public_url)
    outcomes = _schedule(platform, seed, tell)
    figures = {**_totals(outcomes), **_certificates(platform.database, platform.config)}
    bases = [asdict(outcome) for outcome in outcomes]
    return {**figures, "seconds": round(time.monotonic() - started, 1), "bases": bases}


def account_list() -> str:
    """The demonstration's accounts, one line each in both languages, and their password."""
    width = max(len(login) for login, _chinese, _english in ACCOUNTS)
    lines = [f"  {login:<{width}}  {chinese} · {english}" for login, chinese, english in ACCOUNTS]
    head = f"演示账号 · Demo accounts（密码 password: {PASSWORD}）"
    return "\n".join(["", head, *lines, ""])


def _schedule(platform: Platform, seed: int, tell: Tell) -> list[Outcome]:
    """The outcome of each base: of the run whose timetable was published, or of a run made now."""
    outcomes = []
    budgets = _seconds_by_base(platform)
    for base_id, seconds in budgets.items():
        with platform.database.reading() as session:
            run = _published_run(session, base_id)
            outcome = timetables.outcome_of(session, run) if run is not None else None
        if outcome is None:
            tell(msg("Making a timetable of %(n)s seconds", n=seconds))
            outcome = timetables.make_timetable(platform, base_id, seconds=seconds, publish=True, seed=seed)
            placed = msg(
                "%(base)s: %(placed)s of %(lessons)s lessons placed",
                base=outcome.organisation,
                placed=outcome.placed,
                lessons=outcome.lessons,
            )
            tell(placed)
        outcomes.append(outcome)
    return outcomes


def _seconds_by_base(platform: Platform) -> Mapping[str, int]:
    with platform.database.reading() as session:
        counted = (
            select(Programme.base_id, func.count(Lesson.id))
            .join(Cohort, Cohort.programme_id == Programme.id)
            .join(Lesson, Lesson.cohort_id == Cohort.id)
            .where(Cohort.state.in_(SCHEDULABLE))
            .group_by(Programme.base_id)
        )
        lessons = {str(row[0]): int(row[1]) for row in session.execute(counted)}
    budget = platform.config.solver_seconds * SOLVER_SHARE
    total = max(1, sum(lessons.values()))
    return {base_id: max(MIN_SECONDS, round(budget * count / total)) for base_id, count in sorted(lessons.items())}


def _published_run(session: Session, base_id: str) -> SolverRun | None:
    once = (TimetableState.PUBLISHED, TimetableState.SUPERSEDED)
    newest = (
        select(SolverRun)
        .join(Timetable, Timetable.id == SolverRun.timetable_id)
        .where(SolverRun.organisation_id == base_id, Timetable.state.in_(once))
        .order_by(SolverRun.created_at.desc())
    )
    return session.scalars(newest.limit(1)).first()


def _totals(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    return {
        "lessons": sum(outcome.lessons for outcome in outcomes),
        "placed": sum(outcome.placed for outcome in outcomes),
        "status": min((outcome.status for outcome in outcomes), key=STATUSES.index, default="unknown"),
        "objective": _sum([outcome.objective for outcome in outcomes]),
        "bound": _sum([outcome.bound for outcome in outcomes]),
        "violations": sum(outcome.violations for outcome in outcomes),
    }


def _sum(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known and len(known) == len(values) else None


def _certificates(database: Database, config: Config) -> dict[str, Any]:
    """How many valid certificates there are, and the first level certificate as a file in the data folder."""
    with database.reading() as session:
        issued = select(Certificate).where(Certificate.state == CertificateState.ISSUED).order_by(Certificate.number)
        certificates = session.scalars(issued).all()
        first = next((found for found in certificates if found.layout == "level"), None)
        number = first.number if first is not None else None
        path = _write(config.data_dir / "demo" / f"{number}.pdf", open_pdf(session, first)) if first else None
    return {
        "certificates": len(certificates),
        "certificate_number": number,
        "certificate_pdf": str(path) if path is not None else None,
    }


def _write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path.absolute()
