"""Property test: whatever is done in whatever order, seats and people stay as a plain model says."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from tests import engines, factories
from tests.conftest import NOW, a_sign_in
from tests.trainer.enrolment.rosters import a_setting
from trainer.accounts.queries import viewer_of_sign_in
from trainer.enrolment import queries, services
from trainer.enrolment.seats import CohortFull
from trainer.kit import clock
from trainer.kit.errors import Conflict, RuleBroken
from trainer.models.enrolment import Enrolment, EnrolmentState
from trainer.models.people import Role
from trainer.models.programmes import CohortState

PEOPLE, CAPACITIES = 5, (3, 2)
WHO, WHERE = st.integers(0, PEOPLE - 1), st.integers(0, len(CAPACITIES) - 1)


class EnrolmentMachine(RuleBasedStateMachine):
    """Enrols, repeats, withdraws, resizes and closes; the model is two dictionaries."""

    engine = "sqlite"

    @initialize()
    def begin(self) -> None:
        """Two cohorts and five people in a transaction that is thrown away."""
        self.frozen = clock.frozen(NOW)
        self.frozen.__enter__()
        self.context = engines.rolled_back_database(self.engine)
        self.session = self.context.__enter__().session(write=True)
        setting = a_setting(self.session, capacity=CAPACITIES[0])
        order, version = setting.cohort.programme.order, setting.cohort.course_version
        second = factories.a_cohort(self.session, order=order, version=version, capacity=CAPACITIES[1])
        self.cohorts = [setting.cohort, second]
        self.people = [factories.a_person(self.session) for _person in range(PEOPLE)]
        officer = factories.a_member(self.session, Role.ENTERPRISE_OFFICER, setting.enterprise)
        viewer = viewer_of_sign_in(self.session, a_sign_in(self.session, officer))
        assert viewer is not None
        self.viewer = viewer
        self.keys = count()
        self.sitting: dict[tuple[int, int], str] = {}
        self.known: dict[str, tuple[int, int]] = {}
        self.capacity = list(CAPACITIES)
        self.is_open = [True] * len(CAPACITIES)

    @rule(where=WHERE, who=WHO)
    def enrol(self, where: int, who: int) -> None:
        """A new request succeeds exactly when the model has a seat for somebody who does not sit yet."""
        key = f"key-{next(self.keys)}"
        heads = sum(1 for cohort, _person in self.sitting if cohort == where)
        try:
            services.enrol_person(self.session, self.cohorts[where], self.people[who], key=key, viewer=self.viewer)
        except CohortFull as refused:
            assert heads >= self.capacity[where] and self.is_open[where]
            free = sum(1 for cohort, _person in self.sitting if cohort != where) < self.capacity[1 - where]
            assert bool(refused.alternatives) == (free and self.is_open[1 - where])
        except RuleBroken as refused:
            assert refused.rule == ("already-enrolled" if (where, who) in self.sitting else "enrolment-closed")
            assert (where, who) in self.sitting or not self.is_open[where]
        else:
            assert (where, who) not in self.sitting and heads < self.capacity[where] and self.is_open[where]
            self.sitting[where, who] = key
            self.known[key] = (where, who)

    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        """A key that was answered gives the same row again, full or closed as the cohort may be by now."""
        current = sorted(set(self.sitting.values()))
        if current:
            key = data.draw(st.sampled_from(current))
            where, who = self.known[key]
            row = services.enrol_person(
                self.session, self.cohorts[where], self.people[who], key=key, viewer=self.viewer
            )
            assert (row.cohort_id, row.person_id) == (self.cohorts[where].id, self.people[who].id)

    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        """Somebody who sits leaves."""
        if self.sitting:
            where, who = data.draw(st.sampled_from(sorted(self.sitting)))
            row = self._row(where, who)
            assert row is not None
            services.withdraw_trainee(self.session, row, "Left the firm", viewer=self.viewer)
            del self.sitting[where, who]

    @rule(where=WHERE, who=WHO)
    def withdraw_again(self, where: int, who: int) -> None:
        """Nobody leaves who does not sit."""
        row = self._row(where, who)
        if row is not None and (where, who) not in self.sitting:
            with pytest.raises(Conflict):
                services.withdraw_trainee(self.session, row, "Left the firm", viewer=self.viewer)

    def _row(self, where: int, who: int) -> Enrolment | None:
        cohort, person = self.cohorts[where], self.people[who]
        same = select(Enrolment).where(Enrolment.cohort_id == cohort.id, Enrolment.person_id == person.id)
        return self.session.scalar(same)

    @rule(where=WHERE, size=st.integers(1, 5))
    def resize(self, where: int, size: int) -> None:
        """The base changes the seats, never below what is taken."""
        heads = sum(1 for cohort, _person in self.sitting if cohort == where)
        self.cohorts[where].capacity = self.capacity[where] = max(size, heads)
        self.session.flush()

    @rule(where=WHERE, is_open=st.sampled_from([True, True, True, False]))
    def move(self, where: int, is_open: bool) -> None:
        """Enrolment is closed and opened again."""
        self.is_open[where] = is_open
        self.cohorts[where].state = CohortState.ENROLLING if is_open else CohortState.RUNNING
        self.session.flush()

    @invariant()
    def seats_and_rows_agree_with_the_model(self) -> None:
        """The counter, the rows and the seat numbers all tell the same."""
        if not hasattr(self, "cohorts"):
            return
        for where, cohort in enumerate(self.cohorts):
            self.session.refresh(cohort, ["taken"])
            roster = queries.roster_of(self.session, cohort.id)
            expected = {self.people[who].id for place, who in self.sitting if place == where}
            assert {row.person_id for row in roster} == expected
            assert cohort.taken == len(expected) <= cohort.capacity
            numbers = [row.seat_number for row in roster]
            assert len(set(numbers)) == len(numbers) and None not in numbers
            withdrawn = [row for row in queries.enrolments_of(self.session, cohort.id) if row not in roster]
            assert all(row.state is EnrolmentState.WITHDRAWN and row.seat_number is None for row in withdrawn)

    def teardown(self) -> None:
        """Throw everything away."""
        if hasattr(self, "session"):
            self.session.close()
            self.context.__exit__(None, None, None)
            self.frozen.__exit__(None, None, None)


def test_enrolment_does_what_a_plain_model_says(engine: str) -> None:
    machine = type("Machine", (EnrolmentMachine,), {"engine": engine})
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    options = settings(max_examples=25, stateful_step_count=40, deadline=None, suppress_health_check=checks)
    run_state_machine_as_test(machine, settings=options)
