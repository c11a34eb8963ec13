"""The audit chain is whole after honest work and broken by every kind of tampering."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from trainer.kit import audit


def three_entries(session: Session) -> None:
    for number in range(3):
        audit.record(session, "order.submit", f"training_order:{number}", actor="p", chain="c", detail={"n": number})


def test_an_untouched_chain_is_whole(session: Session) -> None:
    three_entries(session)
    session.expire_all()
    assert audit.first_break(session, "c") is None


@pytest.mark.parametrize(
    ("tampering", "broken_at"),
    [
        ("UPDATE audit_entry SET detail = '{\"n\": 9}' WHERE chain = 'c' AND sequence = 2", 2),
        ("UPDATE audit_entry SET actor = 'somebody' WHERE chain = 'c' AND sequence = 1", 1),
        ("DELETE FROM audit_entry WHERE chain = 'c' AND sequence = 2", 2),
        ("DELETE FROM audit_entry WHERE chain = 'c' AND sequence = 3", 3),
    ],
)
def test_tampering_is_found_where_it_happened(session: Session, tampering: str, broken_at: int) -> None:
    three_entries(session)
    session.execute(text(tampering))
    session.expire_all()
    assert audit.first_break(session, "c") == broken_at


def test_chains_do_not_disturb_each_other(session: Session) -> None:
    three_entries(session)
    audit.record(session, "order.submit", "training_order:x", actor="p", chain="d")
    session.execute(text("DELETE FROM audit_entry WHERE chain = 'd'"))
    session.expire_all()
    assert audit.first_break(session, "c") is None
    assert audit.first_break(session, "d") == 1
