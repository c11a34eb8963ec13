"""The difference between two problems as data, so that a scenario can make the same change to the problem of today."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import solver
from trainer.kit.errors import BadInput
from trainer.kit.messages import msg

# One entry an item: {"in": collection, "id": …} with "add": item, "drop": true, or "set": {field: value} and
# "unset": [field].
Patch = Sequence[dict[str, Any]]


def patch_of(before: solver.Problem, after: solver.Problem) -> list[dict[str, Any]]:
    """What was added, dropped or given other values; only of what has an id of its own."""
    old, new = _plain(before), _plain(after)
    names = dict.fromkeys((*_collections(old), *_collections(new)))
    return [entry for name in names for entry in _differences(name, old.get(name, []), new.get(name, []))]


def patched(problem: solver.Problem, patch: Patch) -> solver.Problem:
    """The problem with the same changes made; raises BadInput when what they change is no longer there."""
    plain = _plain(problem)
    for entry in patch:
        items = {item["id"]: item for item in plain.get(entry["in"], [])}
        if "add" in entry:
            items[entry["id"]] = entry["add"]
        elif "drop" in entry:
            items.pop(entry["id"], None)
        elif entry["id"] not in items:
            raise BadInput(msg("What this way out changes is no longer part of the plan; take it out of the scenario"))
        else:
            kept = {key: value for key, value in items[entry["id"]].items() if key not in entry["unset"]}
            items[entry["id"]] = {**kept, **entry["set"]}
        plain[entry["in"]] = list(items.values())
    return solver.problem_from_json(json.dumps(plain, ensure_ascii=False))


def _plain(problem: solver.Problem) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(solver.problem_to_json(problem))
    return found


def _collections(plain: dict[str, Any]) -> Iterator[str]:
    for name, value in plain.items():
        if isinstance(value, list) and value and isinstance(value[0], dict) and "id" in value[0]:
            yield name


def _differences(name: str, old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    before, after = {item["id"]: item for item in old}, {item["id"]: item for item in new}
    for id_, item in after.items():
        if id_ not in before:
            yield {"in": name, "id": id_, "add": item}
        elif item != before[id_]:
            was = before[id_]
            changed = {key: value for key, value in item.items() if was.get(key) != value or key not in was}
            yield {"in": name, "id": id_, "set": changed, "unset": sorted(was.keys() - item.keys())}
    yield from ({"in": name, "id": id_, "drop": True} for id_ in before if id_ not in after)
