"""Small orders of several enterprises as joint classes: what waits at a base, and what the solver proposes of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from solver.result import Status
from solver.sectioning import JointClass, Limits, Pooling, Terms, propose_joint_classes
from solver.sectioning import Order as PoolOrder
from solver.sectioning.lone import sentence_of_lone_order
from trainer.catalogue.programme_types import strategy_of
from trainer.catalogue.queries import course_versions_for, find_policy
from trainer.kit import clock
from trainer.kit.calendar import WorkCalendar
from trainer.kit.messages import Message, bilingual, msg
from trainer.kit.permissions import Viewer
from trainer.models.catalogue import CourseVersion
from trainer.models.programmes import Order, OrderState
from trainer.models.skills import Occupation
from trainer.programmes.joint_terms import JointTerms
from trainer.programmes.queries import OrderFilter, list_orders
from trainer.programmes.queries.estimates import CAP_KEYS, Caps, earliest_end
from trainer.programmes.wishes import OrderWish, wish_of
from trainer.resources.queries import work_calendar

# The solver weighs budgets of a head, which are no whole yuan; what is paid is shared out in whole yuan.
FEN = 100
SECONDS = 5.0


@dataclass(frozen=True)
class Candidate:
    """An order that may be pooled, and the days on which its class can start (both included)."""

    order: Order
    first_start: date
    last_start: date


@dataclass(frozen=True)
class Pool:
    """Orders for one occupation and level with the same weekdays and parts of the day.

    `misfits` are those that no class can serve whoever joins, each with the reason.
    """

    key: str
    occupation: Occupation
    level: int
    weekdays: tuple[int, ...]
    half_days: tuple[str, ...]
    candidates: Sequence[Candidate]
    misfits: Sequence[tuple[Order, Message]]

    @property
    def heads(self) -> int:
        """The people of all candidates."""
        return sum(candidate.order.heads for candidate in self.candidates)

    @property
    def enterprises(self) -> int:
        """How many enterprises the candidates come from."""
        return len({candidate.order.enterprise_id for candidate in self.candidates})


@dataclass(frozen=True)
class PooledShare:
    """One order's part in a proposed class; it pays the yuan that an invitation of the same orders offers.

    `saved` is against a class of its own.
    """

    candidate: Candidate
    waiting_days: int
    cost_yuan: int
    saved_yuan: int


@dataclass(frozen=True)
class PooledClass:
    """A proposed class with its shares, in the order of the pool."""

    found: JointClass
    shares: Sequence[PooledShare]

    @property
    def cost_yuan(self) -> int:
        """What all pay together."""
        return sum(share.cost_yuan for share in self.shares)

    @property
    def saved_yuan(self) -> int:
        """What all save together."""
        return sum(share.saved_yuan for share in self.shares)


@dataclass(frozen=True)
class Proposal:
    """The classes, the orders left alone with the reason of each, and whether nothing is better."""

    classes: Sequence[PooledClass]
    alone: Sequence[tuple[Candidate, Message]]
    is_best: bool

    @property
    def saved_yuan(self) -> int:
        """What the orders of all classes save."""
        return sum(item.saved_yuan for item in self.classes)


def pools_of(session: Session, *, viewer: Viewer) -> Sequence[Pool]:
    """What waits for an answer at the viewer's base, by occupation, level and wished times; the largest first."""
    waiting = list_orders(session, viewer=viewer, wanted=OrderFilter(states=frozenset({OrderState.SUBMITTED})))
    groups: dict[str, list[Order]] = defaultdict(list)
    for order in waiting:
        is_free = order.place is None and order.base_id == viewer.organisation_id
        if is_free and strategy_of(order.programme_type).can_be_pooled:
            groups[_key(order)].append(order)
    calendar = work_calendar(session)
    pools = [
        _pool(session, key, sorted(orders, key=lambda order: order.number), calendar) for key, orders in groups.items()
    ]
    return sorted(pools, key=lambda pool: (-pool.enterprises, -pool.heads, pool.key))


def most_heads(session: Session, viewer: Viewer) -> int | None:
    """The most trainees that the region's policy lets into a cohort, or None where it is silent."""
    record = find_policy(session, "cohort.maximum_size", viewer.region_code, clock.today())
    return int(record.value) if record is not None else None


def propose(pool: Pool, terms: JointTerms) -> Proposal:
    """Joint classes of a pool under these terms; it commits nobody and stores nothing."""
    candidates = {candidate.order.id: candidate for candidate in pool.candidates}
    orders = [_solver_order(pool, candidate) for candidate in pool.candidates]
    costs = Terms(terms.least, terms.most, terms.fixed_yuan * FEN, terms.head_yuan * FEN)
    found = propose_joint_classes(orders, {pool.key: costs}, Limits(time_limit_seconds=SECONDS))
    return Proposal(
        classes=[_pooled_class(joint, pool, terms) for joint in found.classes],
        alone=list(_alone(found, candidates)),
        is_best=found.status is Status.OPTIMAL,
    )


def _pooled_class(joint: JointClass, pool: Pool, terms: JointTerms) -> PooledClass:
    waiting_days = {share.order: share.waiting_days for share in joint.shares}
    members = [candidate for candidate in pool.candidates if candidate.order.id in waiting_days]
    costs = terms.shares([candidate.order.heads for candidate in members])
    shares = [
        PooledShare(
            candidate,
            waiting_days[candidate.order.id],
            cost_yuan=cost,
            saved_yuan=terms.shares([candidate.order.heads])[0] - cost,
        )
        for candidate, cost in zip(members, costs, strict=True)
    ]
    return PooledClass(joint, shares)


def _alone(found: Pooling, candidates: dict[str, Candidate]) -> Iterator[tuple[Candidate, Message]]:
    def number(_kind: str, order_id: str) -> str:
        return candidates[order_id].order.number

    for lone in found.alone:
        said = (sentence_of_lone_order(lone, number, language) for language in ("en", "zh"))
        yield candidates[lone.order], bilingual(*said)


def _key(order: Order) -> str:
    weekdays = "".join(str(day) for day in sorted(order.weekdays))
    return f"{order.occupation_id}/{order.level}/{weekdays}/{'-'.join(sorted(order.half_days))}"


def _pool(session: Session, key: str, orders: Sequence[Order], calendar: WorkCalendar) -> Pool:
    first = orders[0]
    versions = course_versions_for(session, first.occupation_id, first.level, clock.today())
    region = first.base.region_code
    caps = Caps(*(_whole(session, policy, region) for policy in CAP_KEYS))
    candidates, misfits = [], []
    for order in orders:
        if not versions:
            misfits.append((order, msg("No course for this occupation and level is on offer yet")))
            continue
        found = _candidate(order, versions[0], caps, calendar)
        if found is None:
            misfits.append((order, msg("The lessons of the course do not fit into its time any more")))
        else:
            candidates.append(found)
    wishes = (tuple(sorted(first.weekdays)), tuple(first.half_days))
    return Pool(key, first.occupation, first.level, *wishes, candidates, misfits)


def _candidate(order: Order, version: CourseVersion, caps: Caps, calendar: WorkCalendar) -> Candidate | None:
    """The order with the latest start from which all lessons still end in time; None when there is none."""
    wish = wish_of(order)
    first = max(order.window_start, clock.today() + timedelta(days=1))
    if not _fits(wish, first, version, caps, calendar):
        return None
    low, high = 0, (order.window_end - first).days
    while low < high:
        middle = (low + high + 1) // 2
        if _fits(wish, first + timedelta(days=middle), version, caps, calendar):
            low = middle
        else:
            high = middle - 1
    return Candidate(order, first, first + timedelta(days=low))


def _fits(wish: OrderWish, start: date, version: CourseVersion, caps: Caps, calendar: WorkCalendar) -> bool:
    return earliest_end(version, replace(wish, window_start=start), caps, calendar) is not None


def _solver_order(pool: Pool, candidate: Candidate) -> PoolOrder:
    order = candidate.order
    return PoolOrder(
        id=order.id,
        owner=order.enterprise_id,
        course=pool.key,
        heads=order.heads,
        earliest_day=candidate.first_start.isoformat(),
        latest_day=candidate.last_start.isoformat(),
        budget_per_head=order.budget_yuan * FEN // order.heads if order.budget_yuan is not None else None,
    )


def _whole(session: Session, key: str, region: str) -> int | None:
    record = find_policy(session, key, region, clock.today())
    return int(record.value) if record is not None else None
