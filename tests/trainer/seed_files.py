"""The seed files as the loaders take them, in the order in which they have to be loaded."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy.orm import Session

from trainer.catalogue import services as catalogue
from trainer.kit.package_files import package_folder
from trainer.resources import services as resources
from trainer.skills import services as skills


def seed(name: str) -> Any:
    """A seed file's content."""
    return json.loads((package_folder("seeds") / name).read_text("utf-8"))


def load_skills(session: Session) -> None:
    """Occupations, both templates and the standards."""
    skills.load_occupations(session, seed("occupations.json"))
    for template in ("2018", "2023"):
        skills.load_eligibility(session, seed(f"eligibility/{template}.json"))
    skills.load_standards(session, seed("standards.json"))


def load_catalogue(session: Session) -> None:
    """Everything that courses need, and the courses."""
    load_skills(session)
    resources.load_equipment(session, seed("equipment.json"))
    catalogue.load_courses(session, seed("courses.json"))
