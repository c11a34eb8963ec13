"""A real server with job workers on a real database, a real Chromium, and a clock that a journey can move."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import waitress

from tests.journeys.city import City, build_city
from trainer.app import create_app, make_platform
from trainer.config import Config
from trainer.kit import clock
from trainer.migrations import migrate
from trainer.web.serving import job_workers

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is installed by `make test`")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[None]:
    """Journeys run on the real clock and travel with it; the frozen one of other tests would not reach the server."""
    yield
    clock.travel(timedelta(0))


@pytest.fixture(scope="session")
def chromium() -> Iterator[playwright.Browser]:
    """Debian's Chromium; without it the journeys are skipped with a clear line."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here: `make test` installs it where apt and root allow")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    """A small city on a migrated SQLite file, served on a free port with its job workers."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    config = Config(
        data_dir=tmp_path, secret_key="s" * 64, data_key="01" * 32, sign_ins_per_minute=1000, solver_seconds=5
    )
    platform = make_platform(config)
    migrate(platform.database)
    city = build_city(platform.database)
    app = create_app(platform)
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    with job_workers(platform):
        city.address = f"http://127.0.0.1:{server.effective_port}"
        yield city
    server.close()
    thread.join(timeout=5)
    platform.database.dispose()
