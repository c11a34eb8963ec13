"""A roster's rows as the page shows them: masked, with the faults at their cells and the verdict in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from trainer.enrolment import rosters
from trainer.enrolment.roster_file import HeadCell
from trainer.enrolment.verdicts import RosterVerdict, VerdictKind
from trainer.kit.identifiers import mask_id, mask_mobile
from trainer.kit.messages import Message, from_json, msg
from trainer.models.enrolment import RosterRow, RosterRowState, RosterUpload

MASKS = {"id_number": mask_id, "phone": mask_mobile}


@dataclass(frozen=True)
class GridCell:
    """One cell: its value as shown, and its fault, where it has one, with its address in the file."""

    key: str
    value: str
    is_masked: bool
    address: str = ""
    fault: Message | None = None


@dataclass(frozen=True)
class GridRow:
    """One row: chip (kind of colour, words, icon), the sentence under it, and the verdict to open."""

    number: int
    cells: Sequence[GridCell]
    is_editable: bool
    chip: tuple[str, Message, str]
    sentence: Message | None
    verdict: RosterVerdict | None


@dataclass(frozen=True)
class Filter:
    """One of the filters above the grid: its name in the address, its label, and the states behind it."""

    name: str
    label: Message
    icon: str
    states: tuple[RosterRowState, ...]

    def count(self, counts: Mapping[RosterRowState, int]) -> int:
        """How many rows stand behind it."""
        return sum(counts[state] for state in self.states)


FILTERS = (
    Filter("all", msg("All"), "", tuple(RosterRowState)),
    Filter("bad", msg("Must be corrected"), "alert-circle", (RosterRowState.BAD,)),
    Filter("not_eligible", msg("Not eligible"), "alert-triangle", (RosterRowState.NOT_ELIGIBLE,)),
    Filter("ready", msg("Ready"), "circle-check", (RosterRowState.READY, RosterRowState.WAITING)),
    Filter("enrolled", msg("Enrolled"), "user-check", (RosterRowState.ENROLLED,)),
)
_CHIPS = {
    VerdictKind.CAN_JOIN: ("ok", ""),
    VerdictKind.NO_SUBSIDY: ("warn", "coin"),
    VerdictKind.NOT_ELIGIBLE: ("bad", "ban"),
    VerdictKind.DOCUMENTS_MISSING: ("warn", "file-text"),
}


def chosen_filter(name: str, counts: Mapping[RosterRowState, int]) -> Filter:
    """The filter of this name; without one, the rows to correct come first where there are any."""
    wanted = name or ("bad" if counts[RosterRowState.BAD] else "all")
    return next((found for found in FILTERS if found.name == wanted), FILTERS[0])


def grid_row(session: Session, upload: RosterUpload, row: RosterRow) -> GridRow:
    """A row for the page."""
    cells = rosters.cells_of(session, row)
    faults = {fault["column"]: (fault["cell"], from_json(fault["message"])) for fault in row.faults}
    verdict = RosterVerdict.from_json(row.verdict) if row.verdict else None
    return GridRow(
        number=row.row_number,
        cells=[_cell(column, cells, faults) for column in rosters.columns_of(upload)],
        is_editable=row.state is not RosterRowState.ENROLLED,
        chip=_chip(row, verdict),
        sentence=_sentence(row, verdict),
        verdict=verdict,
    )


def _cell(column: HeadCell, cells: Mapping[str, str], faults: Mapping[str, tuple[str, Message]]) -> GridCell:
    value, mask = cells.get(column.key, ""), MASKS.get(column.key)
    # What is too short to be a number at all gives nobody away, and must be seen to be corrected.
    is_masked = mask is not None and len(value) > 7
    address, fault = faults.get(column.key, ("", None))
    return GridCell(column.key, mask(value) if mask and is_masked else value, is_masked, address, fault)


def _chip(row: RosterRow, verdict: RosterVerdict | None) -> tuple[str, Message, str]:
    if row.state is RosterRowState.BAD:
        return "bad", msg("Correct first"), "edit"
    if row.state is RosterRowState.ENROLLED:
        return "accent", msg("Enrolled"), "user-check"
    if row.state is RosterRowState.WAITING:
        return "warn", msg("Waiting for a seat"), "hourglass"
    if verdict is None:
        raise ValueError(f"row {row.row_number} stands without a verdict")
    kind, icon = _CHIPS[verdict.kind]
    return kind, verdict.label, icon


def _sentence(row: RosterRow, verdict: RosterVerdict | None) -> Message | None:
    if verdict is None or row.state is RosterRowState.ENROLLED:
        return None
    return verdict.message
