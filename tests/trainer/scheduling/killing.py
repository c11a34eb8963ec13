"""Publishing in a process that is killed: who publishes, who kills, and what must hold afterwards."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import engines, factories
from tests.conftest import NOW, a_sign_in
from tests.trainer.scheduling import scenes
from trainer.accounts.queries import viewer_of_sign_in
from trainer.kit import audit, clock
from trainer.kit.db import Database
from trainer.kit.permissions import Viewer
from trainer.kit.tables import AuditEntry
from trainer.models.people import Notice, Role
from trainer.models.scheduling import PublishedTimetable, SlotClaim, Timetable, TimetableState
from trainer.scheduling import claims, publishing, queries, services

# A child says this when it is about to publish, and this when its transaction has committed.
BEGIN, ACKNOWLEDGED = "begin", "acknowledged"
Publisher = Callable[[Session, Timetable, Viewer, Connection], None]


@dataclass(frozen=True)
class Stage:
    """A database with one base, a scheduler, and two versions that take turns in being published."""

    database: Database
    organisation_id: str
    viewer: Viewer
    sources: tuple[str, str]


@dataclass(frozen=True)
class State:
    """Everything that a publication changes, in a form that can be compared."""

    timetable: str
    revision: int
    bookings: str
    claims: str
    notices: int
    publications: int


class Mixture(AssertionError):
    """What is stored is neither the old nor the new timetable."""


def set_stage(database: Database, *, cohorts: int = 2, trainees: int = 12) -> Stage:
    """Publish one version and keep a second one ready."""
    with clock.frozen(NOW), database.transaction() as session:
        scene = scenes.a_scene(session, cohorts=cohorts, trainees=trainees)
        scheduler = factories.a_member(session, Role.SCHEDULER, scene.organisation)
        viewer = viewer_of_sign_in(session, a_sign_in(session, scheduler))
        assert viewer is not None
        first = scenes.a_draft(session, scene)
        second = scenes.a_draft(session, scene, scenes.places(scene, shift=1))
        services.publish_timetable(session, first, viewer=viewer)
        return Stage(database, scene.organisation.id, viewer, (first.id, second.id))


def prepare_draft(stage: Stage) -> str:
    """A draft of the version that is not in force now."""
    with clock.frozen(NOW), stage.database.transaction() as session:
        in_force = queries.published_timetable(session, stage.organisation_id)
        assert in_force is not None
        first = session.get_one(Timetable, stage.sources[0])
        prints = [publishing.fingerprint(queries.bookings_of(session, found)) for found in (in_force, first)]
        other = stage.sources[1] if prints[0] == prints[1] else stage.sources[0]
        return services.restore_timetable(session, session.get_one(Timetable, other), viewer=stage.viewer).id


def publish_properly(session: Session, draft: Timetable, viewer: Viewer, pipe: Connection) -> None:
    """What the application does."""
    pipe.send(BEGIN)
    services.publish_timetable(session, draft, viewer=viewer)


def publish_in_two_steps(session: Session, draft: Timetable, viewer: Viewer, pipe: Connection) -> None:
    """The negative control: claims in one transaction, everything else in another one that never comes."""
    del viewer
    today = clock.today()
    claims.swap_claims(session, draft.organisation_id, queries.bookings_of(session, draft), today)
    session.commit()
    pipe.send(BEGIN)
    time.sleep(60)


def kill_while_publishing(stage: Stage, delay: float, publish: Publisher = publish_properly) -> bool:
    """Let a child publish and kill it `delay` seconds after it began; returns whether it had acknowledged."""
    child, pipe = _start_child(stage, publish)
    assert pipe.recv() == BEGIN
    time.sleep(delay)
    os.kill(child.pid or 0, signal.SIGKILL)
    child.join()
    return _was_acknowledged(pipe)


def _start_child(stage: Stage, publish: Publisher) -> tuple[ForkProcess, Connection]:
    draft_id = prepare_draft(stage)
    # A connection must not live through the fork.
    stage.database.dispose()
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    url = stage.database.engine.url.render_as_string(hide_password=False)
    child = context.Process(target=_publish_in_child, args=(url, draft_id, stage.viewer, there, publish))
    child.start()
    there.close()
    return child, here


def _was_acknowledged(pipe: Connection) -> bool:
    try:
        return bool(pipe.poll() and pipe.recv() == ACKNOWLEDGED)
    except EOFError:
        return False


def _publish_in_child(url: str, draft_id: str, viewer: Viewer, pipe: Connection, publish: Publisher) -> None:
    database = Database(url, engines.VAULT)
    with clock.frozen(NOW):
        with database.transaction() as session:
            publish(session, session.get_one(Timetable, draft_id), viewer, pipe)
        pipe.send(ACKNOWLEDGED)


def state_of(stage: Stage) -> State:
    """Read what is stored; raises Mixture when its parts do not belong to one publication."""
    with clock.frozen(NOW), stage.database.reading() as session:
        pointer = session.get_one(PublishedTimetable, stage.organisation_id)
        timetable = session.get_one(Timetable, pointer.timetable_id)
        bookings = queries.bookings_of(session, timetable)
        held = {
            (row.resource, row.day, row.period, row.unit): row.booking_id for row in session.scalars(select(SlotClaim))
        }
        published = session.scalars(select(Timetable.id).where(Timetable.state == TimetableState.PUBLISHED)).all()
        trail = session.scalars(select(AuditEntry).where(AuditEntry.act == "timetable.publish").order_by(AuditEntry.id))
        last = trail.all()[-1]
        _require(held == claims.claims_of(session, bookings), "the claims are not those of the bookings")
        _require(published == [timetable.id], "not exactly the timetable of the pointer is published")
        _require(last.subject == f"timetable:{timetable.id}", "the trail speaks of another timetable")
        _require(last.detail["bookings_sha256"] == publishing.fingerprint(bookings), "the trail's hash is another one")
        _require(audit.first_break(session, stage.organisation_id) is None, "the trail is broken")
        return State(
            timetable=timetable.id,
            revision=pointer.revision,
            bookings=publishing.fingerprint(bookings),
            claims=_hash(held),
            notices=session.scalar(select(func.count(Notice.id))) or 0,
            publications=last.sequence,
        )


def judge_kill(before: State, after: State, *, acknowledged: bool) -> str:
    """ "old" or "new"; raises Mixture for anything between, and for an acknowledged publication that is gone."""
    if after == before:
        _require(not acknowledged, "a publication that was acknowledged is lost")
        return "old"
    same = [name for name in State.__dataclass_fields__ if getattr(before, name) == getattr(after, name)]
    _require(not same, f"{', '.join(same)} stayed while the rest changed")
    _require(after.revision == before.revision + 1, "the revision jumped")
    return "new"


def kill_many(stage: Stage, kills: int, seed: int) -> dict[str, int]:
    """Kill at random moments from the start of a publication to a little after its end; counts of what was found."""
    chance = random.Random(seed)
    span = _seconds_to_publish(stage) * 1.2
    found = {"old": 0, "new": 0, "acknowledged": 0}
    for _ in range(kills):
        before = state_of(stage)
        acknowledged = kill_while_publishing(stage, chance.uniform(0, span))
        found[judge_kill(before, state_of(stage), acknowledged=acknowledged)] += 1
        found["acknowledged"] += acknowledged
    return found


def _seconds_to_publish(stage: Stage) -> float:
    """How long a child takes from its beginning to its acknowledgement, the slowest of three."""
    found = []
    for _ in range(3):
        child, pipe = _start_child(stage, publish_properly)
        assert pipe.recv() == BEGIN
        began = time.perf_counter()
        assert pipe.recv() == ACKNOWLEDGED
        found.append(time.perf_counter() - began)
        child.join()
    return max(found)


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise Mixture(message)


def _hash(held: dict[tuple[str, date, int, int], str]) -> str:
    rows = sorted([*map(str, key), value] for key, value in held.items())
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()
