"""Production lines as the solver sees them: how many can be away, and how many of a cohort work on each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

import solver
from trainer.kit.db import batches
from trainer.models.production import LineWorker, ProductionLine
from trainer.models.programmes import Cohort
from trainer.scheduling.situation import Situation

# The lines with a cap on which each person works, by person.
Workers = Mapping[str, Sequence[LineWorker]]


def workers_of(session: Session, situation: Situation) -> Workers:
    """Where the trainees with lessons to come work, as far as the line limits how many are away."""
    cohorts = situation.waiting_cohorts
    people = sorted({person.id for cohort in cohorts for person in situation.trainees.get(cohort.id, ())})
    found: dict[str, list[LineWorker]] = defaultdict(list)
    for batch in batches(people):
        rows = select(LineWorker).join(LineWorker.line).where(LineWorker.person_id.in_(batch))
        limited = rows.where(ProductionLine.most_away.is_not(None)).options(joinedload(LineWorker.line))
        for worker in session.scalars(limited.order_by(LineWorker.line_id)):
            found[worker.person_id].append(worker)
    return found


def solver_lines(workers: Workers) -> tuple[solver.Line, ...]:
    """The lines on which these people work."""
    lines = {worker.line_id: worker.line for rows in workers.values() for worker in rows}
    capped = ((id_, line.most_away) for id_, line in sorted(lines.items()))
    return tuple(solver.Line(id_, most) for id_, most in capped if most is not None)


def line_shares(cohort: Cohort, trainees: Sequence[str], workers: Workers) -> tuple[solver.LineShare, ...]:
    """How many of a cohort's trainees are missed on each line.

    Who works for two enterprises counts at the one that sends the cohort.
    """
    heads: Counter[str] = Counter()
    for person_id in trainees:
        rows = workers.get(person_id, ())
        own = [row for row in rows if row.enterprise_id == cohort.programme.enterprise_id] or rows
        heads.update(row.line_id for row in own[:1])
    return tuple(solver.LineShare(line, count) for line, count in sorted(heads.items()))
