"""Fixtures of the programmes' tests."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.trainer.programmes.parties import Parties, three_parties


@pytest.fixture
def parties(session: Session) -> Parties:
    """An enterprise, a base and a school."""
    return three_parties(session)
