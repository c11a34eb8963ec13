"""What most tests of scheduling begin with: a base with two cohorts, and its scheduler."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.trainer.scheduling import scenes
from trainer.kit.permissions import Viewer
from trainer.models.people import Role
from trainer.web.platform import Platform


@pytest.fixture
def scene(session: Session) -> scenes.Scene:
    """Two cohorts of three trainees, each with a workshop and an instructor of its own."""
    return scenes.a_scene(session)


@pytest.fixture
def scheduler(scene: scenes.Scene, viewer_for: Callable[..., Viewer]) -> Viewer:
    """The viewer who may do everything with the base's timetables."""
    return viewer_for(Role.SCHEDULER, scene.organisation)


@pytest.fixture
def browser(scene: scenes.Scene, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """A scheduler of the base, signed in."""
    return sign_in(Role.SCHEDULER, scene.organisation)


@pytest.fixture
def queue(platform: Platform) -> Platform:
    """The application's parts with jobs that stay in the queue."""
    platform.jobs.huey.immediate = False
    return platform
