"""Production: an enterprise's shift times, its lines with the most people away, and the rotas that it uploads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from trainer.enrolment.queries import BINDING_STATES
from trainer.enrolment.rota_file import CellFault, RotaFile, RotaRow
from trainer.enrolment.rota_words import REST, SHIFTS, Times, rota_words
from trainer.kit import audit, clock
from trainer.kit.db import batches, vault_of
from trainer.kit.errors import BadInput, NotFound
from trainer.kit.messages import msg
from trainer.kit.permissions import Permission, Viewer
from trainer.models.enrolment import Enrolment, EnrolmentState, ShiftDuty
from trainer.models.people import Membership, Person, Role
from trainer.models.production import LineWorker, ProductionLine, ShiftTimes
from trainer.models.programmes import Cohort

DEFAULT_PATTERN = "three"
MAX_LINE_NAME = 60


@dataclass(frozen=True)
class RotaTaken:
    """What became of a rota: people and shifts that were taken, and the faults of the rows that were not."""

    people: int
    shifts: int
    days: Sequence[date]
    faults: Sequence[CellFault]


def times_of(session: Session, enterprise_id: str) -> Times:
    """When the enterprise's shifts begin and end; the usual three shifts until it has said so."""
    stored = session.get(ShiftTimes, enterprise_id)
    if stored is None:
        return rota_words().patterns[DEFAULT_PATTERN].times
    return {shift: tuple(stored.times[shift]) for shift in SHIFTS if shift in stored.times}


def set_times(session: Session, times: Times, *, viewer: Viewer) -> None:
    """Make the viewer's shifts exactly these; shifts that were recorded already stay as they are."""
    viewer.must(Permission.ROTA_WRITE)
    if not times or not set(times) <= set(SHIFTS):
        raise BadInput(msg("Give at least one shift its times"))
    stored = session.get(ShiftTimes, viewer.organisation_id) or ShiftTimes(enterprise_id=viewer.organisation_id)
    stored.times = {shift: list(span) for shift, span in times.items()}
    session.add(stored)
    session.flush()
    _record(session, "rota.times", viewer, {"times": stored.times})


def lines_of(session: Session, enterprise_id: str) -> Sequence[tuple[ProductionLine, int]]:
    """The enterprise's lines with how many people work on each, by name."""
    people = func.count(LineWorker.person_id)
    rows = select(ProductionLine, people).outerjoin(LineWorker).where(ProductionLine.enterprise_id == enterprise_id)
    return [
        (line, count) for line, count in session.execute(rows.group_by(ProductionLine.id).order_by(ProductionLine.name))
    ]


def cohorts_too_large(session: Session, enterprise_id: str) -> Mapping[str, list[tuple[Cohort, int]]]:
    """By line, the cohorts that take more people from it than may be away, each with how many: none can be taught."""
    people = func.count(LineWorker.person_id)
    rows = (
        select(LineWorker.line_id, Cohort, people)
        .join(LineWorker.line)
        .join(Enrolment, Enrolment.person_id == LineWorker.person_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(ProductionLine.enterprise_id == enterprise_id, Enrolment.state == EnrolmentState.ENROLLED)
        .where(Enrolment.enterprise_id == enterprise_id, Cohort.state.in_(BINDING_STATES))
        .group_by(LineWorker.line_id, Cohort.id, ProductionLine.most_away)
        .having(people > ProductionLine.most_away)
    )
    found: dict[str, list[tuple[Cohort, int]]] = defaultdict(list)
    for line_id, cohort, count in session.execute(rows.order_by(Cohort.id)):
        found[line_id].append((cohort, count))
    return found


def lines_by_person(session: Session, enterprise_id: str) -> Mapping[str, str]:
    """The name of the line on which each person works, by person."""
    rows = select(LineWorker.person_id, ProductionLine.name).join(LineWorker.line)
    own = session.execute(rows.where(LineWorker.enterprise_id == enterprise_id))
    return {row.person_id: row.name for row in own}


def get_line(session: Session, line_id: str, *, viewer: Viewer) -> ProductionLine:
    """A line of the viewer's enterprise; raises NotFound."""
    line = session.get(ProductionLine, line_id)
    if line is None or line.enterprise_id != viewer.organisation_id:
        raise NotFound
    return line


def add_line(session: Session, name: str, most_away: int | None, *, viewer: Viewer) -> ProductionLine:
    """A new line; raises BadInput when the name is missing, too long or taken."""
    viewer.must(Permission.ROTA_WRITE)
    _check_cap(most_away)
    plain = name.strip()
    if not 0 < len(plain) <= MAX_LINE_NAME:
        raise BadInput(msg("A line's name has 1 to %(n)s characters", n=MAX_LINE_NAME), field="name")
    if any(line.name == plain for line, _count in lines_of(session, viewer.organisation_id)):
        raise BadInput(msg("There is a line of this name already"), field="name")
    line = ProductionLine(enterprise_id=viewer.organisation_id, name=plain, most_away=most_away)
    session.add(line)
    session.flush()
    _record(session, "line.add", viewer, {"line": line.id, "name": plain, "most_away": most_away})
    return line


def change_line(session: Session, line: ProductionLine, most_away: int | None, *, viewer: Viewer) -> None:
    """Set how many people of a line may be away at a time; None is any number."""
    viewer.must(Permission.ROTA_WRITE)
    _check_cap(most_away)
    detail = {"line": line.id, "before": line.most_away, "after": most_away}
    line.most_away = most_away
    session.flush()
    _record(session, "line.change", viewer, detail)


def take_rota(session: Session, rota: RotaFile, *, viewer: Viewer) -> RotaTaken:
    """Record the shifts of every row without a fault; on the days of the file they replace what was recorded before.

    A row is found by its ID number, else by a name that only one of the enterprise's trainees has.
    """
    viewer.must(Permission.ROTA_WRITE)
    people, faults = _People(session, viewer.organisation_id), list[CellFault]()
    good: dict[str, RotaRow] = {}
    for row in rota.rows:
        found = people.find(rota, row)
        own = [*row.faults, *([found] if isinstance(found, CellFault) else [])]
        if isinstance(found, str) and found in good:
            own.append(
                CellFault(rota.cell_of(row, "name"), msg("The same person as in row %(n)s", n=good[found].number))
            )
        if own:
            faults += own
        elif isinstance(found, str):
            good[found] = row
    count = _replace_duties(session, rota, good, viewer.organisation_id)
    _assign_lines(session, good, viewer)
    _record(session, "rota.take", viewer, {"people": len(good), "shifts": count, "faults": len(faults)})
    return RotaTaken(len(good), count, rota.days, faults)


class _People:
    """An enterprise's trainees, found by identity or by a name that is theirs alone."""

    def __init__(self, session: Session, enterprise_id: str) -> None:
        self.vault = vault_of(session)
        self.by_index: dict[bytes, str] = {}
        self.by_name: dict[str, list[str]] = defaultdict(list)
        for person in trainees_of(session, enterprise_id):
            self.by_index[person.id_index or b""] = person.id
            self.by_name[person.name].append(person.id)

    def find(self, rota: RotaFile, row: RotaRow) -> str | CellFault:
        """The person's id, or what is wrong with the cell that names them."""
        if row.id_number:
            found = self.by_index.get(self.vault.index(row.id_number.upper()))
            unknown = msg("None of your trainees has this ID number")
            return found or CellFault(rota.cell_of(row, "id_number"), unknown)
        named = self.by_name.get(row.name, [])
        if len(named) == 1:
            return named[0]
        unclear = msg("%(n)s of your trainees have this name: add the ID number", n=len(named))
        return CellFault(rota.cell_of(row, "name"), unclear if named else msg("None of your trainees has this name"))


def trainees_of(session: Session, enterprise_id: str) -> Sequence[Person]:
    """The people whom an enterprise sends or has enrolled, by name."""
    members = select(Membership.person_id).where(
        Membership.organisation_id == enterprise_id,
        Membership.role == Role.TRAINEE,
        (Membership.ended_on.is_(None)) | (Membership.ended_on >= clock.today()),
    )
    seated = select(Enrolment.person_id).where(
        Enrolment.enterprise_id == enterprise_id, Enrolment.state == EnrolmentState.ENROLLED
    )
    own = select(Person).where(Person.id.in_(members.union(seated))).order_by(Person.name, Person.id)
    return session.scalars(own).all()


def _replace_duties(session: Session, rota: RotaFile, good: Mapping[str, RotaRow], enterprise_id: str) -> int:
    times = times_of(session, enterprise_id)
    for part in batches(sorted(good)):
        session.execute(
            delete(ShiftDuty).where(
                ShiftDuty.enterprise_id == enterprise_id, ShiftDuty.person_id.in_(part), ShiftDuty.day.in_(rota.days)
            )
        )
    duties = [
        ShiftDuty(
            person_id=person_id,
            enterprise_id=enterprise_id,
            day=day,
            start_minute=times[shift][0],
            end_minute=times[shift][1],
        )
        for person_id, row in good.items()
        for day, shift in row.shifts.items()
        if shift != REST
    ]
    session.add_all(duties)
    session.flush()
    return len(duties)


def _assign_lines(session: Session, good: Mapping[str, RotaRow], viewer: Viewer) -> None:
    """Put people on the lines that their rows name; a line that is new has no cap until one is set."""
    lines = {line.name: line for line, _count in lines_of(session, viewer.organisation_id)}
    for person_id, row in good.items():
        name = row.line.strip()[:MAX_LINE_NAME]
        if not name:
            continue
        if name not in lines:
            lines[name] = add_line(session, name, None, viewer=viewer)
        key = (viewer.organisation_id, person_id)
        worker = session.get(LineWorker, key) or LineWorker(enterprise_id=key[0], person_id=person_id)
        worker.line_id = lines[name].id
        session.add(worker)
    session.flush()


def _check_cap(most_away: int | None) -> None:
    if most_away is not None and not 0 <= most_away <= 9_999:
        raise BadInput(msg("At most 0 to 9,999 people are away"), field="most_away")


def _record(session: Session, act: str, viewer: Viewer, detail: Mapping[str, object]) -> None:
    subject = f"organisation:{viewer.organisation_id}"
    audit.record(session, act, subject, actor=viewer.person_id, chain=viewer.organisation_id, detail=detail)
