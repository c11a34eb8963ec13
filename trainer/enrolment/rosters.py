"""Rosters as a use case: upload a file, correct a cell, enrol the good rows, take the bad ones away as a file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from trainer.accounts import services as account_services
from trainer.accounts.queries import people_with_role
from trainer.enrolment import late_claims, queries, seats
from trainer.enrolment.admission import Judgement, admission_of, judge_rows, sender_of
from trainer.enrolment.arrivals import bring_in
from trainer.enrolment.queries import OPEN_STATES
from trainer.enrolment.roster_file import HeadCell, RawRow, cell_address, read_roster
from trainer.kit import audit
from trainer.kit.db import vault_of
from trainer.kit.errors import BadInput, Conflict, RuleBroken
from trainer.kit.ids import new_id
from trainer.kit.messages import Message, msg, name_in_both
from trainer.kit.permissions import Viewer
from trainer.models.enrolment import RosterRow, RosterRowState, RosterUpload
from trainer.models.people import Person, Role
from trainer.models.programmes import Cohort

MAX_CELL = 300
_GOOD = (RosterRowState.READY, RosterRowState.WAITING)


@dataclass(frozen=True)
class Limits:
    """How large a roster may be."""

    max_bytes: int
    max_rows: int


@dataclass(frozen=True)
class Uploaded:
    """What became of an upload: the roster, whether this very file was there before, and a remark on the reading."""

    upload: RosterUpload
    is_repeated: bool = False
    remark: Message | None = None


@dataclass(frozen=True)
class Kept:
    """What "keep the good rows" did: how many sit now, and how many found no seat, with the reason."""

    enrolled: int
    waiting: int
    refusal: RuleBroken | None = None


def upload_roster(
    session: Session, cohort: Cohort, content: bytes, file_name: str, *, limits: Limits, viewer: Viewer
) -> Uploaded:
    """Read, check and judge a roster file for a cohort; the same file again gives the first upload, judged anew.

    Raises BadInput (field "file") when the file cannot be read, RuleBroken "enrolment-closed" or "policy-missing".
    """
    _check_open(cohort)
    sha256, sender = hashlib.sha256(content).hexdigest(), sender_of(session, cohort, viewer=viewer)
    if (earlier := queries.same_upload(session, cohort.id, sha256, sender)) is not None:
        judge_again(session, earlier, viewer=viewer)
        return Uploaded(earlier, is_repeated=True)
    file = read_roster(content, file_name, max_bytes=limits.max_bytes, max_rows=limits.max_rows)
    admission = admission_of(session, cohort, sender, viewer=viewer)
    upload = RosterUpload(
        id=new_id(),
        cohort_id=cohort.id,
        enterprise_id=sender,
        uploaded_by_id=viewer.person_id,
        file_name=file_name[-200:],
        sha256=sha256,
        columns=[vars(column) for column in file.columns],
    )
    session.add(upload)
    judged = judge_rows(session, admission, file.rows, source=_source(upload))
    for raw in file.rows:
        row = RosterRow(id=new_id(), upload_id=upload.id, row_number=raw.number)
        row.cells_sealed = _seal(session, row, raw.cells)
        _write_judgement(row, judged[raw.number], columns_of(upload))
        session.add(row)
    session.flush()
    _record(session, "roster.upload", upload, viewer, {"rows": len(file.rows), "sha256": sha256})
    return Uploaded(upload, remark=file.remark)


def correct_cell(
    session: Session, upload: RosterUpload, number: int, key: str, value: str, *, viewer: Viewer
) -> RosterRow:
    """Write a cell and judge the row again, with the rows that had or have the same identity number.

    Raises BadInput for a column that the file does not have, Conflict when the row is enrolled by now.
    """
    if key not in {column.key for column in columns_of(upload)}:
        raise BadInput(msg("The roster has no such column"), field="name")
    if len(value) > MAX_CELL:
        raise BadInput(msg("At most %(limit)s characters fit here.", limit=MAX_CELL), field="value")
    row = queries.get_row(session, upload, number)
    if row.state is RosterRowState.ENROLLED:
        raise Conflict(msg("Row %(n)s is enrolled already; it can no longer be changed here", n=number))
    row.cells_sealed = _seal(session, row, {**cells_of(session, row), key: " ".join(value.split())})
    numbers = {number}
    if key in ("id_number", "id_type"):
        numbers |= {bad.row_number for bad in queries.rows_of(session, upload, [RosterRowState.BAD]) if _is_twin(bad)}
        numbers |= _later_twins(session, upload, row)
    judge_again(session, upload, viewer=viewer, only=numbers)
    _record(session, "roster.correct_cell", upload, viewer, {"row": number, "column": key})
    return row


def judge_again(
    session: Session, upload: RosterUpload, *, viewer: Viewer, only: Collection[int] | None = None
) -> dict[int, Judgement]:
    """Judge rows that are not enrolled against what is known now; returns the judgements by row number."""
    admission = admission_of(session, upload.cohort, upload.enterprise_id, viewer=viewer)
    rows = queries.rows_of(session, upload)
    raws = [RawRow(row.row_number, cells_of(session, row)) for row in rows]
    waiting = {row.row_number for row in rows if row.state is not RosterRowState.ENROLLED}
    wanted = waiting if only is None else waiting & set(only)
    judged = judge_rows(session, admission, raws, source=_source(upload), only=wanted)
    for row in rows:
        if row.row_number in judged:
            _write_judgement(row, judged[row.row_number], columns_of(upload))
    session.flush()
    return judged


def enrol_rows(session: Session, upload: RosterUpload, *, viewer: Viewer) -> Kept:
    """Enrol the good rows, judged once more; bad ones stay, and good ones without a seat wait.

    Pressing twice enrols nobody twice. Raises RuleBroken "enrolment-closed", Conflict or "workshop-full" (seats.py).
    """
    cohort = upload.cohort
    # Nobody else can take a seat until this transaction ends, so the room counted below stays true.
    session.refresh(cohort, ["taken", "capacity", "state"], with_for_update=True)
    _check_open(cohort)
    good = {row.row_number for row in queries.rows_of(session, upload, _GOOD)}
    judged = judge_again(session, upload, viewer=viewer, only=good)
    rows = [row for row in queries.rows_of(session, upload, _GOOD) if row.row_number in judged]
    own = seats.free_places(session, cohort, upload.enterprise_id)
    room = max(0, min(cohort.capacity - cohort.taken, cohort.capacity if own is None else own))
    coming, refusal = rows[:room], None
    people = bring_in(session, [judged[row.row_number] for row in coming], upload.enterprise_id) if coming else []
    seated: list[Person] = []
    for row, person in zip(coming, people, strict=True):
        refusal = refusal or _sit(session, upload, row, person, judged[row.row_number], viewer)
        if row.state is RosterRowState.ENROLLED:
            seated.append(person)
    waiting = [row for row in rows if row.state is not RosterRowState.ENROLLED]
    for row in waiting:
        row.state = RosterRowState.WAITING
    if waiting and refusal is None:
        others = queries.alternatives_to(session, cohort, viewer=viewer)
        refusal = seats.CohortFull(cohort, others) if own is None else seats.PlacesTaken(cohort)
    session.flush()
    late_claims.claim_for(session, cohort, [person.id for person in seated])
    _tell(session, upload, seated, viewer)
    _record(session, "roster.enrol", upload, viewer, {"enrolled": len(seated), "waiting": len(waiting)})
    return Kept(len(seated), len(waiting), refusal)


def cells_of(session: Session, row: RosterRow) -> dict[str, str]:
    """The cells of a row in clear: callers mask them, or record why they were shown."""
    cells: dict[str, str] = json.loads(vault_of(session).open(row.cells_sealed, _place(row)))
    return cells


def columns_of(upload: RosterUpload) -> list[HeadCell]:
    """The columns of the file, in its order."""
    return [HeadCell(**column) for column in upload.columns]


def reveal_cell(session: Session, upload: RosterUpload, number: int, key: str, *, viewer: Viewer) -> str:
    """A cell in clear for somebody who is about to correct it; the look is kept in the audit trail."""
    row = queries.get_row(session, upload, number)
    _record(session, "roster.reveal_cell", upload, viewer, {"row": number, "column": key})
    return cells_of(session, row).get(key, "")


def bad_rows(session: Session, upload: RosterUpload, *, viewer: Viewer) -> list[tuple[RosterRow, dict[str, str]]]:
    """The rows that must be corrected with their cells in clear, for a file; kept in the audit trail."""
    rows = queries.rows_of(session, upload, [RosterRowState.BAD])
    _record(session, "roster.download_bad_rows", upload, viewer, {"rows": len(rows)})
    return [(row, cells_of(session, row)) for row in rows]


def _sit(
    session: Session, upload: RosterUpload, row: RosterRow, person: Person, judgement: Judgement, viewer: Viewer
) -> RuleBroken | None:
    verdict = judgement.verdict.to_json() if judgement.verdict else {}
    team = judgement.entry.team if judgement.entry else ""
    claim = seats.Claim(person, f"roster-row:{row.id}", upload.enterprise_id, team, verdict)
    try:
        seats.take_seat(session, upload.cohort, claim, viewer=viewer)
    except RuleBroken as refusal:
        return refusal
    row.state, row.person_id = RosterRowState.ENROLLED, person.id
    return None


def _write_judgement(row: RosterRow, judgement: Judgement, columns: Sequence[HeadCell]) -> None:
    places = {column.key: cell_address(column.index, row.row_number) for column in columns}
    row.state = judgement.state
    row.faults = [
        {"column": key, "cell": places.get(key, ""), "message": fault.to_json()}
        for key, fault in judgement.faults.items()
    ]
    row.verdict = judgement.verdict.to_json() if judgement.verdict else {}
    row.person_id = judgement.person.id if judgement.state is RosterRowState.ENROLLED and judgement.person else None


def _is_twin(row: RosterRow) -> bool:
    return any(fault["column"] == "id_number" and "n" in fault["message"]["params"] for fault in row.faults)


def _later_twins(session: Session, upload: RosterUpload, row: RosterRow) -> set[int]:
    number = cells_of(session, row).get("id_number")
    rows = queries.rows_of(session, upload)
    return {other.row_number for other in rows if cells_of(session, other).get("id_number") == number}


def _tell(session: Session, upload: RosterUpload, people: Sequence[Person], viewer: Viewer) -> None:
    if not people:
        return
    cohort = upload.cohort
    account_services.notify(
        session, [person.id for person in people], msg("You are enrolled in %(cohort)s", cohort=name_in_both(cohort))
    )
    if viewer.organisation_id != cohort.programme.base_id:
        schedulers = people_with_role(session, cohort.programme.base_id, Role.SCHEDULER)
        subject = msg("%(n)s people were enrolled in %(cohort)s", n=len(people), cohort=name_in_both(cohort))
        account_services.notify(
            session, [person.id for person in schedulers], subject, url=f"/cohorts/{cohort.id}/trainees"
        )


def _check_open(cohort: Cohort) -> None:
    if cohort.state not in OPEN_STATES:
        raise RuleBroken("enrolment-closed", msg("Enrolment in %(cohort)s is closed", cohort=name_in_both(cohort)))


def _seal(session: Session, row: RosterRow, cells: Mapping[str, str]) -> bytes:
    return vault_of(session).seal(json.dumps(cells, ensure_ascii=False), _place(row))


def _place(row: RosterRow) -> str:
    return f"roster_row.cells:{row.id}"


def _source(upload: RosterUpload) -> str:
    return upload.file_name[-100:]


def _record(session: Session, act: str, upload: RosterUpload, viewer: Viewer, detail: Mapping[str, Any]) -> None:
    subject = f"roster_upload:{upload.id}"
    audit.record(session, act, subject, actor=viewer.person_id, chain=viewer.organisation_id, detail=detail)
