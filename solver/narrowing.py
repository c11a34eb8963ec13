"""What all rules leave each lesson by itself: the domains that searches, proofs and data checks begin with."""

from __future__ import annotations

from solver.collection import collection_paused
from solver.domains import Domains
from solver.index import Index
from solver.rules import RULES


def domains_alone(index: Index) -> Domains:
    """Starts, workshops and instructors of each lesson as if it were the only one."""
    with collection_paused():
        domains = Domains(index)
        for rule in RULES:
            rule.narrow(domains)
        domains.settle()
    return domains
