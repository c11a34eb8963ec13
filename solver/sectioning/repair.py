"""Makes placements of parts that were not yet joined fit together, by taking away as little as is simple."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from solver.sectioning.parts import Ties


def without_broken(ties: Ties, placements: Mapping[str, str], requests: Iterable[str]) -> dict[str, str] | None:
    """The placements less those that break a tie, and less offers that become too small.

    A member leaves its offer only with all the others in it. None when one of `requests` that must be placed is not.
    """
    options = ties.options
    problem = options.problem
    whole = dict(placements)
    while True:
        gone = {request for _, surplus in ties.broken(whole) for request in surplus}
        heads = Counter(whole.values())
        cancelled = {whole[request] for request in gone if options.tied_to(problem.request[request]) is not None}
        cancelled |= {offer for offer, count in heads.items() if count < problem.offer[offer].least_size}
        seated: dict[str, list[str]] = defaultdict(list)
        for request, offer in whole.items():
            seated[offer].append(request)
        gone |= {request for offer in cancelled for request in seated[offer]}
        if not gone:
            break
        whole = {request: offer for request, offer in whole.items() if request not in gone}
    is_short = any(id_ not in whole and options.must_be_placed(problem.request[id_]) for id_ in requests)
    return None if is_short else whole
