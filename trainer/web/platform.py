"""The running application's parts, reachable from a request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import current_app
from sqlalchemy.orm import Session

from trainer.config import Config
from trainer.kit.db import Database
from trainer.kit.jobs import Jobs
from trainer.kit.permissions import Viewer


@dataclass(frozen=True)
class Platform:
    """What one application is made of; `load_viewer` turns a sign-in's id into a viewer, or None."""

    config: Config
    database: Database
    jobs: Jobs
    load_viewer: Callable[[Session, str], Viewer | None]
    count_notices: Callable[[Session, str], int]


def platform() -> Platform:
    """The parts of the application that answers this request."""
    return cast(Platform, current_app.extensions["trainer"])
