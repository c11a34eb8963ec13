"""Small orders of several enterprises as joint classes: a proposal that commits nobody.

Orders of one course are put together whole. A class starts on the latest of its orders' earliest days, so every
order's window holds that day. Best is, in this order: fewest heads left alone, fewest classes (each costs its fixed
cost once), fewest waiting days of people. The model names a class after the order that sets its start.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from solver.faults import at_least, duplicate_ids, interval
from solver.problem import Fault, ProblemFaults
from solver.reading import days_from
from solver.result import Status
from solver.sectioning.lone import LoneOrder, lone_orders
from solver.sectioning.model import total_of
from solver.sectioning.orders import Order, Terms, cost_shares, earliest_start
from solver.sectioning.outcome import Limits

GOALS = ("heads", "classes", "waiting")


@dataclass(frozen=True, slots=True)
class Share:
    """One order's part in a joint class: what it pays, what it saves against a class of its own, how long it waits."""

    order: str
    owner: str
    heads: int
    cost: int
    saved: int
    waiting_days: int


@dataclass(frozen=True, slots=True)
class JointClass:
    """A proposed class of several orders: it may start from `first_start` to `last_start` (ISO, both included)."""

    course: str
    shares: tuple[Share, ...]
    heads: int
    first_start: str
    last_start: str
    cost: int
    saved: int


@dataclass(frozen=True, slots=True)
class Pooling:
    """The proposal: joint classes, orders that stay alone and why, and what all save together.

    `optimal`: no proposal is better. `feasible`: time ran out before that was known of all three goals; those in
    `proved` (from "heads", "classes", "waiting", in this order) are as good as can be, given the goals before.
    """

    status: Status
    proved: tuple[str, ...]
    classes: tuple[JointClass, ...]
    alone: tuple[LoneOrder, ...]
    saved: int


def propose_joint_classes(orders: Sequence[Order], terms: Mapping[str, Terms], limits: Limits | None = None) -> Pooling:
    """Pool orders by course under the `terms` of each course; ProblemFaults lists every fault of the data."""
    faults = list(_faults(orders, terms))
    if faults:
        raise ProblemFaults(faults)
    limits = limits or Limits()
    deadline = time.monotonic() + limits.time_limit_seconds
    by_course: dict[str, list[Order]] = defaultdict(list)
    for order in orders:
        by_course[order.course].append(order)
    classes: list[JointClass] = []
    alone: list[LoneOrder] = []
    proved = len(GOALS)
    for course, wanted in sorted(by_course.items()):
        groups, proved_here = _partition(wanted, terms[course], limits, deadline)
        proved = min(proved, proved_here)
        classes += [_joint_class(course, group, terms[course]) for group in groups if len(group) > 1]
        alone += lone_orders(wanted, groups, terms[course], proved_here == len(GOALS))
    status = Status.OPTIMAL if proved == len(GOALS) else Status.FEASIBLE
    return Pooling(status, GOALS[:proved], tuple(classes), tuple(alone), sum(joint.saved for joint in classes))


def _faults(orders: Sequence[Order], terms: Mapping[str, Terms]) -> Iterator[Fault]:
    yield from duplicate_ids("orders", orders)
    for at, order in enumerate(orders):
        path = f"orders[{at}]"
        yield from at_least(f"{path}.heads", order.heads, 1)
        yield from interval(path, order.earliest_day, order.latest_day, names=("earliest_day", "latest_day"))
        if order.budget_per_head is not None:
            yield from at_least(f"{path}.budget_per_head", order.budget_per_head, 0)
        if order.course not in terms:
            yield Fault(f"{path}.course", f"no terms for course '{order.course}'")
    for course, term in sorted(terms.items()):
        path = f"terms[{course}]"
        yield from at_least(f"{path}.least_size", term.least_size, 1)
        yield from at_least(f"{path}.most_size", term.most_size, term.least_size)
        yield from at_least(f"{path}.fixed_cost", term.fixed_cost, 0)
        yield from at_least(f"{path}.cost_per_head", term.cost_per_head, 0)


def _joint_class(course: str, group: list[Order], terms: Terms) -> JointClass:
    start, heads = earliest_start(group), sum(order.heads for order in group)
    costs = cost_shares(group, terms)
    shares = tuple(
        Share(
            order=order.id,
            owner=order.owner,
            heads=order.heads,
            cost=cost,
            saved=terms.fixed_cost + terms.cost_per_head * order.heads - cost,
            waiting_days=days_from(order.earliest_day, start),
        )
        for order, cost in zip(group, costs, strict=True)
    )
    last = min(order.latest_day for order in group)
    return JointClass(course, shares, heads, start, last, sum(costs), sum(share.saved for share in shares))


def _partition(orders: list[Order], terms: Terms, limits: Limits, deadline: float) -> tuple[list[list[Order]], int]:
    """Classes of orders that may be held (also of one order), and how many of the goals are proved best."""
    model = _Partition(sorted(orders, key=lambda order: (order.earliest_day, order.id)), terms)
    groups: list[list[Order]] = []
    for proved, goal in enumerate(model.goals()):
        solver = cp_model.CpSolver()
        left = deadline - time.monotonic()
        solver.parameters.max_time_in_seconds = max(left if goal is model.waiting else left / 2, 0.05)
        solver.parameters.num_workers = limits.workers
        solver.parameters.random_seed = limits.seed
        solver.parameters.linearization_level = 2
        if limits.work_limit is not None:
            solver.parameters.max_deterministic_time = limits.work_limit / len(GOALS)
        model.cp.minimize(goal)
        status = solver.solve(model.cp)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            groups = model.groups(solver)
            model.go_on_from(solver)
        if status != cp_model.OPTIMAL:
            return groups, proved
        model.cp.add(goal == round(solver.objective_value))
    return groups, len(GOALS)


class _Partition:
    """`joins[i, j]`: order i is in the class whose start is set by order j (orders by earliest day; i ≤ j)."""

    def __init__(self, orders: list[Order], terms: Terms) -> None:
        self.terms = terms
        needed = {order.id: terms.heads_for(order.budget_per_head) for order in orders}
        self.least = {id_: max(least, terms.least_size) for id_, least in needed.items() if least is not None}
        self.orders = [order for order in orders if self.least.get(order.id, terms.most_size + 1) <= terms.most_size]
        self.cp = cp_model.CpModel()
        self.joins = {
            (i, j): self.cp.new_bool_var("")
            for j, last in enumerate(self.orders)
            for i, order in enumerate(self.orders[: j + 1])
            if last.earliest_day <= order.latest_day
        }
        for i in range(len(self.orders)):
            self.cp.add(total_of(v for (one, _), v in self.joins.items() if one == i) <= 1)
            self._class(i)
        self.waiting = total_of(
            self.orders[i].heads * days_from(self.orders[i].earliest_day, self.orders[j].earliest_day) * joins
            for (i, j), joins in self.joins.items()
        )

    def _class(self, last: int) -> None:
        is_held = self.joins[last, last]
        members = {i: v for (i, j), v in self.joins.items() if j == last}
        heads = total_of(self.orders[i].heads * v for i, v in members.items())
        self.cp.add(heads <= self.terms.most_size * is_held)
        for i, joins in members.items():
            self.cp.add_implication(joins, is_held)
            self.cp.add(heads >= self.least[self.orders[i].id] * joins)

    def goals(self) -> tuple[cp_model.LinearExpr, ...]:
        """Heads left alone, number of classes, waiting days times heads: each counts only after those before."""
        alone = sum(order.heads for order in self.orders) - total_of(
            self.orders[i].heads * joins for (i, _), joins in self.joins.items()
        )
        return alone, total_of(joins for (i, j), joins in self.joins.items() if i == j), self.waiting

    def go_on_from(self, solver: cp_model.CpSolver) -> None:
        """Start the next search from the solution of this one."""
        self.cp.clear_hints()  # type: ignore[no-untyped-call]
        for joins in self.joins.values():
            self.cp.add_hint(joins, solver.value(joins))

    def groups(self, solver: cp_model.CpSolver) -> list[list[Order]]:
        """The classes of a solution."""
        found: dict[int, list[Order]] = defaultdict(list)
        for (i, j), joins in self.joins.items():
            if solver.boolean_value(joins):
                found[j].append(self.orders[i])
        return [found[j] for j in sorted(found)]
