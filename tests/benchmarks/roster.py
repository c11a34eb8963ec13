"""A roster of 2,000 rows: from the upload to the page with the verdicts, through the web application.

    python -m tests.benchmarks.roster [--rows 2000] [--rounds 3] [--engine sqlite|postgresql]

A tenth of the people are known already, a tenth of the rows are bad. The figure is the time of the POST that reads,
checks, judges and stores, plus the GET that shows the verdicts.
"""

from __future__ import annotations

import argparse
import io
import statistics
import tempfile
import time
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests import engines, factories
from tests.conftest import NOW, a_sign_in
from tests.trainer.enrolment.rosters import a_row, a_setting, a_workbook
from trainer.accounts.queries import viewer_of_sign_in
from trainer.app import create_app, make_platform
from trainer.config import Config
from trainer.enrolment import services
from trainer.kit import clock
from trainer.kit.db import Database
from trainer.models.enrolment import RosterRow
from trainer.models.organisations import Organisation
from trainer.models.people import Role
from trainer.web.access import SIGN_IN_KEY
from trainer.web.platform import Platform

PROMISE_SECONDS = 5


def main() -> None:
    """Upload fresh rosters, print each round and the median, and fail above the promise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engine", choices=engines.ENGINES, default="sqlite")
    options = parser.parse_args()
    with clock.frozen(NOW), tempfile.TemporaryDirectory() as folder:
        database = engines.new_database(options.engine)
        browser = a_browser(database, Path(folder))
        times = [one_round(database, browser, options.rows, number) for number in range(options.rounds)]
    print(f"{options.engine}, {options.rows} rows: median {statistics.median(times):.2f} s, slowest {max(times):.2f} s")
    if max(times) >= PROMISE_SECONDS:
        raise SystemExit(f"slower than the promised {PROMISE_SECONDS} s")


def a_browser(database: Database, folder: Path) -> FlaskClient:
    """A training officer's browser on an application over this database."""
    config = Config(data_dir=folder, secret_key="s" * 64, data_key="00" * 32, database=f"sqlite:///{folder / 'x.db'}")
    made = make_platform(config)
    app = create_app(Platform(config, database, made.jobs, made.load_viewer, made.count_notices))
    app.config.update(WTF_CSRF_ENABLED=False)
    with database.transaction() as session:
        enterprise = factories.an_organisation(session, name="bench")
        officer = factories.a_member(session, Role.ENTERPRISE_OFFICER, enterprise)
        sign_in_id = a_sign_in(session, officer)
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie[SIGN_IN_KEY] = sign_in_id
        browser.enterprise_id = enterprise.id  # type: ignore[attr-defined]
    return browser


def one_round(database: Database, browser: FlaskClient, count: int, number: int) -> float:
    """Seconds from the upload to the shown verdicts of a roster with people of its own."""
    cohort_id, content = prepare(database, browser, count, number)
    began = time.perf_counter()
    data = {"file": (io.BytesIO(content), f"roster-{number}.xlsx")}
    answer = browser.post(f"/cohorts/{cohort_id}/roster", data=data, content_type="multipart/form-data")
    page = browser.get(f"{answer.location}?show=all")
    seconds = time.perf_counter() - began
    if page.status_code != 200:
        raise SystemExit(f"round {number}: {answer.status_code}, {page.status_code}")
    with database.reading() as session:
        upload_id = answer.location.rsplit("/", 1)[1]
        grouped = select(RosterRow.state, func.count()).where(RosterRow.upload_id == upload_id)
        states = {state.value: rows for state, rows in session.execute(grouped.group_by(RosterRow.state))}
    print(f"round {number}: {seconds:.2f} s, {len(content):,} bytes, {states}")
    return seconds


def prepare(database: Database, browser: FlaskClient, count: int, number: int) -> tuple[str, bytes]:
    """A cohort, a tenth of its people known from another cohort, and the file."""
    rows = [a_row(number * count + index) for index in range(count)]
    for row in rows[::10]:
        row["phone"] = "1380013"
    with database.transaction() as session:
        enterprise = session.get(Organisation, browser.enterprise_id)  # type: ignore[attr-defined]
        setting = a_setting(session, capacity=count, enterprise=enterprise)
        other = a_setting(session, capacity=count, enterprise=enterprise)
        officer = factories.a_member(session, Role.ENTERPRISE_OFFICER, enterprise)
        viewer = viewer_of_sign_in(session, a_sign_in(session, officer))
        assert viewer is not None
        for row in rows[5::10]:
            person = factories.a_person(session, name=row["name"], id_number=row["id_number"])
            services.enrol_person(session, other.cohort, person, key=person.id, viewer=viewer)
        return setting.cohort.id, a_workbook(rows)


if __name__ == "__main__":
    main()
