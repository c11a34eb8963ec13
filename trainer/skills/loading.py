"""Reading the seed data of skills: occupations, standards and the paths of a template."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.kit.checked_data import Node
from trainer.kit.messages import msg
from trainer.models.skills import EligibilityPath, Occupation, OccupationStandard
from trainer.skills.conditions import CONDITION_FIELDS
from trainer.skills.levels import EXAMINED_LEVELS
from trainer.skills.queries import find_occupation

_KINDS = {int: msg("must be a whole number"), bool: msg("must be true or false"), list: msg("must be a list")}


def load_occupations(session: Session, data: Any) -> int:
    """Take `{"occupations": [{edition, code, name, name_en}]}`; loading again changes only names. How many there are.

    Raises BadData with every fault; then nothing is taken.
    """
    root = Node(data)
    rows = [
        {
            "edition": item.text("edition", longest=8),
            "code": item.text("code", longest=16),
            "name": item.text("name", longest=60),
            "name_en": item.text("name_en", longest=120, default=""),
        }
        for item in root.items("occupations")
    ]
    _refuse_twice(root, "occupations", [(row["edition"], row["code"]) for row in rows])
    root.raise_faults()
    for row in rows:
        found = find_occupation(session, row["edition"], row["code"])
        if found is None:
            session.add(Occupation(**row))
        else:
            found.name, found.name_en = row["name"], row["name_en"]
    session.flush()
    return len(rows)


def load_standards(session: Session, data: Any) -> int:
    """Take `{"standards": [{occupation, edition, template, levels, valid_from, valid_to, document, related}]}`.

    `occupation` and the entries of `related` are written "edition:code" and must have been loaded; a template must
    have paths. Loading again changes nothing but what the data says. Raises BadData with every fault.
    """
    root = Node(data)
    templates = set(session.scalars(select(EligibilityPath.template).distinct()))
    rows = [_standard(session, item, templates) for item in root.items("standards")]
    _refuse_twice(root, "standards", [(row["occupation_id"], row["edition"]) for row in rows])
    root.raise_faults()
    for row in rows:
        same = select(OccupationStandard).where(
            OccupationStandard.occupation_id == row["occupation_id"], OccupationStandard.edition == row["edition"]
        )
        _write(session, session.scalar(same) or OccupationStandard(), row)
    session.flush()
    return len(rows)


def load_eligibility(session: Session, data: Any) -> int:
    """Take one template: `{"template", "paths": [{code, level, conditions, sentence, sentence_en, source}]}`.

    Paths that the data no longer names are removed. Raises BadData with every fault.
    """
    root = Node(data)
    template = root.text("template", longest=16)
    rows = [_path(item, template, position) for position, item in enumerate(root.items("paths"), start=1)]
    _refuse_twice(root, "paths", [(row["code"],) for row in rows])
    root.raise_faults()
    standing = {
        path.code: path for path in session.scalars(select(EligibilityPath).where(EligibilityPath.template == template))
    }
    for row in rows:
        _write(session, standing.pop(row["code"], None) or EligibilityPath(), row)
    for path in standing.values():
        session.delete(path)
    session.flush()
    return len(rows)


def occupation_at(session: Session, item: Node, key: str) -> str:
    """The id of the occupation written "edition:code" in a field of seed data; a fault when there is none."""
    return _occupation_id(session, item, key, item.text(key, longest=25))


def level_at(item: Node, key: str = "level") -> int:
    """An examined level code in a field of seed data."""
    return item.whole(key, min(EXAMINED_LEVELS), max(EXAMINED_LEVELS))


def _standard(session: Session, item: Node, templates: set[str]) -> dict[str, Any]:
    first, last = item.validity()
    template = item.text("template", longest=16)
    if template and template not in templates:
        item.fault("template", msg("names no template whose paths are loaded"))
    related = item.value.get("related", []) if isinstance(item.value, dict) else []
    return {
        "occupation_id": occupation_at(session, item, "occupation"),
        "edition": item.text("edition", longest=16),
        "template": template,
        "levels": _levels(item),
        "valid_from": first,
        "valid_to": last,
        "document": item.text("document", longest=120, default=""),
        "related": [_occupation_id(session, item, "related", str(code)) for code in related],
    }


def _levels(item: Node) -> list[int]:
    levels = [node.value for node in item.items("levels")]
    if not levels or any(level not in EXAMINED_LEVELS for level in levels):
        item.fault("levels", msg("must be a list of level codes from 5 to 1"))
    return levels


def _path(item: Node, template: str, position: int) -> dict[str, Any]:
    conditions = item.items("conditions", some=True)
    return {
        "template": template,
        "position": position,
        "code": item.text("code", longest=8),
        "level": level_at(item),
        "conditions": [_condition(node) for node in conditions],
        "sentence": item.text("sentence", longest=400),
        "sentence_en": item.text("sentence_en", longest=400),
        "source": item.text("source", longest=200),
    }


def _condition(node: Node) -> Any:
    kind = node.one_of("kind", CONDITION_FIELDS)
    if not isinstance(node.value, dict) or node.value.get("kind") != kind:
        return {}
    wanted = CONDITION_FIELDS[kind]
    for key, type_ in wanted.items():
        if type(node.value.get(key)) is not type_:
            node.fault(key, _KINDS[type_])
    for key in sorted(set(node.value) - set(wanted) - {"kind"}):
        node.fault(key, msg("is not known here"))
    if "level" in wanted and node.value.get("level") not in EXAMINED_LEVELS:
        node.fault("level", msg("must be a list of level codes from 5 to 1"))
    return node.value


def _occupation_id(session: Session, item: Node, key: str, text: str) -> str:
    edition, _colon, code = text.partition(":")
    found = find_occupation(session, edition, code)
    if found is None and text:
        item.fault(key, msg("names no loaded occupation: %(name)s", name=text))
    return found.id if found else ""


def _refuse_twice(root: Node, key: str, keys: list[tuple[str, ...]]) -> None:
    for index, found in enumerate(keys):
        if found in keys[:index] and all(found):
            Node(None, f"{root.path}.{key}[{index}]", root.faults).fault("", msg("stands in the list twice"))


def _write(session: Session, row: Any, values: dict[str, Any]) -> None:
    for key, value in values.items():
        setattr(row, key, value)
    session.add(row)
