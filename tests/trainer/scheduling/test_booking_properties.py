"""Publishing, moving and cancelling in any order against a plain model, on both engines: nobody is booked twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from tests import engines, factories
from tests.conftest import NOW, a_sign_in
from tests.trainer.scheduling import scenes
from trainer.accounts.queries import viewer_of_sign_in
from trainer.kit import clock
from trainer.kit.errors import TrainerError
from trainer.models.people import Person, Role
from trainer.models.programmes import CohortState
from trainer.models.scheduling import Booking, SlotClaim, Timetable, TimetableState
from trainer.scheduling import claims, queries, services
from trainer.scheduling.moves import Target

Cell = tuple[str, date, int]
SCENES = st.integers(0, 1)


class Bookings(RuleBasedStateMachine):
    """Two bases that share an instructor and a trainee; the model is a list of who is where in which period."""

    engine = "sqlite"

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(clock.frozen(NOW))
        database = self.stack.enter_context(engines.rolled_back_database(self.engine))
        self.session = self.stack.enter_context(database.session(write=True))
        self.scenes = [scenes.a_scene(self.session, trainees=2) for _ in range(2)]
        here, there = self.scenes
        there.instructors[0].person_id = here.instructors[0].person_id
        shared = scenes.people_by_cohort(self.session)[here.cohorts[0].id][0]
        scenes.seat(self.session, there.cohorts[0], 1, [self.session.get_one(Person, shared)])
        self.session.expire_all()
        self.viewers = [self._scheduler(scene) for scene in self.scenes]
        self.drafts: list[Timetable | None] = [None, None]
        self.model: dict[str, Counter[Cell]] = {}

    def _scheduler(self, scene: scenes.Scene) -> object:
        person = factories.a_member(self.session, Role.SCHEDULER, scene.organisation)
        return viewer_of_sign_in(self.session, a_sign_in(self.session, person))

    def teardown(self) -> None:
        self.stack.close()

    @rule(which=SCENES, shift=st.integers(0, 2))
    def draw_up(self, which: int, shift: int) -> None:
        plan = scenes.places(self.scenes[which], shift=shift)
        self.drafts[which] = scenes.a_draft(self.session, self.scenes[which], plan)

    @precondition(lambda self: any(self.drafts))
    @rule(which=SCENES, at=st.integers(0, 9), day=st.integers(0, 20), first=st.integers(1, 12), room=st.integers(0, 1))
    def move(self, which: int, at: int, day: int, first: int, room: int) -> None:
        draft, scene = self.drafts[which], self.scenes[which]
        if draft is None or draft.state is not TimetableState.DRAFT:
            return
        bookings = queries.bookings_of(self.session, draft)
        if not bookings:
            return
        booking = bookings[at % len(bookings)]
        target = Target(
            scenes.MONDAY + timedelta(days=day), first, scene.workshops[room].id, scene.instructors[room].id
        )
        self._attempt(
            lambda: services.move_lesson(self.session, draft, booking.lesson_id, target, viewer=self.viewers[which])
        )

    @precondition(lambda self: any(self.drafts))
    @rule(which=SCENES)
    def publish(self, which: int) -> None:
        draft = self.drafts[which]
        if draft is None or draft.state is not TimetableState.DRAFT:
            return
        if self._attempt(lambda: services.publish_timetable(self.session, draft, viewer=self.viewers[which])):
            self.model[draft.organisation_id] = self._cells_of(draft)

    @rule(which=SCENES, cohort=st.integers(0, 1))
    def cancel(self, which: int, cohort: int) -> None:
        scene = self.scenes[which]
        if sum(found.state is not CohortState.CANCELLED for found in scene.cohorts) < 2:
            return
        scene.cohorts[cohort].state = CohortState.CANCELLED
        self.session.flush()
        in_force = queries.published_timetable(self.session, scene.organisation.id)
        if in_force is not None:
            self.drafts[which] = services.restore_timetable(self.session, in_force, viewer=self.viewers[which])

    def _attempt(self, act: Callable[[], object]) -> bool:
        """Whether the act was accepted; a refused one leaves nothing behind."""
        with self.session.begin_nested() as savepoint:
            try:
                act()
                self.session.flush()
            except TrainerError:
                savepoint.rollback()
                self.session.expire_all()
                return False
        self.session.expire_all()
        return True

    def _cells_of(self, timetable: Timetable) -> Counter[Cell]:
        """Who is where in which period, by plain counting and without the code that makes claims."""
        people = scenes.people_by_cohort(self.session)
        cells: Counter[Cell] = Counter()
        for booking in self.session.scalars(select(Booking).where(Booking.timetable_id == timetable.id)):
            cohort = booking.lesson.cohort_id
            who = [f"cohort:{cohort}", f"person:{booking.instructor.person_id}"]
            who += [f"person:{person}" for person in people[cohort]]
            for number in range(booking.periods):
                cells.update((name, booking.day, booking.first_period + number) for name in who)
        return cells

    @invariant()
    def nobody_is_in_two_places(self) -> None:
        everything: Counter[Cell] = Counter()
        for cells in self.model.values():
            everything += cells
        assert [cell for cell, count in everything.items() if count > 1] == []

    @invariant()
    def the_claims_are_those_of_the_model(self) -> None:
        held = Counter(
            (row.resource, row.day, row.period)
            for row in self.session.scalars(select(SlotClaim))
            if row.resource.startswith(("cohort:", "person:"))
        )
        everything: Counter[Cell] = Counter()
        for cells in self.model.values():
            everything += cells
        assert held == everything


def run(engine: str, examples: int, steps: int) -> None:
    machine = type("Machine", (Bookings,), {"engine": engine})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            # A fault is to be found, not to be shown in its smallest form.
            phases=[Phase.generate],
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
def test_any_order_of_publishing_moving_and_cancelling_books_nobody_twice(engine: str) -> None:
    run(engine, examples=25, steps=16)


@pytest.mark.slow
def test_a_forgotten_last_period_would_be_found(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Booking, "covered", property(lambda booking: range(booking.first_period, booking.last_period)))
    with pytest.raises(AssertionError):
        run(engine, examples=6, steps=8)


@pytest.mark.slow
def test_people_who_are_not_claimed_would_be_found(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    forgetful = claims.claims_of

    def only_cohorts(*arguments: object) -> object:
        return {key: value for key, value in forgetful(*arguments).items() if not key[0].startswith("person:")}

    monkeypatch.setattr(claims, "claims_of", only_cohorts)
    with pytest.raises(AssertionError):
        run(engine, examples=6, steps=8)
