"""Reference data that every deployment needs, from seeds/: loading it again changes nothing that stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from trainer.catalogue.services import load_courses, load_policies
from trainer.kit.package_files import package_folder
from trainer.resources.services import load_calendar, load_equipment
from trainer.skills.services import load_eligibility, load_occupations, load_standards


def load_reference_data(session: Session) -> dict[str, int]:
    """Load all of it and tell how many of each there are; raises BadData naming every fault of a file."""
    return {
        "occupations": load_occupations(session, read_seed("occupations.json")),
        "eligibility paths": sum(load_eligibility(session, data) for data in read_seeds("eligibility")),
        "standards": load_standards(session, read_seed("standards.json")),
        "equipment types": load_equipment(session, read_seed("equipment.json")),
        "courses": load_courses(session, read_seed("courses.json")),
        "policy records": sum(load_policies(session, data) for data in read_seeds("policies")),
        "calendar days": sum(load_calendar(session, data) for data in read_seeds("calendar")),
    }


def read_seed(name: str) -> Any:
    """The content of a JSON file below seeds/."""
    return _read(package_folder("seeds") / name)


def read_seeds(folder: str) -> list[Any]:
    """The contents of all JSON files of a folder below seeds/, by name."""
    return [_read(path) for path in sorted((package_folder("seeds") / folder).glob("*.json"))]


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))
