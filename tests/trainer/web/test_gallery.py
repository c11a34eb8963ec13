"""The page of components is there for people who work on the program, and for nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from trainer.app import create_app
from trainer.web.platform import Platform


@pytest.mark.parametrize(("development", "status"), [(True, 200), (False, 404)])
def test_components_are_shown_in_development_only(platform: Platform, development: bool, status: int) -> None:
    chosen = replace(platform, config=replace(platform.config, development=development))
    assert create_app(chosen).test_client().get("/ui/").status_code == status
