"""The demonstration from end to end: scheduled, published, and the same again at the second start."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import engines
from tests.trainer.seeding.conftest import fill
from trainer.app import make_platform
from trainer.cli import main
from trainer.config import Config
from trainer.kit.tables import AuditEntry
from trainer.models.organisations import Organisation
from trainer.models.programmes import Cohort, CohortState
from trainer.models.scheduling import SlotClaim, SolverRun
from trainer.scheduling.services import MIN_SECONDS
from trainer.seeding import demo, timetables
from trainer.seeding.loading import PASSWORD
from trainer.web.platform import Platform

FIGURES = {
    "lessons", "placed", "status", "objective", "bound", "violations", "certificates", "certificate_number",
    "certificate_pdf", "seconds", "bases",
}  # fmt: skip


@pytest.fixture
def demo_platform(tmp_path: Path) -> Platform:
    """A platform over a SQLite database with the district, not yet scheduled."""
    database = engines.new_database("sqlite")
    fill(database)
    config = Config(database=database.url, data_dir=tmp_path, secret_key="s" * 64, data_key="00" * 32)
    return replace(make_platform(config), database=database)


def base_id(session: Session, name: str) -> str:
    return session.scalars(select(Organisation.id).where(Organisation.name.contains(name))).one()


@pytest.mark.slow
def test_the_timetable_of_a_base_is_made_and_published(demo_platform: Platform) -> None:
    with demo_platform.database.reading() as session:
        wuxing = base_id(session, "吴兴")
    outcome = timetables.make_timetable(demo_platform, wuxing, seconds=MIN_SECONDS, publish=True)
    assert outcome.is_whole
    assert outcome.is_published
    assert outcome.violations == 0
    assert outcome.bound is not None
    assert outcome.objective is not None
    assert outcome.bound <= outcome.objective
    with demo_platform.database.reading() as session:
        waiting = select(func.count(Cohort.id)).where(Cohort.state == CohortState.ENROLLING)
        assert session.scalar(waiting.join(Cohort.programme).where(Cohort.programme.has(base_id=wuxing))) == 0


@pytest.mark.slow
def test_a_draft_is_kept_when_nothing_is_to_be_published(demo_platform: Platform) -> None:
    with demo_platform.database.reading() as session:
        sijing = base_id(session, "泗泾")
    outcome = timetables.make_timetable(demo_platform, sijing, seconds=MIN_SECONDS, publish=False)
    assert outcome.is_whole
    assert not outcome.is_published


@pytest.mark.slow
def test_the_demonstration_ends_with_its_figures_and_changes_nothing_the_second_time(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    settings = {
        "TRAINER_DATA_DIR": str(tmp_path),
        "TRAINER_SECRET_KEY": "s" * 64,
        "TRAINER_DATA_KEY": "00" * 32,
        "TRAINER_SOLVER_SECONDS": "15",
        "LC_ALL": "C.UTF-8",
    }
    command = ["demo", "--no-serve", "--database", url]
    first = CliRunner().invoke(main, command, env=settings)
    assert first.exit_code == 0, first.output
    figures = json.loads(first.stdout.strip().splitlines()[-1])
    assert set(figures) == FIGURES
    assert figures["lessons"] >= 350
    assert figures["placed"] == figures["lessons"]
    assert figures["violations"] == 0
    assert figures["status"] in demo.STATUSES[2:]
    assert Path(figures["certificate_pdf"]).read_bytes().startswith(b"%PDF")
    assert PASSWORD in first.stdout
    verified = ["certificate", "verify", figures["certificate_pdf"]]
    assert CliRunner().invoke(main, verified, env={**settings, "TRAINER_DATABASE": url}).exit_code == 0
    before = sizes(url)
    second = CliRunner().invoke(main, command, env=settings)
    again = json.loads(second.stdout.strip().splitlines()[-1])
    assert {**again, "seconds": 0} == {**figures, "seconds": 0}
    assert again["seconds"] < 5
    assert sizes(url) == before


def sizes(url: str) -> dict[str, int]:
    database = engines.Database(url, engines.VAULT)
    with database.reading() as session:
        tables = (AuditEntry, SolverRun, SlotClaim, Organisation)
        return {table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_every_role_is_in_the_list_of_accounts() -> None:
    text = demo.account_list()
    for login in ("scheduler", "enterprise", "trainee", "instructor", "assessor", "certification", "school", "bureau"):
        assert f"  {login} " in text
    assert PASSWORD in text


def test_the_whole_is_no_better_than_its_worst_part() -> None:
    def outcome(status: str, bound: float | None) -> timetables.Outcome:
        return timetables.Outcome("基地", 10, 10, status, 5.0, bound, 0, True)

    totals = demo._totals([outcome("optimal", 5.0), outcome("feasible", None)])
    assert (totals["status"], totals["objective"], totals["bound"]) == ("feasible", 10.0, None)
    assert demo._totals([])["status"] == "unknown"
