"""Joint classes: the best by trying all, windows, sizes and budgets kept, costs shared, loners named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.problem import ProblemFaults
from solver.result import Status
from solver.sectioning.lone import REASONS, LoneOrder, sentence_of_lone_order
from solver.sectioning.orders import Order, Terms, cost_shares
from solver.sectioning.outcome import Limits
from solver.sectioning.pooling import GOALS, Pooling, propose_joint_classes

FIRST = date(2026, 9, 1)
TERMS = Terms(least_size=12, most_size=20, fixed_cost=3_000_000, cost_per_head=150_000)


def day(number: int) -> str:
    return (FIRST + timedelta(days=number)).isoformat()


def an_order(id_: str = "o1", **changes: Any) -> Order:
    return replace(Order(id_, f"owner of {id_}", "a", 6, day(0), day(30)), **changes)


def pool(orders: Sequence[Order], terms: Terms = TERMS) -> Pooling:
    return propose_joint_classes(orders, {"a": terms})


def test_seven_small_orders_become_two_classes() -> None:
    heads = (3, 4, 5, 6, 7, 8, 5)
    orders = [an_order(f"o{at}", heads=count, earliest_day=day(3 * at)) for at, count in enumerate(heads)]
    found = pool(orders)
    assert found.status is Status.OPTIMAL
    assert len(found.classes) == 2
    assert found.alone == ()
    assert sorted(share.order for joint in found.classes for share in joint.shares) == [one.id for one in orders]
    assert found.saved == 5 * TERMS.fixed_cost


def test_sixty_orders_of_a_district_keep_windows_sizes_and_budgets() -> None:
    random = Random(4)
    orders = []
    for at in range(60):
        first = random.randint(0, 60)
        budget = random.choice((None, None, 420_000))
        window = day(first), day(first + random.randint(7, 40))
        orders.append(Order(f"o{at}", f"e{at % 23}", "ab"[at % 2], random.randint(3, 8), *window, budget))
    found = propose_joint_classes(orders, {"a": TERMS, "b": TERMS}, Limits(work_limit=6.0))
    assert found.proved[:2] == ("heads", "classes")
    by_id = {order.id: order for order in orders}
    seen = [share.order for joint in found.classes for share in joint.shares] + [lone.order for lone in found.alone]
    assert sorted(seen) == sorted(by_id)
    for joint in found.classes:
        members = [by_id[share.order] for share in joint.shares]
        assert {order.course for order in members} == {joint.course}
        assert TERMS.least_size <= joint.heads == sum(order.heads for order in members) <= TERMS.most_size
        assert all(one.earliest_day <= joint.first_start <= joint.last_start <= one.latest_day for one in members)
        assert joint.cost == TERMS.fixed_cost + joint.heads * TERMS.cost_per_head
        for share, order in zip(joint.shares, members, strict=True):
            assert order.budget_per_head is None or share.cost <= order.heads * order.budget_per_head
            assert (
                share.waiting_days
                == (date.fromisoformat(joint.first_start) - date.fromisoformat(order.earliest_day)).days
            )


def partitions(orders: Sequence[Order]) -> Iterator[list[list[Order]]]:
    """All ways to divide orders into sets."""
    if not orders:
        yield []
        return
    first, *others = orders
    for rest in partitions(others):
        yield [[first], *rest]
        for at in range(len(rest)):
            yield [*rest[:at], [first, *rest[at]], *rest[at + 1 :]]


def is_viable(group: list[Order], terms: Terms) -> bool:
    start = max(one.earliest_day for one in group)
    heads = sum(one.heads for one in group)
    return (
        terms.least_size <= heads <= terms.most_size
        and all(start <= one.latest_day for one in group)
        and all(
            one.budget_per_head is None or terms.fixed_cost + heads * terms.cost_per_head <= heads * one.budget_per_head
            for one in group
        )
    )


def value(groups: list[list[Order]], terms: Terms) -> tuple[int, int, int]:
    """Heads alone, classes, waiting days of people; a set that is not viable leaves all its heads alone."""
    held = [group for group in groups if is_viable(group, terms)]
    alone = sum(one.heads for group in groups if group not in held for one in group)
    waiting = 0
    for group in held:
        start = date.fromisoformat(max(one.earliest_day for one in group))
        waiting += sum(one.heads * (start - date.fromisoformat(one.earliest_day)).days for one in group)
    return alone, len(held), waiting


@st.composite
def some_orders(draw: st.DrawFn) -> list[Order]:
    found = []
    for at in range(draw(st.integers(1, 6))):
        first = draw(st.integers(0, 9))
        found.append(
            Order(
                f"o{at}",
                f"e{draw(st.integers(1, 3))}",
                "a",
                draw(st.integers(1, 7)),
                day(first),
                day(first + draw(st.integers(0, 6))),
                draw(st.sampled_from((None, None, 30, 45))),
            )
        )
    return found


@given(some_orders())
@settings(max_examples=150, deadline=None)
def test_no_division_of_the_orders_is_better_and_each_reason_is_true(orders: list[Order]) -> None:
    terms = Terms(least_size=5, most_size=9, fixed_cost=200, cost_per_head=5)
    found = pool(orders, terms)
    by_id = {order.id: order for order in orders}
    joint = [[by_id[share.order] for share in one.shares] for one in found.classes]
    single = [[by_id[lone.order]] for lone in found.alone]
    assert (found.status, found.proved) == (Status.OPTIMAL, GOALS)
    assert all(is_viable(group, terms) for group in joint)
    assert value([*joint, *single], terms) == min(value(groups, terms) for groups in partitions(orders))
    viable = [group for groups in partitions(orders) for group in groups if is_viable(group, terms)]
    for lone in found.alone:
        order = by_id[lone.order]
        assert (lone.reason == "large_enough") == is_viable([order], terms)
        could_be = any(order in group for group in viable)
        assert could_be == (lone.reason in ("large_enough", "others_first"))


@pytest.mark.parametrize(
    ("reason", "order", "others"),
    [
        ("large_enough", an_order(heads=12), [an_order("o2", earliest_day=day(40), latest_day=day(50))]),
        ("too_many_heads", an_order(heads=21), [an_order("o2")]),
        ("no_partner", an_order(), []),
        ("budget", an_order(budget_per_head=160_000), [an_order("o2")]),
        ("windows_apart", an_order(latest_day=day(5)), [an_order("o2", earliest_day=day(6))]),
        ("too_few_heads", an_order(heads=3), [an_order("o2", heads=4)]),
        ("others_first", an_order(heads=6), [an_order("o2", heads=10), an_order("o3", heads=9)]),
    ],
)
def test_an_order_that_stays_alone_has_its_reason(reason: str, order: Order, others: list[Order]) -> None:
    found = pool([order, *others])
    assert [lone.reason for lone in found.alone if lone.order == order.id] == [reason]


def test_the_fixed_cost_is_shared_by_heads_to_the_last_unit() -> None:
    orders = [an_order("o1", heads=3), an_order("o2", heads=3), an_order("o3", heads=1)]
    assert cost_shares(orders, Terms(5, 9, fixed_cost=100, cost_per_head=2)) == [49, 49, 16]
    assert sum(cost_shares(orders, Terms(5, 9, fixed_cost=100))) == 100


def test_every_reason_has_its_sentence_in_both_languages() -> None:
    for reason in REASONS:
        lone = LoneOrder("o1", "e1", reason, {"heads": 3, "least": 5, "most": 9})
        assert "«o1»" in sentence_of_lone_order(lone, lambda kind, id_: f"«{id_}»", "en")
        assert "«o1»" in sentence_of_lone_order(lone, lambda kind, id_: f"«{id_}»", "zh")


def test_every_fault_of_the_orders_and_terms_is_listed() -> None:
    orders = [an_order("o1", heads=0), an_order("o1", course="z"), an_order("o2", latest_day=day(-1))]
    with pytest.raises(ProblemFaults) as caught:
        propose_joint_classes(orders, {"a": Terms(0, 0, -1, -1)})
    paths = [fault.path for fault in caught.value.faults]
    assert paths == [
        "orders[1].id",
        "orders[0].heads",
        "orders[1].course",
        "orders[2].latest_day",
        "terms[a].least_size",
        "terms[a].fixed_cost",
        "terms[a].cost_per_head",
    ]
