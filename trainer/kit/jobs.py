"""Background jobs: asked for inside a transaction, run by Huey workers, visible and stoppable meanwhile.

The `job` table is the truth. Huey only carries the wake-up call, so a lost call costs seconds, never a job.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from huey import Huey
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from trainer.kit import clock
from trainer.kit.db import Database, changes_one_row
from trainer.kit.errors import TrainerError
from trainer.kit.messages import Message
from trainer.kit.tables import Job, JobState

log = logging.getLogger(__name__)

# A running job that wrote no heartbeat for so long has lost its worker.
LOST_AFTER = timedelta(seconds=90)


class JobStopped(Exception):
    """The person who asked for the job stopped it."""


class JobContext:
    """What a job may do while it runs: tell progress, hear the stop, write in short transactions."""

    def __init__(self, database: Database, job_id: str, asked_by_id: str | None) -> None:
        self.database = database
        self.job_id = job_id
        self.asked_by_id = asked_by_id
        self._last_write = 0.0

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A write session that commits at the end of the block."""
        with self.database.transaction() as session:
            yield session

    def tell(self, percent: int, message: Message, *, at_once: bool = False) -> None:
        """Write progress (0 to 100) and a heartbeat; calls within a second are dropped unless `at_once`."""
        if not at_once and time.monotonic() - self._last_write < 1:
            return
        self._last_write = time.monotonic()
        with self.database.transaction() as session:
            values = {"progress": percent, "message": message.to_json(), "heartbeat_at": clock.now()}
            session.execute(update(Job).where(Job.id == self.job_id).values(**values))

    def should_stop(self) -> bool:
        """Whether somebody asked for the job to stop."""
        with self.database.reading() as session:
            return bool(session.scalar(select(Job.stop_requested).where(Job.id == self.job_id)))

    def stop_if_asked(self) -> None:
        """Raise JobStopped when somebody asked for it."""
        if self.should_stop():
            raise JobStopped


JobFunction = Callable[..., Mapping[str, Any] | None]


class Jobs:
    """The queue: what kinds of job exist, how they are woken and run, and what is looked after every minute."""

    def __init__(
        self,
        database: Database,
        huey: Huey,
        functions: Mapping[str, JobFunction],
        rounds: Mapping[str, Callable[[Database], object]] | None = None,
    ) -> None:
        self.database = database
        self.functions = functions
        self.huey = huey
        self._wake = huey.task(name="trainer.run_job")(self.run)
        huey.periodic_task(lambda _moment: True, name="trainer.pick_up_jobs")(self.pick_up)
        for name, function in (rounds or {}).items():
            huey.periodic_task(lambda _moment: True, name=f"trainer.{name}")(self._round(function))

    def ask(
        self, session: Session, kind: str, arguments: dict[str, Any], *, organisation_id: str, asked_by_id: str
    ) -> Job:
        """Add a job to the caller's transaction; it is woken once that transaction has committed."""
        if kind not in self.functions:
            raise KeyError(f"no job of kind {kind}")
        job = Job(kind=kind, arguments=arguments, organisation_id=organisation_id, asked_by_id=asked_by_id)
        session.add(job)
        session.flush()
        job_id = job.id
        event.listen(session, "after_commit", lambda _session: self._wake(job_id), once=True)
        return job

    def run(self, job_id: str) -> None:
        """Run one waiting job to its end; a job that is not waiting is left alone."""
        job = self._claim(job_id)
        if job is None:
            return
        context = JobContext(self.database, job.id, job.asked_by_id)
        try:
            result = self.functions[job.kind](context, **job.arguments)
            self._finish(job_id, JobState.DONE, result=dict(result or {}), progress=100)
        except JobStopped:
            self._finish(job_id, JobState.STOPPED)
        except TrainerError as error:
            self._finish(job_id, JobState.FAILED, message=error.message.to_json(), error=str(error))
        except Exception:
            # The worker must live on; the job's page and the log both tell what happened.
            log.exception("job %s (%s) failed", job.id, job.kind)
            self._finish(job_id, JobState.FAILED, error=traceback.format_exc())

    def pick_up(self) -> None:
        """Wake jobs whose call was lost, and put back those whose worker died."""
        now = clock.now()
        with self.database.transaction() as session:
            lost = (Job.state == JobState.RUNNING) & (Job.heartbeat_at < now - LOST_AFTER)
            session.execute(update(Job).where(lost).values(state=JobState.WAITING))
            waiting = select(Job.id).where(Job.state == JobState.WAITING, Job.created_at < now - timedelta(seconds=20))
            job_ids = list(session.scalars(waiting))
        for job_id in job_ids:
            self._wake(job_id)

    def _round(self, function: Callable[[Database], object]) -> Callable[[], None]:
        def look_after() -> None:
            function(self.database)

        return look_after

    def _claim(self, job_id: str) -> Job | None:
        now = clock.now()
        with self.database.transaction() as session:
            mine = update(Job).where(Job.id == job_id, Job.state == JobState.WAITING)
            is_taken = changes_one_row(session, mine.values(state=JobState.RUNNING, started_at=now, heartbeat_at=now))
            return session.get(Job, job_id) if is_taken else None

    def _finish(self, job_id: str, state: JobState, **values: Any) -> None:
        with self.database.transaction() as session:
            done = update(Job).where(Job.id == job_id)
            session.execute(done.values(state=state, finished_at=clock.now(), **values))
