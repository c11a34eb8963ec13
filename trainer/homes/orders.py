"""Orders as home pages list them: where each stands, whose turn it is, and what the viewer has to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from trainer.kit.permissions import Viewer
from trainer.models.programmes import Order
from trainer.programmes import queries as programmes
from trainer.programmes.standing import ENDED, Standing, node_dates, standing_of
from trainer.web.language import day_short


@dataclass(frozen=True)
class OrderLine:
    """An order with its standing in the viewer's eyes and the dates of its steps."""

    order: Order
    standing: Standing
    dates: dict[str, str]


def order_lines(session: Session, viewer: Viewer) -> list[OrderLine]:
    """The viewer's orders that have not ended: those that wait for the viewer first, then by the longest wait."""
    orders = [order for order in programmes.list_orders(session, viewer=viewer) if order.state not in ENDED]
    unsigned = programmes.unsigned_by_order(session, orders)
    lines = [
        OrderLine(order, standing_of(order, viewer, unsigned.get(order.id, [])), short_dates(order)) for order in orders
    ]
    return sorted(lines, key=lambda line: (not line.standing.is_mine, -line.standing.days, line.order.number))


def short_dates(order: Order) -> dict[str, str]:
    """The days on which the order reached its steps, as narrow as a timeline needs them."""
    return {node: day_short(date.fromisoformat(day)) for node, day in node_dates(order).items()}


def to_do(lines: Sequence[OrderLine]) -> list[OrderLine]:
    """The orders in which the viewer has to act."""
    return [line for line in lines if line.standing.is_mine]
