"""Facts for tests of eligibility: short ways to write what a person has."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import count
from typing import Any

from trainer.kit.package_files import package_folder
from trainer.skills.eligibility import Path
from trainer.skills.facts import Fact, Facts
from trainer.skills.verdict import Rule

DAY = timedelta(days=1)
ROBOTS, RELATED, OTHER = "occ-robots", "occ-related", "occ-other"
_numbers = count(1)


def paths_of_template(template: str, level: int) -> list[Path]:
    """A level's paths as the seeds have them."""
    data = json.loads((package_folder("seeds") / "eligibility" / f"{template}.json").read_text("utf-8"))
    return [
        Path(Rule(row["code"], row["sentence"], row["sentence_en"], row["source"]), tuple(row["conditions"]))
        for row in data["paths"]
        if row["level"] == level
    ]


def a_fact(kind: str, since: date, until: date | None = None, **values: Any) -> Fact:
    """A documented fact in the occupation."""
    number = next(_numbers)
    defaults = {"id": f"{kind}-{number}", "occupation_id": ROBOTS, "document": f"document {number}"}
    return Fact(kind=kind, since=since, until=until, **{**defaults, **values})


def job(since: date, until: date | None = None, **values: Any) -> Fact:
    """Work in the occupation."""
    return a_fact("employment", since, until, **values)


def certificate(level: int, since: date, until: date | None = None, **values: Any) -> Fact:
    """A skill holding."""
    return a_fact("holding", since, until, level=level, **values)


def title(name: str, since: date, **values: Any) -> Fact:
    """A professional title in a matching field."""
    return a_fact("title", since, detail={"title": name, "major_matches": True}, occupation_id=None, **values)


def study(degree: str, since: date, until: date | None = None, **detail: Any) -> Fact:
    """A diploma (no end) or a course of study in a matching major."""
    whole = {"degree": degree, "major_matches": True, **detail}
    return a_fact("education", since, until, detail=whole, occupation_id=None)


def facts(*found: Fact, born: date | None = date(1985, 6, 1)) -> Facts:
    """A person with these facts, looked at for the robots' occupation."""
    return Facts("person-1", born, frozenset({ROBOTS, RELATED}), found)
